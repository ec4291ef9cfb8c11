package ui

import (
	"errors"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/drafts"
)

// draftDelay is how long after a change what is typed is put on the disk, also
// while typing goes on.
const draftDelay = 250 * time.Millisecond

// draftDue fires a draftDelay after a change; the form it is about handles it.
type draftDue struct{ draft string }

// draftKept answers keepDraft; the root tells of failures.
type draftKept struct{ err error }

// draftPutAside answers putAside. The form closes if what is typed is on the disk.
type draftPutAside struct {
	request
	draft drafts.Draft
	err   error
}

// allKept answers keepAll. The root ends the program if what is typed is on the
// disk.
type allKept struct {
	request
	err error
}

// draftsFound answers findDrafts: what earlier programs left. The root offers it.
type draftsFound struct {
	found drafts.Found
	asked bool // somebody wants to see them
	err   error
}

// draftTaken answers takeDraft; the root opens the form.
type draftTaken struct {
	draft drafts.Draft
	err   error
}

func keepDraft(d Drafts, draft drafts.Draft) tea.Cmd {
	return func() tea.Msg { return draftKept{d.Save(draft)} }
}

func putAside(r request, d Drafts, draft drafts.Draft) tea.Cmd {
	return func() tea.Msg { return draftPutAside{r, draft, d.Save(draft)} }
}

func keepAll(r request, d Drafts, typed []drafts.Draft) tea.Cmd {
	return func() tea.Msg { return allKept{r, saveAll(d, typed)} }
}

// saveAll saves every draft that it can. What it says of those without values,
// whose files are only to be removed, would interest nobody.
func saveAll(d Drafts, typed []drafts.Draft) error {
	var failed error
	for _, draft := range typed {
		if err := d.Save(draft); err != nil && len(draft.Values) > 0 {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

func dropDraft(d Drafts, id string) tea.Cmd {
	return func() tea.Msg { return draftKept{d.Discard(id)} }
}

// discardDraft removes what an earlier program left.
func discardDraft(d Drafts, id string) tea.Cmd {
	return func() tea.Msg {
		if _, err := d.Claim(id); err != nil {
			return draftKept{err}
		}
		return draftKept{d.Discard(id)}
	}
}

func findDrafts(d Drafts, profile string, asked bool) tea.Cmd {
	return func() tea.Msg {
		found, err := d.List(profile)
		return draftsFound{found, asked, err}
	}
}

func takeDraft(d Drafts, id string) tea.Cmd {
	return func() tea.Msg {
		draft, err := d.Claim(id)
		return draftTaken{draft, err}
	}
}

// typedSince schedules the saving of what is typed, unless it is scheduled.
func (f *form) typedSince() tea.Cmd {
	if f.env.Drafts == nil || f.draftDue {
		return nil
	}
	f.draftDue = true
	return f.env.After(draftDelay, draftDue{f.draft})
}

// asDraft is what is typed in the form.
func (f *form) asDraft() drafts.Draft {
	d := drafts.Draft{
		ID: f.draft, Profile: f.env.session.Profile, Base: f.base, UID: f.base.UID,
		Values: map[model.Key]model.Value{}, Time: f.env.Now(),
	}
	if f.base.IsNew() {
		d.UID = ""
	}
	for _, field := range f.fields {
		if field.changed() {
			d.Values[field.Key] = field.editor.value()
		}
	}
	return d
}

// putAside keeps what is typed, to close the form once that is done.
func (f *form) putAside() tea.Cmd {
	f.keeping = f.env.begin("keeping the draft", false)
	return putAside(f.keeping, f.env.Drafts, f.asDraft())
}

// isPutAside closes the form if what is typed is on the disk.
func (f *form) isPutAside(msg draftPutAside) nav {
	f.keeping = 0
	if msg.err != nil {
		return problem("Not kept as a draft, so the form stays open: " + model.Clean(msg.err.Error()))
	}
	f.env.kept = append(f.env.kept, msg.draft)
	n := info("kept as a draft: t opens it again")
	n.close = f
	return n
}

// resume puts what an earlier program left into the form.
func (f *form) resume(d drafts.Draft) {
	f.draft = d.ID
	for _, field := range f.fields {
		if v, ok := d.Values[field.Key]; ok {
			field.editor.put(v)
			field.visited = true
		}
	}
}

// forgetDraft removes the draft of a form that was saved or discarded.
func (f *form) forgetDraft() tea.Cmd {
	if f.env.Drafts == nil {
		return nil
	}
	return dropDraft(f.env.Drafts, f.draft)
}

// askDrafts looks for what earlier programs left, once in this one.
func (a *App) askDrafts() tea.Cmd {
	e := a.env
	if e.Drafts == nil || e.askedDrafts {
		return nil
	}
	e.askedDrafts = true
	return findDrafts(e.Drafts, e.session.Profile, false)
}

// offerDrafts lets the person choose what to go on with.
func (a *App) offerDrafts(msg draftsFound) tea.Cmd {
	e := a.env
	if msg.err != nil {
		a.tell(notice{noticeProblem, "Drafts could not be read: " + model.Clean(msg.err.Error())})
		return nil
	}
	if n := len(msg.found.Damaged); n > 0 {
		a.tell(notice{noticeProblem, "A draft could not be read and is kept: " + model.Clean(msg.found.Damaged[0].Path)})
	}
	items := e.draftItems(msg.found.Drafts)
	l, ok := a.top().(*list)
	switch {
	case len(items) == 0 && msg.asked:
		a.tell(notice{noticeInfo, "there is no draft"})
	case len(items) == 0:
	case !ok || l.search.open: // not under the fingers of somebody who types
		a.tell(notice{noticeInfo, "edits typed earlier were found: t in the list opens them"})
	default:
		return a.apply(nav{push: newMenu(e, "Typed earlier and not saved", items)}, nil)
	}
	return nil
}

// draftItems offers what this program kept and what earlier ones left: first to
// go on with, then to discard.
func (e *env) draftItems(left []drafts.Draft) []menuItem {
	var open, drop []menuItem
	for i, d := range e.kept {
		open = append(open, menuItem{label: "go on with " + e.draftLine(d), pick: func() (nav, tea.Cmd) {
			e.kept = slices.Delete(slices.Clone(e.kept), i, i+1)
			return nav{}, func() tea.Msg { return draftTaken{draft: d} }
		}})
		drop = append(drop, e.discardItem(d, func() tea.Cmd {
			e.kept = slices.DeleteFunc(slices.Clone(e.kept), func(k drafts.Draft) bool { return k.ID == d.ID })
			return dropDraft(e.Drafts, d.ID)
		}))
	}
	for _, d := range left {
		open = append(open, menuItem{label: "go on with " + e.draftLine(d), pick: func() (nav, tea.Cmd) {
			return nav{}, takeDraft(e.Drafts, d.ID)
		}})
		drop = append(drop, e.discardItem(d, func() tea.Cmd { return discardDraft(e.Drafts, d.ID) }))
	}
	return slices.Concat(open, drop)
}

// discardItem discards a draft after asking.
func (e *env) discardItem(d drafts.Draft, discard func() tea.Cmd) menuItem {
	line := "discard " + e.draftLine(d)
	return menuItem{label: line, pick: func() (nav, tea.Cmd) {
		q := newQuestion(e, "Discard what was typed?", []string{e.draftLine(d)}, "discard", func() (nav, tea.Cmd) {
			return nav{}, discard()
		})
		return nav{push: q}, nil
	}}
}

// drafts looks for drafts because somebody asked.
func (e *env) drafts() (nav, tea.Cmd) {
	if e.Drafts == nil {
		return info("what is typed is not kept here"), nil
	}
	return nav{}, findDrafts(e.Drafts, e.session.Profile, true)
}

// draftLine says whose draft it is, how much, and how old.
func (e *env) draftLine(d drafts.Draft) string {
	who := "a new user"
	if d.UID != "" {
		who = called(d.Base)
	} else if name := d.Values[model.KeyName].Text; name != "" {
		who = "the new user " + model.Clean(name)
	}
	keys := make([]model.Key, 0, len(d.Values))
	for _, f := range model.Fields() {
		if _, ok := d.Values[f.Key]; ok {
			keys = append(keys, f.Key)
		}
	}
	return join(" · ", who, labels(keys), age(model.UnixTime(d.Time.Unix()), e.Now()))
}

// openDraft opens the form of a draft that was taken over.
func (a *App) openDraft(msg draftTaken) tea.Cmd {
	if msg.err != nil {
		a.tell(notice{noticeProblem, "The draft could not be taken over: " + model.Clean(msg.err.Error())})
		return nil
	}
	f := newForm(a.env, msg.draft.Base, nil)
	f.resume(msg.draft)
	return a.apply(nav{push: f}, nil)
}

package ui

import (
	"context"
	"os"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"census/model"
	"census/ui/drafts"
	"census/ui/userfile"
	"census/ui/words"
)

// textLife is how long a text that says nothing is left where it is, when the
// program that gave it to the editor is gone: the editor may still have it.
const textLife = 24 * time.Hour

// draftOffer is a draft as it is offered.
type draftOffer struct {
	draft drafts.Draft
	own   bool        // put aside in this run
	mine  model.User  // the user as far as the draft can be read
	keys  []model.Key // what it changes
	fault bool        // the editor's text cannot be read as it is
}

// draftsFound answers findDrafts: what can be gone on with. The root offers it.
type draftsFound struct {
	offers  []draftOffer
	damaged []drafts.Damage
	asked   bool // somebody wants to see them
	err     error
}

// draftTaken answers takeDraft; the root opens the form. The text is what the
// editor has left and is not among the values; nil if there is none.
type draftTaken struct {
	draft drafts.Draft
	text  []byte
	err   error
}

// findDrafts looks at what this program has put aside and at what earlier ones
// have left.
func findDrafts(ctx context.Context, d Drafts, kept []drafts.Draft, now time.Time, asked bool) tea.Cmd {
	kept = slices.Clone(kept)
	return func() tea.Msg {
		msg := draftsFound{asked: asked}
		for _, draft := range kept {
			if o, says := weigh(draft); says {
				o.own = true
				msg.offers = append(msg.offers, o)
			}
		}
		found, err := d.List(ctx)
		msg.damaged, msg.err = found.Damaged, err
		for _, draft := range found.Drafts {
			o, says := weigh(draft)
			switch {
			case says:
				msg.offers = append(msg.offers, o)
			case now.Sub(draft.Time) > textLife:
				_ = discardDraft(ctx, d, draft.ID)() // somebody else may be quicker
			}
		}
		return msg
	}
}

// weigh reads what a draft changes. It says nothing if it has no values and its
// text is as it was given to the editor, or gone.
func weigh(d drafts.Draft) (o draftOffer, says bool) {
	o = draftOffer{draft: d, mine: typedIn(d)}
	text := writtenIn(d)
	if text != nil {
		mine, err := readText(d, o.mine, text)
		o.mine, o.fault = mine, err != nil
	}
	for _, f := range model.Fields() {
		if _, typed := d.Values[f.Key]; typed || !f.Same(d.Base, o.mine) {
			o.keys = append(o.keys, f.Key)
		}
	}
	return o, len(d.Values) > 0 || text != nil
}

// typedIn is the user as typed in the form.
func typedIn(d drafts.Draft) model.User {
	u := d.Base
	for key, v := range d.Values {
		if f, ok := model.FieldOf(key); ok {
			u = f.With(u, v)
		}
	}
	return u
}

// writtenIn is what the editor has made of a draft's text; nil if that says
// nothing.
func writtenIn(d drafts.Draft) []byte {
	if d.Text == nil {
		return nil
	}
	text, err := os.ReadFile(d.Text.Path)
	if err != nil || userfile.Same(text, []byte(d.Text.Given)) {
		return nil
	}
	return text
}

// readText reads a text of the editor over what is typed.
func readText(d drafts.Draft, mine model.User, text []byte) (model.User, error) {
	if d.Text.Whole {
		return userfile.Decode(text, mine, nil)
	}
	m, err := userfile.DecodeMetadata(text, mine.Metadata)
	if err == nil {
		mine.Metadata = m
	}
	return mine, err
}

// takeDraft takes over what an earlier program left.
func takeDraft(ctx context.Context, d Drafts, id string) tea.Cmd {
	return func() tea.Msg {
		draft, err := d.Claim(ctx, id)
		if err != nil {
			return draftTaken{err: err}
		}
		return draftTaken{draft: draft, text: writtenIn(draft)}
	}
}

// takeOwn takes what this program has put aside.
func takeOwn(d drafts.Draft) tea.Cmd {
	return func() tea.Msg { return draftTaken{draft: d, text: writtenIn(d)} }
}

// askDrafts looks for what earlier programs left, once in this one.
func (a *App) askDrafts() tea.Cmd {
	e := a.env
	if e.Drafts == nil || e.askedDrafts {
		return nil
	}
	e.askedDrafts = true
	return findDrafts(e.ctx, e.Drafts, e.kept, e.Now(), false)
}

// drafts looks for drafts because somebody asked.
func (e *env) drafts() (nav, tea.Cmd) {
	if e.Drafts == nil {
		return info("what is typed is not kept here"), nil
	}
	return nav{}, findDrafts(e.ctx, e.Drafts, e.kept, e.Now(), true)
}

// offerDrafts lets the person choose what to go on with.
func (a *App) offerDrafts(msg draftsFound) tea.Cmd {
	e := a.env
	if msg.err != nil {
		a.tell(notice{noticeProblem, "Drafts could not be read: " + model.Clean(msg.err.Error())})
		return nil
	}
	if len(msg.damaged) > 0 {
		a.tell(notice{noticeProblem, "A draft could not be read and is kept: " + model.Clean(msg.damaged[0].Path)})
	}
	items := e.draftItems(msg.offers)
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

// draftItems offers drafts: first to go on with, then to discard.
func (e *env) draftItems(offers []draftOffer) []menuItem {
	var open, drop []menuItem
	for _, o := range offers {
		line, id := e.draftLine(o), o.draft.ID
		take, discard := takeDraft(e.ctx, e.Drafts, id), discardDraft(e.ctx, e.Drafts, id)
		if o.own {
			take, discard = takeOwn(o.draft), dropDraft(e.Drafts, id)
		}
		open = append(open, menuItem{label: "go on with " + line, pick: func() (nav, tea.Cmd) {
			e.forgetKept(id)
			return nav{}, take
		}})
		drop = append(drop, menuItem{label: "discard " + line, pick: func() (nav, tea.Cmd) {
			q := newQuestion(e, "Discard what was typed?", append([]string{line}, e.draftDiff(o)...), "discard", func() (nav, tea.Cmd) {
				e.forgetKept(id)
				return nav{}, discard
			})
			return nav{push: q}, nil
		}})
	}
	return slices.Concat(open, drop)
}

func (e *env) forgetKept(id string) {
	e.kept = slices.DeleteFunc(slices.Clone(e.kept), func(d drafts.Draft) bool { return d.ID == id })
}

// draftLine says whose draft it is, how much, and how old.
func (e *env) draftLine(o draftOffer) string {
	who := "a new user"
	if o.draft.UID != "" {
		who = words.Called(o.draft.Base)
	} else if name := o.draft.Values[model.KeyName].Text; name != "" {
		who = "the new user " + model.Clean(name)
	}
	editor := ""
	switch {
	case o.fault:
		editor = "a text of the editor with a fault"
	case o.draft.Text != nil:
		editor = "from the editor"
	}
	return words.Join(" · ", who, words.Labels(o.keys), editor, words.Age(model.UnixTime(o.draft.Time.Unix()), e.Now()))
}

// draftDiff shows what a draft changes.
func (e *env) draftDiff(o draftOffer) []string {
	var lines []string
	for _, key := range o.keys {
		for _, line := range e.styles.changeLines(key, o.draft.Base, o.mine, 200) {
			lines = append(lines, strings.TrimSpace(ansi.Strip(line)))
		}
	}
	return lines
}

// openDraft opens the form of a draft that was taken over, with what its text adds.
func (a *App) openDraft(msg draftTaken) tea.Cmd {
	if msg.err != nil {
		a.tell(notice{noticeProblem, "The draft could not be taken over: " + model.Clean(msg.err.Error())})
		return nil
	}
	e, d := a.env, msg.draft
	text := editorClosed{
		editing: editing{draft: d, typed: typedIn(d).Metadata, locked: e.locked(d.Base)},
		text:    msg.text,
	}
	if msg.text != nil && d.Text.Whole {
		return a.apply(e.editedOutside(text))
	}
	f := newForm(e, d.Base, nil)
	f.draft.resume(d)
	cmd := a.apply(nav{push: f}, nil)
	if msg.text == nil {
		return cmd
	}
	f.draft.text = d.Text
	return tea.Batch(cmd, a.apply(f.metadataEdited(text)))
}

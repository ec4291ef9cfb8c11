package ui

import (
	"context"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/journal"
	"census/model"
	"census/ui/words"
)

// historyLimit is how many of the newest changes the history shows.
const historyLimit = 1000

// history lists the changes made from this profile, shows what each one changed,
// and takes changes back.
type history struct {
	screen
	env    *env
	ctx    context.Context
	cancel context.CancelFunc

	reading request
	entries []journal.Entry
	damaged int
	read    bool
	at, top int
	search  searchBar
}

func newHistory(e *env) *history {
	h := &history{env: e, search: newSearchBar(e.styles)}
	h.ctx, h.cancel = context.WithCancel(e.ctx)
	return h
}

func (h *history) Init() tea.Cmd   { return h.load() }
func (h *history) Capturing() bool { return h.search.open }
func (h *history) Close()          { h.cancel() }

func (h *history) Scope() scope {
	if h.search.open {
		return inSearch
	}
	return inHistory
}

func (h *history) Title() string {
	return words.Join(" · ", "history", words.Plural(len(h.entries), "change"))
}

func (h *history) Keys() []hint {
	if h.search.open {
		return offers(cmdOpen, cmdBack)
	}
	hints := []hint{{cmd: cmdOpen}, {cmd: cmdUndoLast, reason: h.undoReason()}, {cmd: cmdSearch}, {cmd: cmdBack}, {cmd: cmdHelp}}
	return append(hints, quietly(cmdDown, cmdUp, cmdHalfDown, cmdHalfUp, cmdPageDown, cmdPageUp, cmdTop, cmdBottom)...)
}

func (h *history) load() tea.Cmd {
	if h.env.session.Journal == nil {
		h.read = true
		return nil
	}
	h.reading = h.env.begin("reading the history", false)
	return readHistory(h.ctx, h.reading, h.env.session.Journal, journal.Filter{Text: h.search.text(), Limit: historyLimit})
}

// Update handles keys and the answers the history waits for.
func (h *history) Update(msg tea.Msg) (nav, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		if h.search.open {
			return h.typed(msg)
		}
		return h.pressed(lookUp(inHistory, msg))
	case historyMsg:
		if msg.request == h.reading {
			h.reading, h.read = 0, true
			if msg.err != nil {
				return problem("The history could not be read: " + model.Clean(msg.err.Error())), nil
			}
			h.take(msg.found)
		}
	case undoneMsg, savedMsg, actedMsg:
		return nav{}, h.load()
	}
	return nav{}, nil
}

// take shows a newer reading, with the cursor on the change it was on.
func (h *history) take(found journal.History) {
	under := ""
	if h.at < len(h.entries) {
		under = h.entries[h.at].ID
	}
	h.entries, h.damaged = found.Entries, len(found.Damaged)
	if i := slices.IndexFunc(h.entries, func(e journal.Entry) bool { return e.ID == under }); i >= 0 {
		h.at = i
	}
	h.at = max(0, min(h.at, len(h.entries)-1))
}

func (h *history) typed(msg tea.KeyMsg) (nav, tea.Cmd) {
	switch lookUp(inSearch, msg) {
	case cmdOpen:
		h.search.open = false
		return nav{}, h.load()
	case cmdBack:
		h.search.reset()
		return nav{}, h.load()
	}
	h.search.field.update(msg)
	return nav{}, nil
}

func (h *history) pressed(cmd command) (nav, tea.Cmd) {
	switch cmd {
	case cmdBack:
		if h.search.text() == "" {
			return nav{close: h}, nil
		}
		h.search.reset()
		return nav{}, h.load()
	case cmdOpen:
		if len(h.entries) > 0 {
			e := h.entries[h.at]
			return nav{push: newPage(actionWord(e)+" "+words.Called(subject(e)), func(w int) []string { return h.detail(e, w) })}, nil
		}
	case cmdSearch:
		h.search.focus(h.search.text())
	case cmdUndoLast:
		if reason := h.undoReason(); reason != "" {
			return problem("cannot undo: " + reason), nil
		}
		return h.env.undo.begin(h.entries[h.at])
	default:
		h.at = scrolled(h.at, cmd, h.height, len(h.entries)-1)
	}
	return nav{}, nil
}

// undoReason is why the change under the cursor cannot be taken back, if so.
func (h *history) undoReason() string {
	if h.at >= len(h.entries) {
		return "there is no change"
	}
	return h.env.undo.reason(h.entries[h.at])
}

func (h *history) View() string {
	lines := h.head()
	if len(h.entries) == 0 {
		return strings.Join(append(lines, h.nothing()), "\n")
	}
	room := h.room()
	top := h.first(room)
	for i := top; i < min(len(h.entries), top+room); i++ {
		lines = append(lines, h.row(i))
	}
	return strings.Join(lines, "\n")
}

// head is what stands above the changes.
func (h *history) head() (lines []string) {
	s := h.env.styles
	if text := h.search.text(); h.search.open || text != "" {
		lines = append(lines, " "+s.strong.Render("/")+" "+h.search.field.view(max(10, h.width-4), h.search.open))
	}
	if h.damaged > 0 {
		lines = append(lines, " "+s.warning.Render(words.Plural(h.damaged, "line")+" of the history could not be read"))
	}
	return lines
}

// room is how many changes can be drawn, first the first of them.
func (h *history) room() int { return max(1, h.height-len(h.head())) }

func (h *history) first(room int) int {
	top := max(h.at-room+1, min(h.top, h.at))
	return max(0, min(top, len(h.entries)-room))
}

// settle keeps to the changes that are drawn: the next move begins there.
func (h *history) settle() { h.top = h.first(h.room()) }

func (h *history) nothing() string {
	s := h.env.styles
	switch {
	case !h.read:
		return ""
	case h.env.session.Journal == nil:
		return "\n  Changes are not recorded here."
	case h.search.text() != "":
		return "\n  No change matches “" + model.Clean(h.search.text()) + "”.\n\n  " + s.accent.Render("esc") + " clear the filter"
	}
	return "\n  Nothing has been changed from this profile yet."
}

// row is one change: when, what, who, how it ended.
func (h *history) row(i int) string {
	s, e := h.env.styles, h.entries[i]
	mark, style := "  ", s.plain
	if i == h.at {
		mark, style = s.bar()+" ", s.bold
	}
	when := fit(words.Age(model.UnixTime(e.Time.Unix()), h.env.Now()), 5)
	what := fit(words.Of(e.Operation.Action).Done, 14)
	outcome := s.outcomeText(e)
	line := s.faint.Render(when) + " " + style.Render(what+words.Called(subject(e))) + "  " + s.faint.Render(model.Clean(e.Operation.UID()))
	return fit(mark+line, max(0, h.width-visible(outcome)-2)) + outcome + " "
}

// detail shows a change in full: exact time, who made it, and the difference.
func (h *history) detail(e journal.Entry, w int) []string {
	s := h.env.styles
	who := words.Join(", ", model.Clean(e.Actor.Me), model.Clean(e.Actor.Credential))
	lines := []string{"   " + s.faint.Render(words.Exact(model.UnixTime(e.Time.Unix()), h.env.Location)+" · "+who)}
	before, after := e.Operation.Before, e.Operation.After
	for _, c := range model.Diff(before, after).Changes {
		lines = append(lines, s.changeLines(c.Key, before, after, w-2)...)
	}
	if e.Error != "" {
		for _, line := range wrap("! "+model.Clean(e.Error), max(10, w-4)) {
			lines = append(lines, "   "+s.danger.Render(line))
		}
	}
	return append(lines, "")
}

// subject is the user a change is about, as far as the journal knows them.
func subject(e journal.Entry) model.User {
	if e.Operation.After.UID != "" {
		return e.Operation.After
	}
	return e.Operation.Before
}

// actionWord is what was done, and that it took another change back.
func actionWord(e journal.Entry) string {
	word := words.Of(e.Operation.Action).Done
	if e.Undoes != "" {
		word += " (undo)"
	}
	return word
}

// outcomeText is how a change ended, if there is more to say than that it was
// made, and whether it took another one back.
func (s *styles) outcomeText(e journal.Entry) string {
	if e.Undoes == "" {
		return s.endText(e)
	}
	return words.Join(" · ", s.faint.Render("an undo"), s.endText(e))
}

func (s *styles) endText(e journal.Entry) string {
	switch {
	case e.UndoneBy != "":
		return s.faint.Render("undone")
	case e.Result == journal.Applied:
		return ""
	case e.Result == journal.Pending, e.Result == journal.Unknown:
		return s.warning.Render("outcome not known")
	}
	return s.warning.Render(string(e.Result))
}

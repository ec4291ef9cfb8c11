package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/changes"
	"census/model"
	"census/ui/words"
)

// review shows a change before it is sent: what becomes of each field, and the
// exact request.
type review struct {
	fullSheet
	scroller
	env    *env
	title  string
	review changes.Review
	lost   []model.Path // what an undo cannot restore
	send   func() (nav, tea.Cmd)
}

func newReview(e *env, title string, r changes.Review, send func() (nav, tea.Cmd)) *review {
	return &review{env: e, title: title, review: r, send: send}
}

func (r *review) Scope() scope  { return inReview }
func (r *review) Title() string { return r.count() }
func (r *review) Asks() bool    { return true }

func (r *review) Keys() []hint {
	return append(offers(cmdSave, cmdEdit, cmdCopy, cmdBack, cmdHelp),
		quietly(cmdDown, cmdUp, cmdHalfDown, cmdHalfUp, cmdPageDown, cmdPageUp, cmdTop, cmdBottom)...)
}

// closedByLogIn closes a view of what is about to be sent when someone else logs in:
// their session would send it differently.
func closedByLogIn(v view, msg tea.Msg) (n nav, closes bool) {
	c, ok := msg.(connectedMsg)
	if !ok || c.err != nil {
		return nav{}, false
	}
	n = info("you are logged in as someone else now: review again")
	n.close = v
	return n, true
}

func (r *review) Update(msg tea.Msg) (nav, tea.Cmd) {
	if n, closes := closedByLogIn(r, msg); closes {
		return n, nil
	}
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nav{}, nil
	}
	cmd := lookUp(inReview, k)
	switch cmd {
	case cmdSave:
		n, c := r.send()
		return n.and(r), c
	case cmdEdit, cmdBack:
		return nav{close: r}, nil
	case cmdCopy:
		what := "curl command"
		if r.review.Request.HoldsPrivate() {
			what += withPrivate
		}
		return nav{}, copyText(r.env.begin("copying", false), r.env.Copy, what, r.review.Request.Curl())
	}
	r.scroll(cmd, r.height-len(r.head()), len(r.lines()))
	return nav{}, nil
}

// View keeps what is asked in sight and scrolls the rest.
func (r *review) View() string {
	head, lines := r.head(), r.lines()
	return strings.Join(append(head, lines[r.first(r.height-len(head), len(lines)):]...), "\n")
}

// head is what is asked.
func (r *review) head() []string {
	lines := []string{" " + r.env.styles.bold.Render(r.title), ""}
	if r.height >= 16 {
		lines = append([]string{""}, lines...)
	}
	return lines
}

// count says how much changes: "2 fields changed, 1 tag added".
func (r *review) count() string {
	verb := " changed"
	if r.review.Theirs.IsNew() {
		verb = " set"
	}
	parts := []string{words.Plural(len(r.keys()), "field") + verb}
	added, removed := tagChanges(r.review.Theirs.Tags, r.review.Merged.User.Tags)
	if len(added) > 0 {
		parts = append(parts, words.Plural(len(added), "tag")+" added")
	}
	if len(removed) > 0 {
		parts = append(parts, words.Plural(len(removed), "tag")+" removed")
	}
	return strings.Join(parts, ", ")
}

// keys are the fields that the review shows: those that change and, for a user
// who is to be created, first of all the uid, which cannot be changed later.
func (r *review) keys() []model.Key {
	var keys []model.Key
	if r.review.Theirs.IsNew() {
		keys = append(keys, model.KeyUID)
	}
	for _, c := range r.review.Patch.Changes {
		keys = append(keys, c.Key)
	}
	return keys
}

func (r *review) lines() []string {
	s := r.env.styles
	var lines []string
	for _, key := range r.keys() {
		lines = append(lines, s.changeLines(key, r.review.Theirs, r.review.Merged.User, r.width-2)...)
	}
	for _, note := range r.notes() {
		for _, line := range wrap(note, max(10, r.width-4)) {
			lines = append(lines, "   "+s.warning.Render(line))
		}
	}
	return append(append(lines, ""), r.requestLines()...)
}

// notes warn of what the person should know before it is sent.
func (r *review) notes() []string {
	var notes []string
	if names := words.Labels(r.review.Unchecked); names != "" {
		notes = append(notes, "could not be compared with the service: "+names)
	}
	for _, p := range r.lost {
		notes = append(notes, "cannot be restored, it was left out of the history: "+p.String())
	}
	if len(notes) > 0 {
		notes = append([]string{""}, notes...)
	}
	return notes
}

// requestLines are the request as it will be sent, without what is private: the
// body's @private values are folded like everywhere.
func (r *review) requestLines() []string {
	s := r.env.styles
	lines := []string{}
	for _, line := range wrap(r.review.Request.Method+" "+model.Clean(r.review.Request.URL), max(10, r.width-4)) {
		lines = append(lines, "   "+s.faint.Render(line))
	}
	body := maskPrivate(r.review.Request.Body)
	for _, row := range jsonRows(body, max(10, r.width-4), maxMetadataLines) {
		lines = append(lines, "   "+s.jsonRow(row))
	}
	return lines
}

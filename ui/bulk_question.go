package ui

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/model"
	"census/ui/words"
)

// bulkQuestion asks before the marked users are changed.
type bulkQuestion struct {
	env    *env
	marks  *marks
	rows   []uint32 // of the list, as it is shown now
	cursor int
	tab    int
}

// intended is what the deactivate key is meant to do to the marked users.
func (q bulkQuestion) intended() model.Action {
	if q.tab == tabDeactivated {
		return model.Reactivate
	}
	return model.Deactivate
}

// reason is the reason against doing it to users in the state it is for, if any.
func (q bulkQuestion) reason(action model.Action) string {
	u := model.User{}
	if action == model.Reactivate {
		u.DeactivatedAt = 1 // at any time: it is to be reactivated
	}
	return q.env.may(action, u).Reason
}

// hint says what the deactivate key does while users are marked.
func (q bulkQuestion) hint() hint {
	action := q.intended()
	return hint{cmd: cmdDeactivate, label: words.Of(action).Plain + " " + q.marks.called(), reason: q.reason(action)}
}

// ask asks. What the key means is done to those it can be done to; where it can be
// done to none, the opposite is.
func (q bulkQuestion) ask() nav {
	if q.marks.span.begun {
		if n := q.marks.takeRange(q.rows, q.cursor); q.marks.len() == 0 {
			return n
		}
	}
	c, others := q.crowd()
	verb := words.Of(c.action).Plain
	if reason := q.reason(c.action); reason != "" {
		return problem("cannot " + verb + " " + c.called() + ": " + reason)
	}
	title := strings.ToUpper(verb[:1]) + verb[1:] + " " + c.called() + "?"
	return nav{push: newQuestion(q.env, title, q.about(c, len(others)), verb, func() (nav, tea.Cmd) {
		for _, id := range others { // they are as wanted
			q.marks.set(id, false)
		}
		return nav{push: newBulk(q.env, c)}, nil
	})}
}

// crowd is the marked users that are to be changed, and the others.
func (q bulkQuestion) crowd() (c crowd, others []uint32) {
	active, deactivated := q.marks.lifecycles()
	if q.intended() == model.Reactivate && len(deactivated) > 0 || len(active) == 0 {
		return crowd{model.Reactivate, q.marks.of, deactivated}, active
	}
	return crowd{model.Deactivate, q.marks.of, active}, deactivated
}

// about is what is to be known before the users are changed, what matters most
// first.
func (q bulkQuestion) about(c crowd, others int) []string {
	lines := []string{c.names()}
	if id, ok := c.snapshot.Find(q.env.known.Actor().Me); ok && q.marks.has(id) && c.action == model.Deactivate && !c.snapshot.IsDeactivated(id) {
		lines = append(lines, "You are among them: "+whatEnds)
	}
	if n := q.notShown(c.ids); n > 0 {
		lines = append(lines, "Not in the list as it is shown now: "+words.Grouped(n)+" of them.")
	}
	if others > 0 {
		lines = append(lines, "Left alone, since they are "+words.Of(c.action).Done+" already: "+words.Grouped(others)+" more.")
	}
	if c.action == model.Deactivate {
		lines = append(lines, "They disappear from lists and cannot log in until reactivated; nothing is removed.")
	} else {
		lines = append(lines, "They can log in again.")
	}
	if n := (len(c.ids) + client.MaxUIDsPerRequest - 1) / client.MaxUIDsPerRequest; n > 1 {
		lines = append(lines, fmt.Sprintf("%s of up to %d users, one after the other; esc stops between two.", words.Plural(n, "request"), client.MaxUIDsPerRequest))
	}
	return lines
}

// notShown is how many of the users are in none of the rows.
func (q bulkQuestion) notShown(ids []uint32) int {
	var shown marks
	for _, id := range q.rows {
		shown.set(id, true)
	}
	return len(ids) - shown.count(ids)
}

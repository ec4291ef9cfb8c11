package ui

import (
	"errors"
	"fmt"
	"slices"

	"census/client"
	"census/client/changes"
	"census/model"
	"census/ui/words"
)

// bulkResults is what came of a change of many users: in all, then by what
// happened and why, those that are not as wanted first. Lines are made when they
// are drawn: there may be many.
type bulkResults struct {
	action   model.Action
	groups   []bulkGroup
	err      error // why it stopped
	byPerson bool  // that was asked for
	marked   bool  // some are left to be tried again

	head []string // above the groups
}

// bulkGroup is the users that met the same.
type bulkGroup struct {
	fate   changes.Fate
	reason string
	users  []model.User

	head []string
}

// fates are in the order in which a person wants to read of them.
var fates = []changes.Fate{changes.Failed, changes.Unknown, changes.Refused, changes.Gone, changes.NotSent, changes.Changed, changes.Already}

func newBulkResults(action model.Action, msg actedAllMsg, stopped bool) bulkResults {
	r := bulkResults{action: action, err: msg.err, byPerson: stopped && isCancelled(msg.err)}
	index := map[string]int{}
	for _, one := range msg.results {
		reason := reasonOf(one)
		key := string(rune(one.Fate)) + reason
		at, ok := index[key]
		if !ok {
			at = len(r.groups)
			index[key] = at
			r.groups = append(r.groups, bulkGroup{fate: one.Fate, reason: reason})
		}
		r.groups[at].users = append(r.groups[at].users, one.User)
		r.marked = r.marked || !isSettled(one)
	}
	slices.SortStableFunc(r.groups, func(a, b bulkGroup) int {
		return slices.Index(fates, a.fate) - slices.Index(fates, b.fate)
	})
	return r
}

// isSettled reports whether there is nothing to be tried again.
func isSettled(r changes.UserResult) bool { return r.Fate.IsWanted() || r.Fate == changes.Gone }

// isAbsent reports whether the service has said that there is no such user.
func isAbsent(r changes.UserResult) bool {
	var gone *changes.GoneError
	return errors.As(r.Err, &gone) && gone.Found.State == changes.Absent
}

// reasonOf is why it came so, as far as the fate does not say it.
func reasonOf(r changes.UserResult) string {
	switch {
	case r.JournalErr != nil:
		return "Not recorded in the history: " + model.Clean(r.JournalErr.Error())
	case r.Fate == changes.NotSent || r.Err == nil:
		return ""
	case r.Fate == changes.Gone:
		return words.Explain(r.Err).What
	}
	return words.Join(" ", words.Explain(r.Err).Line(""), lastWords(r.Err))
}

// lastWords are the service's where it answered, but not whether it was done.
func lastWords(err error) string {
	var lost *changes.LostError
	var api *client.APIError
	if !errors.As(err, &lost) || !errors.As(err, &api) {
		return ""
	}
	return fmt.Sprintf("It said (%d)%s", api.Status, words.Said(api))
}

// fateWords is a fate of the action: "deactivated already".
func fateWords(f changes.Fate, action model.Action) string {
	done := words.Of(action).Done
	switch f {
	case changes.Changed:
		return done
	case changes.Already:
		return done + " already"
	case changes.Gone:
		return "not there"
	case changes.Refused:
		return "refused"
	case changes.Failed:
		return "failed"
	case changes.Unknown:
		return "not known"
	}
	return "not sent"
}

// arrange breaks the texts into lines of the width.
func (r *bulkResults) arrange(e *env, width int) {
	if len(r.groups) == 0 && r.err == nil {
		return
	}
	s, w := e.styles, max(10, width-2)
	r.head = []string{""}
	for _, line := range wrap(r.summary(), w) {
		r.head = append(r.head, " "+s.bold.Render(line))
	}
	if remark := r.remark(); remark != "" {
		for _, line := range wrap(remark, w) {
			r.head = append(r.head, " "+s.warning.Render(line))
		}
	}
	for i := range r.groups {
		g := &r.groups[i]
		g.head = []string{""}
		if len(r.groups) > 1 {
			g.head = append(g.head, " "+s.bold.Render(words.Grouped(len(g.users))+" "+fateWords(g.fate, r.action)))
		}
		if g.reason != "" {
			for _, line := range wrap(g.reason, w-2) {
				g.head = append(g.head, "   "+s.danger.Render(line))
			}
		}
	}
}

// isWanted reports whether all users are as wanted.
func (r *bulkResults) isWanted() bool {
	return r.err == nil && !slices.ContainsFunc(r.groups, func(g bulkGroup) bool { return !g.fate.IsWanted() })
}

// summary counts by what happened: "2 failed · 58 deactivated".
func (r *bulkResults) summary() string {
	text := ""
	for _, f := range fates {
		n := 0
		for _, g := range r.groups {
			if g.fate == f {
				n += len(g.users)
			}
		}
		if n > 0 {
			text = words.Join(" · ", text, words.Grouped(n)+" "+fateWords(f, r.action))
		}
	}
	return text
}

// remark says why it stopped, and what can be done.
func (r *bulkResults) remark() string {
	text := ""
	switch {
	case r.byPerson:
		text = "You stopped it."
	case r.err != nil:
		text = "Stopped: " + words.Explain(r.err).Line("")
	}
	if r.marked {
		text = words.Join(" ", text, "Who is not "+words.Of(r.action).Done+" is still marked: d tries again.")
	}
	return text
}

// len is how many lines there are.
func (r *bulkResults) len() int {
	n := len(r.head)
	for _, g := range r.groups {
		n += len(g.head) + len(g.users)
	}
	return n
}

// lines are so many of them, from one on.
func (r *bulkResults) lines(e *env, from, count, width int) []string {
	lines := window(r.head, from, from+count)
	at := len(r.head)
	for i := range r.groups {
		g := &r.groups[i]
		lines = append(lines, window(g.head, from-at, from+count-at)...)
		at += len(g.head)
		for _, u := range window(g.users, from-at, from+count-at) {
			lines = append(lines, g.line(e, u, width))
		}
		at += len(g.users)
	}
	return lines
}

// window is the part of s between two places, either of which may be outside.
func window[E any](s []E, from, to int) []E {
	from = max(0, min(from, len(s)))
	return s[from:max(from, min(to, len(s)))]
}

func (g *bulkGroup) line(e *env, u model.User, width int) string {
	sign, style := "✓", e.styles.good
	switch {
	case g.fate == changes.NotSent:
		sign, style = "–", e.styles.faint
	case !g.fate.IsWanted():
		sign, style = "!", e.styles.danger
	}
	name := fit(words.Called(u), min(30, max(10, width/2-4)))
	return cut("   "+style.Render(sign)+" "+name+"  "+e.styles.faint.Render(model.Clean(u.UID)), width)
}

package ui

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/client/changes"
	"census/model"
)

// bulkStep is how often the progress is shown.
const bulkStep = 100 * time.Millisecond

// mayMany is the reason against deactivating marked users, if any.
func (e *env) mayMany() string { return e.may(model.Deactivate, model.User{}).Reason }

// gatherMarked looks the marked users up, to ask what is to be done with them.
func (l *list) gatherMarked() tea.Cmd {
	return gatherUsers(l.env.number(), l.shown.snapshot, slices.Sorted(maps.Keys(l.marks.uids)))
}

// gathered asks before the marked users are changed: the active ones are
// deactivated; when there are none, all are reactivated.
func (l *list) gathered(msg usersMsg) nav {
	var active, deactivated []model.User
	for _, u := range msg.users {
		if u.Deactivated() {
			deactivated = append(deactivated, u)
		} else {
			active = append(active, u)
		}
	}
	action, users := model.Deactivate, active
	if len(active) == 0 {
		action, users = model.Reactivate, deactivated
	}
	if len(users) == 0 {
		return info("none of the marked users is known any more")
	}
	if reason := l.env.may(action, users[0]).Reason; reason != "" && len(users) == 1 {
		return problem("cannot " + wordsOf(action).plain + " " + called(users[0]) + ": " + reason)
	}
	return nav{push: l.env.askMany(action, users, len(deactivated))}
}

// askMany asks before many users are changed.
func (e *env) askMany(action model.Action, users []model.User, deactivated int) *question {
	verb := wordsOf(action).plain
	lines := []string{someOf(users)}
	for _, u := range users {
		if e.session.Actor.IsMe(u.UID) {
			lines = append(lines, "You are among them: you would shut yourself out.")
		}
	}
	if action == model.Deactivate && deactivated > 0 {
		lines = append(lines, plural(deactivated, "marked user")+" deactivated already: left alone.")
	}
	lines = append(lines, fmt.Sprintf("%s, %d users each; esc stops between two. Each can be taken back.", plural(requests(len(users)), "request"), client.MaxUIDsPerRequest))
	title := strings.ToUpper(verb[:1]) + verb[1:] + " " + plural(len(users), "user") + "?"
	return newQuestion(e, title, lines, verb, func() (nav, tea.Cmd) {
		b := newBulk(e, action, users)
		return nav{push: b}, nil
	})
}

func requests(users int) int {
	return (users + client.MaxUIDsPerRequest - 1) / client.MaxUIDsPerRequest
}

// someOf names the first few users.
func someOf(users []model.User) string {
	const few = 4
	var names []string
	for _, u := range users[:min(few, len(users))] {
		names = append(names, called(u))
	}
	text := strings.Join(names, ", ")
	if more := len(users) - few; more > 0 {
		text += fmt.Sprintf(" and %s more", grouped(more))
	}
	return text
}

// bulk is a change of many users: its progress, then what came of each.
type bulk struct {
	env    *env
	action model.Action
	users  []model.User

	request  request // 0 when it has ended
	stop     context.CancelFunc
	stopping bool
	progress *atomic.Pointer[changes.Progress]
	results  []changes.UserResult
	err      error
	top      int

	width, height int
}

func newBulk(e *env, action model.Action, users []model.User) *bulk {
	b := &bulk{env: e, action: action, users: users, progress: &atomic.Pointer[changes.Progress]{}}
	b.progress.Store(&changes.Progress{Of: len(users)})
	return b
}

// Init begins. It counts as a change under way, so that quitting asks.
func (b *bulk) Init() tea.Cmd {
	ctx, stop := context.WithCancel(b.env.ctx)
	b.stop = stop
	b.request = b.env.begin(wordsOf(b.action).doing+" "+plural(len(b.users), "user"), true)
	progress := b.progress
	report := func(p changes.Progress) { progress.Store(&p) }
	return tea.Batch(actAll(ctx, b.request, b.env.session.Changes, b.action, b.users, report), b.env.After(bulkStep, bulkStepMsg{b.request}))
}

func (b *bulk) SetSize(width, height int) { b.width, b.height = width, height }
func (b *bulk) Scope() scope              { return inHelp }
func (b *bulk) Capturing() bool           { return false }
func (b *bulk) Unsaved() int              { return 0 }
func (b *bulk) Covers() extent            { return everything }

// Close lets what is under way come to its end: the rest is not sent.
func (b *bulk) Close() {
	if b.request != 0 {
		b.stop()
	}
}

// Title says which lines are on the screen when not all of them are.
func (b *bulk) Title() string {
	if n := len(b.lines()); n > b.height {
		return linesOf(b.top, b.height, n)
	}
	return ""
}

func (b *bulk) Keys() []hint {
	back := hint{cmd: cmdBack}
	if b.request != 0 {
		back.label = "stop"
	}
	return append([]hint{back}, quietly(cmdDown, cmdUp, cmdHalfDown, cmdHalfUp, cmdPageDown, cmdPageUp, cmdTop, cmdBottom)...)
}

func (b *bulk) Update(msg tea.Msg) (nav, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return b.pressed(lookUp(inHelp, msg))
	case bulkStepMsg:
		if msg.request == b.request {
			return nav{}, b.env.After(bulkStep, msg)
		}
	case actedAllMsg:
		if msg.request == b.request {
			b.request, b.results, b.err = 0, msg.results, msg.err
			b.stop()
		}
	}
	return nav{}, nil
}

func (b *bulk) pressed(cmd command) (nav, tea.Cmd) {
	switch {
	case cmd == cmdBack && b.request != 0:
		b.stopping = true
		b.stop()
		return nav{}, nil
	case cmd == cmdBack || cmd == cmdHelp:
		return nav{close: b}, nil
	}
	b.top = scrolled(b.top, cmd, b.height, max(0, len(b.lines())-b.height))
	return nav{}, nil
}

func (b *bulk) View() string {
	lines := b.lines()
	top := max(0, min(b.top, len(lines)-b.height))
	return strings.Join(lines[top:], "\n")
}

func (b *bulk) lines() []string {
	if b.request != 0 || b.results == nil && b.err == nil {
		return b.progressLines()
	}
	return b.resultLines()
}

// progressLines is how far the change is.
func (b *bulk) progressLines() []string {
	s, p := b.env.styles, b.progress.Load()
	doing := wordsOf(b.action).doing
	lines := []string{
		"", " " + s.bold.Render(strings.ToUpper(doing[:1])+doing[1:]+" "+plural(len(b.users), "user")),
		"", " " + bar(p.Done, p.Of, min(40, max(0, b.width-30))) + fmt.Sprintf("  %s of %s", grouped(p.Done), grouped(p.Of)),
	}
	if p.Failed > 0 {
		lines = append(lines, " "+s.danger.Render(grouped(p.Failed)+" failed"))
	}
	if b.stopping {
		lines = append(lines, "", " "+s.warning.Render("stopping; the request under way comes to its end"))
	}
	return lines
}

func bar(done, of, width int) string {
	full := 0
	if of > 0 {
		full = done * width / of
	}
	return strings.Repeat("█", full) + strings.Repeat("░", width-full)
}

// resultLines is what came of it: in all, then those that are not as wanted, then
// the others.
func (b *bulk) resultLines() []string {
	s := b.env.styles
	lines := []string{"", " " + b.summary(), ""}
	if b.err != nil {
		for _, line := range wrap("Stopped: "+explain(b.err).line(""), max(10, b.width-2)) {
			lines = append(lines, " "+s.danger.Render(line))
		}
		lines = append(lines, "")
	}
	for _, wanted := range []bool{false, true} {
		for _, r := range b.results {
			if r.Fate.IsWanted() == wanted {
				lines = append(lines, b.resultLine(r))
			}
		}
	}
	return lines
}

// summary counts by what happened: "58 deactivated · 2 failed".
func (b *bulk) summary() string {
	counts := map[changes.Fate]int{}
	for _, r := range b.results {
		counts[r.Fate]++
	}
	var parts []string
	for _, f := range []changes.Fate{changes.Changed, changes.Already, changes.Gone, changes.Refused, changes.Failed, changes.Unknown, changes.NotSent} {
		if n := counts[f]; n > 0 {
			parts = append(parts, grouped(n)+" "+b.fate(f))
		}
	}
	return b.env.styles.bold.Render(strings.Join(parts, " · "))
}

func (b *bulk) fate(f changes.Fate) string {
	done := wordsOf(b.action).done
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

func (b *bulk) resultLine(r changes.UserResult) string {
	s := b.env.styles
	sign, style := "✓", s.good
	switch {
	case r.Fate == changes.NotSent:
		sign, style = "–", s.faint
	case !r.Fate.IsWanted():
		sign, style = "!", s.danger
	}
	line := " " + style.Render(sign) + " " + fit(called(r.User), min(30, max(10, b.width/3))) + "  " + b.fate(r.Fate)
	if r.Err != nil && r.Fate != changes.NotSent {
		line += s.faint.Render("  " + explain(r.Err).line(""))
	}
	return cut(line, b.width)
}

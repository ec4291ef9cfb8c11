package ui

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/changes"
	"census/client/roster"
	"census/model"
	"census/ui/words"
)

// bulkStep is how often the progress is shown.
const bulkStep = 100 * time.Millisecond

// crowd is the users that a change of many is about.
type crowd struct {
	action   model.Action
	snapshot *roster.Snapshot
	ids      []uint32
}

func (c *crowd) user(i int) model.User { return c.snapshot.User(c.ids[i]) }

func (c *crowd) users() []model.User {
	users := make([]model.User, len(c.ids))
	for i := range users {
		users[i] = c.user(i)
	}
	return users
}

// called names them: the user if there is but one, else how many they are.
func (c *crowd) called() string {
	if len(c.ids) == 1 {
		return words.Called(c.user(0))
	}
	return words.Plural(len(c.ids), "user")
}

// names are those of the first few.
func (c *crowd) names() string {
	const few = 4
	var names []string
	for i := range min(few, len(c.ids)) {
		names = append(names, words.Called(c.user(i)))
	}
	switch more := len(c.ids) - few; {
	case len(c.ids) == 1:
		return model.Clean(c.user(0).UID)
	case more > 0:
		names = append(names, "and "+words.Grouped(more)+" more")
	}
	return strings.Join(names, ", ")
}

// bulk is a change of many users: its progress, then what came of each.
type bulk struct {
	fullSheet
	scroller
	env   *env
	crowd crowd

	request  request // 0 when it has ended
	stop     context.CancelFunc
	stopping bool
	progress *atomic.Pointer[changes.Progress]
	results  bulkResults
}

func newBulk(e *env, c crowd) *bulk {
	b := &bulk{env: e, crowd: c, progress: &atomic.Pointer[changes.Progress]{}}
	b.progress.Store(&changes.Progress{Of: len(c.ids)})
	return b
}

// Init begins. It counts as a change under way, so that quitting asks.
func (b *bulk) Init() tea.Cmd {
	ctx, stop := context.WithCancel(b.env.ctx)
	b.stop = stop
	b.request = b.env.begin(words.Of(b.crowd.action).Doing+" "+b.crowd.called(), true)
	progress := b.progress
	report := func(p changes.Progress) { progress.Store(&p) }
	return tea.Batch(actAll(ctx, b.request, b.env.session.Changes, b.env.known, b.crowd, report), b.env.After(bulkStep, bulkStepMsg{b.request}))
}

func (b *bulk) SetSize(width, height int) {
	b.screen.SetSize(width, height)
	b.results.arrange(b.env, width)
}

func (b *bulk) Scope() scope { return inHelp }

// Cancels reports whether the request is the change, not stopped yet.
func (b *bulk) Cancels(r request) bool { return r == b.request && !b.stopping }

// Close sends no more.
func (b *bulk) Close() { b.stop() }

// Title says which lines are on the screen when not all of them are.
func (b *bulk) Title() string {
	return b.position(b.height, b.results.len())
}

func (b *bulk) Keys() []hint {
	switch {
	case b.stopping && b.request != 0:
		return nil
	case b.request != 0:
		return []hint{{cmd: cmdBack, label: "stop"}}
	}
	return b.keys(b.height, b.results.len())
}

func (b *bulk) Update(msg tea.Msg) (nav, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return b.pressed(lookUp(inHelp, msg)), nil
	case tea.MouseMsg:
		b.scrollBy(wheeled(msg), b.height, b.results.len())
	case bulkStepMsg:
		if msg.of == b.request {
			return nav{}, b.env.After(bulkStep, msg)
		}
	case actedAllMsg:
		if msg.request == b.request {
			return b.ended(msg), nil
		}
	}
	return nav{}, nil
}

// ended shows what came of it.
func (b *bulk) ended(msg actedAllMsg) nav {
	b.request = 0
	b.stop()
	b.results = newBulkResults(b.crowd.action, msg, b.stopping)
	b.results.arrange(b.env, b.width)
	if b.results.isWanted() {
		return nav{notice: notice{noticeDone, words.Of(b.crowd.action).Done + " " + b.crowd.called()}}
	}
	return nav{}
}

func (b *bulk) pressed(cmd command) nav {
	switch {
	case b.request != 0:
		if cmd == cmdBack {
			b.stopping = true
			b.stop()
		}
	case cmd == cmdBack || cmd == cmdHelp:
		return nav{close: b}
	default:
		b.scroll(cmd, b.height, b.results.len())
	}
	return nav{}
}

func (b *bulk) View() string {
	if b.request != 0 {
		return strings.Join(b.progressLines(), "\n")
	}
	return strings.Join(b.results.lines(b.env, b.first(b.height, b.results.len()), b.height, b.width), "\n")
}

// progressLines is how far the change is.
func (b *bulk) progressLines() []string {
	s, p := b.env.styles, b.progress.Load()
	doing := words.Of(b.crowd.action).Doing
	count := words.Grouped(p.Done) + " of " + words.Grouped(p.Of)
	lines := []string{
		"", " " + s.bold.Render(strings.ToUpper(doing[:1])+doing[1:]+" "+b.crowd.called()),
		"", " " + bar(p.Done, p.Of, min(40, max(0, b.width-visible(count)-4))) + "  " + count,
	}
	if p.Failed > 0 {
		lines = append(lines, " "+s.danger.Render(words.Grouped(p.Failed)+" failed"))
	}
	if b.stopping {
		for _, line := range wrap("Stopping: no more is sent, and the request under way is looked up.", max(10, b.width-2)) {
			lines = append(lines, " "+s.warning.Render(line))
		}
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

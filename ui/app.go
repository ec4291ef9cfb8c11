package ui

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/ui/painter"
)

// App is the root: the stack of views with a header above and a footer below.
// It is a [tea.Model].
type App struct {
	env *env
	stack
	chrome
	leaving   leaving
	answering answering
	abort     func() // ends the program from outside of Update
	crash     *Crash
}

// New returns the program's model. [Run] shows it on a terminal; package uitest
// drives it without one.
func New(ctx context.Context, o Options) *App {
	ctx, cancel := context.WithCancel(ctx)
	ctx, waits := keepWaits(ctx)
	e := &env{Options: o.withDefaults(), ctx: ctx, requests: requests{waits: waits}}
	e.undo = newUndoing(e)
	e.connection = newConnection(ctx, &e.Options, &e.requests)
	e.look.Appearance, e.styles = e.Appearance, &styles{}
	e.restyle()
	a := &App{env: e, chrome: chrome{env: e}, abort: func() {}}
	a.leaving = leaving{env: e, stack: &a.stack, cancel: cancel}
	e.editing = a.isEditing
	a.views = []view{newList(e)}
	return a
}

// Init connects.
func (a *App) Init() tea.Cmd {
	return a.guard(tea.Batch(a.env.start(), a.top().Init(), a.spinner(a.top())))
}

// Update hands keys to the view on top and answers to all views.
func (a *App) Update(msg tea.Msg) (next tea.Model, cmd tea.Cmd) {
	a.logMessage(msg)
	if a.leaving.left {
		return a, nil
	}
	defer func() {
		if value := recover(); value != nil {
			a.crash = &Crash{Value: value, Stack: debug.Stack()}
			next, cmd = a, tea.Quit
		}
	}()
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.resize(msg.Width, msg.Height)
	case tea.KeyMsg:
		cmd = a.press(msg)
	case tea.MouseMsg:
		cmd = a.mouse(msg)
	case painter.Ground:
		cmd = a.env.learnGround(msg)
	case painter.Typed:
		a.answering.typed = &msg
		return a, nil
	case spinMsg:
		a.spinning = false
		a.turn++
	case crashedMsg:
		a.crash = msg.crash
		return a, tea.Quit
	default:
		cmd = a.broadcast(msg)
	}
	a.give(a.body())
	if v, ok := a.top().(settler); ok {
		v.settle()
	}
	a.answering.turnTo(a.visibleTop())
	return a, a.guard(tea.Batch(cmd, a.spinner(a.top())))
}

func (a *App) resize(width, height int) {
	a.chrome.width, a.chrome.height = width, height
	a.give(a.body())
}

// press routes a key. Several quick keys may arrive as one message: where text is
// typed that is text, elsewhere they are commands.
func (a *App) press(msg tea.KeyMsg) tea.Cmd {
	if msg.Type == tea.KeyRunes && !msg.Paste && len(msg.Runes) > 1 {
		if a.top().Capturing() {
			msg.Paste = true // text, even if it spells the name of a key
			return a.press(msg)
		}
		return a.pressEach(msg)
	}
	forced := lookUp(everywhere, msg) == cmdForceQuit
	if a.leaving.isKeeping() {
		if forced {
			return a.leaving.finish() // the disk does not answer
		}
		return nil
	}
	a.moveOn()
	top := a.top()
	if forced {
		return a.apply(nav{quit: true}, nil)
	}
	if a.tooSmall() || a.answering.ignores(top) {
		return nil // nobody can see, or could, what a key would do
	}
	switch msg.Type {
	case tea.KeyRunes:
		msg.Runes = safeTyping(msg.Runes)
	case tea.KeyCtrlH: // what some terminals send for backspace
		msg.Type = tea.KeyBackspace
	}
	switch lookUp(top.Scope(), msg) {
	case cmdHelp:
		if top.Scope() == inHelp {
			break
		}
		return a.apply(nav{push: newHelp(a.env, top)}, nil)
	case cmdMouse:
		return a.switchMouse()
	case cmdSuspend:
		if reason := a.env.suspendHint().reason; reason != "" {
			return a.apply(info(reason), nil)
		}
		return tea.Suspend
	}
	return a.apply(top.Update(msg))
}

// pressEach takes several quick keys apart. What follows one that opens a text field
// is text.
func (a *App) pressEach(msg tea.KeyMsg) tea.Cmd {
	var cmds []tea.Cmd
	for i, r := range msg.Runes {
		if a.top().Capturing() {
			msg.Runes = msg.Runes[i:]
			return tea.Batch(append(cmds, a.press(msg))...)
		}
		one := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: msg.Alt}
		if r == ' ' {
			one.Type = tea.KeySpace
		}
		cmds = append(cmds, a.press(one))
		a.answering.turnTo(a.visibleTop())
	}
	return tea.Batch(cmds...)
}

// moveOn is for whoever presses on: they have other things in mind than the
// notice and what was about to be undone.
func (a *App) moveOn() {
	a.notice = notice{}
	a.env.undo.giveUp()
}

// mouse hands the event to the view on top, counted from the body's first line.
// On a long notice it is not for the view: a press takes the notice away.
func (a *App) mouse(msg tea.MouseMsg) tea.Cmd {
	if a.tooSmall() || a.leaving.isKeeping() {
		return nil
	}
	msg.Y--
	isBelow := len(a.longNotice()) > 0 && msg.Y >= a.stack.height
	if msg.Action == tea.MouseActionPress {
		a.moveOn()
	}
	if isBelow {
		return nil
	}
	return a.apply(a.top().Update(msg))
}

// switchMouse leaves the mouse to the terminal, or takes it back.
func (a *App) switchMouse() tea.Cmd {
	a.env.Mouse = !a.env.Mouse
	if a.env.Mouse {
		a.tell(notice{noticeInfo, "the mouse selects and scrolls"})
		return tea.EnableMouseCellMotion
	}
	a.tell(notice{noticeInfo, "the mouse is the terminal's: it selects text; m takes it back"})
	return tea.DisableMouse
}

// broadcast takes an answer to the root and then to every view, the lowest
// first: each drops what is not for it.
func (a *App) broadcast(msg tea.Msg) tea.Cmd {
	stale := false
	if r, ok := msg.(answer); ok {
		stale = a.env.end(r.answers())
	}
	if c, ok := msg.(connectedMsg); ok && !a.env.isAwaited(c) {
		return nil
	}
	cmds := []tea.Cmd{a.handle(msg, stale)}
	for _, v := range slices.Clone(a.views) {
		if slices.Contains(a.views, v) {
			cmds = append(cmds, a.apply(v.Update(msg)))
		}
	}
	return tea.Batch(cmds...)
}

// apply does what a view wants of the stack.
func (a *App) apply(n nav, cmd tea.Cmd) tea.Cmd {
	if n.notice.kind != noticeNone {
		a.tell(n.notice)
	}
	if n.quit {
		return tea.Batch(cmd, a.apply(a.leaving.ask(), nil))
	}
	if n.close != nil {
		a.remove(n.close)
	}
	if n.leave {
		return a.leaving.begin()
	}
	if n.push == nil {
		return cmd
	}
	a.push(n.push)
	return tea.Batch(cmd, n.push.Init())
}

func (a *App) tell(n notice) {
	a.notice = n
	if n.kind == noticeDone {
		a.leaving.farewell = n.text
	}
}

// guard turns a panic of a command into a message, so that the terminal is
// restored and the crash is told.
func (a *App) guard(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if value := recover(); value != nil {
				msg = crashedMsg{&Crash{Value: value, Stack: debug.Stack()}}
			}
		}()
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i, c := range batch {
				batch[i] = a.guard(c)
			}
		}
		return msg
	}
}

// View draws the frame: exactly the terminal's size, whatever the views do.
func (a *App) View() (frame string) {
	defer func() {
		if value := recover(); value != nil {
			a.crash = &Crash{Value: value, Stack: debug.Stack()}
			frame = ""
			a.abort() // there may be no further message
		}
	}()
	a.answering.draw(a.visibleTop())
	if a.chrome.width == 0 || a.chrome.height == 0 || a.crash != nil {
		return ""
	}
	if a.tooSmall() {
		text := fmt.Sprintf("census needs %d×%d, this is %d×%d", minWidth, minHeight, a.chrome.width, a.chrome.height)
		return strings.Join(fitLines(text, a.chrome.width, a.chrome.height), "\n")
	}
	lines := []string{fit(a.header(a.title()), a.chrome.width)}
	lines = append(lines, a.draw(a.env.styles)...)
	lines = append(lines, a.longNotice()...)
	lines = append(lines, fit(a.footer(a.top()), a.chrome.width))
	return strings.Join(lines, "\n")
}

// visibleTop is the view on top, nil where there is no room for it.
func (a *App) visibleTop() view {
	if a.tooSmall() {
		return nil
	}
	return a.top()
}

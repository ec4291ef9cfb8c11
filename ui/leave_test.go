package ui

import (
	"context"
	"errors"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/drafts"
)

// disk is where drafts go; full, it takes none.
type disk struct {
	full  error
	names map[string]string // what was typed as the name, by draft
}

func (d *disk) Save(ctx context.Context, draft drafts.Draft) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d.full == nil {
		d.names[draft.ID] = draft.Values[model.KeyName].Text
	}
	return d.full
}

func (d *disk) List(context.Context) (drafts.Found, error) { return drafts.Found{}, d.full }
func (d *disk) Claim(context.Context, string) (drafts.Draft, error) {
	return drafts.Draft{}, drafts.ErrTaken
}
func (d *disk) Discard(string) error { return d.full }
func newDisk() *disk                 { return &disk{names: map[string]string{}} }
func typedName(a *App, d *disk) (name string, _ *form) {
	f := a.top().(*form)
	return d.names[f.draft.id], f
}

// typing is a program in whose form an exclamation mark was typed that is not on
// the disk yet.
func typing(t *testing.T) (*App, *disk) {
	t.Helper()
	a, d := newTestApp(t), newDisk()
	a.env.Drafts = d
	a.Update(typed1('e'))
	a.Update(typed1('!'))
	return a, d
}

func TestAnEndFromOutsideKeepsWhatIsTyped(t *testing.T) {
	for name, end := range map[string]error{"a signal": ErrInterrupted, "a lost terminal": errors.New("read /dev/tty: input/output error"), "no error": nil} {
		a, d := typing(t)
		a.leaving.cancel() // as the end of the program's context does
		farewell, err := a.ended(end)
		if got, _ := typedName(a, d); got != "Ann!" {
			t.Errorf("%s: %q is kept, want Ann!", name, got)
		}
		if !errors.Is(err, end) || farewell != "1 unsaved change kept as a draft, offered at the next start" {
			t.Errorf("%s: %v, farewell %q", name, err, farewell)
		}
	}
}

func TestACrashKeepsWhatIsTyped(t *testing.T) {
	a, d := typing(t)
	a.Update(crashedMsg{&Crash{Value: "fault"}})
	_, err := a.ended(nil)
	if got, _ := typedName(a, d); got != "Ann!" || !errors.As(err, new(*Crash)) {
		t.Errorf("%q is kept, %v", got, err)
	}
	a, _ = typing(t)
	_, f := typedName(a, d)
	f.fields.all = append(f.fields.all, nil) // to keep it is one crash more
	if _, err := a.ended(ErrInterrupted); !errors.Is(err, ErrNotKept) || !errors.Is(err, ErrInterrupted) {
		t.Error(err)
	}
}

func TestAnEndFromOutsideSaysWhatIsLost(t *testing.T) {
	for _, end := range []error{ErrInterrupted, nil} {
		a, d := typing(t)
		d.full = errors.New("no space left on device")
		farewell, err := a.ended(end)
		if !errors.Is(err, ErrNotKept) || !errors.Is(err, d.full) || end != nil && !errors.Is(err, end) || farewell != "" {
			t.Errorf("%v, farewell %q", err, farewell)
		}
	}
}

// Who has quit in spite of a full disk is not told again.
func TestAnEndThatWasAskedForKeepsNothingAgain(t *testing.T) {
	a, d := typing(t)
	a.leaving.finish()
	d.full = errors.New("no space left on device")
	if farewell, err := a.ended(nil); err != nil || farewell != "" {
		t.Errorf("%q, %v", farewell, err)
	}
}

func TestNothingIsTypedWhileTheProgramIsLeaving(t *testing.T) {
	a, d := typing(t)
	keep := a.leaving.begin()
	a.Update(typed1('?'))
	a.Update(tea.MouseMsg{Y: 3, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft})
	a.Update(keep())
	if got, _ := typedName(a, d); got != "Ann!" || !a.leaving.left {
		t.Errorf("%q is kept, left: %v", got, a.leaving.left)
	}
}

// A disk that does not answer cannot hold anybody who presses ctrl+c again.
func TestLeavingDoesNotWaitForever(t *testing.T) {
	a, _ := typing(t)
	a.leaving.begin()
	if a.Update(typed1('q')); a.leaving.left {
		t.Error("left before what is typed is kept")
	}
	if a.Update(pressed(tea.KeyCtrlC)); !a.leaving.left {
		t.Error("ctrl+c did not get through")
	}
}

// A draft that has become empty is no reason to stay.
func TestAnEmptyDraftHoldsNobody(t *testing.T) {
	a, d := typing(t)
	a.Update(pressed(tea.KeyBackspace))
	keep := a.leaving.begin()
	d.full = errors.New("no space left on device")
	if a.Update(keep()); !a.leaving.left {
		t.Errorf("still there: %s", strings.TrimSpace(a.status(a.top())))
	}
}

// newLeaving ends a program with a change that was not saved.
func newLeaving(t *testing.T) *leaving {
	t.Helper()
	return &leaving{env: newTestEnv(t, nil), stack: stackOf(), cancel: func() {}}
}

// Quitting asks about what can be lost, and about a change whose end nobody would see.
func TestQuittingAsksAboutWhatCanBeLost(t *testing.T) {
	l := newLeaving(t)
	reading := l.env.begin("loading users", false)
	l.env.end(reading)
	for _, test := range []struct {
		begin func()
		says  string
	}{
		{func() {}, "1 unsaved change will be lost."},
		{func() { l.env.Drafts = newDisk() }, "1 unsaved change will be kept as a draft, and offered at the next start."},
		{func() { l.unkept = true }, "1 unsaved change will be lost: they could not be kept on the disk."},
		{func() { l.stack.views[0] = newMenu(l.env, "", nil) }, ""},
		{func() { l.env.begin("saving Ann", true) }, "Still saving Ann: whether it succeeds will not be seen."},
	} {
		test.begin()
		n, said := l.ask(), ""
		if q, ok := n.push.(*question); ok {
			said = strings.Join(q.lines, " ")
		}
		if said != test.says || n.leave != (test.says == "") {
			t.Errorf("it says %q, want %q; leaves at once: %t", said, test.says, n.leave)
		}
	}
	l.stack.push(l.ask().push)
	if n := l.ask(); n != (nav{}) {
		t.Errorf("with the question on the screen it leads to %+v", n)
	}
}

// A disk that is full holds the program once; then the person knows.
func TestAFullDiskHoldsTheProgramOnce(t *testing.T) {
	l, full := newLeaving(t), errors.New("no space left on device")
	l.keeping = 7
	if n, cmd := l.kept(allKept{request: 6, err: full}); n != (nav{}) || cmd != nil || !l.isKeeping() {
		t.Error("the answer to another request counts")
	}
	if n, _ := l.kept(allKept{request: 7, err: full}); n.notice.kind != noticeProblem || l.left || l.isKeeping() {
		t.Errorf("it says %+v, has left: %t", n.notice, l.left)
	}
	l.keeping = 8
	if l.kept(allKept{request: 8, err: full}); !l.left {
		t.Error("it holds the person who knows")
	}
}

package uitest_test

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"census/ui/uitest"
)

func TestKeysAreTheRealOnes(t *testing.T) {
	for name, want := range map[string]tea.KeyType{
		"enter": tea.KeyEnter, "esc": tea.KeyEsc, "tab": tea.KeyTab, "shift+tab": tea.KeyShiftTab, "space": tea.KeySpace,
		"ctrl+s": tea.KeyCtrlS, "ctrl+c": tea.KeyCtrlC, "up": tea.KeyUp, "pgdown": tea.KeyPgDown, "f1": tea.KeyF1,
		"backspace": tea.KeyBackspace, "j": tea.KeyRunes, "日": tea.KeyRunes,
	} {
		k := uitest.Key(name)
		if k.Type != want || k.Paste {
			t.Errorf("%s is of type %v (pasted: %v), want %v", name, k.Type, k.Paste, want)
		}
		if name != "space" && k.String() != name {
			t.Errorf("%s calls itself %q", name, k.String())
		}
	}
	if k := uitest.Key("alt+b"); !k.Alt || k.String() != "alt+b" {
		t.Errorf("alt+b is %+v", k)
	}
}

func TestAMistypedKeyPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("crtl+s is taken for a key")
		}
	}()
	uitest.Key("crtl+s")
}

func TestPendingCommandsRunInAnyOrder(t *testing.T) {
	s := uitest.New(t)
	s.Send(uitest.Key("j"), uitest.Key("e"))
	if s.Pending() == 0 {
		t.Fatal("opening a form reads the user, so a command must be pending")
	}
	s.Send(uitest.Key("!")).RunPending(s.Pending() - 1).Settle()
	s.Shows("George Alan!")
	if s.Pending() != 0 {
		t.Errorf("%d commands pending after settling", s.Pending())
	}
}

func TestBootShowsTheFirstFrameOnly(t *testing.T) {
	s := uitest.Boot(t)
	s.Hides("Andrew Joseph").Settle().Shows("Andrew Joseph")
}

func TestTheSeedDeterminesTheUsers(t *testing.T) {
	a, b, c := uitest.New(t, uitest.Seed(7)), uitest.New(t, uitest.Seed(7)), uitest.New(t, uitest.Seed(8))
	if a.Frame() != b.Frame() {
		t.Error("the same seed gives different frames")
	}
	if a.Frame() == c.Frame() {
		t.Error("another seed gives the same frame")
	}
}

// recording is a testing.TB that records failures instead of failing.
type recording struct {
	testing.TB
	failed bool
}

func (r *recording) Errorf(string, ...any) { r.failed = true }
func (r *recording) Helper()               {}

func TestShowsAndHidesCanFail(t *testing.T) {
	r := &recording{TB: t}
	s := uitest.New(r)
	if s.Shows("Andrew Joseph").Hides("no such text"); r.failed {
		t.Fatal("failed without a reason")
	}
	if s.Shows("no such text"); !r.failed {
		t.Error("Shows accepts a missing text")
	}
	r.failed = false
	if s.Hides("Andrew Joseph"); !r.failed {
		t.Error("Hides accepts a visible text")
	}
}

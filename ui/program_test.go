package ui_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"
	"github.com/charmbracelet/x/exp/teatest"

	"census/ui/painter"
	"census/ui/uitest"
)

const patience = 20 * time.Second

// program runs the real event loop; what it shows is compared once it has ended,
// since a live stream of frames depends on timing.
func program(t *testing.T) *teatest.TestModel {
	t.Helper()
	tm := teatest.NewTestModel(t, uitest.Model(t), teatest.WithInitialTermSize(80, 24))
	waitFor(t, tm, "Andrew Joseph")
	return tm
}

func waitFor(t *testing.T, tm *teatest.TestModel, text string) {
	t.Helper()
	teatest.WaitFor(t, tm.Output(), func(out []byte) bool { return bytes.Contains(out, []byte(text)) },
		teatest.WithDuration(patience), teatest.WithCheckInterval(5*time.Millisecond))
}

func press(tm *teatest.TestModel, keys ...string) {
	for _, k := range keys {
		tm.Send(uitest.Key(k))
	}
}

func final(t *testing.T, tm *teatest.TestModel) tea.Model {
	t.Helper()
	return tm.FinalModel(t, teatest.WithFinalTimeout(patience))
}

func TestProgramEditsAndSaves(t *testing.T) {
	tm := program(t)
	press(tm, "j", "e")
	waitFor(t, tm, "edit George Alan")
	press(tm, " ", "I", "I", "ctrl+s")
	waitFor(t, tm, "Save George Alan?")
	press(tm, "ctrl+s")
	waitFor(t, tm, "saved George Alan II")
	press(tm, "q")
	golden.RequireEqual(t, []byte(strings.ReplaceAll(final(t, tm).View(), painter.Caret, "")+"\n"))
}

func TestProgramLocksYourOwnRole(t *testing.T) {
	tm := program(t)
	press(tm, "enter", "e")
	waitFor(t, tm, "you cannot change your own role")
	press(tm, "ctrl+c")
	ends(t, tm, "Role             default", "locked: you cannot change your own role")
}

func TestProgramAsksBeforeItLosesEdits(t *testing.T) {
	tm := program(t)
	press(tm, "n", "x", "ctrl+c")
	waitFor(t, tm, "1 unsaved change will be lost")
	press(tm, "y")
	ends(t, tm, "new user, not created yet", "▌ * UID              x")
}

// ends is for frames in which a request may or may not have been answered yet.
func ends(t *testing.T, tm *teatest.TestModel, texts ...string) {
	t.Helper()
	frame := final(t, tm).View()
	for _, text := range texts {
		if !strings.Contains(frame, text) {
			t.Errorf("the last frame does not show %q:\n%s", text, frame)
		}
	}
}

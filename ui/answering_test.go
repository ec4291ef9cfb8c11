package ui

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/changes"
	"census/model"
	"census/ui/painter"
)

// burst types keys as a terminal delivers them that showed the frame seen when the
// first was typed; each is drawn, as Bubble Tea does.
func burst(a *App, seen int, keys ...tea.KeyMsg) {
	a.Update(painter.Typed{Seen: seen})
	for _, k := range keys {
		a.Update(k)
		a.View()
	}
}

func keysOf(text string) []tea.KeyMsg {
	var keys []tea.KeyMsg
	for _, r := range text {
		keys = append(keys, typed1(r))
	}
	return keys
}

// A text that is pasted or typed where no text is expected may ask a question, but
// never answers it: not at once, not character by character, and not with what had
// been typed already when the terminal showed it.
func TestWhatWasTypedBeforeAQuestionDoesNotAnswerIt(t *testing.T) {
	for name, keys := range map[string][]tea.KeyMsg{
		"one by one":     keysOf("dylan"),
		"as one message": {{Type: tea.KeyRunes, Runes: []rune("dylan")}},
		"no":             keysOf("dn"),
	} {
		t.Run(name, func(t *testing.T) {
			a := newTestApp(t)
			a.View()
			before := a.answering.frame
			burst(a, before, keys...)
			q, asks := a.top().(*question)
			if !asks || a.env.writing() != "" {
				t.Fatalf("on top is %T, and census is %q: the question is answered", a.top(), a.env.writing())
			}
			burst(a, before, typed1('y')) // typed when the frame was on its way to the terminal
			if a.top() != view(q) {
				t.Fatal("a key answers a question that the terminal did not show yet")
			}
			burst(a, a.answering.since, typed1('y'))
			if a.top() == view(q) || a.env.writing() == "" {
				t.Error("a key does not answer a question that was on the screen")
			}
		})
	}
}

// Whoever else asks before something is sent or lost is held to the same rule. A
// text that is asked for may be typed ahead, unless it destroys.
func TestWhoWaitsToBeSeen(t *testing.T) {
	yes := func() (nav, tea.Cmd) { return nav{leave: true}, nil }
	for name, test := range map[string]struct {
		view  func(a *App) view
		keys  []tea.KeyMsg
		waits bool
	}{
		"question": {func(a *App) view { return newQuestion(a.env, "", nil, "", yes) }, keysOf("y"), true},
		"review": {func(a *App) view { return newReview(a.env, "", changes.Review{}, yes) },
			[]tea.KeyMsg{pressed(tea.KeyEnter)}, true},
		"conflict": {func(a *App) view {
			return newConflict(a.env, "", changes.Review{}, func(changes.Review, model.User) (nav, tea.Cmd) { return yes() })
		}, []tea.KeyMsg{pressed(tea.KeyEnter)}, true},
		"deletion":   {func(a *App) view { return a.env.askForUID("", nil, "u", yes) }, append(keysOf("u"), pressed(tea.KeyEnter)), true},
		"other text": {func(a *App) view { return newTypedExactly(a.env, "", nil, "", "u", yes) }, append(keysOf("u"), pressed(tea.KeyEnter)), false},
	} {
		t.Run(name, func(t *testing.T) {
			a := newTestApp(t)
			a.View()
			seen := a.answering.frame
			a.apply(nav{push: test.view(a)}, nil)
			a.View()
			burst(a, seen, test.keys...)
			if a.leaving.left == test.waits {
				t.Errorf("answered by what was typed before: %v", a.leaving.left)
			}
			if !a.leaving.left {
				burst(a, a.answering.frame, test.keys...)
			}
			if !a.leaving.left {
				t.Error("not answered by what was typed afterwards")
			}
		})
	}
}

// A question that was hidden for a while has to be seen again; what is on top
// without a break need not.
func TestAQuestionThatComesBackHasToBeSeenAgain(t *testing.T) {
	a := newTestApp(t)
	a.View()
	burst(a, a.answering.frame, typed1('d'))
	shown := a.answering.frame
	burst(a, shown, typed1('?'), pressed(tea.KeyEsc), typed1('y'))
	if _, asks := a.top().(*question); !asks {
		t.Fatal("answered by a key that was typed while the help hid it")
	}
	shown = a.answering.frame
	a.Update(tea.WindowSizeMsg{Width: 20, Height: 5})
	a.View()
	a.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	a.View()
	burst(a, shown, typed1('y'))
	if _, asks := a.top().(*question); !asks {
		t.Fatal("answered by a key that was typed before the terminal was too small for a moment")
	}
	shown = a.answering.frame
	a.View()
	a.View()
	burst(a, shown, typed1('y'))
	if _, asks := a.top().(*question); asks {
		t.Error("not answered though it was on the screen all the time")
	}
}

// The same where no frame was drawn between the keys, since they came too quickly.
func TestAQuestionHiddenBetweenFramesHasToBeSeenAgain(t *testing.T) {
	a := newTestApp(t)
	a.View()
	burst(a, a.answering.frame, typed1('d'))
	a.Update(painter.Typed{Seen: a.answering.frame})
	for _, k := range []tea.KeyMsg{typed1('?'), pressed(tea.KeyEsc), typed1('y')} {
		a.Update(k)
	}
	if _, asks := a.top().(*question); !asks || a.env.writing() != "" {
		t.Fatalf("answered by a key that was typed while the help hid it; on top is %T", a.top())
	}
	a.View()
	if burst(a, a.answering.frame, typed1('y')); a.env.writing() == "" {
		t.Error("not answered though it was on the screen again")
	}
}

// The way out is open at any time.
func TestCtrlCNeedsNoFrame(t *testing.T) {
	a := newTestApp(t)
	a.View()
	burst(a, a.answering.frame, typed1('d'), pressed(tea.KeyCtrlC))
	if !a.leaving.left {
		t.Errorf("ctrl+c is taken for an answer to %T", a.top())
	}
}

package ui

import (
	"context"
	"errors"
	"fmt"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/client/changes"
	"census/client/journal"
	"census/client/roster"
	"census/model"
	"census/ui/drafts"
	"census/ui/layouts"
)

// forgetful takes drafts, layouts and histories and keeps none of them. Its
// commands are not run.
type forgetful struct{}

func (forgetful) Save(context.Context, drafts.Draft) error            { return nil }
func (forgetful) List(context.Context) (drafts.Found, error)          { return drafts.Found{}, nil }
func (forgetful) Claim(context.Context, string) (drafts.Draft, error) { return drafts.Draft{}, nil }
func (forgetful) Discard(string) error                                { return nil }
func (forgetful) Entries(context.Context, journal.Filter) (journal.History, error) {
	return journal.History{}, nil
}
func (forgetful) Load(context.Context) (layouts.Layout, error) { return layouts.Layout{}, nil }
func (forgetful) Update(ctx context.Context, _ func(*layouts.Layout)) (layouts.Layout, error) {
	return layouts.Layout{}, ctx.Err()
}

// unasked are answers to a request that no view waits for: one of its own that
// was cancelled, or another view's. Each says something that could be seen.
func unasked(r request) []tea.Msg {
	no := errors.New("nobody asked")
	stranger := model.User{UID: "stranger", Name: "Stranger", CreatedAt: 1}
	bob := model.User{UID: "bob", Name: "Bob", CreatedAt: 1} // as he is known: that is no news
	return []tea.Msg{
		pageMsg{request: r, page: client.Page{Users: []model.User{stranger}, Number: 1, Total: 1, TotalKnown: true}},
		pageMsg{request: r, err: no},
		connectedMsg{request: r, session: Session{Profile: "another", Remark: "nobody asked"}},
		connectedMsg{request: r, err: no},
		countMsg{request: r, tab: tabActive, page: client.Page{Total: 77, TotalKnown: true}},
		countMsg{request: r, tab: tabDeactivated, page: client.Page{Total: 77, TotalKnown: true}},
		userMsg{request: r, user: bob},
		userMsg{request: r, err: no},
		checkedMsg{request: r, err: no},
		savedMsg{request: r, err: no},
		draftPutAside{request: r, err: no},
		allKept{request: r, err: no},
		historyMsg{request: r, found: journal.History{Entries: []journal.Entry{{ID: "stranger"}}}},
		historyMsg{request: r, err: no},
		foundMsg{request: r, matches: matches{snapshot: roster.New().Snapshot()}},
		mirroredMsg{request: r, err: no},
		mirroredMsg{request: r},
		keptLayoutMsg{request: r},
		bulkStepMsg{of: r},
		loadedMsg{request: r, users: roster.New(), known: true},
		draftDue{draft: "another form's"},
		watchMsg{round: -1},
	}
}

// Whatever the screen waits for: an answer to something else changes nothing,
// sends nothing, and leaves what it waits for awaited.
func TestAnAnswerThatNobodyWaitsForChangesNothing(t *testing.T) {
	for name, open := range map[string]func(a *App){
		"the list reading a page":       func(a *App) { press(a, "r") },
		"the list looking for a word":   func(a *App) { press(a, "/", "b") },
		"the list keeping its columns":  func(a *App) { a.views[0].(*list).layout.keepColumns() },
		"all users being read":          func(a *App) { a.env.mirror.start() },
		"the disk's users on their way": func(a *App) { calm(a.env).stored = storedLoading },
		"a detail being read":           func(a *App) { press(a, "enter") },
		"a form over a detail":          func(a *App) { press(a, "enter", "e", "!") },
		"a form with the newest reading": func(a *App) {
			press(a, "e", "!")
			f := a.top().(*form)
			a.Update(userMsg{request: f.reading, user: f.fields.base})
		},
		"a form comparing": func(a *App) { press(a, "e", "!", "ctrl+s") },
		"a form saving": func(a *App) {
			press(a, "e", "!", "ctrl+s")
			f := a.top().(*form)
			f.saver.checking = 0
			f.saver.update(changes.Review{})
		},
		"a form being put aside":          func(a *App) { press(a, "e", "!", "esc", "k") },
		"the history being read":          func(a *App) { press(a, "H") },
		"the last change being looked up": func(a *App) { a.env.undo.reading = a.env.begin("reading the last change", false) },
		"an undo being compared":          func(a *App) { a.env.undo.comparing = a.env.begin("comparing with the service", false) },
		"an undo being sent":              func(a *App) { a.env.undo.sending = a.env.begin("undoing", true) },
		"many being changed": func(a *App) {
			a.apply(nav{push: aBulk(a)}, nil)
		},
		"quitting": func(a *App) { press(a, "e", "!", "ctrl+c", "y") },
	} {
		t.Run(name, func(t *testing.T) {
			a := newTestAppWith(t, forgetful{})
			earlier := a.env.number()
			open(a)
			for _, msg := range unasked(earlier) {
				_, isHistory := a.top().(*history)
				if _, isChange := msg.(savedMsg); isHistory && isChange {
					continue // the history reads again after every change
				}
				before := shows(a)
				if _, cmd := a.Update(msg); cmd != nil {
					t.Errorf("%T has the program do something", msg)
				}
				if after := shows(a); after != before {
					t.Fatalf("%T changes\n%s\nto\n%s", msg, before, after)
				}
			}
		})
	}
}

// A change of many goes on until its own end.
func TestAChangeOfManyEndsWithItsOwnAnswer(t *testing.T) {
	a := newTestAppWith(t, forgetful{})
	earlier, b := a.env.number(), aBulk(a)
	b.Init()
	b.Update(actedAllMsg{request: earlier, action: model.Deactivate})
	if b.request == 0 {
		t.Error("it ended with the answer to another one")
	}
}

func aBulk(a *App) *bulk {
	return newBulk(a.env, crowd{action: model.Deactivate, ids: []uint32{0, 1}})
}

// newTestAppWith is [newTestApp] with somebody who keeps drafts, layouts and a
// journal, and nothing under way.
func newTestAppWith(t *testing.T, kept forgetful) *App {
	t.Helper()
	a := newTestApp(t)
	a.env.Drafts, a.env.ReviewAll = kept, true
	a.spinning = true
	a.env.session.Journal, a.env.session.Layouts = kept, kept
	l := a.views[0].(*list)
	l.layout.own.where = kept
	calm(a.env)
	a.env.pending = nil
	return a
}

// calm is a mirror that has nothing under way, and begins nothing unasked.
func calm(e *env) *mirroring {
	e.mirror = newMirroring(e.ctx, &e.Options, &e.requests, e.mirror.from)
	e.mirror.considered = true
	return e.mirror
}

// press presses keys; what they have the program do is not done.
func press(a *App, keys ...string) {
	named := map[string]tea.KeyType{"enter": tea.KeyEnter, "esc": tea.KeyEsc, "ctrl+s": tea.KeyCtrlS, "ctrl+c": tea.KeyCtrlC}
	for _, key := range keys {
		if k, ok := named[key]; ok {
			a.Update(pressed(k))
		} else {
			a.Update(typed1([]rune(key)[0]))
		}
	}
}

// shows is what can be seen of the program, and what it waits for.
func shows(a *App) string {
	l := a.views[0].(*list)
	waits := []any{a.env.pending, a.leaving.keeping, a.env.undo.reading, a.env.undo.comparing, a.env.undo.sending, a.env.mirror.request, a.env.mirror.stored, l.people.walk.request, l.people.newest.request, l.layout.own.keeping, len(l.layout.own.changes)}
	for _, v := range a.views {
		switch v := v.(type) {
		case *form:
			waits = append(waits, v.reading, v.saver.checking, v.saver.sending, v.draft.keeping, v.draft.isDue)
		case *detail:
			waits = append(waits, v.reading)
		case *history:
			waits = append(waits, v.reading)
		case *bulk:
			waits = append(waits, v.request)
		}
	}
	return fmt.Sprintf("%s\n%d views, users of version %d, waiting for %v", a.View(), len(a.views), a.env.known.Users().Version(), waits)
}

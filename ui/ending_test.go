package ui

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"go.uber.org/goleak"

	"census/client"
	"census/model"
)

// silent is a service that does not answer.
type silent struct{ API }

func (silent) ListUsers(ctx context.Context, _ client.ListOptions) (client.Page, error) {
	<-ctx.Done()
	return client.Page{}, ctx.Err()
}

// Quitting ends whatever is under way, and a look that was given up ends too.
func TestNothingGoesOnAfterQuitting(t *testing.T) {
	a := newTestApp(t)
	l := a.views[0].(*list)
	users := make([]model.User, 50_000)
	for i := range users {
		users[i] = model.User{UID: fmt.Sprint("u-", i), Name: "Somebody", CreatedAt: 1}
	}
	a.env.known.Users().Put(users...)
	a.env.session.API, a.env.mirror.from.api, a.env.After = silent{}, silent{}, func(time.Duration, tea.Msg) tea.Cmd { return nil }
	before := goleak.IgnoreCurrent()

	l.searchFor("/s.*m.*x/")
	givenUp := l.people.find()
	l.searchFor("/s.*m.*y/")
	if msg, ok := givenUp().(foundMsg); !ok || msg.err == nil {
		t.Errorf("a look that was given up brings %+v", msg)
	}
	var wg sync.WaitGroup
	for _, cmd := range []tea.Cmd{l.people.find(), l.people.ask(), l.people.count(), a.env.mirror.start()} {
		inBackground(&wg, cmd)
	}
	a.leaving.begin()
	wg.Wait()
	goleak.VerifyNone(t, before)
}

// inBackground runs a command, and what it is a batch of, as the program does.
func inBackground(wg *sync.WaitGroup, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	wg.Go(func() {
		if batch, ok := cmd().(tea.BatchMsg); ok {
			for _, cmd := range batch {
				inBackground(wg, cmd)
			}
		}
	})
}

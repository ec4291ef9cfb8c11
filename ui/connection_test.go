package ui

import (
	"context"
	"slices"
	"testing"

	"census/client/changes"
	"census/client/session"
	"census/model"
)

func newTestConnection(t *testing.T, o Options) *connection {
	t.Helper()
	o = o.withDefaults()
	c := newConnection(t.Context(), &o, &requests{})
	return &c
}

// Of two requests for a session only the newest one's answer counts, and what the
// session before was asked is stale once there is another one.
func TestTheNewestRequestForASessionCounts(t *testing.T) {
	c := newTestConnection(t, Options{})
	c.start()
	first := c.connecting
	c.logIn("ann")
	if c.isAwaited(connectedMsg{request: first}) || !c.isAwaited(connectedMsg{request: c.connecting}) {
		t.Error("the first request's answer counts, or the newest one's does not")
	}
	asked := c.requests.begin("loading users", false)
	if c.take(Session{}); !c.requests.end(asked) {
		t.Error("what the session before was asked is not stale")
	}
}

// A session that was not opened knows nobody, and all users are read in none before
// somebody is logged in.
func TestUsersAreReadInAnOpenSession(t *testing.T) {
	for name, test := range map[string]struct {
		begin func(*connection)
		open  bool
	}{
		"none yet":               {func(*connection) {}, false},
		"on show, and not taken": {func(c *connection) { c.hold(Session{Profile: "test"}) }, false},
		"nobody is logged in":    {func(c *connection) { c.take(Session{AskMe: true}) }, false},
		"taken":                  {func(c *connection) { c.take(Session{}) }, true},
		"another profile":        {func(c *connection) { c.take(Session{}); c.startAs("other") }, false},
	} {
		c := newTestConnection(t, Options{})
		test.begin(c)
		if cmd := c.mirror.start(); (cmd != nil) != test.open || c.known.Users().Len() != 0 {
			t.Errorf("%s: all users are read: %t", name, cmd != nil)
		}
	}
}

// Another profile is connected with at once, and again where that is tried again.
func TestAnotherProfileStays(t *testing.T) {
	var asked []string
	c := newTestConnection(t, Options{
		Profile: "home", Profiles: []string{"home", "work"},
		ConnectTo: func(_ context.Context, profile string) (Session, error) {
			asked = append(asked, profile)
			return Session{}, nil
		},
	})
	if others := c.otherProfiles(); !slices.Equal(others, []string{"work"}) {
		t.Errorf("others than home: %v", others)
	}
	c.startAs("work")()
	c.start()()
	if others := c.otherProfiles(); !slices.Equal(asked, []string{"work", "work"}) || !slices.Equal(others, []string{"home"}) {
		t.Errorf("connected with %v, others: %v", asked, others)
	}
}

// Who is removed while being logged in is logged out, once, and told.
func TestRemovingOneselfLogsOut(t *testing.T) {
	results := []changes.UserResult{{UID: "bob", Fate: changes.Changed}, {UID: "ann", Fate: changes.Changed}}
	failed := []changes.UserResult{{UID: "ann", Fate: changes.Failed}}
	for name, test := range map[string]struct {
		msg  actedAllMsg
		told bool
	}{
		"deactivated among others":  {actedAllMsg{action: model.Deactivate, results: results}, true},
		"reactivated among others":  {actedAllMsg{action: model.Reactivate, results: results}, false},
		"not deactivated after all": {actedAllMsg{action: model.Deactivate, results: failed}, false},
	} {
		c := newTestConnection(t, Options{})
		c.take(Session{Known: session.NewKnown(model.Actor{Me: "ann", Credential: model.APIKey})})
		if told := c.removedAmong(test.msg).kind != noticeNone; told != test.told || (c.known.Actor().Me == "") != test.told {
			t.Errorf("%s: told %t, logged in as %q", name, told, c.known.Actor().Me)
		}
	}
	c := newTestConnection(t, Options{})
	c.take(Session{Known: session.NewKnown(model.Actor{Me: "ann", Credential: model.APIKey})})
	if c.removed("bob") != "" || c.removed("ann") == "" || c.removed("ann") != "" {
		t.Error("the removal of somebody else is told, or one's own is not told once")
	}
}

// Everything the screens need is kept of the session: its drafts replace the
// program's.
func TestASessionBringsItsDrafts(t *testing.T) {
	c, d := newTestConnection(t, Options{}), newDisk()
	c.take(Session{Drafts: d})
	if c.take(Session{}); c.options.Drafts != Drafts(d) {
		t.Error("they are lost")
	}
}

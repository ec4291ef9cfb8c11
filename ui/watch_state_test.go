package ui

import "testing"

// While something is being changed nobody reads beside it.
func TestWatchingLetsChangesGoFirst(t *testing.T) {
	a := newTestApp(t)
	l := a.views[0].(*list)
	l.walk.request, a.env.mirror.request = 0, 0 // nothing is on its way
	a.Update(typed1('w'))
	writing := a.env.begin("saving", true)
	a.Update(watchMsg{l.watch.round})
	if l.watch.reading {
		t.Error("read while a change was under way")
	}
	a.env.end(writing)
	a.Update(watchMsg{l.watch.round - 1})
	if l.watch.reading {
		t.Error("read for a tick of an earlier watch")
	}
	if a.Update(watchMsg{l.watch.round}); !l.watch.reading {
		t.Error("not read after it")
	}
}

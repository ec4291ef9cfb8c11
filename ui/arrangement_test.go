package ui

import (
	"errors"
	"slices"
	"testing"

	"census/ui/layouts"
)

// profile is where one profile's arrangement is kept.
type profile struct {
	forgetful
	name string
}

// The arrangements that the tests tell apart.
var (
	kept    = layouts.Layout{Columns: []layouts.Column{{Key: "role"}, {Key: "uid"}}, Sort: layouts.Sort{Column: "name"}}
	byHand  = []layouts.Column{{Key: "uid"}}
	another = &layouts.View{Name: "another program's"}
)

func arranging(t *testing.T) (*App, *list) {
	t.Helper()
	a := newTestAppWith(t, forgetful{})
	l := a.views[0].(*list)
	l.layout = arrangement{of: profile{name: "first"}}
	a.env.session.Layouts = l.layout.of
	return a, l
}

func (l *list) showsColumns(t *testing.T, want []layouts.Column) {
	t.Helper()
	if got := chosen(l.columns); !slices.Equal(got, want) {
		t.Errorf("the columns are %v, want %v", got, want)
	}
}

// What is chosen while the arrangement is on its way from the disk stays, whether
// it has reached the disk by then or not. The rest is as it was kept.
func TestWhatIsChosenMeanwhileStays(t *testing.T) {
	for _, reached := range []bool{false, true} {
		t.Run("", func(t *testing.T) {
			a, l := arranging(t)
			l.setColumns(columnsOf(byHand))
			l.keepColumns()
			if reached {
				a.Update(keptLayoutMsg{request: l.layout.keeping})
			}
			a.Update(layoutMsg{layout: kept})
			l.showsColumns(t, byHand)
			if got := l.keptSort(); got != kept.Sort {
				t.Errorf("sorted by %v, want %v", got, kept.Sort)
			}

			a, l = arranging(t)
			l.sort = sortOf(layouts.Sort{Column: "created"})
			l.keepSort()
			if reached {
				a.Update(keptLayoutMsg{request: l.layout.keeping})
			}
			a.Update(layoutMsg{layout: kept})
			l.showsColumns(t, kept.Columns)
			if got := l.keptSort(); got.Column != "created" {
				t.Errorf("sorted by %v", got)
			}
		})
	}
}

// A view saved meanwhile is there, with those that were kept.
func TestAViewSavedMeanwhileIsThere(t *testing.T) {
	a, l := arranging(t)
	l.keep("saved", func(to *layouts.Layout) { to.Views[1] = &layouts.View{Name: "mine"} })
	loaded := kept
	loaded.Views[0] = another
	a.Update(layoutMsg{layout: loaded})
	if v := l.layout.Views; v[0] != another || v[1] == nil || v[1].Name != "mine" {
		t.Errorf("views %v", v)
	}
}

// The view on show is not rearranged by an arrangement that comes late, and what is
// done to it is not kept as one's own.
func TestAViewOnShowStaysAsItIs(t *testing.T) {
	a, l := arranging(t)
	l.layout.view = 1
	l.setColumns(columnsOf(byHand))
	l.sort = sortOf(layouts.Sort{Column: "created"})
	a.Update(layoutMsg{layout: kept})
	l.showsColumns(t, byHand)
	if cmds := []any{l.keepColumns(), l.keepSort()}; l.layout.keeping != 0 || l.layout.choseColumns || l.layout.choseSort {
		t.Errorf("kept as one's own: %v", cmds)
	}
	l.newSession(l.layout.of)
	l.showsColumns(t, kept.Columns)
	if got := l.keptSort(); got != kept.Sort {
		t.Errorf("after the view, sorted by %v, want %v", got, kept.Sort)
	}
}

// Somebody else of the same profile has the same arrangement.
func TestTheSameProfileKeepsItsArrangement(t *testing.T) {
	_, l := arranging(t)
	l.layout.Layout = kept
	l.newSession(l.layout.of)
	if !slices.Equal(l.layout.Columns, kept.Columns) {
		t.Errorf("the arrangement is %+v", l.layout.Layout)
	}
}

// What is still on its way to one profile's disk goes there, and nowhere else.
func TestProfilesDoNotMixTheirArrangements(t *testing.T) {
	a, l := arranging(t)
	l.keep("", func(to *layouts.Layout) { to.Columns = byHand })
	l.keep("", func(to *layouts.Layout) { to.Sort = layouts.Sort{Column: "created"} })
	second := profile{name: "second"}
	a.env.session.Layouts = second
	l.newSession(second)
	if len(l.layout.Columns) != 0 || len(l.layout.changes) != 2 {
		t.Fatalf("%+v", l.layout)
	}
	a.Update(layoutMsg{layout: kept})
	l.showsColumns(t, kept.Columns)
	for len(l.layout.changes) > 0 {
		if l.layout.changes[0].where != (profile{name: "first"}) {
			t.Error("a change goes to another profile")
		}
		a.Update(keptLayoutMsg{request: l.layout.keeping, layout: layouts.Layout{Views: [9]*layouts.View{another}}})
	}
	if l.layout.Views[0] != nil {
		t.Error("the first profile's views are the second's")
	}
}

// What another program has saved is there once something was kept, and not if
// that has failed. Only what was kept is said to be.
func TestWhatWasKeptIsSaid(t *testing.T) {
	for _, tt := range []struct {
		done string
		err  error
		want noticeKind
	}{{"saved", nil, noticeDone}, {"", nil, noticeNone}, {"saved", errors.New("no room"), noticeProblem}, {"", errors.New("no room"), noticeProblem}} {
		a, l := arranging(t)
		l.keep(tt.done, func(*layouts.Layout) {})
		a.notice = notice{}
		a.Update(keptLayoutMsg{request: l.layout.keeping, layout: layouts.Layout{Views: [9]*layouts.View{another}}, err: tt.err})
		if isThere := l.layout.Views[0] == another; a.notice.kind != tt.want || isThere != (tt.err == nil) {
			t.Errorf("%q, %v: the notice is %+v, the other's views are there: %t", tt.done, tt.err, a.notice, isThere)
		}
	}
}

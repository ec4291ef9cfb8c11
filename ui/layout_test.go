package ui

import (
	"errors"
	"slices"
	"testing"

	"census/ui/layouts"
	"census/ui/table"
)

// profile is where one profile's layout is kept.
type profile struct {
	forgetful
	name string
}

// The layouts that the tests tell apart.
var (
	kept    = layouts.Layout{Columns: []layouts.Column{{Key: "role"}, {Key: "uid"}}, Sort: layouts.Sort{Column: "name"}}
	byHand  = []layouts.Column{{Key: "uid"}}
	another = &layouts.View{Name: "another program's"}
)

// newTestLayout is a layout as it is at the start, kept for the first profile.
func newTestLayout(t *testing.T) *layout {
	columns, last := defaultColumns(), request(0)
	l := newLayout(t.Context(), table.New(specs(columns), nil, &table.Look{}), columns, func() request { last++; return last })
	l.own.where = profile{name: "first"}
	return &l
}

func (l *layout) showsColumns(t *testing.T, want []layouts.Column) {
	t.Helper()
	if got := chosen(l.columns); !slices.Equal(got, want) {
		t.Errorf("the columns are %v, want %v", got, want)
	}
}

// What is chosen while the layout is on its way from the disk stays, whether
// it has reached the disk by then or not. The rest is as it was kept.
func TestWhatIsChosenMeanwhileStays(t *testing.T) {
	for _, reached := range []bool{false, true} {
		t.Run("", func(t *testing.T) {
			l := newTestLayout(t)
			l.setColumns(columnsOf(byHand))
			l.keepColumns()
			if reached {
				l.own.kept(keptLayoutMsg{request: l.own.keeping})
			}
			l.load(kept)
			l.showsColumns(t, byHand)
			if got := keptSort(l.sort); got != kept.Sort {
				t.Errorf("sorted by %v, want %v", got, kept.Sort)
			}

			l = newTestLayout(t)
			l.sort = sortOf(layouts.Sort{Column: "created"})
			l.keepSort()
			if reached {
				l.own.kept(keptLayoutMsg{request: l.own.keeping})
			}
			l.load(kept)
			l.showsColumns(t, kept.Columns)
			if got := keptSort(l.sort); got.Column != "created" {
				t.Errorf("sorted by %v", got)
			}
		})
	}
}

// A view saved meanwhile is there, with those that were kept.
func TestAViewSavedMeanwhileIsThere(t *testing.T) {
	l := newTestLayout(t)
	l.own.keep("saved", func(to *layouts.Layout) { to.Views[1] = &layouts.View{Name: "mine"} })
	loaded := kept
	loaded.Views[0] = another
	l.load(loaded)
	if v := l.own.Views; v[0] != another || v[1] == nil || v[1].Name != "mine" {
		t.Errorf("views %v", v)
	}
}

// The view on show is not rearranged by a layout that comes late, and what is
// done to it is not kept as one's own.
func TestAViewOnShowStaysAsItIs(t *testing.T) {
	l := newTestLayout(t)
	l.view = 1
	l.setColumns(columnsOf(byHand))
	l.sort = sortOf(layouts.Sort{Column: "created"})
	l.load(kept)
	l.showsColumns(t, byHand)
	if cmds := []any{l.keepColumns(), l.keepSort()}; l.own.keeping != 0 || l.own.choseColumns || l.own.choseSort {
		t.Errorf("kept as one's own: %v", cmds)
	}
	l.newSession(l.own.where)
	l.showsColumns(t, kept.Columns)
	if got := keptSort(l.sort); got != kept.Sort {
		t.Errorf("after the view, sorted by %v, want %v", got, kept.Sort)
	}
}

// Somebody else of the same profile has the same layout.
func TestTheSameProfileKeepsItsLayout(t *testing.T) {
	l := newTestLayout(t)
	l.own.Layout = kept
	l.newSession(l.own.where)
	if !slices.Equal(l.own.Columns, kept.Columns) {
		t.Errorf("the layout is %+v", l.own.Layout)
	}
}

// What is still on its way to one profile's disk goes there, and nowhere else.
func TestProfilesDoNotMixTheirLayouts(t *testing.T) {
	l := newTestLayout(t)
	l.own.keep("", func(to *layouts.Layout) { to.Columns = byHand })
	l.own.keep("", func(to *layouts.Layout) { to.Sort = layouts.Sort{Column: "created"} })
	second := profile{name: "second"}
	l.newSession(second)
	if len(l.own.Columns) != 0 || len(l.own.changes) != 2 {
		t.Fatalf("%+v", l.own)
	}
	l.load(kept)
	l.showsColumns(t, kept.Columns)
	for len(l.own.changes) > 0 {
		if l.own.changes[0].where != (profile{name: "first"}) {
			t.Error("a change goes to another profile")
		}
		l.own.kept(keptLayoutMsg{request: l.own.keeping, layout: layouts.Layout{Views: [9]*layouts.View{another}}})
	}
	if l.own.Views[0] != nil {
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
		a := newTestAppWith(t, forgetful{})
		own := &a.views[0].(*list).layout.own
		own.keep(tt.done, func(*layouts.Layout) {})
		a.notice = notice{}
		a.Update(keptLayoutMsg{request: own.keeping, layout: layouts.Layout{Views: [9]*layouts.View{another}}, err: tt.err})
		if isThere := own.Views[0] == another; a.notice.kind != tt.want || isThere != (tt.err == nil) {
			t.Errorf("%q, %v: the notice is %+v, the other's views are there: %t", tt.done, tt.err, a.notice, isThere)
		}
	}
}

// A click on a column's title turns its order round, then ends it.
func TestAColumnSortsBothWaysThenNotAtAll(t *testing.T) {
	l := newTestLayout(t)
	for _, key := range []string{"name", "created"} {
		c, _ := columnNamed(key)
		for i, want := range []layouts.Sort{{Column: key, Descending: c.sort.Descending}, {Column: key, Descending: !c.sort.Descending}, {}} {
			l.setSort(l.sortedBy(c))
			if got := keptSort(l.sort); got != want {
				t.Errorf("%s, click %d: sorted by %v, want %v", key, i+1, got, want)
			}
		}
	}
}

// A saved view is left for what was shown before the first one.
func TestViewsAreLeftForWhatWasThereBefore(t *testing.T) {
	l := newTestLayout(t)
	l.load(kept)
	before := filter{tabAll, "zoe"}
	l.showView(1, layouts.View{Columns: byHand, Sort: layouts.Sort{Column: "created"}}, before)
	l.showView(2, layouts.View{Columns: byHand}, filter{tabActive, "of the first view"})
	l.showsColumns(t, byHand)
	if l.forgetView(); l.view != 0 || l.before != before || keptSort(l.sort) != kept.Sort {
		t.Errorf("view %d, sorted by %v, before it %v", l.view, l.sort, l.before)
	}
	l.showsColumns(t, kept.Columns)
}

// A view says that it was changed, but not for columns and tabs that it cannot have.
func TestAChangedViewSaysSo(t *testing.T) {
	l := newTestLayout(t)
	l.own.Views[2] = &layouts.View{Name: "Mine\x1b[2J", Query: "zoe", Tab: "deactivated", Columns: []layouts.Column{{Key: "uid"}, {Key: "moon"}}}
	v, ok := l.savedView(3)
	if !ok {
		t.Fatal("there is no view")
	}
	l.showView(3, v, filter{})
	for shown, want := range map[filter]string{
		{tabActive, "zoe"}:      "3 " + v.Name,
		{tabActive, "zoe "}:     "3 " + v.Name + ", changed",
		{tabDeactivated, "zoe"}: "3 " + v.Name + ", changed",
	} {
		if got := l.viewLabel(shown, false); got != want {
			t.Errorf("%v: it is called %q, want %q", shown, got, want)
		}
	}
	if got := l.viewLabel(filter{tabDeactivated, "zoe"}, true); got != "3 "+v.Name {
		t.Errorf("with its tab it is called %q", got)
	}
	if l.setSort(sortOf(layouts.Sort{Column: "name"})); l.viewLabel(filter{tabDeactivated, "zoe"}, true) != "3 "+v.Name+", changed" {
		t.Error("sorted otherwise it is as saved")
	}
}

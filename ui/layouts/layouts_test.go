package layouts

import (
	"census/client/statefile"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func open(t *testing.T, dir string) *Store {
	t.Helper()
	return New(dir)
}

func load(t *testing.T, s *Store, scope string) Layout {
	t.Helper()
	l, err := s.Load(t.Context(), scope)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func save(t *testing.T, s *Store, scope string, l Layout) {
	t.Helper()
	if err := put(s, scope, l); err != nil {
		t.Fatal(err)
	}
}

// write puts a text where the scope's file is.
func write(t *testing.T, s *Store, scope, text string) {
	t.Helper()
	if err := os.WriteFile(s.path(scope), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func sortOf(t *rapid.T) Sort {
	return Sort{Column: rapid.StringN(0, 20, MaxKey).Draw(t, "sort"), Descending: rapid.Bool().Draw(t, "descending")}
}

func columnsOf(t *rapid.T) []Column {
	column := rapid.Custom(func(t *rapid.T) Column {
		return Column{rapid.StringN(1, -1, MaxKey).Draw(t, "key"), rapid.IntRange(0, MaxWidth).Draw(t, "width")}
	})
	columns := rapid.SliceOfNDistinct(column, 0, MaxColumns, func(c Column) string { return c.Key }).Draw(t, "columns")
	if len(columns) == 0 {
		return nil
	}
	return columns
}

func layoutOf(t *rapid.T) Layout {
	l := Layout{Columns: columnsOf(t), Sort: sortOf(t)}
	for i := range l.Views {
		if rapid.Bool().Draw(t, "saved") {
			l.Views[i] = &View{
				Name: rapid.StringN(0, MaxName, -1).Draw(t, "name"), Query: rapid.StringN(0, -1, MaxQuery).Draw(t, "query"),
				Tab: rapid.StringN(0, MaxName, -1).Draw(t, "tab"), Sort: sortOf(t), Columns: columnsOf(t),
			}
		}
	}
	return l
}

func TestALayoutComesBackAsSaved(t *testing.T) {
	dir := t.TempDir()
	s, other := open(t, dir), open(t, dir)
	rapid.Check(t, func(t *rapid.T) {
		scopes := rapid.SliceOfNDistinct(rapid.String(), 2, 2, rapid.ID).Draw(t, "scopes")
		want := []Layout{layoutOf(t), layoutOf(t)}
		for i, scope := range scopes {
			if err := put(s, scope, want[i]); err != nil {
				t.Fatal(err)
			}
		}
		for i, scope := range scopes {
			if got, err := other.Load(t.Context(), scope); err != nil || !reflect.DeepEqual(got, want[i]) {
				t.Fatalf("%+v, %v\nwant %+v", got, err, want[i])
			}
		}
	})
}

func TestNothingSavedIsTheZeroLayout(t *testing.T) {
	if l := load(t, open(t, t.TempDir()), "work"); !reflect.DeepEqual(l, Layout{}) {
		t.Errorf("%+v", l)
	}
}

// What is on the disk is for people too.
func TestTheFileReadsWell(t *testing.T) {
	s := open(t, t.TempDir())
	l := Layout{Columns: []Column{{"name", 30}, {Key: "meta.plan"}}, Sort: Sort{"seen", true}}
	l.Views[2] = &View{Name: "Old & rich", Query: "meta.age>30", Tab: "all"}
	save(t, s, "Work / EU", l)
	const want = `{
  "scope": "Work / EU",
  "columns": [
    {
      "key": "name",
      "width": 30
    },
    {
      "key": "meta.plan"
    }
  ],
  "sort": {
    "column": "seen",
    "descending": true
  },
  "views": {
    "3": {
      "name": "Old & rich",
      "query": "meta.age>30",
      "tab": "all"
    }
  }
}
`
	files, _ := filepath.Glob(filepath.Join(s.dir, "layout-work-eu-*.json"))
	if len(files) != 1 {
		t.Fatalf("files: %v", files)
	}
	if got, err := os.ReadFile(files[0]); err != nil || string(got) != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
}

func TestWrittenByHand(t *testing.T) {
	s := open(t, t.TempDir())
	write(t, s, "work", "\xef\xbb\xbf"+`{"scope":"work", "theme":{"a":1}, "columns":[{"key":"uid","colour":"red"}],
		"views":{"1":{"name":"one"},"2":null,"10":{"name":"ten"},"x":{}}}`)
	want := Layout{Columns: []Column{{Key: "uid"}}}
	want.Views[0] = &View{Name: "one"}
	got := load(t, s, "work")
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	save(t, s, "work", got)
	text, err := os.ReadFile(s.path("work"))
	for _, unknown := range []string{"theme", "colour", "ten"} {
		if err != nil || strings.Contains(string(text), unknown) {
			t.Errorf("%s is kept: %v\n%s", unknown, err, text)
		}
	}
}

func TestADamagedFileIsSetAsideAndReportedOnce(t *testing.T) {
	for text, problem := range map[string]string{
		"":                              "not JSON in line 1",
		"{\n\"scope\":\"work\",\n":      "not JSON in line 3",
		"{\"scope\":\"work\"}\ngarbage": "not JSON in line 2",
		"[]":                            "line 1 has a value of the wrong kind",
		"{\"scope\":\"work\",\n\"columns\":[{\"key\":7}]}": "line 2 has a value of the wrong kind",
		`{"scope":"home"}`: "scope is another one",
		`{"scope":"work","columns":[{"key":"uid","width":301}]}`:   "column 1: a width of 301",
		`{"scope":"work","columns":[{"key":"uid"},{"key":"uid"}]}`: "column 2 was there before",
		`{"scope":"work","views":{"4":{"columns":[{}]}}}`:          "view 4: column 1 has no key",
		strings.Repeat(" ", maxFile) + `{"scope":"work"}`:          "more than 1048576 bytes",
	} {
		s := open(t, t.TempDir())
		for n := range 2 { // the second does not take the place of the first
			write(t, s, "work", text)
			_, err := s.Load(t.Context(), "work")
			var damaged *DamagedError
			if !errors.As(err, &damaged) || !strings.Contains(damaged.Problem, problem) || !strings.Contains(err.Error(), damaged.Path) {
				t.Fatalf("%.60q: %v, want %q", text, err, problem)
			}
			if kept, err := os.ReadFile(damaged.Path); err != nil || string(kept) != text {
				t.Errorf("%.60q: not kept: %v", text, err)
			}
			if aside, _ := filepath.Glob(filepath.Join(s.dir, "*.json.damaged*")); len(aside) != n+1 {
				t.Errorf("%.60q: %d files aside, want %d", text, len(aside), n+1)
			}
			if l := load(t, s, "work"); !reflect.DeepEqual(l, Layout{}) {
				t.Errorf("%.60q: the second time: %+v", text, l)
			}
		}
	}
}

// Between reading a damaged file and setting it aside, another program may have
// replaced it.
func TestAFileMendedMeanwhileIsNotSetAside(t *testing.T) {
	s := open(t, t.TempDir())
	want := Layout{Sort: Sort{Column: "uid"}}
	save(t, s, "work", want)
	if got, err := s.settle(t.Context(), "work"); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	if got := load(t, s, "work"); !reflect.DeepEqual(got, want) {
		t.Errorf("after that: %+v", got)
	}
}

func TestOnlyTheOwnerMayRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state", "layouts")
	s := open(t, dir)
	save(t, s, "work", Layout{})
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder: %v, %v", info.Mode(), err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 { // the lock is the other
		t.Fatal(entries, err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", e.Name(), info.Mode(), err)
		}
	}
}

// Two programs save and load at once: what is loaded was saved by one of them,
// and nothing counts as damaged.
func TestTwoStoresAtOnce(t *testing.T) {
	dir := t.TempDir()
	save(t, open(t, dir), "work", whole(1))
	var all sync.WaitGroup
	for writer := range 4 {
		s := open(t, dir)
		all.Go(func() {
			for i := range 20 {
				if err := put(s, "work", whole(1+(writer*20+i)%MaxColumns)); err != nil {
					t.Error(err)
				}
				l, err := s.Load(t.Context(), "work")
				if err != nil || !reflect.DeepEqual(l, whole(len(l.Columns))) {
					t.Errorf("%v\n%+v", err, l)
				}
			}
		})
	}
	all.Wait()
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
		t.Errorf("left: %v, %v", entries, err)
	}
}

// whole is a layout of n columns that say so.
func whole(n int) (l Layout) {
	for i := range n {
		l.Columns = append(l.Columns, Column{Key: fmt.Sprintf("meta.%d", i), Width: n})
	}
	return l
}

func TestWhatBreaksALimitIsNotSaved(t *testing.T) {
	s := open(t, t.TempDir())
	good := whole(3)
	save(t, s, "work", good)
	view := func(v View) (l Layout) {
		l.Views[8] = &v
		return l
	}
	for problem, l := range map[string]Layout{
		"41 columns":                       {Columns: whole(MaxColumns + 1).Columns},
		"width of 301":                     {Columns: []Column{{"uid", MaxWidth + 1}}},
		"width of -1":                      {Columns: []Column{{"uid", -1}}},
		"column 1 has no key":              {Columns: []Column{{}}},
		"column 2 was there before":        {Columns: []Column{{Key: "uid"}, {Key: "uid"}}},
		"column 1: the key has 301 bytes":  {Columns: []Column{{Key: strings.Repeat("k", MaxKey+1)}}},
		"column 1: the key is not UTF-8":   {Columns: []Column{{Key: "\xff"}}},
		"sort: the key has 301 bytes":      {Sort: Sort{Column: strings.Repeat("k", MaxKey+1)}},
		"view 9: the name has 61":          view(View{Name: strings.Repeat("é", MaxName+1)}),
		"view 9: the tab has 61":           view(View{Tab: strings.Repeat("é", MaxName+1)}),
		"view 9: the query has 2001 bytes": view(View{Query: strings.Repeat("q", MaxQuery+1)}),
		"view 9: the query is not UTF-8":   view(View{Query: "\xff"}),
		"view 9: there are 41 columns":     view(View{Columns: whole(MaxColumns + 1).Columns}),
	} {
		err := put(s, "work", l)
		if err == nil || !strings.Contains(err.Error(), problem) {
			t.Errorf("%v, want %q", err, problem)
		}
	}
	if err := put(s, "\xff", good); err == nil {
		t.Error("a scope that is no text was accepted")
	}
	if got := load(t, s, "work"); !reflect.DeepEqual(got, good) {
		t.Errorf("the one before is gone: %+v", got)
	}
}

// The largest layout there can be is not too large to be read again.
func TestTheLargestLayoutIsReadAgain(t *testing.T) {
	s := open(t, t.TempDir())
	columns := make([]Column, MaxColumns)
	for i := range columns {
		columns[i] = Column{fmt.Sprintf("%02d%s", i, strings.Repeat("\x01", MaxKey-2)), MaxWidth}
	}
	sort := Sort{strings.Repeat("\x01", MaxKey), true}
	l := Layout{Columns: columns, Sort: sort}
	for i := range l.Views {
		l.Views[i] = &View{strings.Repeat("\x01", MaxName), strings.Repeat("\x01", MaxQuery), strings.Repeat("\x01", MaxName), sort, columns}
	}
	save(t, s, "work", l)
	if got := load(t, s, "work"); !reflect.DeepEqual(got, l) {
		t.Error("it came back otherwise")
	}
}

func TestScopesStayInTheFolderAndApart(t *testing.T) {
	s := open(t, t.TempDir())
	scopes := []string{"", "work", "Work", "work ", "../work", "/etc/passwd", "日本", strings.Repeat("long", 200), "a\x00b", "con"}
	for i, scope := range scopes {
		save(t, s, scope, whole(i+1))
	}
	for i, scope := range scopes {
		if got := load(t, s, scope); len(got.Columns) != i+1 {
			t.Errorf("%.20q has the layout of another: %+v", scope, got)
		}
	}
	if entries, err := os.ReadDir(s.dir); err != nil || len(entries) != len(scopes)+1 {
		t.Errorf("%v, %v", entries, err)
	}
}

func TestALockThatIsNotGivenBackIsNotWaitedForForever(t *testing.T) {
	s := open(t, t.TempDir())
	s.patience = 10 * time.Millisecond
	err := s.exclusively(t.Context(), func() error { return put(s, "work", Layout{}) })
	if !errors.Is(err, statefile.ErrLocked) {
		t.Errorf("%v, want %v", err, statefile.ErrLocked)
	}
	save(t, s, "work", Layout{})
}

func TestFailuresAreTold(t *testing.T) {
	s := open(t, t.TempDir())
	if err := os.MkdirAll(filepath.Join(s.path("work"), "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := put(s, "work", Layout{}); err == nil {
		t.Error("a layout was saved over a folder")
	}
	_, err := s.Load(t.Context(), "work")
	var damaged *DamagedError
	if err == nil || errors.As(err, &damaged) {
		t.Errorf("a folder in the file's place: %v", err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(filepath.Join(file, "layouts")).Load(t.Context(), "work"); err == nil {
		t.Error("a folder was opened inside of a file")
	}
}

// A change is made to what is on the disk now, whoever has put it there.
func TestUpdateChangesWhatIsThere(t *testing.T) {
	dir := t.TempDir()
	one, two := open(t, dir), open(t, dir)
	save(t, one, "work", whole(2))
	got, err := two.Update(t.Context(), "work", func(l *Layout) { l.Sort.Column = "uid" })
	want := whole(2)
	want.Sort.Column = "uid"
	if err != nil || !reflect.DeepEqual(got, want) || !reflect.DeepEqual(load(t, one, "work"), want) {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := two.Update(t.Context(), "work", func(l *Layout) { l.Columns = whole(MaxColumns + 1).Columns }); err == nil {
		t.Error("what breaks a limit was saved")
	}
	if got := load(t, one, "work"); !reflect.DeepEqual(got, want) {
		t.Errorf("after that: %+v", got)
	}
}

// Of many who each add something, nobody's is lost.
func TestUpdatesAtOnceLoseNothing(t *testing.T) {
	dir := t.TempDir()
	var all sync.WaitGroup
	for n := range 9 {
		s := open(t, dir)
		all.Go(func() {
			if _, err := s.Update(t.Context(), "work", func(l *Layout) { l.Views[n] = &View{Name: "x"} }); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for n, v := range load(t, open(t, dir), "work").Views {
		if v == nil {
			t.Errorf("view %d is lost", n+1)
		}
	}
}

// A damaged file is set aside, and the change is kept all the same.
func TestUpdateOfADamagedFile(t *testing.T) {
	s := open(t, t.TempDir())
	write(t, s, "work", "{")
	got, err := s.Update(t.Context(), "work", func(l *Layout) { l.Sort.Column = "uid" })
	var damaged *DamagedError
	if !errors.As(err, &damaged) || got.Sort.Column != "uid" || load(t, s, "work").Sort.Column != "uid" {
		t.Errorf("%+v, %v", got, err)
	}
	if kept, err := os.ReadFile(damaged.Path); err != nil || string(kept) != "{" {
		t.Errorf("%q, %v", kept, err)
	}
}

// put saves a layout in place of the one before.
func put(s *Store, scope string, l Layout) error {
	_, err := s.Update(context.Background(), scope, func(kept *Layout) { *kept = l })
	return err
}

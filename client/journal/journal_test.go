package journal

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"census/model"
)

func open(t *testing.T, dir string, o Options) *Journal {
	t.Helper()
	if o.Now == nil {
		o.Now = func() time.Time { return time.Unix(1_700_000_000, 5).UTC() }
	}
	j := New(dir, o)
	t.Cleanup(func() { _ = j.Close() })
	return j
}

// update is a change of one name.
func update(uid string) Change {
	before := model.User{UID: uid, Name: "Old", Metadata: model.Metadata("{\n \"a\" : 1.0 }"), CreatedAt: 5, TagsKnown: true}
	after := before
	after.Name = "New"
	return Change{
		Profile: "work", Actor: Actor{Me: "ann", Credential: "API key"},
		Operation: model.Operation{Action: model.Update, Before: before, After: after},
		Request:   Request{Method: "PUT", Path: "/users/" + uid, Body: []byte(`{"name":"New"}`)},
	}
}

func begin(t *testing.T, j *Journal, c Change) string {
	t.Helper()
	id, err := j.Begin(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func finish(t *testing.T, j *Journal, id string, o Outcome) {
	t.Helper()
	if err := j.Finish(id, o); err != nil {
		t.Fatal(err)
	}
}

func history(t *testing.T, j *Journal, f Filter) History {
	t.Helper()
	h, err := j.Entries(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func uids(entries []Entry) (uids []string) {
	for _, e := range entries {
		uids = append(uids, e.Operation.UID())
	}
	return uids
}

func TestEntriesComeBackAsRecorded(t *testing.T) {
	j := open(t, t.TempDir(), Options{})
	c := update("bob")
	c.Operation.After.Metadata = model.Metadata("not JSON \xff")
	c.Undoes = "EARLIER"
	id := begin(t, j, c)
	pending := history(t, j, Filter{}).Entries[0]
	if pending.Result != Pending || !reflect.DeepEqual(pending.Operation, c.Operation) || !pending.Finished.IsZero() {
		t.Errorf("pending: %+v", pending)
	}
	stored := c.Operation.After
	stored.UpdatedAt = 9
	finish(t, j, id, Outcome{Result: Applied, Error: "none\n", After: &stored})
	e := history(t, j, Filter{}).Entries[0]
	c.Operation.After = stored
	want := Entry{
		ID: id, Time: j.o.Now(), Finished: j.o.Now(), Profile: "work", Actor: c.Actor, Operation: c.Operation,
		Request: c.Request, Result: Applied, Error: "none\n", Undoes: "EARLIER", owner: j.owner.Name(),
	}
	if !reflect.DeepEqual(e, want) {
		t.Errorf("got\n%+v\nwant\n%+v", e, want)
	}
}

func TestEveryOperationIsRecorded(t *testing.T) {
	j := open(t, t.TempDir(), Options{})
	for _, action := range operations {
		c := update("bob")
		c.Operation.Action = action
		switch action {
		case model.Create:
			c.Operation.Before = model.User{}
		case model.Delete:
			c.Operation.After = model.User{}
		}
		finish(t, j, begin(t, j, c), Outcome{Result: Applied})
		if e := history(t, j, Filter{Actions: []model.Action{action}}).Entries; len(e) != 1 || !reflect.DeepEqual(e[0].Operation, c.Operation) {
			t.Errorf("%s: %+v", action, e)
		}
	}
	c := update("bob")
	c.Operation.Action = model.LogInAs
	if _, err := j.Begin(t.Context(), c); err == nil {
		t.Error("logging in is no change and was recorded")
	}
}

func TestFilter(t *testing.T) {
	j := open(t, t.TempDir(), Options{})
	for i, uid := range []string{"ann", "bob", "cleo", "bob"} {
		c := update(uid)
		c.Operation.After.Name = fmt.Sprint("Name", i)
		if uid == "cleo" {
			c.Profile = "home"
		}
		finish(t, j, begin(t, j, c), Outcome{Result: Refused, Error: "Too Long"})
	}
	for _, tt := range []struct {
		f    Filter
		want string
	}{
		{Filter{}, "bob cleo bob ann"},
		{Filter{Limit: 2}, "bob cleo"},
		{Filter{Profile: "work"}, "bob bob ann"},
		{Filter{Profile: "work", Limit: 1}, "bob"},
		{Filter{UID: "BOB"}, "bob bob"},
		{Filter{Text: "name2"}, "cleo"},
		{Filter{Text: "too long", Profile: "home"}, "cleo"},
		{Filter{Text: "UPDATE"}, "bob cleo bob ann"},
		{Filter{Text: "nothing"}, ""},
		{Filter{Actions: []model.Action{model.Create, model.Delete}}, ""},
	} {
		if got := strings.Join(uids(history(t, j, tt.f).Entries), " "); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.f, got, tt.want)
		}
	}
}

func TestUndoneByFollowsUndoAndRedo(t *testing.T) {
	j := open(t, t.TempDir(), Options{})
	do := func(undoes string, r Result) string {
		c := update("bob")
		c.Undoes = undoes
		id := begin(t, j, c)
		finish(t, j, id, Outcome{Result: r})
		return id
	}
	undoneBy := func(id string) string {
		for _, e := range history(t, j, Filter{}).Entries {
			if e.ID == id {
				return e.UndoneBy
			}
		}
		return "?"
	}
	change := do("", Applied)
	if do(change, Refused); undoneBy(change) != "" {
		t.Error("a refused undo took something back")
	}
	undo := do(change, Applied)
	if undoneBy(change) != undo {
		t.Error("the undo is not noticed")
	}
	redo := do(undo, Applied)
	if undoneBy(change) != "" || undoneBy(undo) != redo {
		t.Errorf("after the redo: change by %q, undo by %q", undoneBy(change), undoneBy(undo))
	}
}

func TestDamagedLinesAreReportedAndCostNoOthers(t *testing.T) {
	dir := t.TempDir()
	j := open(t, dir, Options{})
	first := begin(t, j, update("ann"))
	appendText(t, dir, "garbage \x00\xff\n\n"+`{"v":9,"event":"celebration","id":"X"}`+"\n"+`{"v":1,"event":"intent"}`+"\n"+
		`{"v":1,"event":"intent","id":"Y","operation":"explode"}`+"\n[1]\n")
	begin(t, j, update("bob"))
	finish(t, j, first, Outcome{Result: Applied})
	appendText(t, dir, `{"v":1,"event":"outcome","id":"`+first+`","result":"ref`) // torn by kill -9
	begin(t, j, update("cleo"))

	h := history(t, j, Filter{})
	if got := uids(h.Entries); !slices.Equal(got, []string{"cleo", "bob", "ann"}) || h.Entries[2].Result != Applied {
		t.Errorf("entries %v, %+v", got, h.Entries)
	}
	var lines []int
	for _, d := range h.Damaged {
		lines = append(lines, d.Line)
		if strings.Contains(d.String(), "garbage") || d.File != "journal-000001.jsonl" {
			t.Errorf("damage %v", d)
		}
	}
	if !slices.Equal(lines, []int{10, 7, 6, 5, 4, 2}) {
		t.Errorf("damaged lines %v", h.Damaged)
	}
}

// A newer program may write members this one does not know.
func TestUnknownMembersAreIgnored(t *testing.T) {
	dir := t.TempDir()
	j := open(t, dir, Options{})
	appendText(t, dir, `{"v":2,"event":"intent","id":"X","operation":"block","uid":"bob","mood":{"a":[1]},"before":{"uid":"bob","colour":7}}`+"\n")
	if h := history(t, j, Filter{}); len(h.Damaged) != 0 || len(h.Entries) != 1 || h.Entries[0].Operation.Before.UID != "bob" {
		t.Errorf("%+v", h)
	}
}

func appendText(t *testing.T, dir, text string) {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(dir, "journal-000001.jsonl"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = f.WriteString(text)
	}
	if err != nil || f.Close() != nil {
		t.Fatal(err)
	}
}

func TestRotation(t *testing.T) {
	dir := t.TempDir()
	j := open(t, dir, Options{MaxBytes: 2000, Keep: 3})
	var want []string
	for i := range 40 {
		uid := fmt.Sprintf("user-%02d", i)
		want = append([]string{uid}, want...)
		id := begin(t, j, update(uid))
		finish(t, j, id, Outcome{Result: Applied})
	}
	numbers, err := j.numbers()
	if err != nil || len(numbers) != 3 || numbers[0] == 1 {
		t.Fatalf("files %v, %v", numbers, err)
	}
	for _, n := range numbers {
		if info, err := os.Stat(j.path(n)); err != nil || info.Size() > 2000 {
			t.Errorf("file %d: %v, %v", n, info.Size(), err)
		}
	}
	h := history(t, j, Filter{})
	got := uids(h.Entries)
	if len(got) < 5 || !slices.Equal(got, want[:len(got)]) || len(h.Damaged) > 0 {
		t.Errorf("across files: %v, %v", got, h.Damaged)
	}
	for _, e := range h.Entries {
		if e.Result != Applied {
			t.Errorf("%s lost its outcome at a file's end", e.Operation.UID())
		}
	}
	// What is asked for is read, and no more: a limit is met without the files
	// before.
	if err := os.WriteFile(j.path(numbers[0]), []byte("broken\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if h := history(t, j, Filter{Limit: 1}); len(h.Damaged) != 0 || len(h.Entries) != 1 {
		t.Errorf("%+v", h)
	}
}

func TestAChangeLargerThanAFileIsStillRecorded(t *testing.T) {
	j := open(t, t.TempDir(), Options{MaxBytes: 10, Keep: 5})
	id := begin(t, j, update("bob"))
	finish(t, j, id, Outcome{Result: Applied})
	if h := history(t, j, Filter{}); len(h.Entries) != 1 || h.Entries[0].Result != Applied {
		t.Errorf("%+v", h)
	}
}

func TestOnlyTheOwnerMayRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state", "journal")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "journal-000001.jsonl"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	j := open(t, dir, Options{MaxBytes: 10})
	begin(t, j, update("bob"))
	begin(t, j, update("bob"))
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder: %v, %v", info.Mode(), err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) < 4 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", f.Name(), info.Mode(), err)
		}
	}
}

func TestNothingIsBegunThatCannotBeRecorded(t *testing.T) {
	dir := t.TempDir()
	j := open(t, dir, Options{})
	if err := os.Mkdir(filepath.Join(dir, "journal-000001.jsonl"), 0o700); err != nil {
		t.Fatal(err)
	}
	if id, err := j.Begin(t.Context(), update("bob")); err == nil || id != "" {
		t.Errorf("begun as %q, %v", id, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := New(filepath.Join(dir, "file", "journal"), Options{}).Open(t.Context()); err == nil {
		t.Error("a journal was opened inside of a file")
	}
}

func TestOmitPrivate(t *testing.T) {
	dir := t.TempDir()
	j := open(t, dir, Options{OmitPrivate: true})
	meta := func(private, plan string) model.Metadata {
		return model.Metadata(`{"\u0040private":{"email":"` + private + `"},"plan":"` + plan + `"}`)
	}
	for _, tt := range []struct {
		before, after model.Metadata
		want          Private
	}{
		{model.Metadata(`{"plan":"a"}`), model.Metadata(`{"plan":"b"}`), PrivateKept},
		{meta("hush@x.example", "a"), meta("hush@x.example", "b"), PrivateOmitted},
		{meta("hush@x.example", "a"), meta("hush2@x.example", "a"), PrivateLost},
		{meta("hush@x.example", "a"), nil, PrivateLost},
		{model.Metadata(`{"plan":"a"}`), meta("hush@x.example", "a"), PrivateLost},
	} {
		c := update("bob")
		c.Operation.Before.Metadata, c.Operation.After.Metadata = tt.before, tt.after
		if tt.after != nil {
			c.Request.Body = slices.Concat([]byte(`{"name":"{\"metadata\"","metadata":`), tt.after, []byte(`,"tags":[]}`))
		}
		id := begin(t, j, c)
		stored := c.Operation.After
		finish(t, j, id, Outcome{Result: Applied, After: &stored})
		e := history(t, j, Filter{Limit: 1}).Entries[0]
		if e.Private != tt.want {
			t.Errorf("%s → %s: %v, want %v", tt.before, tt.after, e.Private, tt.want)
		}
		if tt.after != nil && !bytes.HasPrefix(e.Request.Body, []byte(`{"name":"{\"metadata\"","metadata":{"plan":"`)) {
			t.Errorf("body %s", e.Request.Body)
		}
	}
	text, err := os.ReadFile(j.path(1))
	if err != nil || bytes.Contains(text, []byte("hush")) {
		t.Errorf("the file holds a private value (%v):\n%s", err, text)
	}
}

func TestPrivateIsRecordedOtherwise(t *testing.T) {
	j := open(t, t.TempDir(), Options{})
	c := update("bob")
	c.Operation.Before.Metadata = model.Metadata(`{"@private":{"email":"e@x.example"}}`)
	begin(t, j, c)
	e := history(t, j, Filter{}).Entries[0]
	if e.Private != PrivateKept || !bytes.Equal(e.Operation.Before.Metadata, c.Operation.Before.Metadata) {
		t.Errorf("%+v", e)
	}
}

package drafts

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"census/model"
)

func open(t *testing.T, dir string) *Store {
	t.Helper()
	s := New(dir)
	if err := s.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func draft(uid string, second int64) Draft {
	return Draft{
		ID: NewID(), Profile: "work", UID: uid,
		Base: model.User{UID: uid, Name: "Old", Metadata: model.Metadata("{\n\"a\" : 1.0}"), CreatedAt: 5},
		Values: map[model.Key]model.Value{
			model.KeyName: {Text: "Half a na"}, model.KeyMetadata: {Text: "{\"not\": yet JSON \xff"},
			model.KeyTags: {Tags: []string{"x", ""}}, model.KeyLink: {},
		},
		Time: time.Unix(second, 7).UTC(),
	}
}

func save(t *testing.T, s *Store, d Draft) {
	t.Helper()
	if err := s.Save(t.Context(), d); err != nil {
		t.Fatal(err)
	}
}

func list(t *testing.T, s *Store, profile string) Found {
	t.Helper()
	found, err := s.List(t.Context(), profile)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestADraftIsRestoredAsTyped(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state", "drafts")
	s, next := open(t, dir), open(t, dir)
	bob, created, elsewhere := draft("bob", 10), draft("", 20), draft("ann", 30)
	created.Base = model.User{}
	elsewhere.Profile = "home"
	for _, d := range []Draft{bob, created, elsewhere} {
		save(t, s, d)
	}
	if found := list(t, next, "work"); len(found.Drafts) != 0 {
		t.Errorf("a living program's drafts were offered: %+v", found)
	}
	if _, err := next.Claim(t.Context(), bob.ID); !errors.Is(err, ErrTaken) {
		t.Errorf("a living program's draft was taken over: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	found := list(t, next, "work")
	if !reflect.DeepEqual(found.Drafts, []Draft{created, bob}) || len(found.Damaged) != 0 {
		t.Errorf("got\n%+v\nwant\n%+v", found, []Draft{created, bob})
	}
	if found := list(t, next, "home"); len(found.Drafts) != 1 || found.Drafts[0].UID != "ann" {
		t.Errorf("%+v", found)
	}
}

func TestSavingReplacesAndDiscardingIsFinal(t *testing.T) {
	dir := t.TempDir()
	s, next := open(t, dir), open(t, dir)
	d, other := draft("bob", 10), draft("ann", 10)
	save(t, s, other)
	d.Values = map[model.Key]model.Value{model.KeyName: {Text: "first"}}
	save(t, s, d)
	later := d
	later.Time, later.Values = d.Time.Add(time.Second), map[model.Key]model.Value{model.KeyName: {Text: "second"}}
	save(t, s, later)
	save(t, s, d) // slower than the following one
	if err := s.Discard(other.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.Discard(other.ID); err != nil {
		t.Errorf("discarded twice: %v", err)
	}
	save(t, s, other) // was in progress
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	found := list(t, next, "work")
	if len(found.Drafts) != 1 || found.Drafts[0].Values[model.KeyName].Text != "second" {
		t.Errorf("%+v", found)
	}
}

func TestOneProgramTakesADraftOver(t *testing.T) {
	dir := t.TempDir()
	s, next := open(t, dir), open(t, dir)
	d := draft("bob", 10)
	save(t, s, d)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	won := make(chan Draft, 8)
	for range cap(won) {
		rival := open(t, dir)
		all.Go(func() {
			if got, err := rival.Claim(t.Context(), d.ID); err == nil {
				won <- got
			} else if !errors.Is(err, ErrTaken) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if len(won) != 1 || !reflect.DeepEqual(<-won, d) {
		t.Fatalf("%d programs took it over", len(won))
	}
	if found := list(t, next, "work"); len(found.Drafts) != 0 {
		t.Errorf("still offered: %+v", found)
	}
}

func TestAClaimedDraftCanBeContinued(t *testing.T) {
	dir := t.TempDir()
	s, next, third := open(t, dir), open(t, dir), open(t, dir)
	d := draft("bob", 10)
	save(t, s, d)
	_ = s.Close()
	if _, err := next.Claim(t.Context(), d.ID); err != nil {
		t.Fatal(err)
	}
	d.Time = d.Time.Add(time.Minute)
	save(t, next, d)
	_ = next.Close()
	if found := list(t, third, "work"); len(found.Drafts) != 1 || !found.Drafts[0].Time.Equal(d.Time) {
		t.Fatalf("%+v", found)
	}
	if _, err := third.Claim(t.Context(), d.ID); err != nil {
		t.Fatal(err)
	}
	if err := third.Discard(d.ID); err != nil {
		t.Fatal(err)
	}
	if names := drafts(t, dir); len(names) != 0 {
		t.Errorf("left: %v", names)
	}
}

func drafts(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), draftPrefix) {
			names = append(names, e.Name())
		}
	}
	return names
}

func TestUnreadableFilesAreReportedOnceAndKept(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	good := draft("bob", 10)
	gone := open(t, dir)
	save(t, gone, good)
	_ = gone.Close()
	texts := map[string]string{
		"AAAA": "", "BBBB": `{"version":1,"id":"BBBB","base":{"uid":`, "CCCC": `{"version":1,"id":"OTHER"}`,
		"DDDD": `[]`, "EEEE": `{"version":1,"id":"EEEE","values":7}`, "FFFF": `{"version":3,"id":"FFFF","values":[]}`,
	}
	for id, text := range texts {
		if err := os.WriteFile(s.path("GONE", id), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	found := list(t, s, "work")
	if len(found.Drafts) != 1 || len(found.Damaged) != len(texts) {
		t.Fatalf("%+v", found)
	}
	for _, d := range found.Damaged {
		if _, err := os.Stat(d.Path); err != nil || d.Problem == "" {
			t.Errorf("%v: %v", d, err)
		}
	}
	again := list(t, s, "work")
	if len(again.Damaged) != 1 || !strings.Contains(again.Damaged[0].Problem, "newer") || len(again.Drafts) != 1 {
		t.Errorf("the second time: %+v", again)
	}
	if kept := drafts(t, dir); len(kept) != len(texts)+1 {
		t.Errorf("kept %v", kept)
	}
	if _, err := os.Stat(filepath.Join(dir, "notes.txt")); err != nil {
		t.Error(err)
	}
}

func TestOnlyTheOwnerMayRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "drafts")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	save(t, open(t, dir), draft("bob", 10))
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder: %v, %v", info.Mode(), err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Fatal(entries, err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", e.Name(), info.Mode(), err)
		}
	}
}

func TestIDsCannotLeaveTheFolder(t *testing.T) {
	s := open(t, t.TempDir())
	for _, id := range []string{"", "../x", "a", "A/B", "A-B"} {
		d := draft("bob", 1)
		d.ID = id
		if s.Save(t.Context(), d) == nil || s.Discard(id) == nil {
			t.Errorf("%q was accepted", id)
		}
		if _, err := s.Claim(t.Context(), id); err == nil || errors.Is(err, ErrTaken) {
			t.Errorf("%q was looked for", id)
		}
	}
	if !isID(NewID()) {
		t.Error("NewID makes ids that are none")
	}
}

func TestAFailedSaveIsReported(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	d := draft("bob", 10)
	if err := os.MkdirAll(filepath.Join(s.path(s.owner.Name(), d.ID), "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := s.Save(t.Context(), d); err == nil {
		t.Error("a draft was saved over a folder")
	}
	if _, err := os.Stat(s.path(s.owner.Name(), d.ID) + temporarySuffix); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the half-written file is left: %v", err)
	}
}

// The test binary also acts as a program that is killed during typing.
const helperVariable = "CENSUS_TEST_DRAFTS"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperVariable); dir != "" {
		if err := helper(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// helper saves one draft over and over, and reports when it first exists.
func helper(dir string) error {
	s := New(dir)
	d := draft("bob", 1)
	for i := int64(1); ; i++ {
		d.Time = time.Unix(i, 0).UTC()
		d.Values[model.KeyName] = model.Value{Text: strings.Repeat("x", int(i%5000))}
		if err := s.Save(context.Background(), d); err != nil {
			return err
		}
		if i == 20 {
			fmt.Println("typing")
		}
	}
}

// kill -9 in the middle of typing leaves the last complete state, and nothing
// else.
func TestKilledWhileTyping(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	own := draft("ann", 1)
	save(t, s, own)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helperVariable+"="+dir)
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	out := bufio.NewReader(stdout)
	if line, err := out.ReadString('\n'); err != nil || line != "typing\n" {
		t.Fatalf("the other program said %q, %v", line, err)
	}
	if found := list(t, s, "work"); len(found.Drafts) != 0 {
		t.Errorf("a draft was offered while its program is typing: %+v", found)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, out)
	_ = cmd.Wait() // killed on purpose
	found := list(t, s, "work")
	if len(found.Drafts) != 1 || len(found.Damaged) != 0 {
		t.Fatalf("%+v", found)
	}
	d := found.Drafts[0]
	if n := d.Time.Unix(); n < 20 || len(d.Values[model.KeyName].Text) != int(n%5000) {
		t.Errorf("state %d holds %d letters", n, len(d.Values[model.KeyName].Text))
	}
	names := drafts(t, dir)
	if slices.ContainsFunc(names, func(n string) bool { return strings.HasSuffix(n, temporarySuffix) }) || len(names) != 2 {
		t.Errorf("left: %v", names)
	}
	if entries, _ := filepath.Glob(filepath.Join(dir, "owner-*")); len(entries) != 1 {
		t.Errorf("locks left: %v", entries)
	}
}

func TestADraftWithoutValuesHasNoFile(t *testing.T) {
	dir := t.TempDir()
	store := New(dir)
	at := time.Unix(1_800_000_000, 0)
	typed := map[model.Key]model.Value{model.KeyName: {Text: "Ann"}}
	d := Draft{ID: NewID(), Profile: "p", UID: "ann", Values: typed, Time: at}
	for i, values := range []map[model.Key]model.Value{typed, nil, nil, typed} {
		d.Values, d.Time = values, at.Add(time.Duration(i)*time.Second)
		if err := store.Save(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		files, _ := filepath.Glob(filepath.Join(dir, "draft-*.json"))
		if want := min(1, len(values)); len(files) != want {
			t.Errorf("saving %d: %d files, want %d", i, len(files), want)
		}
	}
}

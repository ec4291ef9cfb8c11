package devserver

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"

	"modernc.org/sqlite"

	"census/model"
)

// create is a write that stores a user and then does something else.
func create(uid string, then func(*transaction) error) *pendingWrite {
	ctx := context.Background()
	return &pendingWrite{ctx: ctx, done: make(chan struct{}), do: func(tx *transaction) error {
		if _, err := createUser(ctx, tx, model.User{UID: uid, Name: "X", Role: model.DefaultRole, Status: model.StatusOffline}); err != nil {
			return err
		}
		return then(tx)
	}}
}

// When one of several writes in a transaction fails or panics, only that write
// is rolled back.
func TestWritesAreUndoneAlone(t *testing.T) {
	a := newApp(t, Options{DB: t.TempDir() + "/census.db", Users: -1})
	fine := func(*transaction) error { return nil }
	fails := errors.New("no")
	all := []*pendingWrite{
		create("one", fine), create("two", func(*transaction) error { return fails }), create("one", fine),
		create("three", func(*transaction) error { panic("oh") }), create("four", fine),
	}
	a.store.commit(all)
	var got []string
	for _, c := range all {
		got = append(got, fmt.Sprintf("%v %v", c.err, c.panic))
	}
	if want := []string{"<nil> <nil>", "no <nil>", "the uid is taken <nil>", "<nil> oh", "<nil> <nil>"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got := a.admin("GET", "/users?searchKey=cometchat&searchIn=uid", "").list().Meta.Pagination.Total; got != 5 {
		t.Errorf("%d sample users", got)
	}
	for uid, status := range map[string]int{"one": 200, "two": 404, "three": 404, "four": 200} {
		if got := a.admin("GET", "/users/"+uid, "").status; got != status {
			t.Errorf("%s is answered %d, want %d", uid, got, status)
		}
	}
	// A write alone in its transaction behaves the same.
	for _, c := range []*pendingWrite{create("five", func(*transaction) error { return fails }), create("six", fine)} {
		a.store.commit([]*pendingWrite{c})
	}
	a.admin("GET", "/users/five", "").fails(404, "ERR_UID_NOT_FOUND", nil)
	a.admin("GET", "/users/six", "").ok()
}

// When SQLite itself fails, no write is reported as done.
func TestAFaultUndoesTheWholeTransaction(t *testing.T) {
	a := sampleApp(t)
	broken := create("two", func(tx *transaction) error {
		_, err := tx.ExecContext(context.Background(), "nonsense")
		return err
	})
	all := []*pendingWrite{create("one", func(*transaction) error { return nil }), broken, create("three", func(*transaction) error { return nil })}
	a.store.commit(all)
	for i, c := range all {
		var fault *sqlite.Error
		if !errors.As(c.err, &fault) {
			t.Errorf("write %d: %v", i, c.err)
		}
	}
	a.admin("GET", "/users/one", "").fails(404, "ERR_UID_NOT_FOUND", nil)
	a.admin("POST", "/users", `{"uid":"one","name":"One"}`).ok()
}

// Writes that arrive during a transaction share the next one.
func TestWritesShareATransaction(t *testing.T) {
	var all commits
	var batches []int
	begun, finish := make(chan struct{}), make(chan struct{})
	write := func(batch []*pendingWrite) {
		begun <- struct{}{}
		<-finish
		batches = append(batches, len(batch))
	}
	var writers sync.WaitGroup
	add := func() {
		writers.Go(func() {
			if err := all.add(&pendingWrite{}, write); err != nil {
				t.Error(err)
			}
		})
	}
	add()
	<-begun
	for range maxCommits + 5 {
		add()
	}
	until := func(reached func() bool) {
		for ok := false; !ok; runtime.Gosched() {
			all.mu.Lock()
			ok = reached()
			all.mu.Unlock()
		}
	}
	until(func() bool { return len(all.waiting) == maxCommits+5 })
	finish <- struct{}{}
	for range 2 {
		<-begun
		finish <- struct{}{}
	}
	writers.Wait()
	if want := []int{1, maxCommits, 5}; !slices.Equal(batches, want) {
		t.Errorf("transactions of %d, want %d", batches, want)
	}
	add()
	<-begun
	finish <- struct{}{}
	writers.Wait()
	until(func() bool { return !all.writing && len(all.waiting) == 0 })
}

func TestPanicsReachTheirRequest(t *testing.T) {
	a := sampleApp(t)
	defer func() {
		if got := recover(); got != "oh" {
			t.Errorf("recovered %v", got)
		}
		a.admin("POST", "/users", `{"uid":"x","name":"X"}`).ok()
	}()
	_ = a.store.write(t.Context(), func(*transaction) error { panic("oh") })
}

// Running more distinct statements than are kept prepared works.
func TestStatementsAreFew(t *testing.T) {
	a := newApp(t, Options{DB: t.TempDir() + "/census.db", Users: -1})
	for n := range maxPrepared + 20 {
		var got int
		err := a.store.read(t.Context(), func(tx *transaction) error {
			return tx.QueryRowContext(t.Context(), fmt.Sprintf("SELECT %d", n)).Scan(&got)
		})
		if err != nil || got != n {
			t.Fatal(got, err)
		}
	}
	if n := len(a.store.reader.prepared); n != maxPrepared {
		t.Errorf("%d statements are kept", n)
	}
}

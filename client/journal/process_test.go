package journal

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// The test binary also plays a second program on the same journal.
const helperVariable = "CENSUS_TEST_JOURNAL"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperVariable); dir != "" {
		if err := helper(dir, os.Getenv("CENSUS_TEST_UID")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

const helperChanges = 60

// helper writes many changes. With the uid "hang" it begins one and waits to be
// killed instead.
func helper(dir, uid string) error {
	j := New(dir, Options{MaxBytes: 20_000, Keep: 1000})
	if uid == "hang" {
		if _, err := j.Begin(context.Background(), update(uid)); err != nil {
			return err
		}
		fmt.Println("begun")
		_, err := io.Copy(io.Discard, os.Stdin)
		return err
	}
	for i := range helperChanges {
		id, err := j.Begin(context.Background(), update(fmt.Sprintf("%s-%d", uid, i)))
		if err != nil {
			return err
		}
		if err := j.Finish(id, Outcome{Result: Applied}); err != nil {
			return err
		}
	}
	return j.Close()
}

func program(t *testing.T, dir, uid string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helperVariable+"="+dir, "CENSUS_TEST_UID="+uid)
	cmd.Stderr = os.Stderr
	return cmd
}

func TestTwoProgramsAppendAtOnce(t *testing.T) {
	dir := t.TempDir()
	j := open(t, dir, Options{MaxBytes: 20_000, Keep: 1000})
	var all sync.WaitGroup
	for _, uid := range []string{"first", "second"} {
		all.Go(func() {
			if err := program(t, dir, uid).Run(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Go(func() {
		for range 20 {
			if _, err := j.Entries(t.Context(), Filter{}); err != nil {
				t.Error(err)
			}
			begin(t, j, update("reader"))
		}
	})
	all.Wait()
	h := history(t, j, Filter{Text: "first"})
	h2 := history(t, j, Filter{Text: "second"})
	if len(h.Entries) != helperChanges || len(h2.Entries) != helperChanges || len(h.Damaged) > 0 {
		t.Fatalf("%d and %d changes, damage %v", len(h.Entries), len(h2.Entries), h.Damaged)
	}
	for i, e := range h.Entries {
		if want := fmt.Sprintf("first-%d", helperChanges-1-i); e.Operation.UID() != want || e.Result != Applied {
			t.Fatalf("entry %d is %s (%s), want %s", i, e.Operation.UID(), e.Result, want)
		}
	}
}

func TestWhatAnotherProgramHasUnderWayIsNotUnresolvedUntilItIsKilled(t *testing.T) {
	dir := t.TempDir()
	j := open(t, dir, Options{})
	cmd := program(t, dir, "hang")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stdin.Close() }()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(stdout).ReadString('\n'); err != nil || strings.TrimSpace(line) != "begun" {
		t.Fatalf("the other program said %q, %v", line, err)
	}
	own := begin(t, j, update("own"))
	if open, err := j.Unresolved(t.Context(), "work"); err != nil || len(open) != 0 {
		t.Errorf("while both live: %+v, %v", open, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it says "killed"
	open, err := j.Unresolved(t.Context(), "work")
	if err != nil || len(open) != 1 || open[0].Operation.UID() != "hang" {
		t.Fatalf("after the kill: %+v, %v", open, err)
	}
	if other, err := j.Unresolved(t.Context(), "home"); err != nil || len(other) != 0 {
		t.Errorf("another profile: %+v, %v", other, err)
	}
	finish(t, j, open[0].ID, Outcome{Result: Unknown})
	finish(t, j, own, Outcome{Result: Unknown})
	if open, err := j.Unresolved(t.Context(), "work"); err != nil || len(open) != 2 || open[0].Operation.UID() != "hang" {
		t.Errorf("unknown outcomes stay unresolved, the oldest first: %+v, %v", open, err)
	}
	finish(t, j, open[0].ID, Outcome{Result: Failed})
	finish(t, j, own, Outcome{Result: Applied})
	if open, err := j.Unresolved(t.Context(), "work"); err != nil || len(open) != 0 {
		t.Errorf("after all were resolved: %+v, %v", open, err)
	}
}

func TestAClosedJournalLeavesNothingUnderWay(t *testing.T) {
	dir := t.TempDir()
	j, other := open(t, dir, Options{}), open(t, dir, Options{})
	begin(t, j, update("bob"))
	if open, err := other.Unresolved(t.Context(), "work"); err != nil || len(open) != 0 {
		t.Errorf("while open: %+v, %v", open, err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if open, err := other.Unresolved(t.Context(), "work"); err != nil || len(open) != 1 {
		t.Errorf("after the close: %+v, %v", open, err)
	}
}

package mirror

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// The test binary also plays another program on the same folder.
const helperVariable = "CENSUS_TEST_MIRROR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperVariable); dir != "" {
		fmt.Fprintln(os.Stderr, helper(dir, os.Getenv("CENSUS_TEST_LETTER")))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// letters is a payload that shows whether it is whole and of one program: one
// letter, as often as the number at its beginning says.
func letters(letter string, n int) string { return fmt.Sprintf("%08d", n) + strings.Repeat(letter, n) }

func isWhole(text string) bool {
	var n int
	if len(text) < 9 {
		return false
	}
	_, err := fmt.Sscanf(text[:8], "%d", &n)
	return err == nil && text == letters(text[8:9], n)
}

// helper saves without end.
func helper(dir, letter string) error {
	s := New(dir)
	for i := 0; ; i++ {
		text := letters(letter, 100_000+i%7*300_000)
		err := s.Save(context.Background(), "shared", Header{AsOf: time.Now()}, func(w io.Writer) error {
			for len(text) > 0 {
				part := text[:min(50_000, len(text))]
				if _, err := io.WriteString(w, part); err != nil {
					return err
				}
				text = text[len(part):]
			}
			return nil
		})
		if err != nil {
			return err
		}
		if i == 0 {
			fmt.Println("saved")
		}
	}
}

// Two programs save at once and are killed at moments of chance, again and
// again, while a third one loads: there is always one whole file.
func TestKilledProgramsLeaveAWholeFile(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, dir)
	loaded := map[string]int{}
	look := func() {
		_, text, err := load(s, "shared")
		switch {
		case errors.Is(err, fs.ErrNotExist):
			loaded["none"]++
		case err != nil || !isWhole(text):
			t.Errorf("%d bytes, %v", len(text), err)
		default:
			loaded[text[8:9]]++
		}
	}
	for round := range 12 {
		var both sync.WaitGroup
		for _, letter := range []string{"a", "b"} {
			both.Go(func() { runAndKill(t, dir, letter) })
		}
		ended := make(chan struct{})
		go func() { both.Wait(); close(ended) }()
		for running := true; running; {
			select {
			case <-ended:
				running = false
			default:
				look()
			}
		}
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
	look()
	if loaded["a"] == 0 || loaded["b"] == 0 {
		t.Errorf("loaded: %v", loaded)
	}
	openStore(t, dir)
	for _, name := range names(t, s) {
		if strings.HasSuffix(name, temporarySuffix) {
			t.Errorf("%s was left", name)
		}
	}
	save(t, s, "shared", "later")
}

func runAndKill(t *testing.T, dir, letter string) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helperVariable+"="+dir, "CENSUS_TEST_LETTER="+letter)
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Error(err)
		return
	}
	if _, err := stdout.Read(make([]byte, 1)); err != nil {
		t.Errorf("the other program said nothing: %v", err)
	}
	<-time.After(rand.N(30 * time.Millisecond)) // what is tested is chance
	_ = cmd.Process.Kill()
	_ = cmd.Wait() // it says "killed"
}

// What a killed program left half written goes away with the next start.
func TestOpenRemovesWhatKilledProgramsLeft(t *testing.T) {
	s := openStore(t, t.TempDir())
	save(t, s, "a", "A")
	for _, scope := range []string{"a", "b"} {
		if err := os.WriteFile(s.base(scope)+temporarySuffix, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	openStore(t, s.dir)
	for _, name := range names(t, s) {
		if strings.HasSuffix(name, temporarySuffix) {
			t.Errorf("%s was left", name)
		}
	}
	if _, text, err := load(s, "a"); err != nil || text != "A" {
		t.Errorf("%q, %v", text, err)
	}
}

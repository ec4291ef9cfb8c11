//go:build unix

package ptytest_test

import (
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"census/ui/cli/ptytest"
)

// kills is how many programs are killed; docs/RELIABILITY.md has the results
// for many.
var kills = flag.Int("kills", 2, "how many programs TestTypingSurvivesKills kills during typing")

// What was on the disk when the program was killed during typing is offered at
// the next start, to the letter.
func TestTypingSurvivesKills(t *testing.T) {
	for i := range *kills {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(uint64(i), 0))
			home := t.TempDir()
			typed, before := typeAndKill(t, home, random)
			kept := keptName(t, home)
			if !strings.HasPrefix(typed, kept) || len(kept) < len(before) {
				t.Fatalf("kept is %q of %q; %q was kept before the kill", kept, typed, before)
			}
			t.Logf("%d letters were typed, %d kept", len(typed)-len(me), max(0, len(kept)-len(me)))
			again := start(t, home)
			if kept == "" {
				waitForUsers(again)
				return
			}
			again.WaitFor("Typed earlier and not saved", "go on with "+me)
			again.Press("enter")
			again.WaitFor("edit "+me, kept+" ", "1 change")
		})
	}
}

// typeAndKill types letters after a name, and kills the program at a random
// moment: in a pause, between letters, while typed text is being saved. It
// returns the name as typed, and what was saved of it just before the kill.
func typeAndKill(t *testing.T, home string, random *rand.Rand) (typed, kept string) {
	cmd := command(home, nil)
	term := ptytest.Start(t, cmd, ptytest.Options{})
	waitForUsers(term)
	term.Press("e")
	term.WaitFor("edit "+me, "ctrl+s save")
	typed = me
	for range 5 + random.IntN(30) {
		letter := string(rune('a' + random.IntN(26)))
		typed += letter
		term.Type(letter)
		time.Sleep(time.Duration(random.IntN(30)) * time.Millisecond)
	}
	time.Sleep(time.Duration(random.IntN(400)) * time.Millisecond)
	kept = keptName(t, home)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	waitForEnd(cmd.Process)
	return typed, kept
}

// waitForEnd waits until a process has ended and has been reaped.
func waitForEnd(p *os.Process) {
	for p.Signal(syscall.Signal(0)) == nil {
		runtime.Gosched()
	}
}

// keptName is the name in the draft on the disk, or empty without a draft.
func keptName(t *testing.T, home string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(home, ".local", "state", "census", "drafts", "*.json"))
	if err != nil || len(files) > 1 {
		t.Fatalf("drafts: %v, %v", files, err)
	}
	if len(files) == 0 {
		return ""
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	var draft struct {
		Values map[string]struct {
			Text string `json:"text"`
		} `json:"values"`
	}
	if err := json.Unmarshal(text, &draft); err != nil {
		t.Fatalf("the draft is torn: %v\n%s", err, text)
	}
	return draft.Values["name"].Text
}

//go:build unix

package painter

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"census/ui/cli/ptytest"
)

const (
	groundAnswer     = "\x1b]11;rgb:1414/1616/1d1d\x1b\\"
	attributesAnswer = "\x1b[?62;22c"
)

// However a terminal answers, the program learns the background, and no key is
// pressed by it.
func TestTheTerminalIsAskedForItsBackground(t *testing.T) {
	const slow = 120 * time.Millisecond // longer than an escape waits to be a key
	for name, answers := range map[string]func(send func(string)){
		"at once": func(send func(string)) { send(groundAnswer) },
		"late":    func(send func(string)) { time.Sleep(4 * time.Second); send(groundAnswer) },
		"byte by byte": func(send func(string)) {
			for _, c := range groundAnswer {
				send(string(c))
				time.Sleep(5 * time.Millisecond)
			}
		},
		"torn at its escape": func(send func(string)) {
			send("\x1b")
			time.Sleep(slow)
			send(groundAnswer[1:])
		},
		"torn in a colour": func(send func(string)) {
			send(groundAnswer[:12])
			time.Sleep(2 * time.Second)
			send(groundAnswer[12:])
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term := playOn(t, ptytest.Options{Answer: func(question string, send func(string)) {
				if question == "\x1b]11;?" {
					answers(send)
				}
			}}, []string{asksGround + "=1"})
			term.WaitFor("ground {20 22 29}")
			term.Press("x")
			term.WaitFor("keys: ground {20 22 29} x")
			quit(t, term)
		})
	}
}

// A terminal that says nothing, or only what it is, leaves the program alone.
func TestTerminalsThatDoNotTell(t *testing.T) {
	for name, o := range map[string]ptytest.Options{
		"never answers": {Mute: true},
		"only its attributes": {Answer: func(question string, send func(string)) {
			if question == "\x1b[c" {
				send(attributesAnswer)
			}
		}},
		"half an answer": {Answer: func(question string, send func(string)) {
			if question == "\x1b[c" {
				send("\x1b]11;rgb:14")
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term := playOn(t, o, []string{asksGround + "=1"})
			for len(term.Asked()) < 2 {
				time.Sleep(time.Millisecond)
			}
			press(term, "x", "y")
			term.WaitFor("keys: x y")
			quit(t, term)
		})
	}
}

// It is asked after the first frame, and only if the program wants to know.
func TestTheFirstFrameDoesNotWaitForAnAnswer(t *testing.T) {
	term := playOn(t, ptytest.Options{Mute: true}, []string{asksGround + "=1"})
	output := string(term.Output())
	if frame, asked := strings.Index(output, "the last line"), strings.Index(output, question); asked < frame {
		t.Errorf("asked before the first frame: %q", output)
	}
	quit(t, term)
	term = play(t)
	quit(t, term)
	if asked := term.Asked(); len(asked) > 0 {
		t.Errorf("asked unbidden: %q", asked)
	}
}

// A terminal that says that it has become light or dark is asked again.
func TestTheTerminalSaysThatItHasChanged(t *testing.T) {
	var asked atomic.Int32
	term := playOn(t, ptytest.Options{Answer: func(question string, send func(string)) {
		switch {
		case question != "\x1b]11;?":
		case asked.Add(1) == 1:
			send(groundAnswer)
			send("\x1b[?997;2n")
		default:
			send("\x1b]11;rgb:ffff/ffff/ffff\x1b\\")
		}
	}}, []string{asksGround + "=1"})
	term.WaitFor("keys: ground {20 22 29} ground {255 255 255}")
	quit(t, term)
}

func quit(t *testing.T, term *ptytest.Terminal) {
	t.Helper()
	term.Press("q")
	if code := term.Exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// What the terminal still has to say when the program ends is not typed into the
// shell.
func TestAnAnswerThatIsOnItsWayIsWaitedFor(t *testing.T) {
	term := playOn(t, ptytest.Options{Answer: func(question string, send func(string)) {
		time.Sleep(100 * time.Millisecond)
		if question == "\x1b[c" {
			send(attributesAnswer)
		} else {
			send(groundAnswer)
		}
	}}, []string{asksGround + "=1"})
	quit(t, term)
	if _, after, _ := strings.Cut(string(term.Output()), "\x1b[?1049l"); strings.Contains(after, "11;rgb") || strings.Contains(after, "62;22c") {
		t.Errorf("left on the terminal: %q", after)
	}
}

//go:build unix

package painter

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	_ "census/ui/background" // Bubble Tea asks nothing by itself
	"census/ui/cli/ptytest"
)

// asProgram, set for a run of this test's own binary, makes it be a program on the
// terminal that it is started in.
const (
	asProgram  = "PAINTER_PROGRAM"
	asksGround = "PAINTER_ASKS_GROUND" // set, the program asks for the background
)

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		ctx, cancel := context.WithCancel(context.Background())
		err := Run(ctx, &player{cancel: cancel}, Options{
			Input: os.Stdin, Output: os.Stdout, AskGround: os.Getenv(asksGround) != "",
		})
		fmt.Printf("ended: %v.\n", err)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// player does what keys tell it, and shows its size and the keys so far.
type player struct {
	width, height int
	keys          string
	faulty        bool // in View
	cancel        context.CancelFunc
}

func (p *player) Init() tea.Cmd { return nil }

func (p *player) View() string {
	if p.faulty {
		panic("fault in View")
	}
	if p.width == 0 {
		return ""
	}
	return fmt.Sprintf("player %d×%d\nkeys: %s%sthe last line", p.width, p.height, p.keys, strings.Repeat("\n", p.height-2))
}

func (p *player) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		p.width, p.height = msg.Width, msg.Height
	case Ground:
		p.keys += fmt.Sprintf("ground %v ", msg)
	case editorEnded:
		p.keys += msg.text
	case tea.KeyMsg:
		p.keys += msg.String() + " "
		return p, p.command(msg.String())
	}
	return p, nil
}

type editorEnded struct{ text string }

func (p *player) command(key string) tea.Cmd {
	switch key {
	case "q":
		return tea.Quit
	case "k":
		p.cancel()
	case "u":
		panic("fault in Update")
	case "v":
		p.faulty = true
	case "z":
		return tea.Suspend
	case "m":
		return tea.EnableMouseCellMotion
	case "n":
		return tea.DisableMouse
	case "e":
		editor := exec.Command("/bin/sh", "-c", "echo outside; read line; exit $line")
		editor.Stdin = os.Stdin
		return tea.ExecProcess(editor, func(err error) tea.Msg { return editorEnded{fmt.Sprintf("(%v) ", err)} })
	}
	return nil
}

// play starts the player, by what runs it if that is named.
func play(t *testing.T, by ...string) *ptytest.Terminal {
	t.Helper()
	return playOn(t, ptytest.Options{}, nil, by...)
}

func playOn(t *testing.T, o ptytest.Options, env []string, by ...string) *ptytest.Terminal {
	t.Helper()
	args := slices.Concat(by, []string{os.Args[0]})
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = []string{
		asProgram + "=1", "TERM=xterm-256color", "PATH=" + os.Getenv("PATH"),
		// Bubble Tea closes its input without waiting for its reader when it is
		// aborted: no fault of ours.
		"GORACE=exitcode=0 log_path=" + filepath.Join(t.TempDir(), "race"),
	}
	cmd.Env = append(cmd.Env, env...)
	o.Width, o.Height = 60, 10
	term := ptytest.Start(t, cmd, o)
	term.WaitFor("player 60×10", "the last line")
	return term
}

// press waits after the first key, since two quick ones would be one message.
func press(term *ptytest.Terminal, first, second string) {
	term.Press(first)
	term.WaitFor("keys: " + first)
	term.Press(second)
}

// However it ends, the terminal is as before, and what is said at the end can be
// read.
func TestEnds(t *testing.T) {
	for key, wants := range map[string][]string{
		"q": {"ended: <nil>."},
		"k": {"ended: program was killed: context canceled."},
		"u": {"fault in Update", "painter.(*player).command", "ended: program was killed: program experienced a panic."},
		"v": {"fault in View", "painter.(*player).View", "ended: program was killed: program experienced a panic."},
	} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			term := play(t)
			if term.Unrestored() == nil {
				t.Error("the terminal looks untouched while the program runs")
			}
			press(term, "m", key)
			if code := term.Exit(); code != 0 { // which looks at the terminal, too
				t.Errorf("exit code %d", code)
			}
			_, after, left := strings.Cut(string(term.Output()), "\x1b[?1049l")
			if !left || strings.Contains(term.Screen(), "player 60×10") {
				t.Errorf("still on the alternate screen:\n%s", term.Screen())
			}
			for _, want := range wants {
				if !strings.Contains(after, want) {
					t.Errorf("%q cannot be read once the terminal is back: %q", want, after)
				}
			}
		})
	}
}

func TestResize(t *testing.T) {
	term := play(t)
	for _, size := range [][2]int{{30, 4}, {100, 30}, {100, 30}, {40, 12}} {
		term.Resize(size[0], size[1])
		term.WaitUntil(fmt.Sprintf("the frame fills %v", size), func(screen string) bool {
			lines := strings.Split(strings.TrimSuffix(screen, "\n"), "\n")
			return lines[0] == fmt.Sprintf("player %d×%d", size[0], size[1]) &&
				lines[size[1]-1] == "the last line" && strings.Count(screen, "the last line") == 1
		})
	}
	term.Press("q")
	term.Exit()
}

// Whoever gets the terminal gets it as it was, and finds it changed nothing for
// the program afterwards: not even when the size is another.
func TestAnotherProgramGetsTheTerminal(t *testing.T) {
	for answer, wants := range map[string]string{"0": "(<nil>)", "3": "(exit status 3)"} {
		t.Run(answer, func(t *testing.T) {
			t.Parallel()
			term := play(t)
			press(term, "m", "e")
			term.WaitFor("outside")
			if problem := term.Unrestored(); problem != nil {
				t.Errorf("the other program gets a terminal that is not as it was: %v", problem)
			}
			if strings.Contains(term.Screen(), "player") {
				t.Errorf("the alternate screen is still on show:\n%s", term.Screen())
			}
			term.Resize(50, 8)
			term.Type(answer + "\n")
			term.WaitFor("player 50×8", "keys: m e "+wants, "the last line")
			wantMouse(t, term, true)
			term.Press("x") // keys arrive, in raw mode
			term.WaitFor(wants + " x")
			if strings.Contains(term.Screen(), "outside") {
				t.Errorf("left on the screen:\n%s", term.Screen())
			}
			term.Press("q")
			term.Exit()
		})
	}
}

// A shell with job control, which continues the job when it is told to.
const shell = `set -m; "$0"; echo "stopped."; read go; fg >/dev/null; echo "shell ends."`

func TestSuspend(t *testing.T) {
	term := play(t, "/bin/sh", "-c", shell)
	press(term, "m", "z")
	term.WaitFor("stopped.")
	if problem := term.Unrestored(); problem != nil {
		t.Errorf("the shell gets a terminal that is not as it was: %v", problem)
	}
	term.Resize(70, 9)
	term.Type("go\n")
	term.WaitFor("player 70×9", "keys: m z", "the last line")
	wantMouse(t, term, true)
	term.Press("x")
	term.WaitFor("keys: m z x")
	term.Press("q")
	term.WaitFor("shell ends.")
	term.Exit()
}

func TestMouseCommands(t *testing.T) {
	term := play(t)
	wantMouse(t, term, false)
	for _, on := range []bool{true, false, true} {
		key := map[bool]string{true: "m", false: "n"}[on]
		term.Press(key)
		term.WaitUntil("the mouse is switched", func(string) bool { return mouse(term) == on })
	}
	term.Press("q")
	term.Exit()
}

func wantMouse(t *testing.T, term *ptytest.Terminal, on bool) {
	t.Helper()
	if mouse(term) != on {
		t.Errorf("mouse reports are %v, want %v", !on, on)
	}
}

// mouse is the last that was said about mouse reports.
func mouse(term *ptytest.Terminal) bool {
	last := regexp.MustCompile(`\x1b\[\?1002([hl])`).FindAllSubmatch(term.Output(), -1)
	return len(last) > 0 && last[len(last)-1][1][0] == 'h'
}

// Streams that are no terminals have no size, so nothing is drawn; and the modes
// are put back all the same.
func TestNoTerminal(t *testing.T) {
	var out bytes.Buffer
	if err := Run(t.Context(), &player{}, Options{Input: strings.NewReader("q"), Output: &out}); err != nil {
		t.Error(err)
	}
	if out.String() != enterModes+leaveModes {
		t.Errorf("written: %q", out.String())
	}
}

type broken struct{}

var errBroken = errors.New("broken")

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestTerminalThatCannotBeTaken(t *testing.T) {
	if err := Run(t.Context(), &player{}, Options{Input: strings.NewReader("q"), Output: broken{}}); !errors.Is(err, errBroken) {
		t.Errorf("%v, want %v", err, errBroken)
	}
}

//go:build unix

package ptytest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"
)

// patience limits every wait. It is long because the machine may be busy;
// normally the wait is over immediately.
const patience = 20 * time.Second

// Options are a terminal's properties.
type Options struct {
	// Width and Height are the size in cells; 120×36 if zero.
	Width, Height int
	// Mute makes the terminal never answer what programs ask.
	Mute bool
	// Answer answers a question instead of the terminal. It runs on its own
	// goroutine, and may pause between the texts it sends.
	Answer func(question string, send func(text string))
}

// Terminal is a terminal with a program running in it. Its methods end the test
// if what they wait for does not happen.
type Terminal struct {
	t       testing.TB
	cmd     *exec.Cmd
	mute    bool
	answer  func(question string, send func(text string))
	started time.Time

	keyboard *os.File      // the terminal's end
	before   *term.State   // the line's settings at the start
	exited   chan struct{} // closed when the program has ended
	drained  chan struct{} // closed when all output has been read

	mu      sync.Mutex
	line    *os.File    // the program's end, kept open to read its settings
	after   *term.State // the line's settings when the program ended
	screen  *Screen
	output  []byte
	arrived []arrival
	asked   []string
	changed chan struct{} // closed and replaced on each output
}

// arrival records when the output up to an offset had been read.
type arrival struct {
	upTo int
	at   time.Time
}

// Start runs the command with a new terminal as its controlling terminal and
// standard streams, except for streams already set in cmd. The program leads
// its own session: there is no shell that could stop and continue it. It is
// killed if it is still running at the end of the test.
func Start(t testing.TB, cmd *exec.Cmd, o Options) *Terminal {
	t.Helper()
	if o.Width == 0 {
		o.Width, o.Height = 120, 36
	}
	keyboard, line, err := pty.Open()
	if err != nil {
		t.Fatalf("open a pseudo-terminal: %v", err)
	}
	terminal := &Terminal{
		t: t, cmd: cmd, mute: o.Mute, answer: o.Answer, keyboard: keyboard, line: line,
		exited: make(chan struct{}), drained: make(chan struct{}), changed: make(chan struct{}),
		screen: NewScreen(o.Width, o.Height),
	}
	if terminal.before, err = settings(line); err != nil {
		t.Fatalf("read the terminal's settings: %v", err)
	}
	terminal.setSize(o.Width, o.Height)
	terminal.connect()
	terminal.started = time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", cmd.Path, err)
	}
	go terminal.read()
	go terminal.wait()
	t.Cleanup(terminal.close)
	return terminal
}

// wait waits for the program's end. Once no process has the line open, the
// output ends too.
func (t *Terminal) wait() {
	_ = t.cmd.Wait() // the exit code is in cmd.ProcessState
	t.mu.Lock()
	defer t.mu.Unlock()
	t.after, _ = settings(t.line)
	_ = t.line.Close()
	close(t.exited)
}

func (t *Terminal) connect() {
	if t.cmd.Stdin == nil {
		t.cmd.Stdin = t.line
	}
	if t.cmd.Stdout == nil {
		t.cmd.Stdout = t.line
	}
	if t.cmd.Stderr == nil {
		t.cmd.Stderr = t.line
	}
	// The controlling terminal is the program's standard input.
	t.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: t.cmd.Stdin == t.line}
}

func (t *Terminal) close() {
	_ = t.cmd.Process.Kill() // fails if it has ended
	<-t.exited
	_ = t.keyboard.Close() // ends reading even if the program has left processes behind
	<-t.drained
}

// read collects the output until the terminal is closed or no process is left
// that could write to it.
func (t *Terminal) read() {
	defer close(t.drained)
	chunk := make([]byte, 1<<16)
	for {
		n, err := t.keyboard.Read(chunk)
		if n > 0 {
			t.take(chunk[:n], time.Now())
		}
		if err != nil {
			return
		}
	}
}

func (t *Terminal) take(chunk []byte, at time.Time) {
	t.mu.Lock()
	t.output = append(t.output, chunk...)
	t.arrived = append(t.arrived, arrival{len(t.output), at})
	questions := t.screen.write(chunk)
	t.asked = append(t.asked, questions...)
	close(t.changed)
	t.changed = make(chan struct{})
	t.mu.Unlock()
	if t.mute {
		return
	}
	send := func(text string) { _, _ = t.keyboard.WriteString(text) } // fails once the program has ended
	for _, q := range questions {
		if t.answer != nil {
			go t.answer(withoutEnd(q), send)
		} else {
			send(answer(q))
		}
	}
}

// Screen returns what the terminal shows, line by line without trailing spaces.
func (t *Terminal) Screen() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.screen.Text()
}

// Cursor returns the cursor's cell, counted from 0 at the upper left corner.
func (t *Terminal) Cursor() (x, y int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.screen.Cursor()
}

// At returns the grapheme in a cell; it is empty to the right of a wide one and
// outside the screen.
func (t *Terminal) At(x, y int) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.screen.At(x, y)
}

// Output returns everything that the program has written so far.
func (t *Terminal) Output() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Clone(t.output)
}

// Asked returns the sequences with which the program has queried the terminal:
// its colours, the cursor's position, its identity.
func (t *Terminal) Asked() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string(nil), t.asked...)
}

// WaitFor waits until the screen shows all the texts at once.
func (t *Terminal) WaitFor(texts ...string) {
	t.t.Helper()
	t.WaitUntil(fmt.Sprintf("the screen shows %q", texts), func(screen string) bool {
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
}

// WaitUntil waits until the condition holds for the screen; what describes it.
func (t *Terminal) WaitUntil(what string, condition func(screen string) bool) {
	t.t.Helper()
	late := time.After(patience)
	for {
		t.mu.Lock()
		screen, changed := t.screen.Text(), t.changed
		t.mu.Unlock()
		if condition(screen) {
			return
		}
		select {
		case <-changed:
		case <-t.drained:
			if screen = t.Screen(); condition(screen) {
				return
			}
			t.t.Fatalf("the program ended before %s:\n%s", what, screen)
		case <-late:
			t.t.Fatalf("waited in vain until %s:\n%s", what, screen)
		}
	}
}

// Silent reports whether the program writes nothing for d.
func (t *Terminal) Silent(d time.Duration) bool {
	t.mu.Lock()
	changed := t.changed
	t.mu.Unlock()
	select {
	case <-changed:
		return false
	case <-time.After(d):
		return true
	}
}

// Shown returns how long after its start the program first wrote the text;
// false if it never has.
func (t *Terminal) Shown(text string) (time.Duration, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := bytes.Index(t.output, []byte(text))
	if at < 0 {
		return 0, false
	}
	for _, a := range t.arrived {
		if a.upTo >= at+len(text) {
			return a.at.Sub(t.started), true
		}
	}
	return 0, false
}

// Resize changes the terminal's size and notifies the program.
func (t *Terminal) Resize(width, height int) {
	t.t.Helper()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.screen.Resize(width, height)
	t.setSize(width, height)
}

func (t *Terminal) setSize(width, height int) {
	t.t.Helper()
	if err := pty.Setsize(t.line, &pty.Winsize{Cols: uint16(width), Rows: uint16(height)}); err != nil {
		t.t.Fatalf("set the terminal's size: %v", err)
	}
}

// Signal sends a signal to the program.
func (t *Terminal) Signal(s os.Signal) {
	t.t.Helper()
	if err := t.cmd.Process.Signal(s); err != nil {
		t.t.Fatalf("send %v: %v", s, err)
	}
}

// Exit waits until the program has ended and all its output has arrived, and
// returns its exit code, or -1 if a signal ended it. It fails the test if the
// terminal is not restored.
func (t *Terminal) Exit() int {
	t.t.Helper()
	select {
	case <-t.drained:
	case <-time.After(patience):
		t.t.Fatalf("the program does not end:\n%s", t.Screen())
	}
	<-t.exited
	if problem := t.Unrestored(); problem != nil {
		t.t.Errorf("the terminal is not restored: %v\n%s", problem, t.Screen())
	}
	return t.cmd.ProcessState.ExitCode()
}

// Unrestored returns how the terminal differs from its state before the
// program: in the settings of its line, such as echo, and in modes, such as a
// hidden cursor, the alternate screen or mouse reports. It is nil if nothing
// differs.
func (t *Terminal) Unrestored() error {
	t.t.Helper()
	t.mu.Lock()
	defer t.mu.Unlock()
	var problems []error
	for _, s := range t.screen.Switched() {
		problems = append(problems, errors.New(s))
	}
	if now := t.settings(); now == nil || *now != *t.before {
		problems = append(problems, errors.New("the line's settings differ, as in raw mode"))
	}
	return errors.Join(problems...)
}

// settings are the line's settings now, or at the program's end; nil if they
// could not be read. The caller holds mu.
func (t *Terminal) settings() *term.State {
	select {
	case <-t.exited:
		return t.after
	default:
		now, _ := settings(t.line)
		return now
	}
}

func settings(line *os.File) (*term.State, error) { return term.GetState(int(line.Fd())) }

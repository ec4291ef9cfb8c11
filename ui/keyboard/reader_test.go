//go:build unix

package keyboard

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// wire is a reader with the other end of what it reads. Escapes are waited with
// for ever, so that no result depends on how fast the machine is.
func wire(t *testing.T) (*Reader, *os.File) {
	t.Helper()
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r, err := Open(in, false)
	if err != nil {
		t.Fatal(err)
	}
	r.patience = time.Hour
	t.Cleanup(func() {
		_ = r.Close()
		_, _ = in.Close(), out.Close()
	})
	return r, out
}

func write(t *testing.T, to *os.File, text string) {
	t.Helper()
	if _, err := to.WriteString(text); err != nil {
		t.Error(err)
	}
}

// readUnit reads as Bubble Tea does.
func readUnit(t *testing.T, r *Reader) string {
	t.Helper()
	p := make([]byte, 256)
	n, err := r.Read(p)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(p[:n]); text != pasteStart+pasteEnd {
		return text
	}
	text, isPaste := r.Text()
	if isPaste {
		return "paste " + text
	}
	return text
}

func TestReadGivesUnits(t *testing.T) {
	r, out := wire(t)
	r.Resume()
	for _, piece := range []string{"a\x1b", "[", "A\x1b[200~pas", "te\x1b[201~\xe6", "\x97\xa5"} {
		write(t, out, piece)
	}
	for _, want := range []string{"a", "\x1b[A", "paste paste", "日"} {
		if got := readUnit(t, r); got != want {
			t.Errorf("read %q, want %q", got, want)
		}
	}
}

// An escape is a key once nothing follows, and a paste without end is what there
// is of it.
func TestSilence(t *testing.T) {
	r, out := wire(t)
	r.patience = time.Millisecond
	r.Resume()
	for sent, want := range map[string]string{"\x1b": "\x1b", "\x1b[200~lost": "paste lost"} {
		write(t, out, sent)
		if got := readUnit(t, r); got != want {
			t.Errorf("%q is %q, want %q", sent, got, want)
		}
	}
}

// The end of what can be read is told after everything else.
func TestEnd(t *testing.T) {
	r, out := wire(t)
	r.Resume()
	write(t, out, "j\x1b")
	_ = out.Close()
	for _, want := range []string{"j", "\x1b"} {
		if got := readUnit(t, r); got != want {
			t.Errorf("read %q, want %q", got, want)
		}
	}
	if n, err := r.Read(make([]byte, 256)); n != 0 || err != io.EOF {
		t.Errorf("at the end %d bytes and %v", n, err)
	}
}

func TestANetworkNeedsMorePatience(t *testing.T) {
	for isRemote, want := range map[bool]time.Duration{false: near, true: far} {
		r, err := Open(os.Stdin, isRemote)
		if err != nil {
			t.Fatal(err)
		}
		if r.patience != want {
			t.Errorf("remote %v: %v", isRemote, r.patience)
		}
		_ = r.Close()
	}
}

// Who gets the terminal gets every byte from then on.
func TestPause(t *testing.T) {
	r, out := wire(t)
	for range 2 {
		r.Resume()
		r.Resume()
		write(t, out, "j")
		if got := readUnit(t, r); got != "j" {
			t.Errorf("read %q", got)
		}
		r.Pause()
		r.Pause()
		write(t, out, "for the editor")
		p := make([]byte, 256)
		if n, err := r.terminal.Read(p); string(p[:n]) != "for the editor" || err != nil {
			t.Errorf("the editor reads %q, %v", p[:n], err)
		}
	}
}

// What was read before a pause can be had after it; what was not whole then does
// not become whole with what comes later.
func TestPauseInASequence(t *testing.T) {
	r, out := wire(t)
	r.Resume()
	write(t, out, "\x1b[200~pasted\x1b[201~\x1b[")
	if got := readUnit(t, r); got != "paste pasted" {
		t.Errorf("read %q", got)
	}
	r.Pause()
	r.Resume()
	write(t, out, "A")
	if got := readUnit(t, r); got != "A" {
		t.Errorf("read %q", got)
	}
}

// A program that does not read costs no memory, and loses nothing but turns of the
// wheel.
func TestTheBacklogIsBounded(t *testing.T) {
	r, out := wire(t)
	r.Resume()
	const keys = 100_000
	go func() {
		write(t, out, strings.Repeat("\r", keys)+"q")
	}()
	n := 0
	for got := ""; got != "q"; n++ {
		got = readUnit(t, r)
		r.mu.Lock()
		kept := len(r.backlog.units)
		r.mu.Unlock()
		if kept >= maxUnits+maxPiece {
			t.Fatalf("%d units are kept", kept)
		}
	}
	if n != keys+1 {
		t.Errorf("%d keys arrived, want %d", n, keys+1)
	}
}

func TestPauseWhileNobodyReads(t *testing.T) {
	r, out := wire(t)
	r.Resume()
	write(t, out, strings.Repeat("\r", 2*maxUnits))
	readUnit(t, r)
	r.Pause() // whether it waits for room or for input
}

func TestTheWheelIsNotMadeUpFor(t *testing.T) {
	var b backlog
	report := func(button, x int) unit { return unit{bytes: fmt.Appendf(nil, "\x1b[<%d;%d;1M", button, x)} }
	for i := range 3000 {
		b.add(report(64, i))
	}
	if len(b.units) != maxTurns {
		t.Errorf("%d turns are kept", len(b.units))
	}
	for i := range 3000 {
		b.add(report(65, i)) // down
		b.add(report(0, i))  // a click
	}
	if want := maxTurns + 6000; len(b.units) != want {
		t.Errorf("%d reports are kept, want %d: none of a click is lost", len(b.units), want)
	}
	for range 3000 {
		b.add(report(32, 1)) // dragging
		b.add(unit{bytes: []byte("j")})
	}
	if want := maxTurns + 12000; len(b.units) != want {
		t.Errorf("%d units are kept, want %d: none that others lie between", len(b.units), want)
	}
}

// recorder is a program that keeps what Bubble Tea tells it.
type recorder struct {
	told   []string
	reader *Reader
}

func (r *recorder) Init() tea.Cmd { return nil }
func (r *recorder) View() string  { return "" }

func (r *recorder) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		if msg.Type == tea.KeyCtrlQ {
			return r, tea.Quit
		}
		if msg.Paste && r.reader != nil {
			text, isPaste := r.reader.Text()
			msg.Runes, msg.Paste = []rune(text), isPaste
		}
		if msg.Type == tea.KeySpace {
			msg.Type = tea.KeyRunes // in a text it is a character like any other
		}
		if last := len(r.told) - 1; msg.Type == tea.KeyRunes && !msg.Alt && !msg.Paste && last >= 0 && strings.HasPrefix(r.told[last], "text ") {
			r.told[last] += string(msg.Runes)
			return r, nil
		} else if msg.Type == tea.KeyRunes && !msg.Alt && !msg.Paste {
			r.told = append(r.told, "text "+string(msg.Runes))
			return r, nil
		}
		r.told = append(r.told, fmt.Sprintf("%T %s", msg, msg))
	case tea.MouseMsg:
		r.told = append(r.told, fmt.Sprintf("%T %s %d %d", msg, msg, msg.X, msg.Y))
	default:
		r.told = append(r.told, fmt.Sprintf("%T", msg)) // what is in it, the next read overwrites
	}
	return r, nil
}

// told is what Bubble Tea makes of input.
func told(t *testing.T, input io.Reader) []string {
	t.Helper()
	r := &recorder{}
	r.reader, _ = input.(*Reader)
	_, err := tea.NewProgram(r, tea.WithInput(input), tea.WithOutput(io.Discard), tea.WithoutRenderer(), tea.WithoutSignalHandler()).Run()
	if err != nil {
		t.Fatal(err)
	}
	return r.told
}

const ctrlQ = "\x11"

// oneByOne gives each sequence in a read of its own, whole.
type oneByOne struct{ left []string }

func (o *oneByOne) Read(p []byte) (int, error) {
	if len(o.left) == 0 {
		return 0, io.EOF
	}
	n := copy(p, o.left[0])
	o.left = o.left[1:]
	return n, nil
}

// What Bubble Tea makes of keys that arrive whole, one at a time, it makes of them
// when they come byte by byte, or all at once.
func TestBubbleTeaGetsKeysHoweverTheyArrive(t *testing.T) {
	var keys []string
	for _, k := range kinds {
		var p parser
		for _, u := range append(p.feed([]byte(k.sent)), p.giveUp()...) {
			if text := string(u.bytes); u.isPaste {
				keys = append(keys, pasteStart+u.pasted+pasteEnd)
			} else if text != "\x1b" { // which needs a pause
				keys = append(keys, text)
			}
		}
	}
	sent := strings.Join(keys, "") + ctrlQ
	want := told(t, &oneByOne{append(slices.Clone(keys), ctrlQ)})
	for _, size := range []int{1, 2, 3, 7, len(sent)} {
		r, out := wire(t)
		r.Resume()
		go func() {
			for piece := range slices.Chunk([]byte(sent), size) {
				write(t, out, string(piece))
			}
		}()
		if got := told(t, r); !slices.Equal(got, want) {
			t.Errorf("in pieces of %d Bubble Tea tells\n%s\nwant\n%s", size, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	if len(want) < len(kinds) || slices.ContainsFunc(want, func(word string) bool { return strings.Contains(word, "unknownInputByte") }) {
		t.Errorf("Bubble Tea does not know what is sent:\n%s", strings.Join(want, "\n"))
	}
}

// Bubble Tea may stop reading at any time and begin anew, as it does around an
// editor; no unit is lost.
func TestBubbleTeaLosesNothingWhenItStops(t *testing.T) {
	r, out := wire(t)
	r.Resume()
	var got []string
	for i := range 50 {
		write(t, out, fmt.Sprintf("%d\r", i)+ctrlQ)
		got = append(got, told(t, r)...)
	}
	var want []string
	for i := range 50 {
		want = append(want, fmt.Sprintf("text %d", i), "tea.KeyMsg enter")
	}
	if !slices.Equal(got, want) {
		t.Errorf("told %q", got)
	}
}

func TestNoKeyboardCanBeWrittenTo(t *testing.T) {
	r, _ := wire(t)
	if _, err := r.Write([]byte("x")); !errors.Is(err, errors.ErrUnsupported) || r.Name() != r.terminal.Name() {
		t.Errorf("%v, %s", err, r.Name())
	}
}

package painter

import (
	"errors"
	"io"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"
)

const (
	// interval is the least time between two frames. What comes in between is
	// drawn with the next one.
	interval = time.Second / 120
	// patience is how long the end waits for a terminal that takes no output.
	patience = 3 * time.Second
)

// The terminal's modes while it is painted on, and their opposites in reverse
// order. A line that the terminal draws wider than it was meant to be must not run
// on into the next one, which might never be drawn again. The cursor is hidden
// after entering the alternate screen and shown after leaving it because
// some terminals have one for each screen.
const (
	enterModes = ansi.SetModeAltScreenSaveCursor + ansi.EraseEntireScreen +
		ansi.HideCursor + ansi.ResetModeAutoWrap + ansi.SetModeBracketedPaste
	leaveModes = ansi.ResetModeBracketedPaste + ansi.SetModeAutoWrap + ansi.ResetStyle +
		ansi.ResetModeAltScreenSaveCursor + ansi.ShowCursor
	mouseOn  = ansi.SetModeMouseButtonEvent + ansi.SetModeMouseExtSgr
	mouseOff = ansi.ResetModeMouseExtSgr + ansi.ResetModeMouseButtonEvent
)

var errNoOutput = errors.New("the terminal takes no output")

// painter writes frames and modes to the terminal. Before enter and after leave
// it writes nothing. Its methods are safe for concurrent use, and only enter and
// leave wait for the terminal.
type painter struct {
	out io.Writer
	pen chan struct{} // has room for one: whoever put something in may write

	mu      sync.Mutex
	here    bool // the terminal is the painter's, and not somebody else's
	canvas  canvas
	frame   string // the newest; empty before there is one
	drawn   int    // how many frames there were
	shown   int    // the number of the newest that the terminal has taken
	asks    bool   // the terminal is asked for its background each time it is taken
	ask     bool   // it is to be asked
	asking  func() // told before it is asked
	scheme  bool   // it has been told to say when it becomes light or dark
	fills   bool   // the terminal erases with its own background
	mouse   bool   // mouse reports are wanted
	reports bool   // mouse reports have been switched on
	waiting bool   // there may be something to write
	writing bool   // it is being written
	working bool   // a goroutine is at it
	written time.Time
}

func newPainter(out io.Writer, mouse bool) *painter {
	return &painter{out: out, mouse: mouse, pen: make(chan struct{}, 1)}
}

// draw shows the frame soon: at once, if the last one was long enough ago. An
// empty frame changes nothing.
func (p *painter) draw(frame string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.drawn++
	if frame == "" || frame == p.frame && !p.canvas.unknown {
		p.settle()
		return
	}
	p.frame = frame
	p.wake()
}

// newest is the number of the newest frame that the terminal has taken, counted
// from 1; 0 before there is one.
func (p *painter) newest() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shown
}

// settle notes that the terminal has taken the newest frame, once there is nothing
// left to write of it. The caller holds mu.
func (p *painter) settle() {
	if !p.waiting && !p.writing && !p.canvas.unknown {
		p.shown = p.drawn
	}
}

// resize says how large the terminal is, and that nobody knows what has become of
// the lines that were shown.
func (p *painter) resize(width, height int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.canvas.height = height
	if p.fills {
		p.canvas.filled = width
	}
	p.canvas.forget()
}

// setBase says what the frames from now on are drawn over.
func (p *painter) setBase(b Base) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.canvas.setBase(b)
}

// setMouse switches mouse reports on or off, for enter too.
func (p *painter) setMouse(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mouse = on
	p.wake()
}

// wake sees to it that somebody writes. The caller holds mu.
func (p *painter) wake() {
	p.waiting = true
	if !p.working {
		p.working = true
		go p.work()
	}
}

// work writes until there is nothing more to write.
func (p *painter) work() {
	for {
		pause, more := p.next()
		if !more {
			return
		}
		if pause > 0 {
			time.Sleep(pause)
			continue // meanwhile there may be a newer frame, or none
		}
		p.write()
	}
}

// next tells whether there is something to write, and what is left of the time
// until then.
func (p *painter) next() (pause time.Duration, more bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.working = p.waiting && p.here
	return interval - time.Since(p.written), p.working
}

// write brings the terminal up to date. A terminal that is slow holds nobody else
// up: whoever draws finds mu free, and its frame is the next.
func (p *painter) write() {
	p.pen <- struct{}{}
	defer func() { <-p.pen }()
	out, mine := p.compose()
	if !mine {
		return
	}
	var err error
	if len(out) > 0 {
		_, err = p.out.Write(out)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.writing = false
	if len(out) > 0 {
		p.written = time.Now()
	}
	if err != nil {
		p.canvas.forget()
		return
	}
	p.settle()
}

// compose returns what is to be written, for as long as the caller has the pen;
// false if the terminal is somebody else's.
func (p *painter) compose() (out []byte, mine bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting = false
	if !p.here {
		return nil, false
	}
	p.writing = true
	if p.frame != "" {
		out = p.canvas.draw(p.frame)
	}
	if p.mouse != p.reports {
		p.reports = p.mouse
		out = append(out, mouseMode(p.mouse)...)
	}
	return p.appendQuestion(out), true
}

func mouseMode(on bool) string {
	if on {
		return mouseOn
	}
	return mouseOff
}

// enter takes the terminal. The next frame is drawn whatever is shown there.
func (p *painter) enter() error {
	p.pen <- struct{}{}
	defer func() { <-p.pen }()
	p.mu.Lock()
	modes := enterModes
	if p.reports = p.mouse; p.reports {
		modes += mouseOn
	}
	p.mu.Unlock()
	_, err := io.WriteString(p.out, modes)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.here, p.ask = true, p.asks
	p.canvas.forget()
	return err
}

// leave gives the terminal back as it was before enter. It does nothing if it was
// given back already. If the terminal does not take what is written to it, leave
// gives up after a while.
func (p *painter) leave() error {
	p.mu.Lock()
	was, modes := p.here, leaveModes
	p.here = false
	if p.scheme {
		modes = schemeOff + modes
		p.scheme = false
	}
	if p.reports {
		modes = mouseOff + modes
	}
	p.mu.Unlock()
	if !was {
		return nil
	}
	done := make(chan error, 1)
	go func() {
		p.pen <- struct{}{}
		defer func() { <-p.pen }()
		_, err := io.WriteString(p.out, modes)
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		return errNoOutput
	}
}

//go:build unix

package keyboard

import (
	"errors"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// near and far are how long an escape is waited with before it counts as the
	// key: longer where a network may lie between its pieces.
	near = 50 * time.Millisecond
	far  = 150 * time.Millisecond
	// maxPiece is how much is read at once. The pipe has room for a byte for each of
	// them, beside those of the backlog.
	maxPiece = 1024
	// asLong is how many times as long the rest of what cannot be whole may take.
	asLong = 20
	// answerTime is how long a terminal may take to answer before an escape is taken
	// for a key as soon as ever.
	answerTime = 3 * time.Second
)

// Reader reads a terminal between Resume and Pause, and hands one unit on with
// each Read.
//
// It is a file for Bubble Tea, which waits for input with Fd and can be told to
// stop waiting without losing any: what it can wait for is a pipe with a byte in
// it for each unit.
type Reader struct {
	terminal *os.File
	patience time.Duration
	bell     [2]*os.File  // the pipe: read from the first, written to the second
	stop     [2]*os.File  // a pipe with a byte in it when reading has to stop
	answered func(Answer) // nil while the terminal is not asked anything

	mu       sync.Mutex
	room     *sync.Cond // the backlog has room, or reading has to stop
	backlog  backlog
	texts    []text // of which Read has given the ends only
	err      error  // why the terminal cannot be read any more
	stopping bool
	due      time.Time  // until then an answer is expected
	settled  *sync.Cond // the terminal has answered to the end

	reading chan struct{} // closed when reading has stopped; nil while it is paused
}

// Open makes a reader of a terminal, paused. Its line is the caller's. isRemote
// says that a network lies between the terminal and this machine.
func Open(terminal *os.File, isRemote bool) (*Reader, error) {
	r := &Reader{terminal: terminal, patience: near}
	if isRemote {
		r.patience = far
	}
	r.room, r.settled = sync.NewCond(&r.mu), sync.NewCond(&r.mu)
	for _, pipe := range []*[2]*os.File{&r.bell, &r.stop} {
		var err error
		if pipe[0], pipe[1], err = os.Pipe(); err != nil {
			r.closePipes()
			return nil, err
		}
	}
	return r, nil
}

// Answers names who gets the terminal's answers, before Resume; from then on
// Expect may be called. The function must not wait.
func (r *Reader) Answers(to func(Answer)) { r.answered = to }

// Expect says that the terminal is asked now. Until it has answered, or a while has
// passed, an escape is not taken for a key so soon.
func (r *Reader) Expect() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.due = time.Now().Add(answerTime)
}

// Settle waits until the terminal has answered to the end, for half a second, or
// longer over a network: what it says later would be typed to somebody else. It does
// not wait for a terminal that has been silent for long.
func (r *Reader) Settle() {
	limit := time.AfterFunc(10*r.patience, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.due = time.Time{}
		r.settled.Broadcast()
	})
	defer limit.Stop()
	r.mu.Lock()
	defer r.mu.Unlock()
	for time.Now().Before(r.due) && r.reading != nil {
		r.settled.Wait()
	}
}

// isDue reports whether an answer is expected.
func (r *Reader) isDue() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return time.Now().Before(r.due)
}

// tell hands the answers on.
func (r *Reader) tell(answers []Answer) {
	if r.answered == nil || len(answers) == 0 {
		return
	}
	for _, a := range answers {
		if a.Kind == Attributes {
			r.mu.Lock()
			r.due = time.Time{}
			r.settled.Broadcast()
			r.mu.Unlock()
		}
		r.answered(a)
	}
}

// Resume begins to read the terminal.
func (r *Reader) Resume() {
	if r.reading == nil {
		r.stopping, r.reading = false, make(chan struct{})
		go r.run(r.reading)
	}
}

// Pause stops reading: when it returns, what is typed is for somebody else. What
// has been read before can still be had.
func (r *Reader) Pause() {
	if r.reading == nil {
		return
	}
	r.mu.Lock()
	r.stopping = true
	r.room.Broadcast()
	r.mu.Unlock()
	var signal [1]byte
	_, _ = r.stop[1].Write(signal[:]) // there is always room for a byte
	<-r.reading
	_, _ = r.stop[0].Read(signal[:]) // the byte of above
	r.reading = nil
}

// Close ends reading for good. The terminal stays open.
func (r *Reader) Close() error {
	r.Pause()
	r.closePipes()
	return nil
}

func (r *Reader) closePipes() {
	for _, end := range []*os.File{r.bell[0], r.bell[1], r.stop[0], r.stop[1]} {
		if end != nil {
			_ = end.Close() // nobody is left to be told
		}
	}
}

// run takes over what arrives, with the pieces of one stay: what was begun before
// a pause is not gone on with after it.
func (r *Reader) run(done chan struct{}) {
	defer close(done)
	p := parser{expects: r.answered != nil}
	piece := make([]byte, maxPiece)
	for r.hasRoom() {
		p.due = r.isDue()
		n, err := r.await(piece, p.waits())
		switch {
		case errors.Is(err, errSilence):
			r.keep(p.giveUp())
		case err != nil:
			r.keep(p.giveUp())
			r.end(err)
			return
		default:
			r.keep(p.feed(piece[:n]))
			r.tell(p.answers)
			p.answers = nil
		}
	}
	r.keep(p.giveUp())
}

// hasRoom waits until the backlog has room; false when reading has to stop.
func (r *Reader) hasRoom() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.backlog.isFull() && !r.stopping {
		r.room.Wait()
	}
	return !r.stopping
}

var (
	errSilence = errors.New("nothing arrives")
	errStopped = errors.New("reading has to stop")
)

// await reads what arrives next, or waits in vain. Select looks at the terminal
// once more when the time is up: a machine that was busy elsewhere has lost none of
// it.
func (r *Reader) await(piece []byte, what waiting) (int, error) {
	in, stop := int(r.terminal.Fd()), int(r.stop[0].Fd())
	var until time.Time
	switch what {
	case shortly:
		until = time.Now().Add(r.patience)
	case longer:
		until = time.Now().Add(asLong * r.patience)
	}
	for {
		var files unix.FdSet
		files.Set(in)
		files.Set(stop)
		ready, err := unix.Select(max(in, stop)+1, &files, nil, nil, timeLeft(until))
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return 0, err
		case ready == 0:
			return 0, errSilence
		case files.IsSet(stop):
			return 0, errStopped
		}
		n, err := r.terminal.Read(piece)
		if errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EINTR) {
			continue
		}
		return n, err
	}
}

// timeLeft is nil for ever.
func timeLeft(until time.Time) *unix.Timeval {
	if until.IsZero() {
		return nil
	}
	left := unix.NsecToTimeval(max(0, time.Until(until).Nanoseconds()))
	return &left
}

// keep puts units into the backlog.
func (r *Reader) keep(units []unit) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, u := range units {
		if !r.backlog.add(u) {
			continue
		}
		_, _ = r.bell[1].Write([]byte{0}) // fails once it is closed
	}
}

// end notes why there is nothing more, to be told after the last unit.
func (r *Reader) end(err error) {
	if errors.Is(err, errStopped) {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.due = time.Time{}
	r.settled.Broadcast()
	r.err = err
	_ = r.bell[1].Close() // it reads as its end
}

// Read waits for a unit. The end of a terminal that is gone is io.EOF or what the
// system says.
func (r *Reader) Read(p []byte) (int, error) {
	var rung [1]byte
	if _, err := r.bell[0].Read(rung[:]); err != nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.err != nil {
			return 0, r.err
		}
		return 0, io.EOF
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	u := r.backlog.take()
	switch {
	case u.isPaste:
		r.texts = append(r.texts, text{u.pasted, true})
	case u.isLong():
		r.texts = append(r.texts, text{string(u.bytes), false})
		u.bytes = []byte(pasteStart + pasteEnd)
	}
	r.room.Signal()
	return copy(p, u.bytes), nil
}

// text is what was pasted, or typed faster than it was read.
type text struct {
	text    string
	isPaste bool
}

// Text is a text to which Read has given the ends of a paste only, so that it is
// one message however long it is: the one that was read first and not asked for
// yet. A text that is no paste was typed.
func (r *Reader) Text() (string, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.texts) == 0 {
		return "", true
	}
	t := r.texts[0]
	r.texts = r.texts[1:]
	return t.text, t.isPaste
}

// IsBehind reports whether something has arrived that was not read yet.
func (r *Reader) IsBehind() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.backlog.units) > 0
}

// Fd is what can be waited for: there is something to read from it when Read would
// not wait.
func (r *Reader) Fd() uintptr { return r.bell[0].Fd() }

// Name is the terminal's.
func (r *Reader) Name() string { return r.terminal.Name() }

// Write is not what a keyboard is for.
func (r *Reader) Write([]byte) (int, error) { return 0, errors.ErrUnsupported }

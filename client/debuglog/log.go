// Package debuglog keeps a file for reports of bugs: what happened in a run of the
// program, a line each, in its order.
//
// It decides nothing about what is worth telling, and knows no secrets: what they
// are it is told by its redactor.
package debuglog

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"census/client/statefile"
	"census/model"
)

// Bounds on what a log takes. A line that is longer is cut; lines that wait while
// the disk is slower than the program are dropped beyond so many, and counted.
const (
	maxLineRunes    = 2000
	maxLinesWaiting = 10000
)

// patience is how long [Log.Close] waits for a disk that does not answer.
const patience = 2 * time.Second

// timeFormat is that of RFC 3339, with milliseconds, in UTC.
const timeFormat = "2006-01-02T15:04:05.000Z"

// Options is what a log takes from outside.
type Options struct {
	// Redact takes the secrets out of a text, by what is known of them when it is
	// asked. It is asked by the log's own goroutine.
	Redact func(string) string
	// Now tells the time.
	Now func() time.Time
}

// Log writes lines to a file, on a goroutine of its own: who adds one does not wait
// for a disk. A file that cannot be opened or written ends it, which [Log.Close]
// tells. It is safe for concurrent use.
type Log struct {
	options Options
	wake    chan struct{} // holds one while there may be lines
	ended   chan struct{}
	err     error // why it ended early; to be read once it has ended

	mu     sync.Mutex
	lines  []line
	lost   int // lines dropped since the last that was taken
	closed bool
}

type line struct {
	at         time.Time
	kind, text string
}

// To begins a log at the end of the file, which nobody but its owner reads from
// then on.
func To(path string, o Options) *Log {
	return to(func() (io.WriteCloser, error) { return statefile.Append(path) }, o)
}

func to(open func() (io.WriteCloser, error), o Options) *Log {
	l := &Log{options: o, wake: make(chan struct{}, 1), ended: make(chan struct{})}
	go l.run(open)
	return l
}

// Add adds a line: a word for what it is about, and what there is to say. A log
// that is closed takes none.
func (l *Log) Add(kind, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.closed:
		return
	case len(l.lines) >= maxLinesWaiting:
		l.lost++
	default:
		l.lines = append(l.lines, line{l.options.Now(), kind, text})
	}
	l.signal()
}

// Close writes what was added, but does not wait for ever, and returns why
// something could not be written.
func (l *Log) Close() error {
	l.mu.Lock()
	l.closed = true
	l.signal()
	l.mu.Unlock()
	select {
	case <-l.ended:
		return l.err
	case <-time.After(patience):
		return errors.New("the disk does not answer")
	}
}

func (l *Log) signal() {
	select {
	case l.wake <- struct{}{}:
	default: // it is awake
	}
}

// run writes until the log is closed. Once the file has failed, lines have nowhere
// to go.
func (l *Log) run(open func() (io.WriteCloser, error)) {
	defer close(l.ended)
	file, err := open()
	if err != nil {
		l.fail(err)
		return
	}
	for range l.wake {
		lines, lost, closed := l.take()
		if _, err := io.WriteString(file, l.print(lines, lost)); err != nil {
			l.fail(errors.Join(err, file.Close()))
			return
		}
		if closed {
			l.err = file.Close()
			return
		}
	}
}

// fail ends the log.
func (l *Log) fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.err, l.closed, l.lines = err, true, nil
}

func (l *Log) take() (lines []line, lost int, closed bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	lines, lost, closed = l.lines, l.lost, l.closed
	l.lines, l.lost = nil, 0
	return lines, lost, closed
}

// print gives the lines in one piece, so that those of two programs do not mix.
func (l *Log) print(lines []line, lost int) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(line.at.UTC().Format(timeFormat) + " " + line.kind + " " + l.safe(line.text) + "\n")
	}
	if lost > 0 {
		fmt.Fprintf(&b, "%s log %d lines are missing here: the disk was too slow\n", l.options.Now().UTC().Format(timeFormat), lost)
	}
	return b.String()
}

// safe makes one line of a text, without secrets. Cutting comes last: a cut secret
// would not be found.
func (l *Log) safe(text string) string {
	text = model.Clean(l.options.Redact(text))
	if utf8.RuneCountInString(text) > maxLineRunes {
		text = string([]rune(text)[:maxLineRunes]) + "…"
	}
	return text
}

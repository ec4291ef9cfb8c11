// Package debuglog keeps a file for bug reports: what happened during a run of
// the program, one line each, in order.
//
// It does not decide what is worth logging, and knows no secrets except through
// its redactor.
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

// Limits of the log. A longer line is cut; when more lines wait for a slow
// disk, they are dropped and counted.
const (
	maxLineRunes    = 2000
	maxLinesWaiting = 10000
)

// patience is how long [Log.Close] waits for an unresponsive disk.
const patience = 2 * time.Second

// timeFormat is RFC 3339 with milliseconds, in UTC.
const timeFormat = "2006-01-02T15:04:05.000Z"

// Options configures a log.
type Options struct {
	// Redact removes the secrets from a text, according to what is known of them
	// when it is called. It is called on the log's own goroutine.
	Redact func(string) string
	// Now returns the time.
	Now func() time.Time
}

// Log writes lines to a file on its own goroutine, so that adding one never
// waits for a disk. A file that cannot be opened or written ends the log;
// [Log.Close] returns the error. It is safe for concurrent use.
type Log struct {
	options Options
	wake    chan struct{} // holds a token while there may be lines
	ended   chan struct{}
	err     error // why it ended early; read only after it has ended

	mu     sync.Mutex
	lines  []line
	lost   int // lines dropped since the last one taken
	closed bool
}

type line struct {
	at         time.Time
	kind, text string
}

// To starts a log at the end of the file, which only its owner can read from
// then on.
func To(path string, o Options) *Log {
	return to(func() (io.WriteCloser, error) { return statefile.Append(path) }, o)
}

func to(open func() (io.WriteCloser, error), o Options) *Log {
	l := &Log{options: o, wake: make(chan struct{}, 1), ended: make(chan struct{})}
	go l.run(open)
	return l
}

// Add adds a line: a word for its subject, and a text. A closed log ignores it.
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

// Close writes what was added, within limits of time, and returns why something
// could not be written.
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
	default: // already awake
	}
}

// run writes until the log is closed. After the file has failed, lines are
// discarded.
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

// print formats the lines in one piece, so that those of two programs do not
// mix.
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

// safe turns a text into one line without secrets. It cuts last, because a cut
// secret would not be found.
func (l *Log) safe(text string) string {
	text = model.Clean(l.options.Redact(text))
	if utf8.RuneCountInString(text) > maxLineRunes {
		text = string([]rune(text)[:maxLineRunes]) + "…"
	}
	return text
}

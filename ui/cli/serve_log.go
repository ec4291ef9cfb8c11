package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"census/model"
)

// requestLog writes the local server's log: a line per request if requested,
// and always the server's internal errors. It is an [slog.Handler]; the server
// does not use groups and preset attributes, which are ignored.
type requestLog struct {
	mu       sync.Mutex
	out      io.Writer
	requests bool
	redact   func(string) string
}

// Enabled implements [slog.Handler].
func (l *requestLog) Enabled(_ context.Context, level slog.Level) bool {
	return l.requests || level >= slog.LevelWarn
}

// Handle implements [slog.Handler]. Whatever a record contains, it is one line
// in one write, so that lines of concurrent requests do not mix.
func (l *requestLog) Handle(_ context.Context, r slog.Record) error {
	values := map[string]slog.Value{}
	var rest strings.Builder
	r.Attrs(func(a slog.Attr) bool {
		values[a.Key] = a.Value
		fmt.Fprintf(&rest, " %s=%q", a.Key, a.Value.String())
		return true
	})
	line := r.Level.String() + " " + r.Message + rest.String()
	if r.Message == "request" {
		line = requestLine(values)
	}
	var b bytes.Buffer
	fmt.Fprintln(&b, r.Time.Format(time.TimeOnly), model.Clean(l.redact(line)))
	l.mu.Lock()
	defer l.mu.Unlock()
	_, err := l.out.Write(b.Bytes())
	return err
}

// requestLine is method, path, status, milliseconds and each fault, as
// fault:500. A status of 0 means that the connection was cut before one was
// sent.
func requestLine(values map[string]slog.Value) string {
	status := values["status"].String()
	if status == "0" {
		status = "–"
	}
	took := float64(values["took"].Duration()) / float64(time.Millisecond)
	line := fmt.Sprintf("%s %s %s %.1fms", values["method"], values["path"], status, took)
	for fault := range strings.FieldsSeq(values["fault"].String()) {
		line += " fault:" + fault
	}
	return line
}

// WithAttrs implements [slog.Handler].
func (l *requestLog) WithAttrs([]slog.Attr) slog.Handler { return l }

// WithGroup implements [slog.Handler].
func (l *requestLog) WithGroup(string) slog.Handler { return l }

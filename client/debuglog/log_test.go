package debuglog

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"census/client"
)

var noon = time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)

func options(secrets ...string) Options {
	return Options{Redact: client.NewRedactor(secrets...).Redact, Now: func() time.Time { return noon }}
}

func TestLinesAreSafeAndAppended(t *testing.T) {
	path := filepath.Join(t.TempDir(), "census.log")
	for range 2 {
		l := To(path, options("s3cret-s3cret"))
		l.Add("request", "GET /users/s3cret-s3cret\x1b[2J\nand more")
		l.Add("message", strings.Repeat("x", maxLineRunes)+"s3cret-s3cret")
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		l.Add("message", "too late")
	}
	want := `2024-05-01T12:00:00.000Z request GET /users/[redacted]\x1b[2J\nand more` + "\n" +
		"2024-05-01T12:00:00.000Z message " + strings.Repeat("x", maxLineRunes) + "…\n"
	if text, err := os.ReadFile(path); err != nil || string(text) != want+want {
		t.Errorf("%v, got\n%swant\n%s", err, text, want+want)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v; want 0600", info.Mode().Perm(), err)
	}
}

// file is a file whose writes fail, or block until released.
type file struct {
	text strings.Builder
	err  error
	hold chan struct{}
}

func (f *file) Write(p []byte) (int, error) {
	if f.hold != nil {
		<-f.hold
	}
	if f.err != nil {
		return 0, f.err
	}
	return f.text.Write(p)
}

func (f *file) Close() error { return nil }

func TestFailuresAreReportedAtTheEnd(t *testing.T) {
	full := errors.New("the disk is full")
	for name, open := range map[string]func() (io.WriteCloser, error){
		"opening": func() (io.WriteCloser, error) { return nil, full },
		"writing": func() (io.WriteCloser, error) { return &file{err: full}, nil },
	} {
		l := to(open, options())
		for range 3 * maxLinesWaiting {
			l.Add("message", "x")
		}
		<-l.ended
		if len(l.lines) > 0 {
			t.Errorf("%s: %d lines are kept that go nowhere", name, len(l.lines))
		}
		if err := l.Close(); !errors.Is(err, full) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Lines arriving faster than the disk accepts them do not accumulate without
// limit, and nobody waits.
func TestASlowDiskLosesLinesAndSaysSo(t *testing.T) {
	f := &file{hold: make(chan struct{})}
	opened := make(chan struct{})
	l := to(func() (io.WriteCloser, error) { <-opened; return f, nil }, options())
	for range maxLinesWaiting + 7 {
		l.Add("message", "x")
	}
	close(opened)
	close(f.hold)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(f.text.String()), "\n")
	if last := lines[len(lines)-1]; len(lines) != maxLinesWaiting+1 || !strings.Contains(last, "7 lines are missing") {
		t.Errorf("%d lines, the last %q", len(lines), last)
	}
}

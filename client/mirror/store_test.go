package mirror

import (
	"bytes"
	"census/client/statefile"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

var asOf = time.Date(2026, 11, 23, 17, 0, 0, 123456789, time.UTC)

func openStore(t testing.TB, dir string) *Store {
	t.Helper()
	s := New(dir)
	if err := s.open(); err != nil {
		t.Fatal(err)
	}
	return s
}

func writing(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

func save(t testing.TB, s *Store, scope, text string) {
	t.Helper()
	if err := s.Save(context.Background(), scope, Header{AsOf: asOf, Complete: true}, writing(text)); err != nil {
		t.Fatal(err)
	}
}

func load(s *Store, scope string) (h Header, text string, err error) {
	h, err = s.Load(context.Background(), scope, func(r io.Reader) error {
		b, err := io.ReadAll(r)
		text = string(b)
		return err
	})
	return h, text, err
}

// file is the scope's file.
func file(s *Store, scope string) string { return s.base(scope) + fileSuffix }

func names(t *testing.T, s *Store) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestWhatIsSavedIsLoaded(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache", "mirror")
	s := openStore(t, dir)
	long := strings.Repeat("0123456789abcdef", 300_000) // more than the buffer
	for i, scope := range []string{"work/app-1", "", "../../etc/passwd", "work\x00app", "\xff\xfe", "日本", strings.Repeat("x", 5000), "WORK/app-1"} {
		text := fmt.Sprint(i, long[:i*i*70_000])
		if _, _, err := load(s, scope); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q: before: %v", scope, err)
		}
		save(t, s, scope, "the first")
		save(t, s, scope, text)
		h, got, err := load(openStore(t, dir), scope)
		if err != nil || got != text || !h.AsOf.Equal(asOf) || !h.Complete {
			t.Errorf("%q: %d bytes, %+v, %v", scope, len(got), h, err)
		}
		if filepath.Dir(file(s, scope)) != dir || len(filepath.Base(file(s, scope))) > 100 {
			t.Errorf("%q is in %s", scope, file(s, scope))
		}
	}
	if n := len(names(t, s)); n != 2*8 {
		t.Errorf("%d files: %v", n, names(t, s))
	}
	if err := s.Save(t.Context(), "part", Header{}, writing("")); err != nil {
		t.Fatal(err)
	}
	if h, text, err := load(s, "part"); err != nil || h != (Header{}) || text != "" {
		t.Errorf("an incomplete one, empty: %+v, %q, %v", h, text, err)
	}
	if err := s.Save(t.Context(), strings.Repeat("x", maxScope+1), Header{}, writing("")); err == nil {
		t.Error("a scope without measure was taken")
	}
}

func TestAFailedSaveLeavesTheEarlierFile(t *testing.T) {
	s := openStore(t, t.TempDir())
	save(t, s, "a", "earlier")
	full := errors.New("no space left")
	big := make([]byte, 3<<20)
	cancelled, cancel := context.WithCancel(t.Context())
	for name, fail := range map[string]func(io.Writer) error{
		"at once": func(io.Writer) error { return full },
		"midway":  func(w io.Writer) error { _, err := w.Write(big); return errors.Join(err, full) },
		"cancelled": func(w io.Writer) error {
			cancel()
			_, err := w.Write(big)
			return err
		},
	} {
		ctx := t.Context()
		if name == "cancelled" {
			ctx = cancelled
		}
		err := s.Save(ctx, "a", Header{}, fail)
		if !errors.Is(err, full) && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
	func() {
		defer func() { _ = recover() }()
		_ = s.Save(t.Context(), "a", Header{}, func(io.Writer) error { panic("bug") })
	}()
	if _, text, err := load(s, "a"); err != nil || text != "earlier" {
		t.Errorf("%q, %v", text, err)
	}
	if n := len(names(t, s)); n != 2 {
		t.Errorf("left: %v", names(t, s))
	}
	save(t, s, "a", "later") // nothing is locked any more
}

// What cannot be used is told and removed; the next save works.
func TestAFileThatCannotBeUsedIsRemoved(t *testing.T) {
	frame := errors.New("a frame's checksum is wrong")
	for _, tt := range []struct {
		name   string
		change func(b []byte) []byte
		read   error
		want   error
	}{
		{name: "empty", change: func([]byte) []byte { return nil }, want: ErrDamaged},
		{name: "cut in the fixed part", change: func(b []byte) []byte { return b[:20] }, want: ErrDamaged},
		{name: "cut in the scope", change: func(b []byte) []byte { return b[:fixedLength+2] }, want: ErrDamaged},
		{name: "cut in the payload", change: func(b []byte) []byte { return b[:len(b)-1] }, want: ErrDamaged},
		{name: "longer", change: func(b []byte) []byte { return append(b, 0) }, want: ErrDamaged},
		{name: "other letters", change: func(b []byte) []byte { b[0] ^= 1; return b }, want: ErrDamaged},
		{name: "later version", change: func(b []byte) []byte { b[8]++; return b }, want: ErrVersion},
		{name: "time changed", change: func(b []byte) []byte { b[24] ^= 1; return b }, want: ErrDamaged},
		{name: "zeros", change: func(b []byte) []byte { return make([]byte, len(b)) }, want: ErrDamaged},
		{name: "payload, said by who reads it", read: frame, want: frame},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := openStore(t, t.TempDir())
			save(t, s, "scope", "payload")
			b, err := os.ReadFile(file(s, "scope"))
			if err != nil {
				t.Fatal(err)
			}
			if tt.change != nil {
				b = tt.change(b)
			}
			if err := os.WriteFile(file(s, "scope"), b, 0o600); err != nil {
				t.Fatal(err)
			}
			h, err := s.Load(t.Context(), "scope", func(r io.Reader) error {
				if tt.read == nil {
					t.Error("the payload was handed on")
				}
				return tt.read
			})
			if !errors.Is(err, tt.want) || h != (Header{}) {
				t.Errorf("%+v, %v", h, err)
			}
			if _, _, err := load(s, "scope"); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("it is still there: %v", err)
			}
			save(t, s, "scope", "new")
		})
	}
}

// A file under a wrong name, as two scopes of one name would be.
func TestAFileOfAnotherScopeIsNotUsed(t *testing.T) {
	s := openStore(t, t.TempDir())
	for _, other := range []string{"scopf", "longer scope"} {
		save(t, s, other, "of another")
		if err := os.Rename(file(s, other), file(s, "scope")); err != nil {
			t.Fatal(err)
		}
		if _, text, err := load(s, "scope"); !errors.Is(err, ErrDamaged) || text != "" {
			t.Errorf("%s: %q, %v", other, text, err)
		}
	}
}

func TestACancelledLoadLeavesTheFile(t *testing.T) {
	s := openStore(t, t.TempDir())
	save(t, s, "a", "A")
	if _, err := s.Load(t.Context(), "a", func(io.Reader) error { return context.Canceled }); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, text, err := load(s, "a"); err != nil || text != "A" {
		t.Errorf("%q, %v", text, err)
	}
}

// What was replaced while it was read is not removed in place of what it was
// replaced by.
func TestADamagedFileIsNotRemovedWhenItWasReplaced(t *testing.T) {
	s := openStore(t, t.TempDir())
	save(t, s, "a", "damaged")
	bad := errors.New("bad frame")
	_, err := s.Load(t.Context(), "a", func(io.Reader) error {
		save(t, s, "a", "new")
		return bad
	})
	if !errors.Is(err, bad) {
		t.Error(err)
	}
	if _, text, err := load(s, "a"); err != nil || text != "new" {
		t.Errorf("%q, %v", text, err)
	}
}

func TestOnlyTheOwnerMayLook(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such rights")
	}
	dir := filepath.Join(t.TempDir(), "mirror")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	s := openStore(t, dir)
	err := s.Save(t.Context(), "a", Header{}, func(io.Writer) error {
		for _, name := range names(t, s) {
			mode(t, filepath.Join(dir, name), 0o600) // also while it is written
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	mode(t, dir, 0o700)
	mode(t, file(s, "a"), 0o600)
	if err := os.Chmod(file(s, "a"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := load(s, "a"); err != nil {
		t.Error(err)
	}
	mode(t, file(s, "a"), 0o600)
}

func mode(t *testing.T, path string, want fs.FileMode) {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Perm() != want {
		t.Errorf("%s: %v, %v; want %o", path, info.Mode(), err, want)
	}
}

func TestLinksAreNotFollowed(t *testing.T) {
	s := openStore(t, t.TempDir())
	victim := filepath.Join(t.TempDir(), "victim")
	if err := os.WriteFile(victim, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{s.base("a") + temporarySuffix, file(s, "a")} {
		if err := os.Symlink(victim, path); err != nil {
			t.Skipf("this system makes no links for everybody: %v", err)
		}
	}
	if _, text, err := load(s, "a"); err == nil || text != "" {
		t.Errorf("read through a link: %q, %v", text, err)
	}
	save(t, s, "a", "users")
	if _, text, err := load(s, "a"); err != nil || text != "users" {
		t.Errorf("%q, %v", text, err)
	}
	if text, err := os.ReadFile(victim); err != nil || string(text) != "precious" {
		t.Errorf("the link's file holds %q, %v", text, err)
	}
}

func TestSaversWaitForEachOther(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, dir)
	inside := make(chan struct{})
	finish := make(chan struct{})
	var first sync.WaitGroup
	first.Go(func() {
		err := s.Save(t.Context(), "a", Header{}, func(w io.Writer) error {
			close(inside)
			<-finish
			return writing("first")(w)
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-inside
	other := openStore(t, dir) // whose Open must leave the half written file alone
	impatient, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := other.Save(impatient, "a", Header{}, writing("second")); !errors.Is(err, statefile.ErrLocked) {
		t.Errorf("while another saves: %v", err)
	}
	save(t, other, "b", "another scope")
	close(finish)
	first.Wait()
	save(t, other, "a", "second")
	if _, text, err := load(s, "a"); err != nil || text != "second" {
		t.Errorf("%q, %v", text, err)
	}
}

// FuzzHeader reads arbitrary bytes as a file: it never panics, and what it
// believes says what was written.
func FuzzHeader(f *testing.F) {
	good := append(Header{AsOf: asOf, Complete: true}.encode("scope", 3), "abc"...)
	f.Add(good, "scope")
	f.Add(good[:30], "scope")
	f.Add(good, "another")
	f.Add([]byte(magic), "")
	f.Add(Header{}.encode("", -1), "")
	f.Fuzz(func(t *testing.T, b []byte, scope string) {
		if len(scope) > maxScope {
			return
		}
		r := bytes.NewReader(b)
		h, payload, err := readHeader(r, scope)
		if err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrVersion) {
				t.Errorf("an error of no kind: %v", err)
			}
			return
		}
		read := b[:len(b)-r.Len()]
		again := h.encode(scope, payload)
		clear(read[32:36]) // flags that mean nothing yet
		clear(again[32:36])
		if end := len(again) - sumLength; !bytes.Equal(read[:end], again[:end]) {
			t.Errorf("%q reads as %+v, which is written %q", read, h, again)
		}
	})
}

// BenchmarkLoad hands 256 MB to somebody who takes them a megabyte at a time,
// and reports how fast.
//
//	go test ./client/mirror -run '^$' -bench Load
func BenchmarkLoad(b *testing.B) {
	const size = 256 << 20
	s := openStore(b, b.TempDir())
	frame := make([]byte, bufferSize)
	err := s.Save(b.Context(), "a", Header{}, func(w io.Writer) error {
		for range size / len(frame) {
			if _, err := w.Write(frame); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(size)
	for b.Loop() {
		_, err := s.Load(b.Context(), "a", func(r io.Reader) error {
			for range size / len(frame) {
				if _, err := io.ReadFull(r, frame); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

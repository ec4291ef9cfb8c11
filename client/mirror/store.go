package mirror

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// Store is a folder with the users of apps as they were read last, a file a
// scope. It may be used from several goroutines and by several programs at once:
// a file is replaced as a whole, by one of them at a time.
//
// Everything in it can be read again from the service, so what cannot be used is
// removed and not repaired. The folder and the files are readable by their owner
// only. Beside each file there is an empty one, a lock that the system releases
// when its program ends in whatever way (github.com/gofrs/flock: the standard
// library has none); who holds it may write, and what lies half written while
// nobody holds it is of a program that was killed.
type Store struct{ dir string }

const (
	fileSuffix      = ".users"
	temporarySuffix = ".users.tmp"
	lockSuffix      = ".lock"

	// bufferSize is how much is read or written at once.
	bufferSize = 1 << 20
	// lockPause is between two looks at a lock that another program holds.
	lockPause = 20 * time.Millisecond
)

// Open opens the folder, which it creates if need be and makes accessible to its
// owner only, and removes what killed programs left half written.
func Open(dir string) (*Store, error) {
	s := &Store{dir: dir}
	if err := s.open(); err != nil {
		return nil, fmt.Errorf("open the mirror: %w", err)
	}
	return s, nil
}

func (s *Store) open() error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	if err := os.Chmod(s.dir, 0o700); err != nil {
		return err
	}
	names, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	for _, name := range names {
		if base, ok := strings.CutSuffix(name.Name(), temporarySuffix); ok {
			s.removeLeftover(filepath.Join(s.dir, base))
		}
	}
	return nil
}

// removeLeftover removes a half written file unless somebody is writing it.
func (s *Store) removeLeftover(base string) {
	lock := newLock(base)
	if ours, err := lock.TryLock(); err == nil && ours {
		_ = os.Remove(base + temporarySuffix)
	}
	_ = lock.Close()
}

// Load hands the scope's bytes to read, as [Store.Save] got them, and returns
// what was said of them. Reads of a megabyte and more go straight to the file.
//
// Without a file the error is [fs.ErrNotExist]. A file that is of another
// version, damaged, or that read has an error for, is removed: the error is
// [ErrVersion], [ErrDamaged] or that of read, and the caller starts with nothing,
// for what read has taken in by then may be half of it. Only an error of the
// disk and a cancelled context leave the file where it is.
func (s *Store) Load(scope string, read func(io.Reader) error) (Header, error) {
	h, err := s.load(scope, read)
	if err != nil {
		return Header{}, fmt.Errorf("load the mirror: %w", err)
	}
	return h, nil
}

func (s *Store) load(scope string, read func(io.Reader) error) (h Header, err error) {
	base := s.base(scope)
	f, info, err := openOwn(base + fileSuffix)
	if err != nil {
		return h, err
	}
	h, err = readFile(f, info.Size(), scope, read)
	_ = f.Close()
	if err != nil && isUnusable(err) {
		s.removeIfStill(base, info)
	}
	return h, err
}

// errExchanged says that a file was replaced between a look at its name and the
// opening of it, as another program does that saves just then.
var errExchanged = errors.New("it was exchanged while it was opened")

// maxExchanges is how often a file is opened that is exchanged each time.
const maxExchanges = 100

// openOwn opens a file as one's own: not through a link, and with rights for
// nobody else.
func openOwn(path string) (f *os.File, info os.FileInfo, err error) {
	for range maxExchanges {
		if f, info, err = openOnce(path); !errors.Is(err, errExchanged) {
			break
		}
	}
	return f, info, err
}

func openOnce(path string) (*os.File, os.FileInfo, error) {
	named, err := os.Lstat(path)
	if err != nil {
		return nil, nil, err
	}
	if !named.Mode().IsRegular() {
		return nil, nil, fmt.Errorf("%s: it is no regular file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err == nil && !os.SameFile(named, info) {
		err = fmt.Errorf("%s: %w", path, errExchanged)
	}
	if err == nil && info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
		err = f.Chmod(0o600)
	}
	if err != nil {
		_ = f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

func readFile(f *os.File, size int64, scope string, read func(io.Reader) error) (Header, error) {
	h, payload, err := readHeader(f, scope)
	if err != nil {
		return Header{}, err
	}
	if payload != size-int64(headerLength(scope)) {
		return Header{}, damaged("it is not as long as it was")
	}
	if err := read(bufio.NewReaderSize(f, bufferSize)); err != nil {
		return Header{}, err
	}
	return h, nil
}

// isUnusable says that reading the same file again would fail again.
func isUnusable(err error) bool {
	var disk *os.PathError
	return !errors.As(err, &disk) && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
}

// removeIfStill removes the file unless another program has replaced it, or is
// about to.
func (s *Store) removeIfStill(base string, bad os.FileInfo) {
	lock := newLock(base)
	defer func() { _ = lock.Close() }()
	if ours, err := lock.TryLock(); err != nil || !ours {
		return
	}
	if now, err := os.Lstat(base + fileSuffix); err == nil && os.SameFile(now, bad) {
		_ = os.Remove(base + fileSuffix)
	}
}

// Save replaces the scope's file by what write writes. It is on the disk when
// Save returns; a program that is killed, a full disk and an error of write leave
// the earlier file. While another program saves the same scope it waits, as long
// as the context lets it. Writes of a megabyte and more go straight to the file.
func (s *Store) Save(ctx context.Context, scope string, h Header, write func(io.Writer) error) error {
	if err := s.save(ctx, scope, h, write); err != nil {
		return fmt.Errorf("save the mirror: %w", err)
	}
	return nil
}

func (s *Store) save(ctx context.Context, scope string, h Header, write func(io.Writer) error) error {
	if len(scope) > maxScope {
		return fmt.Errorf("the scope is %d bytes long", len(scope))
	}
	base := s.base(scope)
	return exclusively(ctx, base, func() error {
		temporary := base + temporarySuffix
		// Whoever left it is gone, or the lock would not be ours.
		if err := os.Remove(temporary); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		renamed := false
		defer func() {
			if !renamed {
				_ = os.Remove(temporary)
			}
		}()
		if err := writeFile(ctx, temporary, scope, h, write); err != nil {
			return err
		}
		if err := os.Rename(temporary, base+fileSuffix); err != nil {
			return err
		}
		renamed = true
		syncFolder(s.dir)
		return nil
	})
}

// writeFile writes a new file, never through a link. The header comes last, when
// the length is known.
func writeFile(ctx context.Context, path, scope string, h Header, write func(io.Writer) error) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.Write(make([]byte, headerLength(scope))); err != nil {
		return err
	}
	counted := &counter{ctx: ctx, to: f}
	buffer := bufio.NewWriterSize(counted, bufferSize)
	if err := write(buffer); err != nil {
		return err
	}
	if err := buffer.Flush(); err != nil {
		return err
	}
	if _, err := f.WriteAt(h.encode(scope, counted.written), 0); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return ctx.Err()
}

// counter counts what is written, until the context ends.
type counter struct {
	ctx     context.Context
	to      io.Writer
	written int64
}

func (c *counter) Write(b []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.to.Write(b)
	c.written += int64(n)
	return n, err
}

// Remove forgets the scope's users. Forgetting what is not there is no error.
func (s *Store) Remove(scope string) error {
	base := s.base(scope)
	err := exclusively(context.Background(), base, func() error { return os.Remove(base + fileSuffix) })
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove the mirror: %w", err)
	}
	return nil
}

// exclusively runs do while nobody else writes to the scope.
func exclusively(ctx context.Context, base string, do func() error) (err error) {
	lock := newLock(base)
	if _, err := lock.TryLockContext(ctx, lockPause); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	return do()
}

func newLock(base string) *flock.Flock {
	return flock.New(base+lockSuffix, flock.SetPermissions(0o600))
}

// base is the path of the scope's files without what they end in: a part that
// people can read and one that no other scope has.
func (s *Store) base(scope string) string {
	sum := sha256.Sum256([]byte(scope))
	return filepath.Join(s.dir, slug(scope)+"-"+hex.EncodeToString(sum[:16]))
}

// maxSlug keeps file names short.
const maxSlug = 40

// slug is what of a scope can stand in a file name everywhere.
func slug(scope string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(scope) {
		switch {
		case b.Len() >= maxSlug:
			return b.String()
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	if b.Len() == 0 {
		return "scope"
	}
	return strings.TrimSuffix(b.String(), "-")
}

// syncFolder makes a new name last. Not every system can.
func syncFolder(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

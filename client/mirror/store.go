package mirror

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"census/client/statefile"
)

// Store is a folder with the users of apps as they were read last, a file a
// scope. It may be used from several goroutines and by several programs at once:
// a file is replaced as a whole, by one of them at a time.
//
// Everything in it can be read again from the service, so what cannot be used is
// removed and not repaired. The folder and the files are readable by their owner
// only. Beside each file there is an empty one, a lock that the system releases
// when its program ends in whatever way; who holds it may write, and what lies half
// written while nobody holds it is of a program that was killed.
type Store struct {
	dir string
	use statefile.FirstUse
}

const (
	fileSuffix      = ".users"
	temporarySuffix = fileSuffix + statefile.TemporarySuffix
	lockSuffix      = ".lock"

	// bufferSize is how much is read or written at once.
	bufferSize = 1 << 20
)

// New is the store in a folder. When it is first used it creates the folder if
// need be, makes it accessible to its owner only, and removes what killed programs
// left half written.
func New(dir string) *Store { return &Store{dir: dir} }

// Close says that the program ends: nothing is loaded or saved after it.
func (s *Store) Close() error { return s.use.Close(nil) }

// open makes the store ready for use.
func (s *Store) open() error {
	if err := s.use.Open(s.tidy); err != nil {
		return fmt.Errorf("open the mirror: %w", err)
	}
	return nil
}

func (s *Store) tidy() error {
	if err := statefile.Folder(s.dir); err != nil {
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
	// What stays is replaced by the next writing.
	_ = statefile.IfFree(base+lockSuffix, func() error { return os.Remove(base + temporarySuffix) })
}

// Load hands the scope's bytes to read, as [Store.Save] got them, and returns
// what was said of them. Reads of a megabyte and more go straight to the file; they
// fail once the context ends.
//
// Without a file the error is [fs.ErrNotExist]. A file that is of another
// version, damaged, or that read has an error for, is removed: the error is
// [ErrVersion], [ErrDamaged] or that of read, and the caller starts with nothing,
// for what read has taken in by then may be half of it. Only an error of the
// disk and a cancelled context leave the file where it is.
func (s *Store) Load(ctx context.Context, scope string, read func(io.Reader) error) (Header, error) {
	if err := s.open(); err != nil {
		return Header{}, err
	}
	h, err := s.load(ctx, scope, read)
	if err != nil {
		return Header{}, fmt.Errorf("load the mirror: %w", err)
	}
	return h, nil
}

func (s *Store) load(ctx context.Context, scope string, read func(io.Reader) error) (h Header, err error) {
	base := s.base(scope)
	f, info, err := openOwn(base + fileSuffix)
	if err != nil {
		return h, err
	}
	h, err = readFile(statefile.Reader(ctx, f), info.Size(), scope, read)
	_ = f.Close() // nothing was written
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
		_ = f.Close() // err says more
		return nil, nil, err
	}
	return f, info, nil
}

func readFile(f io.Reader, size int64, scope string, read func(io.Reader) error) (Header, error) {
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
	// What stays is found unusable again, and is nobody's loss.
	_ = statefile.IfFree(base+lockSuffix, func() error {
		if now, err := os.Lstat(base + fileSuffix); err == nil && os.SameFile(now, bad) {
			return os.Remove(base + fileSuffix)
		}
		return nil
	})
}

// Save replaces the scope's file by what write writes. It is on the disk when
// Save returns; a program that is killed, a full disk and an error of write leave
// the earlier file. While another program saves the same scope it waits, as long
// as the context lets it. Writes of a megabyte and more go straight to the file.
func (s *Store) Save(ctx context.Context, scope string, h Header, write func(io.Writer) error) error {
	if err := s.open(); err != nil {
		return err
	}
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
		return statefile.ReplaceWith(ctx, base+fileSuffix, func(f *os.File) error { return writeFile(ctx, f, scope, h, write) })
	})
}

// writeFile fills a new file. The header comes last, when the length is known.
func writeFile(ctx context.Context, f *os.File, scope string, h Header, write func(io.Writer) error) error {
	if _, err := f.Write(make([]byte, headerLength(scope))); err != nil {
		return err
	}
	buffer := bufio.NewWriterSize(statefile.Writer(ctx, f), bufferSize)
	if err := write(buffer); err != nil {
		return err
	}
	if err := buffer.Flush(); err != nil {
		return err
	}
	end, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(h.encode(scope, end-int64(headerLength(scope))), 0)
	return err
}

// exclusively runs do while nobody else writes to the scope.
func exclusively(ctx context.Context, base string, do func() error) error {
	return statefile.Exclusively(ctx, base+lockSuffix, do)
}

// base is the path of the scope's files without what they end in.
func (s *Store) base(scope string) string { return filepath.Join(s.dir, statefile.Name(scope, 40, 16)) }

// Scope is the users of one app, as far as one person sees them.
type Scope struct {
	store *Store
	name  string
}

// For is the users of a scope.
func (s *Store) For(scope string) Scope { return Scope{s, scope} }

// Load is [Store.Load] of the scope.
func (s Scope) Load(ctx context.Context, read func(io.Reader) error) (Header, error) {
	return s.store.Load(ctx, s.name, read)
}

// Save is [Store.Save] of the scope.
func (s Scope) Save(ctx context.Context, h Header, write func(io.Writer) error) error {
	return s.store.Save(ctx, s.name, h, write)
}

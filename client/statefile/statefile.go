// Package statefile keeps the program's own files so that a crash leaves each as
// it was before or as it should be, several programs do not get in each other's
// way, and nobody but the files' owner reads them.
//
// It does not know what is in the files, and decides nothing about them.
//
// Locks are those of github.com/gofrs/flock: the standard library has none that
// Windows has too. The system releases a lock when its process ends, however that
// happens.
package statefile

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
)

// TemporarySuffix ends the name of a file that is being written. A program that
// was killed may leave one behind; the next writing of that file replaces it.
const TemporarySuffix = ".tmp"

// Read reads a file of the program's own. A pipe, a device or a folder of its name
// is an error: reading a pipe could wait for ever. Reading ends with the context.
func Read(ctx context.Context, path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, &os.PathError{Op: "read", Path: path, Err: errNoFile}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	text := bytes.NewBuffer(make([]byte, 0, info.Size()+bytes.MinRead))
	_, err = text.ReadFrom(Reader(ctx, f))
	_ = f.Close() // nothing was written
	return text.Bytes(), err
}

var errNoFile = errors.New("is not a file")

// Folder makes the folder readable by its owner only, and creates it if need be.
func Folder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.Chmod(dir, 0o700)
}

// Replace writes the text beside the file and renames it over the file. After an
// error, and when the context ends first, the file is as before. Of two callers that
// replace one file at the same moment only one may go ahead: see [Exclusively].
func Replace(ctx context.Context, path string, text []byte) error {
	return ReplaceWith(ctx, path, func(f *os.File) error {
		_, err := Writer(ctx, f).Write(text)
		return err
	})
}

// ReplaceWith is [Replace] for what is written in parts. Write gets a new, empty
// file that no link leads to; its error leaves the earlier file in place.
func ReplaceWith(ctx context.Context, path string, write func(*os.File) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	temporary := path + TemporarySuffix
	// What a killed program left may be a link, or readable by others.
	if err := os.Remove(temporary); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(temporary, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	replaced := false
	defer func() {
		if !replaced {
			_ = os.Remove(temporary) // also where write panics
		}
	}()
	if err = write(f); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := os.Rename(temporary, path); err != nil {
		return err
	}
	replaced = true
	SyncFolder(filepath.Dir(path))
	return nil
}

// SyncFolder makes new names in the folder last. Not every system can; what is in
// the files is synced in any case.
func SyncFolder(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()  // see above
		_ = d.Close() // nothing was written
	}
}

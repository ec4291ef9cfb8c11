package statefile

import (
	"errors"
	"io/fs"
	"os"
)

// errNotPlain refuses a name behind which something else could be reached.
var errNotPlain = errors.New("is a link, a folder or a device, not a plain file")

// Append opens a file to write at its end, and creates it if need be. From then on
// nobody but the owner reads it, also if others could before. A link, and whatever
// else is no plain file, is refused, and so is a file that is somebody else's.
func Append(path string) (*os.File, error) {
	before, err := os.Lstat(path)
	if err == nil && !before.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "open", Path: path, Err: errNotPlain}
	}
	flags := os.O_APPEND | os.O_WRONLY
	if errors.Is(err, fs.ErrNotExist) {
		flags |= os.O_CREATE | os.O_EXCL
	}
	f, err := os.OpenFile(path, flags, 0o600)
	if err != nil {
		return nil, err
	}
	opened, err := f.Stat()
	if err == nil && before != nil && !os.SameFile(before, opened) {
		err = &fs.PathError{Op: "open", Path: path, Err: errNotPlain}
	}
	if err == nil {
		err = f.Chmod(0o600)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

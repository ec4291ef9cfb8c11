// Package statefile keeps the program's small files so that a crash leaves each
// as it was before or as it should be, and nobody but their owner reads them.
//
// It does not know what is in them, and locks nothing: of two that replace one
// file at the same moment its caller lets only one.
package statefile

import (
	"errors"
	"os"
	"path/filepath"
)

// TemporarySuffix ends the name of a file that is being written. A program that
// was killed may leave one behind; the next writing of that file replaces it.
const TemporarySuffix = ".tmp"

// Folder makes the folder readable by its owner only, and creates it if need be.
func Folder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.Chmod(dir, 0o700)
}

// Replace writes the text beside the file and renames it over it. After an error
// the file is as before.
func Replace(path string, text []byte) error {
	temporary := path + TemporarySuffix
	f, err := os.OpenFile(temporary, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(temporary, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	SyncFolder(filepath.Dir(path))
	return nil
}

// SyncFolder makes new names in the folder last. Not every system can.
func SyncFolder(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

package devserver

import (
	"fmt"
	"path/filepath"
	"testing"
)

// What a program waits for at its start: a new database in memory and in a
// file, and one that is there already.
func BenchmarkNew(b *testing.B) {
	dir := b.TempDir()
	there := filepath.Join(dir, "there.db")
	for name, path := range map[string]func(int) string{
		"memory":     func(int) string { return "" },
		"new file":   func(i int) string { return filepath.Join(dir, fmt.Sprint(b.N, i)) },
		"known file": func(int) string { return there },
	} {
		b.Run(name, func(b *testing.B) {
			for i := range b.N {
				s, err := New(Options{DB: path(i)})
				if err != nil {
					b.Fatal(err)
				}
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

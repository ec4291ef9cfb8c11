package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"census/config"
	"census/model"
	"census/ui"
)

// reportCrash writes everything known about a crash to a file that only the
// person can read, and returns the error that names the file.
func (p *program) reportCrash(dirs config.Dirs, crash *ui.Crash) error {
	path, err := p.writeCrash(dirs, crash)
	if err != nil {
		value := model.Clean(fmt.Sprint(crash.Value))
		return failure{fmt.Errorf("%w (%s), and the report cannot be written: %w", crash, value, err)}
	}
	return failure{fmt.Errorf("%w; please report it with the file %s", crash, path)}
}

func (p *program) writeCrash(dirs config.Dirs, crash *ui.Crash) (path string, err error) {
	dir := dirs.State
	if dir == "" {
		dir = os.TempDir()
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	at := p.now().UTC()
	path = filepath.Join(dir, "crash-"+at.Format("20060102T150405.000")+".txt")
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "census %s\ncrashed at %s\n\npanic: %v\n\n", version(), at.Format("2006-01-02 15:04:05 MST"), crash.Value)
	b.Write(crash.Stack)
	_, err = f.WriteString(model.CleanLines(p.secrets.redact(b.String())) + "\n")
	return path, errors.Join(err, f.Close())
}

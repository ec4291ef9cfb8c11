//go:build unix

package painter

import (
	"os"
	"os/signal"
	"syscall"
)

// understandSequences has nothing to do: terminals do.
func understandSequences(*os.File) (undo func() error, err error) {
	return func() error { return nil }, nil
}

// watchSize calls changed whenever the terminal's size may have changed, until
// stop.
func watchSize(changed func()) (stop func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGWINCH)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range signals {
			changed()
		}
	}()
	return func() {
		signal.Stop(signals)
		close(signals)
		<-done
	}
}

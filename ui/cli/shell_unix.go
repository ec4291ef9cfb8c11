//go:build unix

package cli

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// hasShell reports whether a shell could continue the program after it has been
// stopped. A program run directly by a terminal window, tmux, ssh or a
// container leads a session and has no such shell: the system ignores the
// request to stop, and Bubble Tea would wait forever to be continued.
func hasShell() bool {
	session, err := unix.Getsid(0)
	return err == nil && session != syscall.Getpgrp()
}

//go:build unix

package cli

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// hasShell reports whether a shell could continue the program once it has been
// stopped. What a terminal window, tmux, ssh or a container runs directly leads
// a session and has none: the system ignores its wish to stop, and Bubble Tea
// would wait for ever to be continued.
func hasShell() bool {
	session, err := unix.Getsid(0)
	return err == nil && session != syscall.Getpgrp()
}

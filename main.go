// Command census is a terminal program for browsing and editing the users of a
// CometChat app. Everything it does is in census/ui/cli and the packages that
// one ties together; here is only what belongs to the process.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"census/ui/cli"

	// Named here as well, so that no change elsewhere can drop it: it has to be
	// initialised before Bubble Tea is.
	_ "census/ui/background"
)

func main() {
	ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	// A second one ends the process at once, but not a hangup: shell and system each
	// send one when a terminal goes, and what is typed is still to be kept.
	context.AfterFunc(ctx, func() { signal.Reset(os.Interrupt, syscall.SIGTERM) })
	os.Exit(cli.Run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
}

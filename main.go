// Command census is a terminal program for browsing and editing the users of a
// CometChat app. The work is done in census/ui/cli and the packages below it;
// this package handles only the process.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"census/ui/cli"

	// Imported here as well, so that no change elsewhere can drop it: it must be
	// initialised before Bubble Tea.
	_ "census/ui/background"
)

func main() {
	ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	// A second one ends the process at once. A hangup does not: shell and system
	// each send one when a terminal goes away, and typed text must still be
	// kept.
	context.AfterFunc(ctx, func() { signal.Reset(os.Interrupt, syscall.SIGTERM) })
	os.Exit(cli.Run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
}

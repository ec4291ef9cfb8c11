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
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	code := cli.Run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

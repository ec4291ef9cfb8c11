package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"census/client/devserver"
	"census/config"
)

// serveAddr is where census serve listens unless told otherwise.
const serveAddr = "127.0.0.1:7331"

func (p *program) serveCommand() *cobra.Command {
	addr := &textFlag{text: serveAddr, takes: "HOST:PORT"}
	db := &textFlag{takes: "FILE"}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the users API locally, for other programs",
		Long: "Serve the users part of CometChat's API on this machine, over an embedded database,\n" +
			"until interrupted. Once ready it prints the address, app ID, region and keys.",
		Example: "  census serve\n" +
			"  census serve --addr 127.0.0.1:0 --db :memory:\n" +
			"  CENSUS_BASE_URL=http://127.0.0.1:7331/v3 CENSUS_API_KEY=… census",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if db.text == "" {
				db.text = config.DirsOf(p.environ).Database()
			}
			if db.text == "" {
				return errors.New("there is no home for the database: name one with --db FILE")
			}
			return p.serve(cmd.Context(), addr.text, db.text)
		},
	}
	cmd.Flags().Var(addr, "addr", "the address to listen on, of this machine only; port 0 picks a free one")
	cmd.Flags().Var(db, "db", "the database, or :memory: (default the one that census itself uses, local.db)")
	return cmd
}

// serve runs the server until ctx ends, which is how it is meant to end.
func (p *program) serve(ctx context.Context, addr, db string) error {
	listener, err := devserver.Listen(addr)
	if err != nil {
		return failure{fmt.Errorf("%w; choose another address with --addr, port 0 for a free one", err)}
	}
	server, err := devserver.New(devserver.Options{DB: db})
	if err != nil {
		return failure{errors.Join(fmt.Errorf("database %s: %w", db, err), listener.Close())}
	}
	facts := server.Facts()
	var b strings.Builder
	fmt.Fprintf(&b, "listening on http://%s\n", listener.Addr())
	fmt.Fprintf(&b, "app id: %s\nregion: %s\n", facts.AppID, facts.Region)
	fmt.Fprintf(&b, "auth key: %s\napi key: %s\n", facts.AuthKey, facts.APIKey)
	if _, err := io.WriteString(p.stdout, b.String()); err != nil {
		return failure{errors.Join(err, listener.Close(), server.Close())}
	}
	if err := errors.Join(server.Serve(ctx, listener), server.Close()); err != nil {
		return failure{err}
	}
	return nil
}

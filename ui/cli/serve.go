package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"census/client/devserver"
	"census/client/devserver/sockets"
	"census/config"
	"census/model"
)

// serveAddr is the default address of census serve.
const serveAddr = "127.0.0.1:7331"

const serveExamples = `  census serve
  census serve --db app.db --seed 1000000
  census serve --latency 50ms±30ms --fault 429:5% --fault late:1% --churn 20

With ADDR, APPID, APIKEY and AUTHKEY as printed at the start, and HOST as ADDR without its port:

  curl -H 'apikey: APIKEY' 'http://ADDR/v3/users?perPage=5'
  CENSUS_BASE_URL=http://ADDR/v3 CENSUS_API_KEY=APIKEY census

and in a page, before the official SDK, which speaks https and wss only, makes its first call:

  const { fetch, WebSocket } = globalThis;
  const here = (url) => String(url).replace(/^(http|ws)s:\/\/HOST(:\d+)?/, '$1://ADDR');
  globalThis.fetch = (url, options) => fetch(here(url), options);
  globalThis.WebSocket = class extends WebSocket { constructor(url) { super(here(url)); } };
  const app = new CometChat.AppSettingsBuilder().setRegion('us').subscribePresenceForAllUsers()
    .overrideAdminHost('ADDR/v3').overrideClientHost('ADDR/v3').build();
  await CometChat.init('APPID', app); await CometChat.login('cometchat-uid-1', 'AUTHKEY');`

// serving holds the options of census serve.
type serving struct {
	addr, db   *textFlag
	seedFile   *textFlag
	expose     bool
	log        bool
	reset, yes bool
	options    devserver.Options
}

func (p *program) serveCommand() *cobra.Command {
	s := &serving{addr: &textFlag{text: serveAddr, takes: "HOST:PORT"}, db: &textFlag{takes: "FILE"}, seedFile: &textFlag{takes: "FILE"}}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the users API locally, for other programs",
		Long: "Serve the users part of CometChat's API on this machine, over an embedded database,\n" +
			"until interrupted. Once ready it prints the address, app ID, region and keys, and lines\n" +
			"to paste for census, curl and the SDK.\n\n" +
			"Faults are 429:5% (or 500 to 599), drop:1% (connection cut, nothing done), late:1% (done,\n" +
			"but the answer is lost), cut:1% (half of the answer), badjson:1% (half, sent as if it\n" +
			"were complete) and slow:2s:10%. --random determines which requests are affected: the\n" +
			"same number and the same requests give the same faults.",
		Example: serveExamples,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if s.db.text == "" {
				s.db.text = config.DirsOf(p.environ).Database()
			}
			if s.db.text == "" {
				return errors.New("no directory for the database: name a file with --db FILE")
			}
			if err := s.check(cmd); err != nil {
				return err
			}
			return p.serve(cmd.Context(), s)
		},
	}
	s.addFlags(cmd)
	return cmd
}

func (s *serving) addFlags(cmd *cobra.Command) {
	f, o := cmd.Flags(), &s.options
	f.SortFlags = false
	f.Var(s.addr, "addr", "the address to listen on, reachable only from this machine; port 0 picks a free port")
	f.BoolVar(&s.expose, "expose", false, "allow an --addr that other machines can reach; there is no TLS")
	f.Var(s.db, "db", "the database file, or :memory: (default local.db, which census itself uses)")
	f.IntVar(&o.Users, "seed", devserver.DefaultUsers, "the `NUMBER` of users to invent for a new database")
	f.Var(s.seedFile, "seed-file", "users for a new database instead, one per line, as JSON in the form of GET /users")
	f.BoolVar(&s.reset, "reset", false, "start over with a new database, after asking")
	f.BoolVar(&s.yes, "yes", false, "do not ask before --reset")
	f.BoolVar(&s.log, "log", false, "print a line per request on standard error")
	f.Var((*latencyFlag)(&o.Latency), "latency", "how long every request takes: 200ms, or 50ms±30ms")
	f.Var((*faultsFlag)(&o.Faults), "fault", "a fault and how often it happens, such as 500:1%; may be repeated")
	f.IntVar(&o.RateLimit, "rate-limit", 0, "the `NUMBER` of requests per minute beyond which to answer 429; 0 for no limit")
	f.IntVar(&o.Churn, "churn", 0, "the `NUMBER` of users that change every second")
	f.Uint64Var(&o.Seed, "random", 0, "the `NUMBER` that seeds users, faults and changes")
}

// check refuses options that make no sense, before anything is touched.
func (s *serving) check(cmd *cobra.Command) error {
	o := &s.options
	switch {
	case o.Users < 0:
		return errors.New("--seed cannot be negative")
	case o.RateLimit < 0:
		return errors.New("--rate-limit cannot be negative")
	case o.Churn < 0 || o.Churn > devserver.MaxChurn:
		return fmt.Errorf("--churn must be from 0 to %d", devserver.MaxChurn)
	case s.seedFile.text != "" && cmd.Flags().Changed("seed"):
		return errors.New("--seed and --seed-file are two ways to fill a new database: choose one")
	case s.yes && !s.reset:
		return errors.New("--yes is only for --reset")
	}
	if o.Users == 0 && cmd.Flags().Changed("seed") {
		o.Users = -1 // none, in the package's terms
	}
	o.SeedFile = s.seedFile.text
	o.DB, o.Alone, o.Sockets = s.db.text, true, sockets.Upgrade
	return nil
}

// serve runs the server until ctx ends, which is the normal way to end.
func (p *program) serve(ctx context.Context, s *serving) error {
	if s.reset {
		if err := p.reset(s); err != nil {
			return err
		}
	}
	listener, err := s.listen()
	if err != nil {
		return err
	}
	server, err := p.openServer(s)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	facts := server.Facts()
	p.secrets.add(facts.APIKey, facts.AuthKey)
	if s.expose && !isLoopback(listener) {
		fmt.Fprintf(p.stderr, "warning: other machines can reach %s, without TLS: anybody who learns a key can do everything\n", listener.Addr())
	}
	if err := server.Warm(ctx); err != nil {
		return failure{errors.Join(err, listener.Close(), server.Close())}
	}
	if _, err := io.WriteString(p.stdout, ready(listener.Addr(), facts)); err != nil {
		return failure{errors.Join(err, listener.Close(), server.Close())}
	}
	if err := errors.Join(p.serveWarming(ctx, server, listener), server.Close()); err != nil {
		return failure{err}
	}
	return nil
}

// serveWarming answers requests, and in parallel ranks what may be requested
// next. If that fails, those requests only take a little longer.
func (p *program) serveWarming(ctx context.Context, server *devserver.Server, listener net.Listener) error {
	warming, stop := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() {
		if err := server.WarmMore(warming); err != nil && warming.Err() == nil {
			fmt.Fprintln(p.stderr, "warning:", p.secrets.redact(err.Error()))
		}
	})
	err := server.Serve(ctx, listener)
	stop()
	done.Wait()
	return err
}

// ready is printed once requests are answered: the app's facts, and lines to
// paste into a shell, and into a page after the SDK's AppSettingsBuilder().
func ready(addr net.Addr, facts devserver.Facts) string {
	host := reachable(addr)
	var b strings.Builder
	fmt.Fprintf(&b, "listening on http://%s\n", addr)
	fmt.Fprintf(&b, "app id: %s\nregion: %s\n", facts.AppID, facts.Region)
	fmt.Fprintf(&b, "auth key: %s\napi key: %s\n\n", facts.AuthKey, facts.APIKey)
	fmt.Fprintf(&b, "CENSUS_BASE_URL=http://%s/v3 CENSUS_API_KEY=%s census\n", host, facts.APIKey)
	fmt.Fprintf(&b, "curl -H 'apikey: %s' 'http://%s/v3/users?perPage=5'\n", facts.APIKey, host)
	fmt.Fprintf(&b, ".setRegion('%s').overrideAdminHost('%s/v3').overrideClientHost('%s/v3')\n", facts.Region, host, host)
	return b.String()
}

// reachable is the address to connect to: a listener on all of the machine's
// networks has none itself.
func reachable(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return addr.String()
	}
	loopback := net.IPv6loopback
	if tcp.IP.To4() != nil {
		loopback = net.IPv4(127, 0, 0, 1)
	}
	return (&net.TCPAddr{IP: loopback, Port: tcp.Port}).String()
}

func (s *serving) listen() (net.Listener, error) {
	listen, advice := devserver.Listen, "choose another address with --addr, port 0 for a free one"
	if s.expose {
		listen = devserver.ListenExposed
	}
	listener, err := listen(s.addr.text)
	if errors.Is(err, devserver.ErrNotLoopback) {
		advice = "choose another one with --addr, or use --expose to let other machines connect"
	}
	if err != nil {
		return nil, failure{fmt.Errorf("%w; %s", err, advice)}
	}
	return listener, nil
}

func isLoopback(l net.Listener) bool {
	addr, ok := l.Addr().(*net.TCPAddr)
	return ok && addr.IP.IsLoopback()
}

// progressStep is the number of stored users between progress lines.
const progressStep = 100_000

// openServer opens the database, or creates and fills it, which takes a while
// for many users.
func (p *program) openServer(s *serving) (*devserver.Server, error) {
	o := s.options
	o.Log = slog.New(&requestLog{out: p.stderr, requests: s.log, redact: p.secrets.redact})
	begin, filled, stored, said := p.now(), false, 0, 0
	o.Progress = func(n, total int) {
		if filled, stored = true, n; n-said >= progressStep {
			said = n
			of := ""
			if total > 0 {
				of = fmt.Sprintf(" of %d", total)
			}
			fmt.Fprintf(p.stderr, "stored %d%s users\n", n, of)
		}
	}
	server, err := devserver.New(o)
	var inUse *devserver.InUseError
	switch {
	case errors.As(err, &inUse):
		return nil, usageError(inUse.Error() + ": stop it, or name another file with --db")
	case err != nil:
		return nil, failure{fmt.Errorf("database %s: %w", s.db.text, err)}
	}
	switch wanted := s.options.Users != devserver.DefaultUsers || o.SeedFile != ""; {
	case wanted && !filled:
		fmt.Fprintf(p.stderr, "the database %s already exists: --seed and --seed-file only apply to a new one, see --reset\n", model.Clean(s.db.text))
	case stored >= progressStep:
		fmt.Fprintf(p.stderr, "stored all in %s\n", p.now().Sub(begin).Round(100*time.Millisecond))
	}
	return server, nil
}

// reset removes the database after asking.
func (p *program) reset(s *serving) error {
	path := s.db.text
	if _, err := os.Stat(path); path == ":memory:" || errors.Is(err, os.ErrNotExist) {
		return nil // there is nothing to lose
	}
	if !s.yes {
		if !p.isTerminal(p.stdin) {
			return usageError("--reset asks before it deletes, and standard input is not a terminal: add --yes")
		}
		fmt.Fprintf(p.stderr, "Delete %s with all its users, keys and tokens? [y/N] ", model.Clean(path))
		if !isYes(p.stdin) {
			return failure{errors.New("nothing was deleted")}
		}
	}
	err := devserver.Reset(path)
	var inUse *devserver.InUseError
	switch {
	case errors.As(err, &inUse):
		return usageError(inUse.Error() + ": stop it first")
	case err != nil:
		return failure{err}
	}
	return nil
}

// isYes reads one line and nothing beyond it.
func isYes(in io.Reader) bool {
	var line []byte
	for b := make([]byte, 1); len(line) < 16; line = append(line, b[0]) {
		if _, err := io.ReadFull(in, b); err != nil || b[0] == '\n' {
			break
		}
	}
	answer := strings.ToLower(strings.TrimSpace(string(line)))
	return answer == "y" || answer == "yes"
}

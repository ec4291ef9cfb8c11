package devserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path"
	"runtime/debug"
	"strings"
	"time"

	"census/model"
)

// Options describes the app to serve. The zero value is a new app in memory.
type Options struct {
	// DB is the database file; empty or ":memory:" keeps the database in memory.
	// A missing file is created with mode 0600, and its folder with 0700.
	DB string
	// Seed determines everything random: the users invented for a new database,
	// the requests that meet a fault, the users who change. The same seed and
	// the same requests give the same results. 0 means the default seed.
	Seed uint64
	// Users is how many users are invented besides the five sample users of a
	// fresh app; 0 means [DefaultUsers], a negative number none.
	Users int
	// SeedFile names a file with the users for a new database, instead of sample
	// and invented ones: one per line, as JSON with the members of GET /users.
	// Either all are stored unchanged or none is; missing roles are created.
	SeedFile string
	// Progress, if not nil, is called now and then with the number of users
	// stored in a new database, on the goroutine that calls [New]. The total is
	// 0 when unknown.
	Progress func(stored, total int)
	// FixedKeys derives the app id and keys of a new database from the seed. It
	// is for tests only; otherwise they are random.
	FixedKeys bool
	// Alone refuses a database file that another server has open, with an
	// [*InUseError]; otherwise both servers use it and see each other's changes.
	Alone bool

	// Latency delays every request.
	Latency Latency
	// Faults make a share of the requests fail; see [Fault].
	Faults []Fault
	// RateLimit is how many requests of one class are allowed per minute before
	// the server answers 429; 0 refuses none. The classes are those of
	// CometChat's documentation: creating and deleting users and logging in,
	// importing (never more than 60), and everything else.
	RateLimit int
	// Churn is how many users change presence, status message or metadata every
	// second, up to [MaxChurn], until the server is closed.
	Churn int

	// Sockets opens the web sockets over which SDKs learn about presence; nil
	// refuses them. Package sockets provides one.
	Sockets Upgrade

	// Now returns the time; nil means [time.Now].
	Now func() time.Time
	// Log receives a line per request, without secrets, and faults of the
	// server; nil discards them.
	Log *slog.Logger
}

// DefaultUsers is how many users are invented for a new database.
const DefaultUsers = 60

// Facts is what a client needs to work with the app. AuthKey and APIKey are
// secrets: printing Facts masks them.
type Facts struct {
	AppID  string
	Region string
	// AuthKey may create and update users and log them in (scope authOnly).
	AuthKey string
	// APIKey may do everything (scope fullAccess).
	APIKey string
}

// String returns the facts with the keys masked.
func (f Facts) String() string {
	return fmt.Sprintf("app id %s, region %s, auth key %s, api key %s",
		f.AppID, f.Region, masked(f.AuthKey), masked(f.APIKey))
}

// GoString is [Facts.String], so that %#v shows no key either.
func (f Facts) GoString() string { return f.String() }

// LogValue is [Facts.String] for logs.
func (f Facts) LogValue() slog.Value { return slog.StringValue(f.String()) }

// Server is one app of the look-alike service. It is an [http.Handler] and safe
// for concurrent use.
type Server struct {
	store *store
	facts Facts
	now   func() time.Time
	log   *slog.Logger
	mux   *http.ServeMux
	meter meter

	trouble *trouble
	sockets Upgrade
	present *audience
	stop    func() // ends background work and waits for it
}

// New opens the database, or creates and fills it. The error says what is wrong
// with the file. Close the server when done.
func New(o Options) (*Server, error) {
	s := &Server{now: o.Now, log: o.Log, sockets: o.Sockets}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if err := s.prepare(o); err != nil {
		return nil, fmt.Errorf("local server: %w", err)
	}
	if err := s.open(o); err != nil {
		return nil, fmt.Errorf("local server: %w", err)
	}
	s.mux = s.newMux()
	s.present = newAudience(s.announce)
	s.store.written = s.present.wake
	s.stop = s.startChurn(o)
	return s, nil
}

// prepare applies the options for faults, limits and churn.
func (s *Server) prepare(o Options) (err error) {
	if o.RateLimit < 0 {
		return fmt.Errorf("rate limit %d: it cannot be negative", o.RateLimit)
	}
	if o.Churn < 0 || o.Churn > MaxChurn {
		return fmt.Errorf("churn %d: it must be from 0 to %d", o.Churn, MaxChurn)
	}
	s.meter.limit = o.RateLimit
	s.trouble, err = newTrouble(o)
	return err
}

func (s *Server) open(o Options) (err error) {
	if s.store, err = openStore(o.DB, o.Alone); err != nil {
		return err
	}
	ctx := context.Background()
	err = s.store.migrate(ctx, func(tx *transaction) error {
		return fill(ctx, tx, newSeed(o, s.unixNow()))
	})
	if err == nil {
		s.facts, err = readFacts(ctx, s.store.reader)
	}
	if err != nil {
		return errors.Join(err, s.store.close())
	}
	return nil
}

// Close ends the churn and closes the sockets and the database. Later requests
// fail.
func (s *Server) Close() error {
	s.stop()
	s.present.close()
	if err := s.store.close(); err != nil {
		return fmt.Errorf("local server: close the database: %w", err)
	}
	return nil
}

// Facts returns the app id, region and keys the database had at start-up, so
// they are the same at the next start; keys created or deleted since are not
// reflected. A key that no longer exists is empty.
func (s *Server) Facts() Facts { return s.facts }

// Shared reports whether another server had the database file open at start-up.
// Both servers see each other's changes.
func (s *Server) Shared() bool { return s.store.hold.shared }

// AuthToken creates a token for the user, as POST /users/{uid}/auth_tokens
// would. It fails if the user does not exist or is deactivated.
func (s *Server) AuthToken(ctx context.Context, uid string) (string, error) {
	t, err := s.newToken(ctx, uid, s.unixNow())
	if errors.Is(err, errNoUser) {
		return "", fmt.Errorf("local server: auth token: %s", uidNotFoundText(uid))
	}
	if err != nil {
		return "", fmt.Errorf("local server: auth token: %w", err)
	}
	return t.token, nil
}

func (s *Server) unixNow() model.UnixTime { return model.UnixTime(s.now().Unix()) }

// allowedHeaders lists the headers browsers may send, as recorded from the
// service.
const allowedHeaders = "Content-Type,Accept,Cache-Control,Authorization,X-Requested-With,appId,apiKey,authToken," +
	"onBehalfOf,resource,Accept-Encoding,group,region,sdk,guid,uid,clientEnvironment,extensionId,username,password," +
	"callToken,onBehalfOfUser"

// ServeHTTP answers one request: always JSON in CometChat's envelope, with the
// headers recorded from the service.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	begin := time.Now()
	seen := &statusWriter{ResponseWriter: w}
	defer func() {
		s.log.InfoContext(r.Context(), "request", "method", r.Method, "path", loggedPath(r.URL.Path),
			"status", seen.status, "took", time.Since(begin), "fault", seen.fault)
	}()
	defer s.recover(seen, r)

	h := seen.Header()
	h.Set("Cache-Control", "must-revalidate, no-cache, private")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "OPTIONS,HEAD,GET,POST,PUT,PATCH,DELETE")
	h.Set("Access-Control-Allow-Headers", allowedHeaders)
	switch {
	case r.Method == http.MethodOptions:
		send(seen, http.StatusOK, data([]byte("{}")))
	case s.sockets != nil && isUpgrade(r):
		s.sockets(seen, r, s.talk)
	case path.Clean(r.URL.Path) != r.URL.Path:
		s.disturb(seen, r, s.serve(nil)) // the mux would redirect, which the service is not known to do
	default:
		s.disturb(seen, r, s.mux.ServeHTTP)
	}
}

// loggedPath is a path without the secrets that some paths end in, and without
// characters that could disturb a terminal.
func loggedPath(path string) string {
	parts := strings.Split(path, "/")
	for i := 1; i < len(parts); i++ {
		if parts[i-1] == "auth_tokens" || parts[i-1] == "apikeys" {
			parts[i] = masked(parts[i])
		}
	}
	return model.Clean(strings.Join(parts, "/"))
}

// recover turns a fault of the server into the published envelope; only the log
// gets the details.
func (s *Server) recover(w *statusWriter, r *http.Request) {
	fault := recover()
	if fault == nil {
		return
	}
	if err, ok := fault.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(fault)
	}
	s.log.ErrorContext(r.Context(), "panic", "fault", fault, "stack", string(debug.Stack()))
	if w.status == 0 {
		send(w, http.StatusInternalServerError, errorJSON(failed()))
	}
}

// statusWriter remembers the status that was sent (0 before then) and the
// faults the request met.
type statusWriter struct {
	http.ResponseWriter
	status int
	fault  string
}

// Unwrap lets net/http find the capabilities of the wrapped writer.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// serve runs the operation that the request means at this endpoint. A nil
// endpoint means the API does not have the path or method.
func (s *Server) serve(e *endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := s.meter.note(w.Header(), e.rate(r), s.now()); err != nil {
			s.fail(w, r, err)
			return
		}
		answer, err := s.answer(e, r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		send(w, http.StatusOK, answer)
	}
}

func (s *Server) answer(e *endpoint, r *http.Request) ([]byte, error) {
	if e == nil {
		return nil, apiNotFound()
	}
	operation, c, err := s.identify(r, e)
	if err != nil {
		return nil, err
	}
	return operation.handle(s, c)
}

// fail sends an error's envelope. An error that is not the API's own is a fault
// of the server: it goes to the log, not to the client.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var known *apiError
	if !errors.As(err, &known) {
		s.log.ErrorContext(r.Context(), "fault", "error", err)
		known = failed()
	}
	send(w, known.status, errorJSON(known))
}

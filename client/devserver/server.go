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

// Options says what app to serve. The zero value is a new one in memory.
type Options struct {
	// DB is the database's file; empty or ":memory:" keeps it in memory. A
	// missing file is created with rights 0600 and its folder with 0700.
	DB string
	// Seed decides what is left to chance: which users are invented for a new
	// database, which requests meet a fault, who changes. The same seed and the
	// same requests give the same. 0 means the default seed.
	Seed uint64
	// Users is how many are invented beside the five sample users of a fresh
	// app; 0 means [DefaultUsers], a negative number none.
	Users int
	// SeedFile names a file of users to fill a new database with, instead of sample
	// and invented ones: one a line, as JSON with the members of GET /users. They are
	// stored as they are, or none is; roles they have are made.
	SeedFile string
	// Progress is told, now and then, how many users of a new database are
	// stored, from the goroutine that calls [New]; nil means nobody asks. The total is
	// 0 when it is not known.
	Progress func(stored, total int)
	// FixedKeys derives app id and keys of a new database from the seed. It is
	// for tests only: otherwise they are random.
	FixedKeys bool
	// Alone refuses a database file that another server has open, with an
	// [*InUseError]; otherwise both work on it and see each other's changes.
	Alone bool

	// Latency is how long every request travels.
	Latency Latency
	// Faults go wrong with a share of the requests each; see [Fault].
	Faults []Fault
	// RateLimit is how many requests of one class a minute has room for before
	// the server answers 429; 0 refuses none. The classes are those of
	// CometChat's documentation: creating and deleting users and logging in,
	// importing (never more than 60), and everything else.
	RateLimit int
	// Churn is how many users change their presence, status message or metadata
	// every second, up to [MaxChurn], until the server is closed.
	Churn int

	// Sockets opens the web sockets over which the SDKs hear of presence; nil
	// leaves them closed. Package sockets has one.
	Sockets Upgrade

	// Now tells the time; nil means [time.Now].
	Now func() time.Time
	// Log gets a line per request, without secrets, and faults of the server;
	// nil discards them.
	Log *slog.Logger
}

// DefaultUsers is how many users are invented for a new database.
const DefaultUsers = 60

// Facts is what a client needs to know to work with the app. AuthKey and APIKey
// are secrets: printing Facts masks them.
type Facts struct {
	AppID  string
	Region string
	// AuthKey may create and update users and log them in (scope authOnly).
	AuthKey string
	// APIKey may do everything (scope fullAccess).
	APIKey string
}

// String shows the facts with the keys masked.
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
	stop    func() // ends what runs beside the requests, and waits for it
}

// New opens the database or creates and fills it. The error says what is wrong
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

// prepare takes over the options about trouble.
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

// Close ends the churn, closes the sockets and the database. Requests that come
// later fail.
func (s *Server) Close() error {
	s.stop()
	s.present.close()
	if err := s.store.close(); err != nil {
		return fmt.Errorf("local server: close the database: %w", err)
	}
	return nil
}

// Facts returns app id, region and keys as the database had them at the start,
// so they are the same at the next one; keys made or deleted meanwhile are not
// looked at. A key that there is not any more is empty.
func (s *Server) Facts() Facts { return s.facts }

// Shared reports whether another server had the database file open when this
// one came. Both see each other's changes.
func (s *Server) Shared() bool { return s.store.hold.shared }

// AuthToken makes a token the user can work with, as POST
// /users/{uid}/auth_tokens would. The error says that there is no such user, or
// that the user is deactivated.
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

// allowedHeaders is what browsers may send, as recorded from the service.
const allowedHeaders = "Content-Type,Accept,Cache-Control,Authorization,X-Requested-With,appId,apiKey,authToken," +
	"onBehalfOf,resource,Accept-Encoding,group,region,sdk,guid,uid,clientEnvironment,extensionId,username,password," +
	"callToken,onBehalfOfUser"

// ServeHTTP answers one request: always JSON in CometChat's envelope, always
// with the headers recorded from the service.
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
// characters that would disturb a terminal.
func loggedPath(path string) string {
	parts := strings.Split(path, "/")
	for i := 1; i < len(parts); i++ {
		if parts[i-1] == "auth_tokens" || parts[i-1] == "apikeys" {
			parts[i] = masked(parts[i])
		}
	}
	return model.Clean(strings.Join(parts, "/"))
}

// recover turns a fault of the server into the published envelope, without the
// details that only the log gets.
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

// statusWriter remembers the status that was sent, 0 meaning none yet, and which
// faults the request met.
type statusWriter struct {
	http.ResponseWriter
	status int
	fault  string
}

// Unwrap is how net/http finds what the writer in it can do.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// serve runs the operation that the request means at this endpoint. A nil
// endpoint stands for a path or method that the API does not have.
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
// of the server: the log gets it, the client does not.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var known *apiError
	if !errors.As(err, &known) {
		s.log.ErrorContext(r.Context(), "fault", "error", err)
		known = failed()
	}
	send(w, known.status, errorJSON(known))
}

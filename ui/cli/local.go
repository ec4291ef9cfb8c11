package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"census/client"
	"census/client/devserver"
)

// anyPort lets the system choose a free port that only this machine can reach.
const anyPort = "127.0.0.1:0"

// localServer is the built-in server. It only starts when the screens ask for a
// connection, so the first frame does not wait for a database.
type localServer struct {
	database string

	mu      sync.Mutex
	closed  bool
	running *runningServer
}

type runningServer struct {
	*devserver.Server
	baseURL string
	// transport carries the requests to the server. It is separate, so that its
	// connections can be closed with the server, and uses no proxy.
	transport *http.Transport
	stop      context.CancelFunc
	done      <-chan error
}

// idleConnections is how many idle connections to the local server are kept.
const idleConnections = 16

// open starts the server, or returns the running one.
func (l *localServer) open() (*runningServer, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, errors.New("local server: the program is ending")
	}
	if l.running == nil {
		r, err := start(l.database)
		if err != nil {
			return nil, err
		}
		l.running = r
	}
	return l.running, nil
}

func start(database string) (*runningServer, error) {
	if database == "" {
		return nil, &client.ConfigError{Err: errors.New("no directory for the local database: set HOME or XDG_DATA_HOME")}
	}
	server, err := devserver.New(devserver.Options{DB: database})
	if err != nil {
		return nil, fmt.Errorf("database %s: %w", database, err)
	}
	listener, err := devserver.Listen(anyPort)
	if err != nil {
		return nil, errors.Join(err, server.Close())
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Serve(ctx, listener) }()
	return &runningServer{
		Server:    server,
		baseURL:   fmt.Sprintf("http://%s/v3", listener.Addr()),
		transport: &http.Transport{MaxIdleConnsPerHost: idleConnections},
		stop:      stop,
		done:      done,
	}, nil
}

// close lets requests in progress finish, stops the server and closes the
// database. It may be called if nothing was started; nothing starts after it.
func (l *localServer) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	if l.running == nil {
		return nil
	}
	r := l.running
	l.running = nil
	// To the server, a connection that was opened but never used looks as if a
	// request were about to arrive, and it would wait for that.
	r.transport.CloseIdleConnections()
	r.stop()
	return errors.Join(<-r.done, r.Close())
}

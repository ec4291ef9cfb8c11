package devserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// ErrNotLoopback is returned by [Listen] for an address that other machines
// could reach.
var ErrNotLoopback = errors.New("not a loopback address")

// Listen opens a port for [Server.Serve]. The address is host:port; the host
// must be a loopback address or a name for one, such as localhost, and port 0
// picks a free port. Any other host gives [ErrNotLoopback], including an empty
// one, which would mean all of the machine's networks.
func Listen(addr string) (net.Listener, error) {
	return listen(addr, false)
}

// ListenExposed is [Listen] for any address of this machine, including those
// that others can reach. The server has no TLS and no protection but its keys:
// the caller should say so to the person.
func ListenExposed(addr string) (net.Listener, error) { return listen(addr, true) }

func listen(addr string, exposed bool) (net.Listener, error) {
	tcp, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %q: %w", addr, err)
	}
	if !exposed && !tcp.IP.IsLoopback() {
		return nil, fmt.Errorf("listen on %q: %w", addr, ErrNotLoopback)
	}
	l, err := net.ListenTCP(family(tcp), tcp)
	if err != nil {
		return nil, fmt.Errorf("listen on %q: %w", addr, err)
	}
	return l, nil
}

// family is the network of an address. It keeps 0.0.0.0 from also meaning all
// of IPv6, and [::] all of IPv4. An empty host means both.
func family(addr *net.TCPAddr) string {
	switch {
	case addr.IP == nil:
		return "tcp"
	case addr.IP.To4() != nil:
		return "tcp4"
	}
	return "tcp6"
}

// Timeouts of a served connection. Requests and answers are small, and the
// other end is on this machine.
const (
	headerTimeout   = 10 * time.Second
	requestTimeout  = 30 * time.Second
	answerTimeout   = time.Minute
	idleTimeout     = 2 * time.Minute
	shutdownTimeout = 5 * time.Second
	maxHeader       = 64 << 10
)

// Serve answers requests on the listener, which it closes, until the context
// ends. It then waits up to five seconds for requests in progress and returns
// nil.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       requestTimeout,
		WriteTimeout:      answerTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return fmt.Errorf("local server: %w", err)
	case <-ctx.Done():
	}
	shutDown(ctx, server)
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("local server: %w", err)
	}
	return nil
}

// shutDown lets requests finish and cuts off those that do not.
func shutDown(ctx context.Context, server *http.Server) {
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if server.Shutdown(patience) != nil {
		_ = server.Close() // remaining connections are cut off either way
	}
}

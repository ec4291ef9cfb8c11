package devserver

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// Transport answers requests within the process, without a port: an http.Client
// that uses it reaches the server under any host name. Answers are complete
// before they are returned. A request whose context ends gets the context's
// error, though it may have taken effect, as over a network.
func (s *Server) Transport() http.RoundTripper { return transport{s} }

type transport struct{ handler http.Handler }

// RoundTrip implements [http.RoundTripper].
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer func() { _ = r.Body.Close() }() // as RoundTripper promises
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	answer := &recorder{header: http.Header{}}
	cut := t.serve(answer, asReceived(r))
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if cut && answer.status == 0 {
		return nil, fmt.Errorf("local server: the connection was cut: %w", io.ErrUnexpectedEOF)
	}
	return answer.response(r, cut), nil
}

// serve reports whether the handler cut the connection, as net/http allows.
func (t transport) serve(answer *recorder, r *http.Request) (cut bool) {
	defer func() {
		fault := recover()
		if err, ok := fault.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			cut = true
		} else if fault != nil {
			panic(fault)
		}
	}()
	t.handler.ServeHTTP(answer, r)
	return false
}

// asReceived turns an outgoing request into the one a server would see.
func asReceived(r *http.Request) *http.Request {
	in := r.Clone(r.Context())
	if in.Body == nil {
		in.Body = http.NoBody
	}
	if in.Host == "" {
		in.Host = in.URL.Host
	}
	if in.URL.Path == "" {
		in.URL.Path = "/"
	}
	in.RequestURI = in.URL.RequestURI()
	in.RemoteAddr = "in-process"
	return in
}

// recorder keeps an answer until it is complete.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header, WriteHeader and Write implement [http.ResponseWriter].
func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

func (r *recorder) Write(b []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(b)
}

// response is the answer as a client gets it; after a cut it ends early.
func (r *recorder) response(to *http.Request, cut bool) *http.Response {
	if to.Method == http.MethodHead {
		r.body.Reset()
	}
	length, body := int64(r.body.Len()), io.Reader(&r.body)
	if cut {
		length, body = -1, io.MultiReader(body, cutShort{})
	}
	return &http.Response{
		Status:        fmt.Sprintf("%d %s", r.status, http.StatusText(r.status)),
		StatusCode:    r.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        r.header,
		Body:          io.NopCloser(body),
		ContentLength: length,
		Request:       to,
	}
}

// cutShort is the end of an incomplete answer.
type cutShort struct{}

// Read implements [io.Reader].
func (cutShort) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

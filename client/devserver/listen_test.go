package devserver

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

func TestListenRefusesOtherNetworks(t *testing.T) {
	for _, addr := range []string{"", ":0", "0.0.0.0:0", "[::]:0", "192.0.2.1:0", "10.0.0.1:7331"} {
		if l, err := Listen(addr); !errors.Is(err, ErrNotLoopback) {
			t.Errorf("Listen(%q): %v", addr, err)
			if err == nil {
				_ = l.Close()
			}
		}
	}
	for _, addr := range []string{"127.0.0.1", "127.0.0.1:port", "nowhere.invalid:1"} {
		if _, err := Listen(addr); err == nil || errors.Is(err, ErrNotLoopback) {
			t.Errorf("Listen(%q): %v", addr, err)
		}
	}
}

// An exposed address is listened on as given: a wildcard of one address family
// does not include the other.
func TestListenExposedListensOnNoMore(t *testing.T) {
	if l, err := net.Listen("tcp6", "[::1]:0"); err != nil {
		t.Skipf("IPv6 is needed: %v", err)
	} else {
		_ = l.Close()
	}
	for addr, want := range map[string][2]bool{
		"0.0.0.0:0": {true, false}, "[::]:0": {false, true}, ":0": {true, true},
		"127.0.0.1:0": {true, false}, "[::1]:0": {false, true},
	} {
		l, err := ListenExposed(addr)
		if err != nil {
			t.Fatal(err)
		}
		_, port, _ := net.SplitHostPort(l.Addr().String())
		for i, host := range []string{"127.0.0.1", "::1"} {
			c, err := net.Dial("tcp", net.JoinHostPort(host, port))
			if err == nil {
				_ = c.Close()
			}
			if got := err == nil; got != want[i] {
				t.Errorf("%s is reached at %s: %t, want %t", addr, host, got, want[i])
			}
		}
		_ = l.Close()
	}
}

func TestServeOverAPort(t *testing.T) {
	a := sampleApp(t)
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Serve(ctx, l) }()

	r, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+l.Addr().String()+"/v3.0/users/cometchat-uid-1", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("apikey", a.Facts().APIKey)
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err != nil || response.StatusCode != 200 || !strings.Contains(string(text), "Andrew Joseph") {
		t.Errorf("%v: %d %s", err, response.StatusCode, text)
	}

	stop()
	if err := <-ended; err != nil {
		t.Errorf("Serve ended with %v", err)
	}
	if _, err := client.Do(r); err == nil {
		t.Error("still served after the end")
	}
}

// Shutdown waits for a request in progress: its answer arrives complete.
func TestServeFinishesRequestsInProgress(t *testing.T) {
	a := sampleApp(t)
	begun, release := make(chan struct{}), make(chan struct{})
	a.mux.HandleFunc("GET /slow", func(w http.ResponseWriter, _ *http.Request) {
		close(begun)
		<-release
		send(w, http.StatusOK, data([]byte(`"whole"`)))
	})
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Serve(ctx, l) }()

	got := make(chan string, 1)
	go func() {
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		response, err := client.Get("http://" + l.Addr().String() + "/slow")
		if err != nil {
			got <- err.Error()
			return
		}
		defer func() { _ = response.Body.Close() }()
		text, _ := io.ReadAll(response.Body)
		got <- string(text)
	}()
	<-begun
	stop()
	close(release)
	if text := <-got; text != `{"data":"whole"}` {
		t.Errorf("the request in progress got %q", text)
	}
	if err := <-ended; err != nil {
		t.Errorf("Serve ended with %v", err)
	}
}

func TestServeReportsADeadListener(t *testing.T) {
	l, err := Listen("localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := sampleApp(t).Serve(t.Context(), l); err == nil {
		t.Error("no error")
	}
}

func TestTransportHonoursTheContext(t *testing.T) {
	a := sampleApp(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", "http://any.host/v3/users", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Transport().RoundTrip(r); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	a.admin("GET", "/users", "").ok() // the in-memory database still exists
}

func TestTransportThroughAClient(t *testing.T) {
	a := sampleApp(t)
	client := &http.Client{Transport: a.Transport()}
	response, err := client.Head("http://any.host")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(response.Body)
	if err != nil || len(text) != 0 || response.StatusCode != 404 || response.Request == nil {
		t.Errorf("%v, %q, %+v", err, text, response)
	}
}

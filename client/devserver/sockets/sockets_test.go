package sockets_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"census/client/devserver"
	"census/client/devserver/sockets"
)

// open starts a server and returns its address and the web token of a new
// session.
func open(t *testing.T, log *bytes.Buffer) (server *devserver.Server, url, jwt string) {
	t.Helper()
	server, err := devserver.New(devserver.Options{Users: -1, Sockets: sockets.Upgrade,
		Faults: []devserver.Fault{{Kind: devserver.FaultLate, Share: 0.5}}, Log: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	app := httptest.NewServer(server)
	t.Cleanup(app.Close)
	return server, app.URL, logIn(t, server, "cometchat-uid-1")
}

// logIn tries until no fault is met.
func logIn(t *testing.T, server *devserver.Server, uid string) (jwt string) {
	t.Helper()
	token, err := server.AuthToken(t.Context(), uid)
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		r, err := http.NewRequestWithContext(t.Context(), "PUT", "http://app.test/v3/me", strings.NewReader(`{"platform":"WEB"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("authtoken", token)
		response, err := server.Transport().RoundTrip(r)
		if err != nil {
			continue
		}
		var answer struct{ Data struct{ JWT string } }
		if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
			t.Fatal(err)
		}
		return answer.Data.JWT
	}
	t.Fatal("no user can log in")
	return ""
}

func TestPresenceOverASocket(t *testing.T) {
	var log bytes.Buffer
	server, url, jwt := open(t, &log)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	c, _, err := websocket.Dial(ctx, url, &websocket.DialOptions{HTTPHeader: http.Header{"Origin": {"http://elsewhere.test"}}})
	if err != nil {
		t.Fatal(err)
	}
	say := func(text string) {
		t.Helper()
		if err := c.Write(ctx, websocket.MessageText, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	hear := func(want string) {
		t.Helper()
		if _, got, err := c.Read(ctx); err != nil || !strings.Contains(string(got), want) {
			t.Fatalf("heard %s, %v, want %s", got, err, want)
		}
	}
	say(`{"type":"auth","body":{"auth":"` + jwt + `","presenceSubscription":"ALL_USERS"}}`)
	hear(`{"code":"200","status":"OK"}`)
	say(`{"action":"ping","ack":"true"}`)
	hear(`{"action":"pong"}`)
	logIn(t, server, "cometchat-uid-2")
	hear(`"body":{"action":"online"`)
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Read(ctx); websocket.CloseStatus(err) != websocket.StatusNormalClosure {
		t.Errorf("the server's end: %v", err)
	}
}

func TestStrangersAreTurnedAway(t *testing.T) {
	var log bytes.Buffer
	_, url, _ := open(t, &log)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	c, _, err := websocket.Dial(ctx, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Write(ctx, websocket.MessageText, []byte(`{"type":"auth"}`)); err != nil {
		t.Fatal(err)
	}
	if _, answer, err := c.Read(ctx); err != nil || !strings.Contains(string(answer), `"status":"ERROR"`) {
		t.Errorf("%s, %v", answer, err)
	}
	if _, _, err := c.Read(ctx); websocket.CloseStatus(err) != websocket.StatusPolicyViolation {
		t.Errorf("closed with %v", err)
	}
	// Other paths, such as XMPP's, and incomplete requests are answered as
	// usual.
	if _, response, err := websocket.Dial(ctx, url+"/ws/", nil); err == nil || response.StatusCode != http.StatusNotFound {
		t.Errorf("another path: %v", err)
	}
	r, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Upgrade", "websocket")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode/100 != 4 {
		t.Errorf("half a request: %s", response.Status)
	}
}

package devserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// socket is the client's end of a conversation, without a network.
type socket struct {
	t        *testing.T
	says     chan []byte // closed when the client is gone
	hears    chan []byte
	answered chan error // what talk returned
}

// Read and Write implement [Conn], the server's end.
func (s *socket) Read(ctx context.Context) ([]byte, error) {
	select {
	case message, ok := <-s.says:
		if !ok {
			return nil, io.EOF
		}
		return message, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (s *socket) Write(_ context.Context, message []byte) error {
	s.hears <- message
	return nil
}

// connect opens a socket and sends its first message.
func (a *app) connect(first string) *socket {
	a.t.Helper()
	s := &socket{t: a.t, says: make(chan []byte, 100), hears: make(chan []byte, 100), answered: make(chan error, 1)}
	s.says <- []byte(first)
	go func() { s.answered <- a.talk(context.Background(), s) }()
	return s
}

// listenAs opens a socket for a new session of the user.
func (a *app) listenAs(uid, subscription string) *socket {
	a.t.Helper()
	s := a.connect(a.authMessage(uid, a.token(uid), subscription))
	if got := s.next(); !strings.Contains(got, `"type":"auth"`) || !strings.Contains(got, `{"code":"200","status":"OK"}`) {
		a.t.Fatalf("the session was answered %s", got)
	}
	return s
}

// authMessage is the SDK's first message.
func (a *app) authMessage(uid, token, subscription string) string {
	return fmt.Sprintf(`{"appId":%q,"deviceId":"WEB-1","type":"auth","sender":%q,"body":{"auth":%q,"deviceId":"WEB-1",%s"params":{}}}`,
		a.Facts().AppID, uid, newJWT(digest(token), a.Facts().AppID, uid), subscription)
}

func (s *socket) next() string {
	s.t.Helper()
	select {
	case message := <-s.hears:
		return string(message)
	case err := <-s.answered:
		s.t.Fatalf("the socket was closed: %v", err)
	case <-time.After(10 * time.Second):
		s.t.Fatal("no message arrived")
	}
	return ""
}

// presences reads n presence events.
func (s *socket) presences(n int) string {
	s.t.Helper()
	var all []string
	for range n {
		var e struct {
			Type, Sender string
			Body         struct {
				Action string
				User   wireUser
			}
		}
		if err := json.Unmarshal([]byte(s.next()), &e); err != nil || e.Type != "presence" || e.Sender != e.Body.User.UID {
			s.t.Fatalf("%+v %v", e, err)
		}
		all = append(all, e.Body.User.UID+" "+e.Body.Action)
	}
	return strings.Join(all, ", ")
}

// nothingElse sends a ping, whose answer must be the next message.
func (s *socket) nothingElse() {
	s.t.Helper()
	s.says <- []byte(`{"action":"ping","ack":"true"}`)
	if got := s.next(); got != `{"action":"pong"}` {
		s.t.Errorf("heard %s", got)
	}
}

func (s *socket) closed() error {
	s.t.Helper()
	select {
	case err := <-s.answered:
		return err
	case <-time.After(10 * time.Second):
		s.t.Fatal("the socket stays open")
	}
	return nil
}

func TestSocketsAnnouncePresence(t *testing.T) {
	a := sampleApp(t)
	a.admin("POST", "/roles", `{"role":"pupil","name":"Pupil","settings":{"listUsers":"friendsOnly"}}`).ok()
	a.admin("PUT", "/users/cometchat-uid-4", `{"role":"pupil"}`).ok()
	for _, uid := range []string{"stranger", "important", "friend"} {
		role := map[string]string{"stranger": "default"}[uid]
		if role == "" {
			role = "vip"
		}
		a.admin("POST", "/users", `{"uid":"`+uid+`","name":"N","role":"`+role+`","metadata":{"open":1,"@private":{"s":1}}}`).ok()
	}
	a.admin("POST", "/users/friend/friends", `{"accepted":["cometchat-uid-2","cometchat-uid-4"]}`).ok()
	listeners := []*socket{
		a.listenAs("cometchat-uid-5", ""),
		a.listenAs("cometchat-uid-2", `"presenceSubscription":"FRIENDS",`),
		a.listenAs("cometchat-uid-3", `"presenceSubscription":"ROLES","roles":["vip","x"],`),
		a.listenAs("cometchat-uid-4", `"presenceSubscription":"ALL_USERS",`),
		a.listenAs("cometchat-uid-1", `"presenceSubscription":"ALL_USERS",`),
	}
	a.now = a.now.Add(time.Minute)
	for _, uid := range []string{"stranger", "important", "friend"} {
		a.as(uid)("PUT", "/me", handshake).ok()
	}
	a.admin("DELETE", "/users/friend", "").ok()
	for i, want := range []string{
		"",
		"friend online, friend offline",
		"important online, friend online, friend offline",
		"friend online, friend offline",
		"stranger online, important online, friend online, friend offline",
	} {
		if got := listeners[i].presences(len(strings.FieldsFunc(want, func(r rune) bool { return r == ',' }))); got != want {
			t.Errorf("listener %d hears %q, want %q", i, got, want)
		}
	}
	for _, l := range listeners {
		l.nothingElse()
	}
}

func TestPresenceEvent(t *testing.T) {
	a := sampleApp(t)
	a.admin("POST", "/users", `{"uid":"x","name":"X","tags":["t"],"metadata":{"open":1,"@private":{"s":1}}}`).ok()
	listener := a.listenAs("cometchat-uid-1", `"presenceSubscription":"ALL_USERS",`)
	a.now = a.now.Add(time.Minute)
	a.as("x")("PUT", "/me", handshake).ok()
	want := `{"appId":"` + a.Facts().AppID + `","type":"presence","sender":"x","body":{"action":"online","timestamp":1773480473,` +
		`"user":{"uid":"x","name":"X","metadata":{"open":1},"status":"available","role":"default","lastActiveAt":1773480473,"createdAt":1773480413}}}`
	if got := listener.next(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A session with sockets lasts as long as the last of them.
func TestSessionsLastAsLongAsTheirSockets(t *testing.T) {
	a := sampleApp(t)
	watcher := a.listenAs("cometchat-uid-2", `"presenceSubscription":"ALL_USERS",`)
	token := a.token("cometchat-uid-1")
	var tabs [2]*socket
	for i := range tabs {
		tabs[i] = a.connect(a.authMessage("cometchat-uid-1", token, ""))
		tabs[i].next()
	}
	if got := watcher.presences(1); got != "cometchat-uid-1 online" {
		t.Errorf("heard %q", got)
	}
	close(tabs[0].says)
	if err := tabs[0].closed(); err != nil {
		t.Error(err)
	}
	if got := a.admin("GET", "/users/cometchat-uid-1", "").user().Status; got != "available" {
		t.Errorf("with another tab the user is %s", got)
	}
	close(tabs[1].says)
	if got := watcher.presences(1); got != "cometchat-uid-1 offline" {
		t.Errorf("heard %q", got)
	}
	if err := tabs[1].closed(); err != nil {
		t.Error(err)
	}
	a.send("GET", "/v3/me", "", "authtoken", token).ok() // the token still works
	close(watcher.says)
	if err := watcher.closed(); err != nil {
		t.Error(err)
	}
	if a.present.stop != nil {
		t.Error("the announcing goroutine still runs without listeners")
	}
}

func TestSocketsWithoutASessionAreRefused(t *testing.T) {
	a := sampleApp(t)
	for _, first := range []string{
		"nonsense", "{}", `{"action":"ping"}`, `{"type":"presence"}`, `{"type":"auth"}`, `{"type":"auth","body":{"auth":7}}`,
		a.authMessage("cometchat-uid-1", "unknown", ""), a.authMessage("nobody", a.token("cometchat-uid-1"), ""),
	} {
		s := a.connect(first)
		if err := s.closed(); !errors.Is(err, ErrSocketRefused) {
			t.Errorf("%s: %v", first, err)
		}
	}
	s := a.connect("")
	close(s.says)
	if err := s.closed(); !errors.Is(err, ErrSocketRefused) {
		t.Error(err)
	}
	if got := a.admin("GET", "/users/cometchat-uid-1", "").user().Status; got != "offline" {
		t.Errorf("a stranger made the user %s", got)
	}
}

func TestSocketsEndWithTheirSession(t *testing.T) {
	a := sampleApp(t)
	token := a.token("cometchat-uid-2")
	for name, end := range map[string]func(){
		"log out":    func() { a.send("DELETE", "/v3/me", "", "authtoken", token).ok() },
		"flush":      func() { a.admin("DELETE", "/users/cometchat-uid-2/auth_tokens", "").ok() },
		"deactivate": func() { a.admin("DELETE", "/users/cometchat-uid-2", "").ok() },
	} {
		token = a.token("cometchat-uid-2")
		s := a.connect(a.authMessage("cometchat-uid-2", token, `"presenceSubscription":"ALL_USERS",`))
		s.next()
		end()
		if err := s.closed(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		a.admin("PUT", "/users", `{"uidsToActivate":["cometchat-uid-2"]}`).ok()
	}
}

func TestCloseEndsTheSockets(t *testing.T) {
	path := filepath.Join(t.TempDir(), "census.db")
	a := fileApp(t, path)
	s := a.listenAs("cometchat-uid-1", "")
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.closed(); err != nil {
		t.Error(err)
	}
	if err := a.connect("x").closed(); err != nil {
		t.Errorf("a socket after the end: %v", err)
	}
	if got := fileApp(t, path).admin("GET", "/users/cometchat-uid-1", "").user().Status; got != "offline" {
		t.Errorf("after a restart the user is %s", got)
	}
}

// Changes by another server on the same file are announced too.
func TestSocketsAnnounceWritesOfOtherServers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "census.db")
	a, b := fileApp(t, path), fileApp(t, path)
	listener := a.listenAs("cometchat-uid-1", `"presenceSubscription":"ALL_USERS",`)
	b.as("cometchat-uid-2")("PUT", "/me", handshake).ok()
	if got := listener.presences(1); got != "cometchat-uid-2 online" {
		t.Errorf("heard %q", got)
	}
}

func TestSlowListenersAreCut(t *testing.T) {
	l := newListener(heard{})
	for range backlog {
		l.tell(nil)
	}
	select {
	case <-l.gone:
		t.Error("cut too early")
	default:
	}
	l.tell(nil)
	l.tell(nil)
	<-l.gone
}

func TestWithoutSocketsNoneOpens(t *testing.T) {
	sampleApp(t).send("GET", "/", "", "Connection", "Upgrade", "Upgrade", "websocket").fails(404, "ERR_API_NOT_FOUND", nil)
}

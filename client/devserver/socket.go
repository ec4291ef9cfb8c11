package devserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"census/model"
)

// Conn is an open web socket. It carries whole text messages, with one Read and
// one Write at a time. Read fails once the other side is gone.
type Conn interface {
	Read(ctx context.Context) ([]byte, error)
	Write(ctx context.Context, message []byte) error
}

// Upgrade answers a request for a web socket by opening it, running talk on it,
// and closing it when talk returns: with [ErrSocketRefused] because the other
// side did not identify itself, with nil because the conversation is over.
type Upgrade func(w http.ResponseWriter, r *http.Request, talk func(context.Context, Conn) error)

// ErrSocketRefused is for a socket whose first message belongs to no session.
var ErrSocketRefused = errors.New("the first message names no session")

// isUpgrade reports whether the request is for a socket. SDKs since version 3
// request no path; older ones request a different path and speak XMPP, which is
// not served.
func isUpgrade(r *http.Request) bool {
	return r.URL.Path == "/" && r.Method == http.MethodGet && strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
}

// The kinds of socket events, as named in the official SDK's source.
const (
	eventAuth     = "auth"
	eventPresence = "presence"
	actionPing    = "ping"
	actionPong    = "pong"
)

// heard is the part of a client's message that the server reads.
type heard struct {
	Type     string `json:"type"`
	Action   string `json:"action"`
	DeviceID string `json:"deviceId"`
	Body     struct {
		Auth         string   `json:"auth"`
		Subscription string   `json:"presenceSubscription"`
		Roles        []string `json:"roles"`
	} `json:"body"`
}

// talk holds a conversation as the official SDK expects it. The first message
// names the session by its web token; pings are answered, everything else is
// ignored. The session lasts as long as the socket: a user whose last socket
// closes goes offline, immediately, which is a choice.
func (s *Server) talk(ctx context.Context, c Conn) error {
	ctx, leave, ok := s.present.enter(ctx)
	if !ok {
		return nil
	}
	defer leave()
	l, from, err := s.admit(ctx, c)
	if err != nil {
		return err
	}
	s.present.join(l, from)
	defer s.dismiss(ctx, l)
	if err := s.presence(ctx, l, openSession); err != nil {
		return err
	}
	if err := say(ctx, c, s.authEvent(l, "200", "OK")); err != nil {
		return err
	}
	go hear(context.WithoutCancel(ctx), c, l)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-l.gone:
			return nil
		case message := <-l.messages:
			if err := say(ctx, c, message); err != nil {
				return err
			}
		}
	}
}

// say sends a message completely, even if the conversation is ending: stopping
// halfway would cut the connection.
func say(ctx context.Context, c Conn, message []byte) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerTimeout)
	defer cancel()
	if err := c.Write(ctx, message); err != nil {
		return fmt.Errorf("write to a socket: %w", err)
	}
	return nil
}

// admit reads the first message and finds the session, and the point from which
// the listener gets news.
func (s *Server) admit(ctx context.Context, c Conn) (l *listener, from int64, err error) {
	patience, cancel := context.WithTimeout(ctx, headerTimeout)
	defer cancel()
	text, err := c.Read(patience)
	if err != nil {
		return nil, 0, fmt.Errorf("wait for a session: %w", err)
	}
	var first heard
	if json.Unmarshal(text, &first) != nil || first.Type != eventAuth {
		return nil, 0, ErrSocketRefused
	}
	l = newListener(first)
	err = s.store.read(ctx, func(tx *transaction) error {
		r, token, err := jwtOwner(ctx, tx, s.facts.AppID, first.Body.Auth)
		if err != nil {
			return err
		}
		l.id, l.uid, l.token = r.id, r.UID, token
		from, err = lastPresence(ctx, tx)
		return err
	})
	if errors.Is(err, errNoToken) {
		_ = say(ctx, c, s.authEvent(l, "401", "ERROR")) // what a stranger is told is a choice
		return nil, 0, ErrSocketRefused
	}
	return l, from, err
}

// hear answers pings until the other side is gone.
func hear(ctx context.Context, c Conn, l *listener) {
	defer l.cut()
	for {
		text, err := c.Read(ctx)
		if err != nil {
			return
		}
		var message heard
		if json.Unmarshal(text, &message) == nil && message.Action == actionPing {
			var o object
			o.text("action", actionPong)
			l.tell(o.end())
		}
	}
}

// presence opens or closes the listener's session.
func (s *Server) presence(ctx context.Context, l *listener,
	change func(context.Context, *transaction, int64, string, model.UnixTime) error) error {
	return s.store.write(ctx, func(tx *transaction) error {
		if _, _, err := tokenOwner(ctx, tx, l.token); err != nil {
			return err
		}
		return change(ctx, tx, l.id, l.token, s.unixNow())
	})
}

// dismiss ends the listener's session unless it has another open socket, such
// as another browser tab.
func (s *Server) dismiss(ctx context.Context, l *listener) {
	if s.present.leave(l) {
		return
	}
	ctx = context.WithoutCancel(ctx)
	if err := s.presence(ctx, l, closeSession); err != nil && !errors.Is(err, errNoToken) {
		s.log.WarnContext(ctx, "socket", "error", err)
	}
}

// authEvent answers the first message.
func (s *Server) authEvent(l *listener, code, status string) []byte {
	var body object
	body.text("code", code)
	body.text("status", status)
	return s.event(eventAuth, l.uid, l.device, body.end())
}

// presenceEvent reports that a user has come online or gone offline.
func (s *Server) presenceEvent(r record) []byte {
	action := "offline"
	if r.Status.Online() {
		action = "online"
	}
	r.DeactivatedAt = 0 // users are not told
	var body object
	body.text("action", action)
	body.number("timestamp", int64(r.LastActiveAt))
	body.raw("user", userJSON(r, view{hidePrivate: true}))
	return s.event(eventPresence, r.UID, "", body.end())
}

func (s *Server) event(kind, sender, device string, body []byte) []byte {
	var o object
	o.text("appId", s.facts.AppID)
	o.text("type", kind)
	optionalText(&o, "sender", sender)
	optionalText(&o, "deviceId", device)
	o.raw("body", body)
	return o.end()
}

// announceAgain is the longest delay before news from another process on the
// same file are announced.
const announceAgain = time.Second

// announce informs the listeners of users coming online and going offline,
// starting after a number.
func (s *Server) announce(ctx context.Context, from int64) {
	ticker := time.NewTicker(announceAgain)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.present.woken:
		case <-ticker.C:
		}
		err := s.store.read(ctx, func(tx *transaction) (err error) {
			from, err = s.announceSince(ctx, tx, from)
			return err
		})
		if err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "presence", "error", err)
		}
	}
}

func (s *Server) announceSince(ctx context.Context, tx *transaction, from int64) (last int64, err error) {
	news, err := presencesSince(ctx, tx, from)
	if err != nil || len(news) == 0 {
		return from, err
	}
	ids := make([]uint32, len(news))
	for i, p := range news {
		ids[i] = uint32(p.id)
	}
	users, err := usersOf(ctx, tx, userQuery{}, ids)
	if err != nil {
		return from, err
	}
	known := map[int64]record{}
	for _, r := range users {
		known[r.id] = r
	}
	for _, l := range s.present.all() {
		if err := s.announceTo(ctx, tx, l, news, known); err != nil {
			return from, err
		}
	}
	return news[len(news)-1].number, nil
}

// announceTo informs one listener of what they have subscribed to. If their
// session has ended by then, they are cut off.
func (s *Server) announceTo(ctx context.Context, tx *transaction, l *listener, news []presence, known map[int64]record) error {
	if _, _, err := tokenOwner(ctx, tx, l.token); errors.Is(err, errNoToken) {
		l.cut()
		return nil
	} else if err != nil {
		return err
	}
	restricted, err := listsFriendsOnly(ctx, tx, l.id)
	if err != nil {
		return err
	}
	friends := map[int64]bool{}
	if restricted || l.subscription == toFriends {
		if friends, err = friendsOf(ctx, tx, l.id); err != nil {
			return err
		}
	}
	for _, p := range news {
		r, ok := known[p.id]
		if r.Status = p.status; ok && l.wants(r, friends[r.id]) && (friends[r.id] || !restricted) {
			l.tell(s.presenceEvent(r))
		}
	}
	return nil
}

// The subscriptions to presence, by the SDK's names.
const (
	toAll     = "ALL_USERS"
	toFriends = "FRIENDS"
	toRoles   = "ROLES"
)

// wants reports whether the listener has subscribed to the user. Nobody is
// informed about themselves: a choice, in line with lists.
func (l *listener) wants(r record, isFriend bool) bool {
	switch {
	case r.id == l.id:
		return false
	case l.subscription == toAll:
		return true
	case l.subscription == toFriends:
		return isFriend
	case l.subscription == toRoles:
		return slices.Contains(l.roles, r.Role)
	}
	return false
}

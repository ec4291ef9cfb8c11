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

// Conn is an open web socket: whole text messages, one Read and one Write at a
// time. Read ends with an error once the other side is gone.
type Conn interface {
	Read(ctx context.Context) ([]byte, error)
	Write(ctx context.Context, message []byte) error
}

// Upgrade answers a request for a web socket by opening it, lets talk have it,
// and closes it when talk returns: [ErrSocketRefused] says that the other side
// did not say who it is, nil that there is nothing more to say.
type Upgrade func(w http.ResponseWriter, r *http.Request, talk func(context.Context, Conn) error)

// ErrSocketRefused is for a socket whose first message does not belong to a
// session.
var ErrSocketRefused = errors.New("the first message names no session")

// isUpgrade tells requests for a socket. The SDKs since version 3 ask for no path;
// those before ask for another one and speak XMPP, which is not served.
func isUpgrade(r *http.Request) bool {
	return r.URL.Path == "/" && r.Method == http.MethodGet && strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
}

// The kinds of events on a socket, as the source of the official SDK names them.
const (
	eventAuth     = "auth"
	eventPresence = "presence"
	actionPing    = "ping"
	actionPong    = "pong"
)

// heard is what a client says on its socket, as far as it is listened to.
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

// talk has a conversation as the official SDK leads it. The first message names
// the session by its web token; pings are answered, everything else is passed
// over. The session lasts as long as the socket: a user whose last one is closed
// goes offline, at once, which is a choice.
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

// say sends a message whole, also when the conversation is just being ended:
// giving up half-way would cut the connection instead.
func say(ctx context.Context, c Conn, message []byte) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerTimeout)
	defer cancel()
	if err := c.Write(ctx, message); err != nil {
		return fmt.Errorf("write to a socket: %w", err)
	}
	return nil
}

// admit reads the first message and finds the session, and where the listener's
// news begin.
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
		_ = say(ctx, c, s.authEvent(l, "401", "ERROR")) // what is said to a stranger is a choice
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

// dismiss ends the listener's session unless another socket of it is open, as
// with several tabs of a browser.
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

// presenceEvent tells that a user has come or gone.
func (s *Server) presenceEvent(r record) []byte {
	action := "offline"
	if r.Status.Online() {
		action = "online"
	}
	r.DeactivatedAt = 0 // users do not hear of that
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

// announceAgain is how long it takes at most until the news of another process on
// the same file are told.
const announceAgain = time.Second

// announce tells the listeners who came and who went, from a number on.
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

// announceTo tells one listener what they have subscribed to. A session that has
// ended by then is cut off.
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
	if restricted || l.subscription == "FRIENDS" {
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

// wants says whether the listener has subscribed to the user. That nobody hears
// of themselves is a choice, in line with lists.
func (l *listener) wants(r record, isFriend bool) bool {
	switch {
	case r.id == l.id:
		return false
	case l.subscription == "ALL_USERS":
		return true
	case l.subscription == "FRIENDS":
		return isFriend
	case l.subscription == "ROLES":
		return slices.Contains(l.roles, r.Role)
	}
	return false
}

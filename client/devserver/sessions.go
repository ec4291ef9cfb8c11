package devserver

import (
	"database/sql"

	"census/model"
)

// clientVersion is the path prefix that the settings tell clients to use.
const clientVersion = "v3.0"

// showSettings answers GET /settings with what the official SDK needs of the
// service's settings to go on talking to this server, under the host name by
// which it has reached it. It keeps them and then heeds nothing else, so the
// hosts and the version are complete or not there at all.
func (s *Server) showSettings(c *call) ([]byte, error) {
	var o object
	o.text("APP_ID", s.facts.AppID)
	o.text("REGION", s.facts.Region)
	for _, host := range []string{"ADMIN_API_HOST", "CLIENT_API_HOST", "CHAT_HOST"} {
		o.text(host, c.Host)
	}
	o.text("CHAT_API_VERSION", clientVersion)
	o.text("WS_API_VERSION", clientVersion)
	o.number("APP_VERSION", 4) // below 3 the SDK logs in anew at every reload
	o.truth("ANALYTICS_PING_DISABLED", true)
	return data(o.end()), nil
}

// reportSession answers POST /user_sessions, by which the official SDK describes
// its device some seconds after a login. The report is checked and not kept:
// nothing of the users API shows it.
//
// It comes without a token when its user has logged out meanwhile. That it is
// accepted then is a choice: the SDK does not survive an error here.
func (s *Server) reportSession(c *call) ([]byte, error) {
	b, err := readBody(c.Request)
	if err != nil {
		return nil, err
	}
	var p problems
	b.text(&p, "sessionId")
	b.object(&p, "data")
	if err := p.err(); err != nil {
		return nil, err
	}
	return done("The session has been reported successfully."), nil
}

// countOnline answers POST /api/{version}/online-members, which the official SDK
// asks the chat host. Its credential there is a web token that this server does
// not make, so anybody may ask: a choice.
func (s *Server) countOnline(c *call) ([]byte, error) {
	online := userQuery{status: string(model.StatusAvailable)}
	var n int
	err := s.store.read(c.Context(), func(tx *sql.Tx) (err error) {
		n, err = countUsers(c.Context(), tx, online.selection())
		return err
	})
	if err != nil {
		return nil, err
	}
	var o object
	o.number("onlineUsersCount", int64(n))
	return data(o.end()), nil
}

package devserver

import (
	"net"
	"strconv"
	"strings"

	"census/model"
)

// clientVersion is the path prefix that the settings tell clients to use.
const clientVersion = "v3.0"

// showSettings answers GET /settings with what the official SDKs read of the
// service's settings to go on talking to this server, under the host name by
// which they have reached it. They keep them and then heed nothing else, so the
// hosts and the version are complete or not there at all.
//
// The SDKs put the chat host together with a port of its own. There is one port
// here, whatever it is for, and nothing answers on it to calls and groups: that
// these have names at all, and which, is a choice.
func (s *Server) showSettings(c *call) ([]byte, error) {
	name, port, sslPort := hostAndPorts(c.Host)
	var o object
	o.text("APP_ID", s.facts.AppID)
	o.text("REGION", s.facts.Region)
	for _, host := range []string{"ADMIN_API_HOST", "CLIENT_API_HOST", "ANALYTICS_HOST"} {
		o.text(host, c.Host)
	}
	for _, version := range []string{"VERSION", "CHAT_API_VERSION", "WS_API_VERSION", "ANALYTICS_VERSION"} {
		o.text(version, clientVersion)
	}
	for _, service := range []string{"CHAT", "WEBRTC"} {
		o.text(service+"_HOST", name)
		o.number(service+"_WS_PORT", port)
		o.number(service+"_WSS_PORT", sslPort)
		o.number(service+"_HTTP_BIND_PORT", port)
		o.number(service+"_HTTPS_BIND_PORT", sslPort)
	}
	o.text("GROUP_SERVICE", "groups")
	o.text("CALL_SERVICE", "calls")
	o.number("APP_VERSION", 4) // below 3 the SDK logs in anew at every reload
	o.truth("ANALYTICS_PING_DISABLED", true)
	return data(o.end()), nil
}

// hostAndPorts takes apart by which name and port a client has reached the
// server. Without a port it was the usual one of http or https, which of the two
// nobody can tell.
func hostAndPorts(host string) (name string, port, sslPort int64) {
	name, text, err := net.SplitHostPort(host)
	number, _ := strconv.ParseUint(text, 10, 16)
	if err != nil || number == 0 {
		return host, 80, 443
	}
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	return name, int64(number), int64(number)
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

// ping answers POST /ping, by which the official SDK tells every minute that it is
// there, though the settings ask it not to: it reads them too late. The body is not
// kept, and what the service answers is not published.
func (s *Server) ping(*call) ([]byte, error) { return done("The ping has been received."), nil }

// countOnline answers POST /api/{version}/online-members, which the official SDK
// asks the chat host. Its credential there is the web token of a session, which is
// not checked, so anybody may ask: a choice.
func (s *Server) countOnline(c *call) ([]byte, error) {
	online := userQuery{status: string(model.StatusAvailable)}
	var n int
	err := s.store.read(c.Context(), func(tx *transaction) (err error) {
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

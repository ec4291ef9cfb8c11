package devserver

import (
	"net"
	"strconv"
	"strings"

	"census/model"
)

// clientVersion is the path prefix that the settings tell clients to use.
const clientVersion = "v3.0"

// showSettings answers GET /settings with the settings that official SDKs need
// to keep talking to this server, under the host name they have used to reach
// it. The SDKs store the settings and from then on follow only those, so the
// hosts and the version are either complete or missing altogether.
//
// The SDKs combine the chat host with a separate port. Here one port serves
// everything, and nothing answers calls or groups: naming these services at
// all, and which, is a choice.
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

// hostAndPorts splits the name and port by which a client has reached the
// server. Without a port it was the default one of http or https; which of the
// two cannot be known.
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

// reportSession answers POST /user_sessions, which the official SDK sends with
// a description of its device some seconds after a login. The report is checked
// and discarded: nothing in the users API shows it.
//
// It arrives without a token if the user has logged out in between. Accepting
// it even then is a choice: the SDK does not survive an error here.
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

// ping answers POST /ping, the official SDK's sign of life once a minute; the
// settings ask it not to ping, but it reads them too late. The body is
// discarded, and the service's answer is not published.
func (s *Server) ping(*call) ([]byte, error) { return done("The ping has been received."), nil }

// countOnline answers POST /api/{version}/online-members, which the official
// SDK asks the chat host. It sends the web token of a session, which is not
// checked, so anyone may ask: a choice.
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

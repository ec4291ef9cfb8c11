// Package sockets opens the web sockets of the local server, over which the
// official SDKs learn who comes online and who goes offline.
//
// It is separate from devserver so that a program that needs no sockets, such
// as census on its own local server, links and starts none of this. It must not
// know what is said on a socket.
package sockets

import (
	"context"
	"errors"
	"net/http"

	"github.com/coder/websocket"

	"census/client/devserver"
)

// Upgrade is a [devserver.Upgrade]. It accepts pages of any origin: what a page
// may do depends on the session it names, as with requests.
func Upgrade(w http.ResponseWriter, r *http.Request, talk func(context.Context, devserver.Conn) error) {
	c, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return // Accept has answered
	}
	code, reason := websocket.StatusNormalClosure, ""
	switch err := talk(r.Context(), conn{c}); {
	case errors.Is(err, devserver.ErrSocketRefused):
		code, reason = websocket.StatusPolicyViolation, err.Error()
	case err != nil:
		code = websocket.StatusInternalError
	}
	_ = c.Close(code, reason) // the other side may be gone
}

// conn is a [devserver.Conn].
type conn struct{ *websocket.Conn }

// Read implements [devserver.Conn]. The protocol has no binary messages; they
// are read like text.
func (c conn) Read(ctx context.Context) ([]byte, error) {
	_, message, err := c.Conn.Read(ctx)
	return message, err
}

// Write implements [devserver.Conn].
func (c conn) Write(ctx context.Context, message []byte) error {
	return c.Conn.Write(ctx, websocket.MessageText, message)
}

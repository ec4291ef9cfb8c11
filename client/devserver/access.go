package devserver

import (
	"crypto/subtle"
	"errors"
	"net/http"

	"census/model"
)

// call is an authenticated request.
type call struct {
	*http.Request
	// id, uid and token belong to the user whose token the request carries; they
	// are zero for a key.
	id    int64
	uid   string
	token string
	// key is the key the request carries, or empty.
	key string
	now model.UnixTime
}

// identify finds the caller and the operation the request means. A request
// carries a key or a token; refusing one with both is a choice.
func (s *Server) identify(r *http.Request, e *endpoint) (*route, *call, error) {
	if err := s.checkApp(r); err != nil {
		return nil, nil, err
	}
	c := &call{Request: r, now: s.unixNow()}
	key, token := r.Header.Get("apikey"), r.Header.Get("authtoken")
	switch {
	case e.forAnyone != nil:
		return e.forAnyone, c, s.checkTokenIfAny(c, token)
	case key != "" && token != "":
		return nil, nil, badRequest("authToken", "The apiKey and the authToken may not be sent together.")
	case token != "" && e.forToken != nil:
		c.token = token
		return e.forToken, c, s.checkToken(c)
	case key != "" && e.forKey != nil:
		c.key = key
		return e.forKey, c, s.checkKey(c, e.forKey.access)
	case e.forKey == nil:
		return nil, nil, emptyToken()
	}
	return nil, nil, emptyKey()
}

// checkApp refuses a request meant for another app. The service takes the app
// from the host name and ignores the header; here only the header can name it.
func (s *Server) checkApp(r *http.Request) error {
	id := r.Header.Get("appid")
	if id != "" && subtle.ConstantTimeCompare([]byte(id), []byte(s.facts.AppID)) == 0 {
		return wrongApp()
	}
	return nil
}

func (s *Server) checkKey(c *call, needed access) error {
	k, err := findKey(c.Context(), s.store.reader, c.key)
	switch {
	case errors.Is(err, errNoKey):
		return keyNotFound(c.key)
	case err != nil:
		return err
	case needed == fullAccess && k.scope != scopeFullAccess:
		return noAccess(c.key)
	}
	return nil
}

func (s *Server) checkToken(c *call) (err error) {
	c.uid, c.id, err = tokenOwner(c.Context(), s.store.reader, c.token)
	if errors.Is(err, errNoToken) {
		return tokenNotFound()
	}
	return err
}

// checkTokenIfAny admits requests to a public endpoint. A token, if sent, must
// be valid and makes the request its user's.
func (s *Server) checkTokenIfAny(c *call, token string) error {
	if token == "" {
		return nil
	}
	c.token = token
	return s.checkToken(c)
}

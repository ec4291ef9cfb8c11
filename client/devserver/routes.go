package devserver

import (
	"net/http"
	"strings"
)

// versions are the path prefixes served: the REST documentation's and the
// official SDK's default.
var versions = []string{"/v3", "/v3.0"}

// access is what a request must carry to be served.
type access int

const (
	// fullAccess: a REST API key.
	fullAccess access = iota
	// anyKey: an Auth key suffices.
	anyKey
	// session: the auth token of a user. The same path may be there for keys
	// with another meaning; the header decides.
	session
)

// rate is the class of requests a request counts in, with its own limit.
type rate int

const (
	standard rate = iota
	core
)

// route is one operation.
type route struct {
	pattern string // method and path, without the version
	access  access
	rate    rate
	handle  func(*Server, *call) ([]byte, error)
}

// routes is everything the server does. CometChat's documents contradict each
// other on what an Auth key may do: creating, updating and making tokens is a
// choice, and what the official SDK needs.
var routes = []route{
	{"GET /users", fullAccess, standard, (*Server).listUsers},
	{"POST /users", anyKey, core, (*Server).createUser},
	{"DELETE /users", fullAccess, standard, (*Server).deactivateUsers},
	{"PUT /users", fullAccess, standard, (*Server).reactivateUsers},
	{"GET /users/{uid}", fullAccess, standard, (*Server).showUser},
	{"PUT /users/{uid}", anyKey, standard, (*Server).updateUser},
	{"DELETE /users/{uid}", fullAccess, core, (*Server).deleteUser},
	{"POST /users/{uid}/auth_tokens", anyKey, standard, (*Server).createAuthToken},
	{"GET /users/{uid}/auth_tokens", fullAccess, standard, (*Server).listAuthTokens},
	{"DELETE /users/{uid}/auth_tokens", fullAccess, standard, (*Server).flushAuthTokens},
	{"GET /users/{uid}/auth_tokens/{authToken}", fullAccess, standard, (*Server).showAuthToken},
	{"PUT /users/{uid}/auth_tokens/{authToken}", fullAccess, standard, (*Server).updateAuthToken},
	{"DELETE /users/{uid}/auth_tokens/{authToken}", fullAccess, standard, (*Server).deleteAuthToken},
	{"GET /users/{uid}/blockedusers", fullAccess, standard, (*Server).listBlocked},
	{"POST /users/{uid}/blockedusers", fullAccess, standard, (*Server).blockUsers},
	{"DELETE /users/{uid}/blockedusers", fullAccess, standard, (*Server).unblockUsers},
	{"GET /roles", fullAccess, standard, (*Server).listRoles},
	{"POST /roles", fullAccess, standard, (*Server).createRole},
	{"GET /roles/{role}", fullAccess, standard, (*Server).showRole},
	{"PUT /roles/{role}", fullAccess, standard, (*Server).updateRole},
	{"DELETE /roles/{role}", fullAccess, standard, (*Server).deleteRole},
	{"GET /apikeys", fullAccess, standard, (*Server).listKeys},
	{"POST /apikeys", fullAccess, standard, (*Server).createKey},
	{"GET /apikeys/{apiKey}", fullAccess, standard, (*Server).showKey},
	{"PUT /apikeys/{apiKey}", fullAccess, standard, (*Server).updateKey},
	{"DELETE /apikeys/{apiKey}", fullAccess, standard, (*Server).deleteKey},

	{"GET /me", session, standard, (*Server).showMe},
	{"PUT /me", session, core, (*Server).putMe},
	{"DELETE /me", session, standard, (*Server).logOut},
	{"GET /users", session, standard, (*Server).listUsersAsMe},
	{"GET /users/{uid}", session, standard, (*Server).showUserAsMe},
	{"GET /blockedusers", session, standard, (*Server).listMyBlocks},
	{"POST /blockedusers", session, standard, (*Server).blockAsMe},
	{"DELETE /blockedusers", session, standard, (*Server).unblockAsMe},
}

// endpoint is what one method and path means to a key and to a token; either
// may be nil.
type endpoint struct{ forKey, forToken *route }

// rate is the class the request counts in, whether it is served or refused.
func (e *endpoint) rate(r *http.Request) rate {
	switch {
	case e == nil:
		return standard
	case e.forKey == nil || e.forToken != nil && r.Header.Get("authtoken") != "":
		return e.forToken.rate
	}
	return e.forKey.rate
}

// newMux lays the routes out under every version. A path or method that is not
// among them has the published answer for that.
func (s *Server) newMux() *http.ServeMux {
	endpoints := map[string]*endpoint{}
	for i := range routes {
		r := &routes[i]
		e := endpoints[r.pattern]
		if e == nil {
			e = &endpoint{}
			endpoints[r.pattern] = e
		}
		if r.access == session {
			e.forToken = r
		} else {
			e.forKey = r
		}
	}
	mux := http.NewServeMux()
	for pattern, e := range endpoints {
		method, path, _ := strings.Cut(pattern, " ")
		for _, version := range versions {
			mux.HandleFunc(method+" "+version+path, s.serve(e))
		}
	}
	mux.HandleFunc("/", s.serve(nil))
	return mux
}

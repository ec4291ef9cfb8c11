package devserver

import (
	"net/http"
	"slices"
	"strings"
)

// versions are the path prefixes served: those of the REST documentation and of
// the official SDK's default.
var versions = []string{"/v3", "/v3.0"}

// olderVersion is the path prefix of the version 2 SDKs. What they request with
// a token or an Auth key is the same as for later SDKs; the rest of the version
// 2 REST API is not served.
const olderVersion = "/v2.0"

// access is the credential a request needs.
type access int

const (
	// fullAccess: a REST API key.
	fullAccess access = iota
	// anyKey: at least an Auth key.
	anyKey
	// session: a user's auth token. Keys may use the same path with another
	// meaning; the header decides.
	session
	// anyone: no credential.
	anyone
)

// rate is a class of requests with a rate limit of its own.
type rate int

const (
	standard rate = iota
	core
	importing
)

// route is one operation.
type route struct {
	pattern string // method and path without the version
	access  access
	rate    rate
	handle  func(*Server, *call) ([]byte, error)
}

// routes lists everything the server does. CometChat's documents contradict
// each other about what an Auth key may do: allowing it to create and update
// users and make tokens is a choice, and what the official SDK needs.
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
	{"GET /users/{uid}/friends", fullAccess, standard, (*Server).listFriends},
	{"POST /users/{uid}/friends", fullAccess, standard, (*Server).addFriends},
	{"DELETE /users/{uid}/friends", fullAccess, standard, (*Server).removeFriends},
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

	{"POST /data_import/users", fullAccess, importing, (*Server).importUsers},

	{"GET /me", session, standard, (*Server).showMe},
	{"PUT /me", session, core, (*Server).putMe},
	{"DELETE /me", session, standard, (*Server).logOut},
	{"GET /users", session, standard, (*Server).listUsersAsMe},
	{"GET /users/{uid}", session, standard, (*Server).showUserAsMe},
	{"GET /blockedusers", session, standard, (*Server).listMyBlocks},
	{"POST /blockedusers", session, standard, (*Server).blockAsMe},
	{"DELETE /blockedusers", session, standard, (*Server).unblockAsMe},
	{"GET /conversations", session, standard, (*Server).listNothing},
	{"GET /groups", session, standard, (*Server).listNothing},
	{"GET /users/{uid}/conversation", session, standard, (*Server).showConversation},
	{"GET /users/{uid}/messages", session, standard, (*Server).listNoMessages},
	{"POST /users/{uid}/conversation/read", session, standard, (*Server).markConversation},
	{"POST /users/{uid}/conversation/delivered", session, standard, (*Server).markConversation},
	{"GET /settings", session, standard, (*Server).showSettings},
	{"POST /user_sessions", anyone, standard, (*Server).reportSession},
	{"POST /ping", anyone, standard, (*Server).ping},
}

// chatRoutes is what the chat host serves besides web sockets. Its paths
// contain a version of their own; any version is served.
var chatRoutes = []route{
	{"POST /api/{version}/online-members", anyone, standard, (*Server).countOnline},
}

// endpoint is what one method and path means to a key, to a token, and to
// anyone. A nil route does not exist.
type endpoint struct{ forKey, forToken, forAnyone *route }

// rate is the class the request counts towards, whether served or refused.
func (e *endpoint) rate(r *http.Request) rate {
	switch {
	case e == nil:
		return standard
	case e.forAnyone != nil:
		return e.forAnyone.rate
	case e.forKey == nil || e.forToken != nil && r.Header.Get("authtoken") != "":
		return e.forToken.rate
	}
	return e.forKey.rate
}

// add stores a route in the endpoint.
func (e *endpoint) add(r *route) {
	switch r.access {
	case session:
		e.forToken = r
	case anyone:
		e.forAnyone = r
	default:
		e.forKey = r
	}
}

// newMux registers the routes, those of the API under every version. Any other
// path or method gets the published answer for unknown endpoints.
func (s *Server) newMux() *http.ServeMux {
	mux := http.NewServeMux()
	for _, version := range versions {
		s.lay(mux, version, routes)
	}
	s.lay(mux, olderVersion, slices.DeleteFunc(slices.Clone(routes), func(r route) bool { return r.access == fullAccess }))
	s.lay(mux, "", chatRoutes)
	mux.HandleFunc("/", s.serve(nil))
	return mux
}

func (s *Server) lay(mux *http.ServeMux, prefix string, routes []route) {
	endpoints := map[string]*endpoint{}
	for i := range routes {
		r := &routes[i]
		if endpoints[r.pattern] == nil {
			endpoints[r.pattern] = &endpoint{}
		}
		endpoints[r.pattern].add(r)
	}
	for pattern, e := range endpoints {
		method, path, _ := strings.Cut(pattern, " ")
		mux.HandleFunc(method+" "+prefix+path, s.serve(e))
	}
}

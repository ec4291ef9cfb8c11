package query

import (
	"census/client"
	"census/model"
)

// Server is what the service itself can do of a query (GET /users).
type Server struct {
	// Options select every user that the query matches, and perhaps more. Paging
	// and tags are for the caller to ask for.
	Options client.ListOptions
	// Taken are the terms that the options stand for, as they are typed.
	Taken []string
	// Covers reports whether the options are the whole query. Roles and tags go
	// out as they were typed: a service that compares them letter for letter leaves
	// out what differs in letter case or accents only.
	Covers bool
}

// ServerPart says what the service can do of the query. Only terms that every
// match must satisfy are taken, of each filter the first: roles, a single tag,
// presence, and deactivated or active. Without the last, both are asked for. Free
// words never are, since the service finds them at the beginning of name and uid
// only.
func (q Query) ServerPart() Server {
	s := Server{Options: client.ListOptions{Lifecycle: client.ActiveAndDeactivated}, Covers: true}
	for _, n := range q.conjuncts() {
		if term, ok := s.take(n); ok {
			s.Taken = append(s.Taken, term)
		} else {
			s.Covers = false
		}
	}
	return s
}

// conjuncts are the nodes that must all match, those of groups included.
func (q Query) conjuncts() []Node {
	var all []Node
	var add func(Node)
	add = func(n Node) {
		group, ok := n.(All)
		if !ok {
			all = append(all, n)
			return
		}
		for _, part := range group {
			add(part)
		}
	}
	if q.Root != nil {
		add(q.Root)
	}
	return all
}

// take puts a node into the options; ok is false when it does not fit in.
func (s *Server) take(n Node) (term string, ok bool) {
	o := &s.Options
	switch n := n.(type) {
	case Role:
		if len(o.Roles) == 0 {
			o.Roles = n.Typed
			return Term("role", n.Typed...), true
		}
	case Tag:
		if len(o.Tags) == 0 && len(n.Typed) == 1 {
			o.Tags = n.Typed
			return Term("tag", n.Typed...), true
		}
	case Status:
		if o.Status == "" {
			o.Status = map[bool]model.Status{true: model.StatusAvailable, false: model.StatusOffline}[n.Online]
			return Term("status", o.Status.String()), true
		}
	case Is:
		return s.takeState(n.State, Term("is", string(n.State)))
	case Not:
		if is, ok := n.Node.(Is); ok && is.State == Deactivated {
			return s.takeState(Active, "-"+Term("is", string(Deactivated)))
		}
	}
	return "", false
}

func (s *Server) takeState(state State, term string) (string, bool) {
	lifecycle, ok := map[State]client.Lifecycle{Deactivated: client.Deactivated, Active: client.Active}[state]
	if !ok || s.Options.Lifecycle != client.ActiveAndDeactivated {
		return "", false
	}
	s.Options.Lifecycle = lifecycle
	return term, true
}

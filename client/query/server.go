package query

import (
	"census/client"
	"census/model"
)

// Server is the part of a query that the service can answer itself (GET
// /users).
type Server struct {
	// Options select every user the query matches, and perhaps more. The caller
	// adds paging and tags.
	Options client.ListOptions
	// Taken lists the terms that the options cover, as typed.
	Taken []string
	// Covers reports whether the options are equivalent to the query. Roles and
	// tags are sent as typed: a service that compares exactly leaves out users
	// whose roles or tags differ only in case or accents.
	Covers bool
}

// ServerPart returns what the service can do of the query. It only takes terms
// that every match must satisfy, the first of each kind: roles, a single tag,
// presence, and deactivated or active. Without one of the latter, both are
// requested. It never takes free words, because the service finds them only at
// the start of name and uid.
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

// conjuncts are the nodes that must all match, including those in groups.
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

// take adds a node to the options; ok is false if they cannot express it.
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

package cli

import (
	"sync"

	"census/client"
)

// secrets are the keys and tokens met during this run. Messages and crash
// reports are searched for them on their way out, whatever wrote them.
type secrets struct {
	mu  sync.Mutex
	all []string
	// sessions take out the tokens that were made for those logged in.
	sessions []*client.Client
}

func (s *secrets) add(texts ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, texts...)
}

// addSession adds the secrets of the client.
func (s *secrets) addSession(c *client.Client) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions = append(s.sessions, c)
}

func (s *secrets) redact(text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := client.NewRedactor(s.all...)
	for _, c := range s.sessions {
		known = known.And(c.Redactor())
	}
	return known.Redact(text)
}

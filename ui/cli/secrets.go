package cli

import (
	"sync"

	"census/client"
)

// secrets are the keys and tokens met during this run. Messages and crash
// reports are searched for them on their way out, whatever wrote them.
type secrets struct {
	mu    sync.Mutex
	known client.Redactor
}

func (s *secrets) add(texts ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = s.known.And(client.NewRedactor(texts...))
}

// addSession adds the secrets of the client, such as a token that was made for who
// is logged in.
func (s *secrets) addSession(c *client.Client) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = s.known.And(c.Redactor())
}

func (s *secrets) redact(text string) string {
	s.mu.Lock()
	known := s.known
	s.mu.Unlock()
	return known.Redact(text)
}

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

// addAll adds the secrets of a session, such as a token that was made for who is
// logged in.
func (s *secrets) addAll(more client.Redactor) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = s.known.And(more)
}

func (s *secrets) redact(text string) string {
	s.mu.Lock()
	known := s.known
	s.mu.Unlock()
	return known.Redact(text)
}

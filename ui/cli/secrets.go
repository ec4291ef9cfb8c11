package cli

import (
	"sync"

	"census/client"
)

// secrets are the keys and tokens seen during this run. They are removed from
// messages and crash reports before output, whatever wrote them.
type secrets struct {
	mu    sync.Mutex
	known client.Redactor
}

func (s *secrets) add(texts ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = s.known.And(client.NewRedactor(texts...))
}

// addAll adds a session's secrets, such as a token made for the logged-in user.
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

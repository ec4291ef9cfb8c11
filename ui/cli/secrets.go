package cli

import (
	"strings"
	"sync"
)

// secrets are the keys and tokens met during this run. Messages and crash
// reports are searched for them on their way out, whatever wrote them.
type secrets struct {
	mu  sync.Mutex
	all []string
}

func (s *secrets) add(texts ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, text := range texts {
		if text != "" {
			s.all = append(s.all, text)
		}
	}
}

func (s *secrets) redact(text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, secret := range s.all {
		text = strings.ReplaceAll(text, secret, "[redacted]")
	}
	return text
}

package devserver

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// The published limits per minute, and the app-wide one in recorded answers.
const (
	coreLimit     = 10_000
	standardLimit = 20_000
	importLimit   = 60
	appLimit      = 100_000
)

// meter counts requests per minute for the X-RateLimit headers. It only refuses
// requests if a limit was set.
type meter struct {
	// limit is how many requests per minute each class allows; 0 means the
	// published limits, which are reported but not enforced.
	limit int

	mu     sync.Mutex
	minute int64
	used   map[rate]int
}

// note counts one request and writes the four recorded headers. When the minute
// is full it returns the published error, and the headers also say when the
// next minute begins, as the newest documentation describes.
func (m *meter) note(h http.Header, class rate, now time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if minute := now.Unix() / 60; minute != m.minute || m.used == nil {
		m.minute, m.used = minute, map[rate]int{}
	}
	m.used[class]++
	limit := m.limitOf(class)
	all := m.used[core] + m.used[standard] + m.used[importing]
	h.Set("X-RateLimit-Limit", strconv.Itoa(limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(max(0, limit-m.used[class])))
	h.Set("X-RateLimit-Limit-For-App", strconv.Itoa(appLimit))
	h.Set("X-RateLimit-Remaining-For-App", strconv.Itoa(max(0, appLimit-all)))
	if m.limit == 0 || m.used[class] <= limit {
		return nil
	}
	next := (m.minute + 1) * 60
	h.Set("X-RateLimit-Reset", strconv.FormatInt(next, 10))
	h.Set("Retry-After", strconv.FormatInt(next-now.Unix(), 10))
	return tooManyRequests()
}

func (m *meter) limitOf(class rate) int {
	limit := standardLimit
	switch class {
	case core:
		limit = coreLimit
	case importing:
		limit = importLimit
	}
	switch {
	case m.limit == 0:
		return limit
	case class == importing:
		return min(limit, m.limit)
	}
	return m.limit
}

// tooManyRequests has a published code; its envelope and text are published
// nowhere: a choice.
func tooManyRequests() *apiError {
	const text = "Too many requests. Please try again later."
	return &apiError{http.StatusTooManyRequests, "ERR_TOO_MANY_REQUESTS", text, text, nil}
}

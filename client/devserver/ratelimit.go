package devserver

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// The published limits per minute, and the one for the whole app that recorded
// answers carry.
const (
	coreLimit     = 10_000
	standardLimit = 20_000
	importLimit   = 60
	appLimit      = 100_000
)

// meter counts requests by the minute for the X-RateLimit headers. It refuses
// none unless it has a limit of its own.
type meter struct {
	// limit is how many requests of each class a minute has room for; 0 stands
	// for the published limits, which are reported only.
	limit int

	mu     sync.Mutex
	minute int64
	used   map[rate]int
}

// note counts one request and writes the four recorded headers. The error is
// the published one for a minute that is full; the headers then also say when
// the next one begins, as the newest documentation has it.
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

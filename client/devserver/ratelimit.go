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

// meter counts requests by the minute for the X-RateLimit headers. It reports
// and never refuses.
type meter struct {
	mu     sync.Mutex
	minute int64
	used   map[rate]int
}

// note counts one request and writes the four recorded headers.
func (m *meter) note(h http.Header, class rate, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if minute := now.Unix() / 60; minute != m.minute || m.used == nil {
		m.minute, m.used = minute, map[rate]int{}
	}
	m.used[class]++
	limit := standardLimit
	switch class {
	case core:
		limit = coreLimit
	case importing:
		limit = importLimit
	}
	all := m.used[core] + m.used[standard] + m.used[importing]
	h.Set("X-RateLimit-Limit", strconv.Itoa(limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(max(0, limit-m.used[class])))
	h.Set("X-RateLimit-Limit-For-App", strconv.Itoa(appLimit))
	h.Set("X-RateLimit-Remaining-For-App", strconv.Itoa(max(0, appLimit-all)))
}

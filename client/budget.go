package client

import (
	"math"
	"net/http"
	"strconv"
	"strings"
)

// budgetOf reads the rate limit from an answer's headers, in both published
// spellings (rest.md section 9). The older one calls the limit just
// X-Rate-Limit.
func budgetOf(h http.Header) Budget {
	limit, ok := countIn(h, "X-RateLimit-Limit", "X-Rate-Limit")
	remaining, both := countIn(h, "X-RateLimit-Remaining", "X-Rate-Limit-Remaining")
	if !ok || !both || limit == 0 {
		return Budget{}
	}
	return Budget{Limit: limit, Remaining: remaining, Known: true}
}

// countIn is the first of the headers with a whole number, capped to fit any
// int.
func countIn(h http.Header, names ...string) (count int, ok bool) {
	for _, name := range names {
		n, err := strconv.ParseUint(strings.TrimSpace(h.Get(name)), 10, 63)
		if err == nil {
			return int(min(n, math.MaxInt32)), true
		}
	}
	return 0, false
}

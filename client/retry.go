package client

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// RetryPolicy says how requests are repeated after network failures and
// statuses 429, 502, 503 and 504. The client only repeats what cannot overwrite
// others' changes: reading, deactivating, reactivating, deleting, blocking and
// unblocking. It never repeats a creation or an update. A zero field means its
// default.
type RetryPolicy struct {
	// Attempts is how often a request is sent at most, including the first time;
	// default 4, and 1 means no repetition.
	Attempts int
	// MinWait is the wait before the second attempt; it doubles up to MaxWait.
	// Defaults 250 ms and 8 s. Jitter shortens each wait by up to half.
	MinWait, MaxWait time.Duration
	// MaxRetryAfter caps the wait that the service asks for; default 30 s.
	MaxRetryAfter time.Duration

	// Sleep waits for d, or returns early with the context's error. Now returns
	// the time, Jitter numbers in [0, 1). Tests replace all three.
	Sleep  func(ctx context.Context, d time.Duration) error
	Now    func() time.Time
	Jitter func() float64
}

func (p RetryPolicy) withDefaults() RetryPolicy {
	if p.Attempts <= 0 {
		p.Attempts = 4
	}
	if p.MinWait <= 0 {
		p.MinWait = 250 * time.Millisecond
	}
	if p.MaxWait <= 0 {
		p.MaxWait = 8 * time.Second
	}
	if p.MaxRetryAfter <= 0 {
		p.MaxRetryAfter = 30 * time.Second
	}
	if p.Sleep == nil {
		p.Sleep = sleep
	}
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Jitter == nil {
		p.Jitter = rand.Float64
	}
	return p
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// backOff is the growing wait of one request. The library's own randomness is
// off because its source cannot be injected; [RetryPolicy.wait] adds the
// jitter.
func (p RetryPolicy) backOff() *backoff.ExponentialBackOff {
	return &backoff.ExponentialBackOff{InitialInterval: p.MinWait, Multiplier: 2, MaxInterval: p.MaxWait}
}

// wait returns how long to wait after err: as long as the service asked, up to
// the cap, otherwise the next step of the backoff.
func (p RetryPolicy) wait(steps *backoff.ExponentialBackOff, err error) time.Duration {
	var answered *APIError
	if errors.As(err, &answered) && answered.RetryAfter > 0 {
		return min(answered.RetryAfter, p.MaxRetryAfter)
	}
	step := min(steps.NextBackOff(), p.MaxWait)
	return step/2 + time.Duration(p.Jitter()*float64(step/2))
}

// Attempts counts the attempts at one request.
type Attempts struct {
	policy RetryPolicy
	steps  *backoff.ExponentialBackOff
	made   int
}

// Attempts starts counting the attempts at one request under the client's
// [RetryPolicy]. It is for callers who repeat what the client does not.
func (c *Client) Attempts() *Attempts {
	policy := c.cfg().Retry
	return &Attempts{policy: policy, steps: policy.backOff()}
}

// Again waits after an attempt that failed with err, and reports whether to try
// again. After a permanent failure or the last attempt it returns false at
// once; it also returns false when ctx ends the wait.
func (a *Attempts) Again(ctx context.Context, err error) bool {
	a.made++
	if a.made >= a.policy.Attempts || !isPassing(err) {
		return false
	}
	a.policy.pause(ctx, a.policy.wait(a.steps, err), err)
	return ctx.Err() == nil
}

// isPassing reports whether the same request may succeed a little later.
func isPassing(err error) bool {
	var lost *transportError
	if errors.As(err, &lost) {
		return lost.isPassing
	}
	var answered *APIError
	if !errors.As(err, &answered) {
		return false
	}
	switch answered.Status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return answered.Code == codeTooManyRequests
}

// longestHint keeps a nonsensical header from overflowing a duration.
const longestHint = 24 * time.Hour

// retryHint reads how long the service asks to wait: from Retry-After, in
// seconds (possibly fractional) or as a date, otherwise from the time at which
// the limit resets, in both published spellings (rest.md section 9). Zero means
// it does not say.
func retryHint(h http.Header, now time.Time) time.Duration {
	if d := retryAfter(strings.TrimSpace(h.Get("Retry-After")), now); d > 0 {
		return d
	}
	for _, name := range []string{"X-RateLimit-Reset", "X-Rate-Limit-Reset"} {
		if reset, ok := seconds(h.Get(name)); ok && reset > float64(now.Unix()) {
			return clampHint(reset - float64(now.Unix()))
		}
	}
	return 0
}

func retryAfter(value string, now time.Time) time.Duration {
	if s, ok := seconds(value); ok {
		return clampHint(s)
	}
	if at, err := http.ParseTime(value); err == nil && at.After(now) {
		return min(at.Sub(now), longestHint)
	}
	return 0
}

// seconds reads a decimal number; one too large for its type is infinite.
func seconds(value string) (s float64, ok bool) {
	value = strings.TrimSpace(value)
	if strings.Trim(value, "0123456789.") != "" {
		return 0, false // a date, or a spelling that only Go knows
	}
	s, err := strconv.ParseFloat(value, 64)
	return s, err == nil || errors.Is(err, strconv.ErrRange)
}

func clampHint(seconds float64) time.Duration {
	return time.Duration(min(seconds, longestHint.Seconds()) * float64(time.Second))
}

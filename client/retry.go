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

// RetryPolicy says how requests are repeated after a failure of the network,
// 429, 502, 503 and 504. The client repeats by itself what cannot overwrite
// others: readings, deactivating, reactivating, deleting, blocking and
// unblocking. It never repeats a creation or an update. A zero field means its
// default.
type RetryPolicy struct {
	// Attempts is how often one request is sent at most, the first time
	// included; default 4, 1 means never again.
	Attempts int
	// MinWait is the wait before the second attempt; it doubles up to MaxWait.
	// Defaults 250 ms and 8 s. Jitter takes away up to half of each.
	MinWait, MaxWait time.Duration
	// MaxRetryAfter caps the wait that the service asks for; default 30 s.
	MaxRetryAfter time.Duration

	// Sleep waits for d and returns early with the context's error. Now tells
	// the time, Jitter gives numbers in [0, 1). Tests replace all three.
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
// off: its source cannot be injected, so [RetryPolicy.wait] adds the jitter.
func (p RetryPolicy) backOff() *backoff.ExponentialBackOff {
	return &backoff.ExponentialBackOff{InitialInterval: p.MinWait, Multiplier: 2, MaxInterval: p.MaxWait}
}

// wait is how long to wait after err: as long as the service asked, up to the
// cap, or else the next step of the backoff.
func (p RetryPolicy) wait(steps *backoff.ExponentialBackOff, err error) time.Duration {
	var answered *APIError
	if errors.As(err, &answered) && answered.RetryAfter > 0 {
		return min(answered.RetryAfter, p.MaxRetryAfter)
	}
	step := min(steps.NextBackOff(), p.MaxWait)
	return step/2 + time.Duration(p.Jitter()*float64(step/2))
}

// Attempts are the sendings of one request.
type Attempts struct {
	policy RetryPolicy
	steps  *backoff.ExponentialBackOff
	made   int
}

// Attempts begins to count the sendings of one request by the client's
// [RetryPolicy]. It is for a caller who repeats what the client does not.
func (c *Client) Attempts() *Attempts {
	policy := c.cfg().Retry
	return &Attempts{policy: policy, steps: policy.backOff()}
}

// Again waits after a sending that failed with err, and reports whether to send
// again. It does not wait, and the answer is no, after a failure that will not
// pass and after the last attempt; the answer is no too when ctx ends the wait.
func (a *Attempts) Again(ctx context.Context, err error) bool {
	a.made++
	if a.made >= a.policy.Attempts || !isPassing(err) {
		return false
	}
	a.policy.pause(ctx, a.policy.wait(a.steps, err), err)
	return ctx.Err() == nil
}

// isPassing says that the same request may succeed a little later.
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

// longestHint keeps a nonsense number in a header from overflowing a duration.
const longestHint = 24 * time.Hour

// retryHint reads how long the service asks to wait: Retry-After in seconds,
// whole or not, or as a date, else the moment the limit resets, in both spellings
// that are published (rest.md section 9). Zero means it does not say.
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

// seconds reads a number in decimal digits; one too large for its type is
// infinite.
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

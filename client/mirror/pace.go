package mirror

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"census/client"
)

// unknownLimit is what a minute is taken to have room for while no answer says
// it: the least that is published, which is what the free plan has (rest.md
// section 9).
const unknownLimit = 500

// probePause is the time between two requests while others have used up their
// share. The headers do not say when the next minute begins, so now and then one
// request looks.
const probePause = 5 * time.Second

// defaultShare leaves as much to everybody else who uses the app.
const defaultShare = 0.5

// pace spaces requests so that in no minute there are more than the share of the
// limit. It is safe for concurrent use.
type pace struct {
	share float64
	now   func() time.Time
	sleep func(context.Context, time.Duration) error

	limiter *rate.Limiter
	// turn is held by the one who waits. The others wait for it and not for a
	// moment of their own, which a later answer may show to be too far away.
	turn chan struct{}

	mu     sync.Mutex
	budget client.Budget
}

func newPace(o Options) *pace {
	p := &pace{
		share: o.Share, now: o.Now, sleep: o.Sleep,
		turn: make(chan struct{}, 1),
	}
	// Never two at once: those who wait are spaced evenly over the minute.
	p.limiter = rate.NewLimiter(limitOf(client.Budget{}, o.Share), 1)
	return p
}

// wait returns when the next request may be sent.
func (p *pace) wait(ctx context.Context) error {
	select {
	case p.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-p.turn }()
	now := p.now()
	if d := p.limiter.ReserveN(now, 1).DelayFrom(now); d > 0 {
		return p.sleep(ctx, d)
	}
	return ctx.Err()
}

// note takes over what an answer said. One that says nothing changes nothing.
func (p *pace) note(b client.Budget) {
	if !b.Known {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.budget = b
	limit := limitOf(b, p.share)
	if float64(b.Remaining) < (1-p.share)*float64(b.Limit) {
		limit = min(limit, rate.Every(probePause))
	}
	p.limiter.SetLimitAt(p.now(), limit)
}

// known is what was said last.
func (p *pace) known() client.Budget {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.budget
}

// perMinute is how many requests make up the share. One less than that many are
// sent: the first of a minute needs not wait.
func perMinute(b client.Budget, share float64) float64 {
	limit := unknownLimit
	if b.Known {
		limit = b.Limit
	}
	all := share * float64(limit)
	return max(all-1, all/2)
}

func limitOf(b client.Budget, share float64) rate.Limit {
	return rate.Limit(perMinute(b, share) / time.Minute.Seconds())
}

// Estimate is how long [Fetch] takes at least to read that many users, as far as
// the rate limit decides it: with pages of perPage users (0 means
// [client.MaxPerPage]) and at the share of the limit that it uses (0 means the
// default), when nothing moves meanwhile. An unknown budget counts as the least
// that is published. The network and the other side add to it.
func Estimate(total, perPage int, b client.Budget, share float64) time.Duration {
	if perPage <= 0 {
		perPage = client.MaxPerPage
	}
	requests := pagesOf(total, perPage)
	if requests > 1 {
		requests += 2 // the first and the last page once more
	}
	minutes := float64(requests-1) / perMinute(b, usable(share))
	return time.Duration(min(minutes*float64(time.Minute), float64(maxEstimate)))
}

// maxEstimate keeps a limit of nearly nothing from overflowing a duration.
const maxEstimate = 365 * 24 * time.Hour

// pagesOf is how many pages hold that many users; an empty list has one.
func pagesOf(total, size int) int {
	return max((total+size-1)/size, 1)
}

// usable is the share to go by.
func usable(share float64) float64 {
	if !(share > 0) {
		return defaultShare
	}
	return min(share, 1)
}

package devserver

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Latency is how long a request travels before the server sees it: Mean, plus
// or minus up to Spread, uniformly distributed. The zero value is none.
type Latency struct{ Mean, Spread time.Duration }

// maxPause limits how long a request may be delayed; a served connection has a
// minute for its answer.
const maxPause = 30 * time.Second

// ParseLatency reads a duration such as 200ms, or one with a spread such as
// 50ms±30ms, which may be typed 50ms+-30ms. The spread must not exceed the
// mean, nor both together 30 seconds.
func ParseLatency(text string) (Latency, error) {
	mean, spread, spreads := strings.Cut(strings.Replace(text, "+-", "±", 1), "±")
	var l Latency
	var err error
	if l.Mean, err = time.ParseDuration(mean); err != nil {
		return Latency{}, fmt.Errorf("latency %q is not a duration such as 200ms or 50ms±30ms", text)
	}
	if spreads {
		if l.Spread, err = time.ParseDuration(spread); err != nil {
			return Latency{}, fmt.Errorf("latency %q has no duration such as 30ms after ±", text)
		}
	}
	if err := l.check(); err != nil {
		return Latency{}, fmt.Errorf("latency %q: %w", text, err)
	}
	return l, nil
}

// String writes the latency as [ParseLatency] reads it.
func (l Latency) String() string {
	if l.Spread == 0 {
		return l.Mean.String()
	}
	return l.Mean.String() + "±" + l.Spread.String()
}

func (l Latency) check() error {
	switch {
	case l.Mean < 0 || l.Spread < 0:
		return errors.New("it cannot be negative")
	case l.Spread > l.Mean:
		return errors.New("it cannot spread below zero")
	case l.Mean+l.Spread > maxPause:
		return fmt.Errorf("it cannot be more than %s", maxPause)
	}
	return nil
}

func (l Latency) draw(random *rand.Rand) time.Duration {
	if l.Spread == 0 {
		return l.Mean
	}
	return l.Mean - l.Spread + time.Duration(random.Int64N(int64(2*l.Spread)+1))
}

// pause waits, and reports whether the caller is still waiting.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

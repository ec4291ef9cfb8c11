package words

import (
	"fmt"
	"time"

	"github.com/dustin/go-humanize"

	"census/model"
)

const (
	day   = 24 * time.Hour
	month = 30 * day
	year  = 365 * day
)

const (
	// skew is how far ahead of this machine's clock a service's may be.
	skew = 2 * time.Minute
	// noMoment is shown for a number that is not a plausible time.
	noMoment = "?"
)

// Age is how long ago a time was, in at most four cells: now, 5m, 2h, 3d, 8mo,
// 2y. A future time has a plus in front, up to 99 years. A dash means there is
// no time.
func Age(t model.UnixTime, now time.Time) string {
	switch {
	case t.IsZero():
		return "–"
	case !t.IsMoment():
		return noMoment
	}
	ago := now.Sub(t.Time()) // capped at the longest Duration
	switch {
	case -skew < ago && ago < time.Minute:
		return "now"
	case ago < 0:
		return "+" + inUnits(-max(ago, -99*year))
	}
	return inUnits(ago)
}

// inUnits is a duration of a minute or more in its largest unit.
func inUnits(d time.Duration) string {
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d < day:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d < month:
		return fmt.Sprintf("%dd", d/day)
	case d < year:
		return fmt.Sprintf("%dmo", d/month)
	}
	return fmt.Sprintf("%dy", d/year)
}

// Moment is a time in full: "3 Mar 2026 10:12:05 UTC · 8 months ago".
func Moment(t model.UnixTime, now time.Time, zone *time.Location) string {
	switch {
	case t.IsZero():
		return "–"
	case !t.IsMoment():
		return noMoment
	}
	return Exact(t, zone) + " · " + humanize.RelTime(t.Time(), now, "ago", "from now")
}

// Briefly is a time for the narrow detail next to the list: "8mo · 3 Mar 2026
// 10:12".
func Briefly(t model.UnixTime, now time.Time, zone *time.Location) (ago, at string) {
	if ago = Age(t, now); ago == noMoment {
		return ago, ""
	}
	return ago, " · " + t.Time().In(zone).Format("2 Jan 2006 15:04")
}

// Exact is a time to the second: "3 Mar 2026 10:12:05 UTC".
func Exact(t model.UnixTime, zone *time.Location) string {
	return t.Time().In(zone).Format("2 Jan 2006 15:04:05 MST")
}

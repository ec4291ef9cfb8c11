package ui

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

// age is how long ago a moment was, in at most four cells: now, 5m, 2h, 3d,
// 8mo, 2y. A dash means there is no moment.
func age(t model.UnixTime, now time.Time) string {
	if t.IsZero() {
		return "–"
	}
	switch d := now.Sub(t.Time()); {
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d < day:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d < month:
		return fmt.Sprintf("%dd", d/day)
	case d < year:
		return fmt.Sprintf("%dmo", d/month)
	default:
		return fmt.Sprintf("%dy", d/year)
	}
}

// moment is a time in full: "3 Mar 2026 10:12:05 UTC · 8 months ago".
func moment(t model.UnixTime, now time.Time, zone *time.Location) string {
	if t.IsZero() {
		return "–"
	}
	return exact(t, zone) + " · " + humanize.RelTime(t.Time(), now, "ago", "from now")
}

func exact(t model.UnixTime, zone *time.Location) string {
	return t.Time().In(zone).Format("2 Jan 2006 15:04:05 MST")
}

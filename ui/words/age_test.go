package words

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"census/model"
)

func TestAge(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	for ago, want := range map[time.Duration]string{
		-time.Hour: "+1h", 0: "now", 59 * time.Second: "now", time.Minute: "1m", 59 * time.Minute: "59m",
		time.Hour: "1h", 23 * time.Hour: "23h", day: "1d", 29 * day: "29d", 30 * day: "1mo", 364 * day: "12mo", 365 * day: "1y", 800 * day: "2y",
	} {
		if got := Age(model.UnixTime(now.Add(-ago).Unix()), now); got != want || len(got) > 4 {
			t.Errorf("%s ago: %q, want %q in four cells", ago, got, want)
		}
	}
	for at, want := range map[model.UnixTime]string{
		0: "–", 1: "57y", -1: "?", 1_800_000_119: "now", 1_800_000_120: "+2m", 1_800_000_300: "+5m", 1_900_000_000: "+3y",
		model.LastMoment: "+99y", model.LastMoment + 1: "?", 1_625_090_557_443: "?", math.MaxInt64: "?", math.MinInt64: "?",
	} {
		if got := Age(at, now); got != want {
			t.Errorf("%d: %q, want %q", at, got, want)
		}
	}
}

// "now" is only said within minutes, and the text always fits.
func TestAgeOfAnyNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := model.UnixTime(rapid.OneOf(rapid.Int64(), rapid.Int64Range(0, int64(model.LastMoment))).Draw(t, "at"))
		now := rapid.Int64Range(0, 1<<34).Draw(t, "now")
		got := Age(at, time.Unix(now, 0))
		if isNow := at.IsMoment() && !at.IsZero() && -60 < int64(at)-now && int64(at)-now < 120; isNow != (got == "now") || len(got) > 5 {
			t.Errorf("%d at %d is %q", at, now, got)
		}
	})
}

func TestMoment(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	at := model.UnixTime(time.Date(2026, 3, 3, 10, 12, 5, 0, time.UTC).Unix())
	if got, want := Moment(at, now, time.FixedZone("CET", 3600)), "3 Mar 2026 11:12:05 CET · 8 months ago"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Moment(math.MaxInt64, now, time.UTC); got != "?" {
		t.Errorf("no moment is %q", got)
	}
	if ago, at := Briefly(math.MaxInt64, now, time.UTC); ago != "?" || at != "" {
		t.Errorf("no moment is %q%q", ago, at)
	}
}

package query

import (
	"math"
	"strconv"
	"strings"
	"time"

	"census/model"
)

// MomentField is a time in a user's life.
type MomentField string

// The times: last active, created, updated, deactivated.
const (
	MomentSeen        MomentField = "seen"
	MomentCreated     MomentField = "created"
	MomentUpdated     MomentField = "updated"
	MomentDeactivated MomentField = "deactivated"
)

// Moment matches when the user's time is within a span, from From (inclusive)
// until Until (exclusive). A time that never was is zero and only in the span
// from 0 until 1; a damaged one is in none.
type Moment struct {
	Field       MomentField
	From, Until model.UnixTime
}

// endless is the end of an open span.
const endless = model.UnixTime(math.MaxInt64)

// Of returns the user's time, or zero if it never was.
func (f MomentField) Of(u model.User) model.UnixTime {
	switch f {
	case MomentSeen:
		return u.LastActiveAt
	case MomentCreated:
		return u.CreatedAt
	case MomentUpdated:
		return u.UpdatedAt
	case MomentDeactivated:
		return u.DeactivatedAt
	}
	return 0
}

// Holds reports whether a time is within the span.
func (m Moment) Holds(t model.UnixTime) bool { return m.From <= t && t < m.Until }

// keys maps the times to the user's fields.
var keys = map[MomentField]model.Key{
	MomentSeen: model.KeyLastActiveAt, MomentCreated: model.KeyCreatedAt, MomentUpdated: model.KeyUpdatedAt, MomentDeactivated: model.KeyDeactivatedAt,
}

func (m Moment) match(s *subject) bool {
	return m.Holds(m.Field.Of(s.user)) && !s.user.IsDamaged(keys[m.Field])
}

// span is a span of time as in [Moment].
type span struct{ from, until model.UnixTime }

// neverSpan contains only times that never were.
var neverSpan = span{0, 1}

// compared is the span of the times that compare in this way with s: before,
// within or after it.
func (s span) compared(op Op) span {
	switch op {
	case OpLess:
		s = span{1, s.from}
	case OpLessEqual:
		s = span{1, s.until}
	case OpGreater:
		s = span{s.until, endless}
	case OpGreaterEqual:
		s = span{s.from, endless}
	}
	s.from = max(s.from, 1)
	return s
}

// turned converts comparisons of ages to comparisons of times: someone seen
// less than a day ago was seen after this time yesterday.
var turned = map[Op]Op{
	OpLess: OpGreater, OpLessEqual: OpGreaterEqual, OpGreater: OpLess, OpGreaterEqual: OpLessEqual,
	OpEqual: OpEqual, OpContains: OpContains,
}

// momentSpan reads what follows seen<, created= and the like: an age, a date,
// today, yesterday or, where equality is asked for, never.
func (e Env) momentSpan(op Op, typed string) (span, bool) {
	typed = Fold(typed)
	if typed == "never" && (op == OpEqual || op == OpContains) {
		return neverSpan, true
	}
	if s, ok := e.age(op, typed); ok {
		return s.compared(turned[op]), true
	}
	s, ok := e.date(typed)
	return s.compared(op), ok
}

// maxAge keeps ages within the calendar.
const maxAge = 999_999

// age reads an age such as 30d. For equality it is the span of times that many
// whole units ago, otherwise the second at which that age is reached.
func (e Env) age(op Op, typed string) (span, bool) {
	digits := len(typed) - len(strings.TrimLeft(typed, "0123456789"))
	n, err := strconv.Atoi(typed[:digits])
	ago, ok := ages[typed[digits:]]
	if !ok || err != nil || n > maxAge {
		return span{}, false
	}
	at := ago(e.now(), n)
	if op == OpEqual || op == OpContains {
		return span{ago(e.now(), n+1) + 1, at + 1}, true
	}
	return span{at, at + 1}, true
}

// ages maps each unit of age to the time n units before now.
var ages = map[string]func(now time.Time, n int) model.UnixTime{
	"m":  secondsAgo(time.Minute),
	"h":  secondsAgo(time.Hour),
	"d":  secondsAgo(24 * time.Hour),
	"w":  secondsAgo(7 * 24 * time.Hour),
	"mo": func(now time.Time, n int) model.UnixTime { return unix(now.AddDate(0, -n, 0)) },
	"y":  func(now time.Time, n int) model.UnixTime { return unix(now.AddDate(-n, 0, 0)) },
}

func secondsAgo(unit time.Duration) func(time.Time, int) model.UnixTime {
	return func(now time.Time, n int) model.UnixTime {
		return unix(now) - model.UnixTime(n)*model.UnixTime(unit/time.Second)
	}
}

func unix(t time.Time) model.UnixTime { return model.UnixTime(t.Unix()) }

// date reads a day, month or year as the span it lasts.
func (e Env) date(typed string) (span, bool) {
	year, month, day := e.now().Date()
	switch typed {
	case "today":
		return e.days(year, month, day), true
	case "yesterday":
		return e.days(year, month, day-1), true
	}
	for _, d := range []struct {
		layout              string
		years, months, days int
	}{
		{"2006-01-02", 0, 0, 1},
		{"2006-01", 0, 1, 0},
		{"2006", 1, 0, 0},
	} {
		if t, err := time.ParseInLocation(d.layout, typed, e.location()); err == nil {
			return span{unix(t), unix(t.AddDate(d.years, d.months, d.days))}, true
		}
	}
	return span{}, false
}

func (e Env) days(year int, month time.Month, day int) span {
	start := time.Date(year, month, day, 0, 0, 0, 0, e.location())
	return span{unix(start), unix(start.AddDate(0, 0, 1))}
}

func (e Env) now() time.Time { return e.Now.In(e.location()) }

func (e Env) location() *time.Location {
	if e.Location == nil {
		return time.UTC
	}
	return e.Location
}

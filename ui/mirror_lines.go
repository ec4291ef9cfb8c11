package ui

import (
	"fmt"
	"time"

	"census/ui/words"
)

// lines say what is known of the users: how far the reading is, or as of when.
// They say the same in ever fewer words.
func (m *mirroring) lines() []string {
	switch {
	case m.isRunning() && m.total > smallApp && m.stored == storedShown:
		return append(prefixed("as of "+m.clock()+" · ", m.progressLines()), "of "+m.clock()+" · M stops")
	case m.isRunning() && m.total > smallApp:
		return m.progressLines()
	case m.isDoubtful() && m.complete:
		return prefixed("as of "+m.clock()+" · ", doubtLines(m.doubt))
	case m.isDoubtful() && !m.isRunning():
		return doubtLines(m.doubt)
	case m.offer > 0 && !m.complete:
		return []string{"M reads all users · about " + roughly(m.offer), "M reads all users", "M reads all"}
	case m.considered && !m.complete && !m.isRunning() && m.total > smallApp:
		return []string{"M reads all users", "M reads all"} // it was stopped, or failed
	case m.stored == storedShown || m.complete && m.err != nil:
		return []string{"as of " + m.clock(), "of " + m.clock()}
	}
	return nil
}

func prefixed(prefix string, lines []string) []string {
	for i := range lines {
		lines[i] = prefix + lines[i]
	}
	return lines
}

func (m *mirroring) clock() string {
	at := m.asOf.In(m.options.Location)
	if now := m.options.Now().In(m.options.Location); at.YearDay() != now.YearDay() || at.Year() != now.Year() {
		return at.Format("2 Jan 15:04")
	}
	return at.Format("15:04")
}

// progressLines are "reading 120 000 of 1 000 000 · 31 000/s · 28 s left · M
// stops" and shorter ones. That it can be stopped is in all of them.
func (m *mirroring) progressLines() []string {
	const stops = "M stops"
	p := m.progress.Load()
	if p == nil {
		return []string{"reading all users · " + stops, "reading · " + stops}
	}
	if !p.TotalKnown {
		text := "reading " + words.Grouped(p.Users)
		return []string{text + " · " + words.Grouped(int(p.PerSecond)) + "/s · " + stops, text + " · " + stops}
	}
	text := "reading " + words.Grouped(p.Users) + " of " + words.Grouped(p.Total)
	left := roughly(p.Left) + " left"
	percent := fmt.Sprintf("%d %% · %s", 100*min(p.Users, p.Total)/max(1, p.Total), stops)
	return []string{
		text + " · " + words.Grouped(int(p.PerSecond)) + "/s · " + left + " · " + stops,
		text + " · " + left + " · " + stops,
		text + " · " + stops,
		"reading " + percent,
		percent,
	}
}

// roughly writes a time for people: "40 s", "3 min".
func roughly(d time.Duration) string {
	if d < 90*time.Second {
		return fmt.Sprintf("%d s", int(d.Round(time.Second)/time.Second))
	}
	return fmt.Sprintf("%d min", int(d.Round(time.Minute)/time.Minute))
}

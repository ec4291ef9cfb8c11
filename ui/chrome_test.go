package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"census/client"
)

// tally is a card that says something in the footer.
type tally struct{ card }

func (*tally) Footer() string { return "2 marked" }

func (*tally) Keys() []hint {
	return []hint{{cmd: cmdHelp}, {cmd: cmdOpen}, {cmd: cmdSearch}, {cmd: cmdRefresh, quiet: true}}
}

// newTestChrome is what is around the views of a terminal of 80×24 cells.
func newTestChrome(t *testing.T) *chrome {
	t.Helper()
	return &chrome{env: newTestEnv(t, nil), width: 80, height: 24}
}

// The footer's right side has room for one thing: what has happened comes before what
// is waited for, that before what is in flight, and that before what the view counts.
func TestTheFooterTellsWhatMattersMost(t *testing.T) {
	c, v := newTestChrome(t), &tally{}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	c.env.Now = func() time.Time { return now }
	r := c.env.begin("loading users", false)
	c.env.waits.all[&client.Waiting{Until: now.Add(9 * time.Second), Reason: client.ErrRateLimited}] = r
	c.notice = notice{noticeDone, "saved Ann"}
	for _, step := range []struct {
		want string
		over func()
	}{
		{"saved Ann ✓", func() { c.notice = notice{} }},
		{"rate limited, again in 9 s", func() { clear(c.env.waits.all) }},
		{spinnerTurns[0] + " loading users…", func() { c.env.end(r) }},
		{"2 marked", func() {}},
	} {
		if footer := strings.TrimRight(ansi.Strip(c.footer(v)), " "); !strings.HasSuffix(footer, "  "+step.want) {
			t.Errorf("the footer is %q, want %q at its right", footer, step.want)
		}
		step.over()
	}
}

// Where room is short, keys go before what has happened does, and help goes last.
func TestTheHelpKeyIsTheLastToGo(t *testing.T) {
	c, v := newTestChrome(t), &tally{}
	all := ansi.Strip(c.hints(v, 80))
	if !strings.HasSuffix(all, "? keys") || strings.Contains(all, "refresh") {
		t.Errorf("the keys are %q, want help at the end, and no quiet ones", all)
	}
	for room := range visible(all) {
		if some := ansi.Strip(c.hints(v, room)); !strings.HasSuffix(some, "? keys") || len(some) >= len(all) {
			t.Errorf("in %d cells the keys are %q", room, some)
		}
	}
}

// A notice that leaves the footer no room for keys stands above it, and takes its
// lines from the body.
func TestALongNoticeTakesLinesFromTheBody(t *testing.T) {
	c := newTestChrome(t)
	c.notice = notice{noticeProblem, "short"}
	if _, height := c.body(); height != 22 || c.longNotice() != nil {
		t.Errorf("with a short notice the body has %d lines", height)
	}
	c.notice.text = strings.Repeat("long ", 24)
	if _, height := c.body(); height != 19 || strings.Contains(c.footer(&tally{}), "long") {
		t.Errorf("with a notice of two lines below a rule the body has %d lines", height)
	}
	c.notice.text = strings.Repeat("long ", 2000)
	if _, height := c.body(); height != leastBody {
		t.Errorf("with an endless notice the body has %d lines, want %d", height, leastBody)
	}
}

// The header leaves out what matters least, and always says what the view is about.
func TestTheHeaderIsCutByRank(t *testing.T) {
	c := newTestChrome(t)
	for c.width = 200; c.width >= minWidth; c.width-- {
		header := ansi.Strip(c.header("12 of 250"))
		if visible(header) > c.width || !strings.Contains(header, "census") || !strings.Contains(header, "12 of 250") {
			t.Fatalf("in %d cells the header is %q", c.width, header)
		}
	}
}

// The spinner turns while something is in flight, one timer at a time.
func TestOneTimerTurnsTheSpinner(t *testing.T) {
	c, v := newTestChrome(t), &card{}
	if c.spinner(v) != nil {
		t.Error("a timer is set with nothing in flight")
	}
	c.env.begin("loading users", false)
	if c.spinner(v) == nil || c.spinner(v) != nil {
		t.Error("with something in flight there is not one timer")
	}
}

package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"census/client"
	"census/client/changes"
	"census/model"
)

// Whatever became of the users, each stands on one line, those that are not as
// wanted first, and what is drawn is the part asked for of one and the same text.
func TestResultsAreOneText(t *testing.T) {
	e := newTestApp(t).env
	reasons := []error{nil, client.ErrUnreachable, &changes.GoneError{}, errors.New("because")}
	rapid.Check(t, func(t *rapid.T) {
		var msg actedAllMsg
		for i := range rapid.IntRange(0, 40).Draw(t, "users") {
			msg.results = append(msg.results, changes.UserResult{
				UID: fmt.Sprint("u-", i), User: model.User{UID: fmt.Sprint("u-", i)},
				Fate: rapid.SampledFrom(fates).Draw(t, "fate"), Err: rapid.SampledFrom(reasons).Draw(t, "reason"),
			})
		}
		width := rapid.IntRange(40, 120).Draw(t, "width")
		r := newBulkResults(model.Deactivate, msg, false)
		r.arrange(e, width)
		all := r.lines(e, 0, r.len(), width)
		if len(all) != r.len() {
			t.Fatalf("%d lines, said to be %d", len(all), r.len())
		}
		from, count := rapid.IntRange(0, r.len()).Draw(t, "from"), rapid.IntRange(0, 20).Draw(t, "count")
		if got, want := r.lines(e, from, count, width), all[from:min(len(all), from+count)]; !slices.Equal(got, want) {
			t.Fatalf("lines %d to %d are %q, want %q", from, from+count, got, want)
		}
		text := ansi.Strip(strings.Join(all, "\n"))
		for i := range msg.results {
			if n := strings.Count(text+"\n", fmt.Sprintf("  u-%d\n", i)); n != 1 {
				t.Fatalf("u-%d stands %d times in\n%s", i, n, text)
			}
		}
		if good, bad := strings.Index(text, "✓"), strings.LastIndex(text, "   ! "); good >= 0 && bad > good {
			t.Fatalf("a failure below a success:\n%s", text)
		}
	})
}

func TestAChangeThatIsNotRecordedIsSaid(t *testing.T) {
	e := newTestApp(t).env
	r := newBulkResults(model.Reactivate, actedAllMsg{results: []changes.UserResult{
		{UID: "a", Fate: changes.Changed}, {UID: "b", Fate: changes.Changed, JournalErr: errors.New("disk full")},
	}}, false)
	r.arrange(e, 80)
	if text := strings.Join(r.lines(e, 0, r.len(), 80), "\n"); !strings.Contains(text, "Not recorded in the history: disk full") || !strings.Contains(text, "2 reactivated") {
		t.Errorf("%s", text)
	}
}

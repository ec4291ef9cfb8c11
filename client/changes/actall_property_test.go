package changes

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"census/client"
	"census/model"
)

// pool holds users for many rounds of the property test. Every tenth does not
// exist.
type pool struct {
	*program
	users []model.User
}

func newPool(t *testing.T, s service) pool {
	p := pool{program: s.program(""), users: numbered(70)}
	p.create(t, slices.DeleteFunc(slices.Clone(p.users), isMissing))
	return p
}

func isMissing(u model.User) bool { return strings.HasSuffix(u.UID, "7") }

// mix puts some users into each state and returns rows for them, some outdated.
func (p pool) mix(rt *rapid.T) (rows []model.User) {
	var off, on []string
	for _, u := range p.users[:rapid.SampledFrom([]int{0, 1, 24, 25, 26, 50, 51, 70}).Draw(rt, "users")] {
		isOff := !isMissing(u) && rapid.Bool().Draw(rt, "deactivated")
		isStale := rapid.IntRange(0, 4).Draw(rt, "old row") == 0
		switch {
		case isOff:
			off = append(off, u.UID)
		case !isMissing(u):
			on = append(on, u.UID)
		}
		if isOff != isStale {
			u.DeactivatedAt = 1
		}
		rows = append(rows, u)
	}
	for uids, do := range map[*[]string]func(context.Context, []string) (client.Activation, error){
		&off: p.client.Deactivate, &on: p.client.Reactivate,
	} {
		if len(*uids) > 0 {
			if _, err := do(context.Background(), *uids); err != nil {
				rt.Fatal(err)
			}
		}
	}
	return rows
}

// faultsOf lists the ways in which a request goes wrong. Cancellation happens
// before or after the request is carried out.
func faultsOf(cancel func()) map[string]fault {
	uncancelled := func(r *http.Request) *http.Request {
		return r.WithContext(context.WithoutCancel(r.Context()))
	}
	return map[string]fault{
		"none": nil, "lost before": lostBefore, "lost after": lostAfter, "500 before": brokenBefore, "500 after": brokenAfter,
		"not dialled": notDialled, "refused": says(400, "ERR_BAD_REQUEST"), "no access": says(403, "AUTH_ERR_NO_ACCESS"),
		"limited": says(429, "ERR_TOO_MANY_REQUESTS"),
		"cancelled before": func(*http.Request, http.RoundTripper) (*http.Response, error) {
			cancel()
			return nil, context.Canceled
		},
		"cancelled after": func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			defer cancel()
			return lostAfter(uncancelled(r), next)
		},
		"cancelled between": func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			defer cancel()
			return next.RoundTrip(uncancelled(r))
		},
	}
}

// For any mix of users and faults, each result claims what the service has
// afterwards, and the journal has an outcome for every user who was sent.
func TestResultsClaimWhatTheServiceHas(t *testing.T) {
	s := newService(t)
	p := newPool(t, s)
	names := []string{
		"none", "none", "none", "lost before", "lost after", "500 before", "500 after", "not dialled", "refused", "no access", "limited",
		"cancelled before", "cancelled after", "cancelled between",
	}
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "journal")
		if err != nil {
			rt.Fatal(err)
		}
		worker := s.program(dir)
		defer func() { _ = worker.journal.Close() }()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		rows := p.mix(rt)
		action := rapid.SampledFrom([]model.Action{model.Deactivate, model.Reactivate}).Draw(rt, "action")
		var faults []fault
		for range 3 {
			faults = append(faults, faultsOf(cancel)[rapid.SampledFrom(names).Draw(rt, "fault")])
		}
		worker.wire.meet(faults...)
		if rapid.IntRange(0, 3).Draw(rt, "unreadable") == 0 {
			worker.wire.unreadable()
		}

		before, readErr := p.everybody()
		var told []Progress
		results, err := worker.ActAll(ctx, action, rows, func(p Progress) { told = append(told, p) })
		after, readAgainErr := p.everybody()
		if len(results) != len(rows) || readErr != nil || readAgainErr != nil {
			rt.Fatalf("%d results of %d users, %v, %v", len(results), len(rows), readErr, readAgainErr)
		}
		for i, r := range results {
			if problem := untrue(action, r, stateOf(before, r.UID), stateOf(after, r.UID)); problem != "" || r.UID != rows[i].UID {
				rt.Fatalf("result %d of %s: %s; %+v", i, rows[i].UID, problem, r)
			}
		}
		if problem := progressProblem(told, results, err); problem != "" {
			rt.Fatal(problem)
		}
		if problem := worker.recordProblem(results); problem != "" {
			rt.Fatal(problem)
		}
		worker.wire.fail(nil, nil)
		checkRecovered(rt, worker, action, results, after)
	})
}

func stateOf(states map[string]State, uid string) State {
	if state, ok := states[uid]; ok {
		return state
	}
	return Absent
}

// untrue says what is wrong with a result, or is empty.
func untrue(action model.Action, r UserResult, before, after State) string {
	want := Active
	if action == model.Deactivate {
		want = Deactivated
	}
	switch {
	case (r.Err == nil) != r.Fate.IsWanted():
		return "fate and error do not agree"
	case r.Fate.IsWanted() && (after != want || r.User.Deactivated() != (want == Deactivated)):
		return fmt.Sprintf("is %d, wanted %d", after, want)
	case r.Fate == Already && before != want:
		return fmt.Sprintf("was %d", before)
	case r.Fate == Gone && after != Absent:
		return fmt.Sprintf("is %d", after)
	case (r.Fate == NotSent || r.Fate == Refused || r.Fate == Failed) && after != before:
		return fmt.Sprintf("was %d and is %d", before, after)
	case r.Fate == Failed && r.ReadBack:
		return "read back as done"
	case (r.Fate == NotSent || r.Fate == Refused) != (r.ID == ""):
		return "id " + r.ID
	}
	return ""
}

// progressProblem says what is wrong with the reported progress, or is empty.
func progressProblem(told []Progress, results []UserResult, err error) string {
	n := fates(results)
	end := Progress{
		Done: len(results) - n[NotSent], Of: len(results), Failed: len(results) - n[NotSent] - n[Changed] - n[Already],
	}
	var last Progress
	for _, p := range told {
		if p.Of != len(results) || p.Done < last.Done || p.Failed < last.Failed || p.Failed > p.Done || p.Done > p.Of {
			return fmt.Sprintf("told %v", told)
		}
		last = p
	}
	switch {
	case last != end:
		return fmt.Sprintf("told %v, ended with %v", told, end)
	case n[NotSent] > 0 && err == nil:
		return "users were not sent, and no reason is given"
	}
	return ""
}

// checkRecovered resolves what is open: exactly the users whose outcome was
// unknown.
func checkRecovered(rt *rapid.T, p *program, action model.Action, results []UserResult, is map[string]State) {
	all, err := p.Recover(context.Background())
	if err != nil || len(all) != fates(results)[Unknown] {
		rt.Fatalf("%d recovered of %d unknown, %v", len(all), fates(results)[Unknown], err)
	}
	for _, r := range all {
		want := Different
		switch stateOf(is, r.Entry.Operation.UID()) {
		case Active:
			want = NotApplied
		case Deactivated:
			want = Applied
		}
		if want != Different && action == model.Reactivate {
			want = Applied + NotApplied - want
		}
		if r.Verdict != want || r.Err != nil {
			rt.Fatalf("%+v, want verdict %d", r, want)
		}
	}
	if again, err := p.Recover(context.Background()); err != nil || len(again) != 0 {
		rt.Fatal(errors.Join(err, fmt.Errorf("%d are still open", len(again))))
	}
}

package changes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"census/client"
	"census/client/journal"
	"census/model"
)

// numbered returns the list rows of users u00, u01 and so on.
func numbered(n int) (users []model.User) {
	for i := range n {
		uid := fmt.Sprintf("u%02d", i)
		users = append(users, model.User{UID: uid, Name: "User " + uid, CreatedAt: 1})
	}
	return users
}

// create creates the users on the service.
func (p *program) create(t testing.TB, users []model.User) {
	t.Helper()
	for _, u := range users {
		if _, err := p.client.CreateUser(context.Background(), model.User{UID: u.UID, Name: u.Name}); err != nil {
			t.Fatal(err)
		}
	}
}

// meet makes the next changes meet these faults, in order; nil is none.
func (w *wire) meet(faults ...fault) {
	if len(faults) == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.onChange = func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		w.meet(faults[1:]...)
		if faults[0] == nil {
			return next.RoundTrip(r)
		}
		return faults[0](r, next)
	}
}

// unreadable loses every reading from now on.
func (w *wire) unreadable() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.onRead = func(*http.Request, http.RoundTripper) (*http.Response, error) {
		w.unreadable()
		return nil, errBroken
	}
}

// says answers instead of the service.
func says(status int, code string) fault {
	return func(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
		body := fmt.Sprintf(`{"error":{"code":%q,"message":"No."}}`, code)
		return &http.Response{
			StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
			Body: io.NopCloser(strings.NewReader(body)), Request: r,
		}, nil
	}
}

// brokenAfter carries out the request and answers that it failed.
func brokenAfter(r *http.Request, next http.RoundTripper) (*http.Response, error) {
	_, _ = lostAfter(r, next)
	return says(http.StatusInternalServerError, "ERR_INTERNAL")(r, next)
}

var brokenBefore = says(http.StatusInternalServerError, "ERR_INTERNAL")

// notDialled is a service that cannot be reached at all.
func notDialled(*http.Request, http.RoundTripper) (*http.Response, error) {
	return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
}

// fates counts the results by fate.
func fates(results []UserResult) map[Fate]int {
	n := map[Fate]int{}
	for _, r := range results {
		n[r.Fate]++
	}
	return n
}

func isAll(results []UserResult, f Fate) bool { return fates(results)[f] == len(results) }

// deactivated returns the uids that are deactivated on the service.
func (p *program) deactivated(t testing.TB) map[string]bool {
	t.Helper()
	states, err := p.everybody()
	if err != nil {
		t.Fatal(err)
	}
	are := map[string]bool{}
	for uid, state := range states {
		are[uid] = state == Deactivated
	}
	return are
}

// everybody returns the state of every user.
func (p *program) everybody() (map[string]State, error) {
	o := client.ListOptions{Lifecycle: client.ActiveAndDeactivated, PerPage: client.MaxPerPage}
	page, err := p.client.ListUsers(context.Background(), o)
	if err != nil || page.Next != 0 {
		return nil, fmt.Errorf("list everybody, next page %d: %w", page.Next, err)
	}
	states := map[string]State{}
	for _, u := range page.Users {
		states[u.UID] = Active
		if u.Deactivated() {
			states[u.UID] = Deactivated
		}
	}
	return states, nil
}

func TestManyAreSent25AtATime(t *testing.T) {
	s := newService(t)
	p := s.program(t.TempDir())
	users := numbered(60)
	p.create(t, users)
	p.wire.changes = nil
	p.now = func() time.Time { return time.Unix(1_800_000_000, 0) }

	var chunks [][]string
	tap := func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		body, err := r.GetBody()
		if err != nil {
			t.Error(err)
		}
		var asked map[string][]string
		if err := json.NewDecoder(body).Decode(&asked); err != nil {
			t.Error(err)
		}
		chunks = append(chunks, asked["uidsToDeactivate"])
		pending := 0
		for _, e := range p.entries(t) {
			if e.Result == journal.Pending && slices.Contains(asked["uidsToDeactivate"], e.Operation.UID()) {
				pending++
			}
		}
		if pending != len(asked["uidsToDeactivate"]) {
			t.Errorf("%d of %d changes were recorded before the request", pending, len(asked["uidsToDeactivate"]))
		}
		return next.RoundTrip(r)
	}
	p.wire.meet(tap, tap, tap)
	var told []Progress
	results, err := p.ActAll(t.Context(), model.Deactivate, users, func(p Progress) { told = append(told, p) })
	if err != nil || len(results) != 60 || !isAll(results, Changed) {
		t.Fatalf("%v, %v", fates(results), err)
	}
	for i, r := range results {
		if r.UID != users[i].UID || r.Err != nil || r.JournalErr != nil || r.User.DeactivatedAt != 1_800_000_000 || r.User.Name != users[i].Name {
			t.Errorf("result %d: %+v", i, r)
		}
	}
	checkHeld(t, p, results)
	if want := []Progress{{0, 60, 0}, {25, 60, 0}, {50, 60, 0}, {60, 60, 0}}; !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
	if len(p.wire.changes) != 3 || len(chunks) != 3 || len(chunks[0]) != 25 || len(chunks[1]) != 25 || len(chunks[2]) != 10 {
		t.Errorf("sent %v", chunks)
	}
	if !slices.Equal(slices.Concat(chunks...), uidsOf(results)) {
		t.Errorf("sent in another order: %v", chunks)
	}
	checkRecorded(t, p, results)

	for i := range users {
		users[i] = results[i].User
	}
	results, err = p.ActAll(t.Context(), model.Reactivate, users, nil)
	if err != nil || !isAll(results, Changed) || len(p.wire.changes) != 6 || results[0].User.Deactivated() || p.deactivated(t)["u59"] {
		t.Errorf("back again: %v, %v", fates(results), err)
	}
	checkRecorded(t, p, results)
}

func uidsOf(results []UserResult) (uids []string) {
	for _, r := range results {
		uids = append(uids, r.UID)
	}
	return uids
}

// recordedAs is what the journal says about a sent user, by fate.
var recordedAs = map[Fate][]journal.Result{
	Changed: {journal.Applied}, Already: {journal.Unchanged}, Unknown: {journal.Unknown},
	Gone:   {journal.Failed, journal.Different},
	Failed: {journal.Failed, journal.Refused},
}

// checkRecorded compares the results with the journal: an intent and an outcome
// for every user who was sent, nothing for others.
func checkRecorded(t testing.TB, p *program, results []UserResult) {
	t.Helper()
	if problem := p.recordProblem(results); problem != "" {
		t.Error(problem)
	}
}

func (p *program) recordProblem(results []UserResult) string {
	h, err := p.journal.Entries(context.Background(), journal.Filter{})
	if err != nil || len(h.Damaged) > 0 {
		return fmt.Sprint(err, h.Damaged)
	}
	byID := map[string]journal.Entry{}
	for _, e := range h.Entries {
		byID[e.ID] = e
	}
	for _, r := range results {
		e, isRecorded := byID[r.ID]
		want, isSent := recordedAs[r.Fate]
		switch {
		case isRecorded != isSent:
			return fmt.Sprintf("%s, fate %d: recorded: %t", r.UID, r.Fate, isRecorded)
		case isSent && (e.Operation.UID() != model.NormalizeUID(r.UID) || !slices.Contains(want, e.Result)):
			return fmt.Sprintf("%s, fate %d: recorded as %s of %s", r.UID, r.Fate, e.Result, e.Operation.UID())
		case isSent && (r.Fate == Failed || r.Fate == Unknown) && e.Error == "":
			return r.UID + ": the journal does not say what went wrong"
		}
	}
	return ""
}

// Concurrent changes by others show in the results, each in its place.
func TestConcurrentChangesShowInTheResults(t *testing.T) {
	s := newService(t)
	p := s.program(t.TempDir())
	users := numbered(30)
	p.create(t, users[:28])
	if _, err := p.client.Deactivate(t.Context(), []string{"u03", "u27"}); err != nil {
		t.Fatal(err)
	}
	var last Progress
	results, err := p.ActAll(t.Context(), model.Deactivate, users, func(p Progress) { last = p })
	if err != nil || last != (Progress{Done: 30, Of: 30, Failed: 2}) {
		t.Fatalf("%+v, %v", last, err)
	}
	for i, r := range results {
		want := Changed
		switch i {
		case 3, 27:
			want = Already
		case 28, 29:
			want = Gone
		}
		var gone *GoneError
		if r.UID != users[i].UID || r.Fate != want || errors.As(r.Err, &gone) != (want == Gone) || (r.Err == nil) != r.Fate.IsWanted() {
			t.Errorf("result %d: %+v", i, r)
		}
		if r.User.Deactivated() != (want != Gone) {
			t.Errorf("result %d: shown as %+v", i, r.User)
		}
	}
	checkRecorded(t, p, results)
	var refused *UndoError
	for _, e := range p.entries(t) {
		if e.Operation.UID() == "u03" {
			if _, err := p.Inverse(e); !errors.As(err, &refused) {
				t.Errorf("what another admin did can be undone: %v", err)
			}
		}
	}
}

func TestRepeatedUsersAndNoUsers(t *testing.T) {
	p := newService(t).program(t.TempDir())
	users := numbered(2)
	p.create(t, users)
	p.wire.changes = nil
	told := 0
	if results, err := p.ActAll(t.Context(), model.Deactivate, nil, func(p Progress) {
		if told++; p != (Progress{}) {
			t.Errorf("progress %+v without users", p)
		}
	}); err != nil || len(results) != 0 || told == 0 || len(p.wire.changes) != 0 {
		t.Errorf("no users: %v, %v, sent %v", results, err, p.wire.changes)
	}
	again := model.User{UID: "U00", Name: "the same"}
	results, err := p.ActAll(t.Context(), model.Deactivate, []model.User{users[0], again, users[1], users[0]}, nil)
	if err != nil || !slices.Equal(uidsOf(results), []string{"u00", "u01"}) || !isAll(results, Changed) || len(p.entries(t)) != 2 {
		t.Errorf("%+v, %v", results, err)
	}
}

func TestOtherActionsAreRefusedForMany(t *testing.T) {
	p := newService(t).program(t.TempDir())
	p.create(t, numbered(1))
	p.wire.changes = nil
	for _, action := range []model.Action{model.Create, model.Update, model.Delete, model.Block, model.Unblock, model.LogInAs} {
		results, err := p.ActAll(t.Context(), action, numbered(1), nil)
		if err == nil || results != nil || !strings.Contains(err.Error(), "only deactivating and reactivating") {
			t.Errorf("action %d: %v, %v", action, results, err)
		}
	}
	if len(p.wire.changes)+len(p.entries(t)) != 0 {
		t.Error("something was sent or recorded")
	}
}

// A refused user is neither sent nor recorded, and does not affect the others.
func TestPolicyIsAskedForEveryUser(t *testing.T) {
	s := newService(t)
	p := s.program(t.TempDir())
	users := numbered(3)
	p.create(t, users)
	users[1].DeactivatedAt = 5 // as an outdated list row has it
	users = append(users, model.User{UID: " "}, model.User{UID: me, CreatedAt: 1})
	results, err := p.ActAll(t.Context(), model.Deactivate, users, nil)
	if err != nil {
		t.Fatal(err)
	}
	own := Changed
	if !model.May(p.client.Actor(), model.Deactivate, users[4]).Allowed() {
		own = Refused
	}
	for i, want := range []Fate{Changed, Refused, Changed, Refused, own} {
		if results[i].Fate != want || (results[i].Err == nil) != (want == Changed) {
			t.Errorf("%q: %+v", users[i].UID, results[i])
		}
	}
	var refused *client.RefusedError
	if !errors.As(results[1].Err, &refused) || refused.Reason != model.May(p.client.Actor(), model.Deactivate, users[1]).Reason ||
		refused.Error() != "deactivate user u01: "+refused.Reason {
		t.Errorf("%v", results[1].Err)
	}
	if !errors.Is(results[3].Err, client.ErrInvalid) {
		t.Errorf("no uid: %v", results[3].Err)
	}
	nobody := s.program("", func(cfg *client.Config) { cfg.Me = "" })
	if nobody.deactivated(t)["u01"] {
		t.Error("a refused user was sent")
	}
	checkRecorded(t, p, results)
	if results, err = p.ActAll(t.Context(), model.Reactivate, users[:1], nil); err != nil || results[0].Fate != Refused || !errors.Is(results[0].Err, client.ErrRefused) {
		t.Errorf("a row that is active: %+v, %v", results, err)
	}
}

func TestACredentialWithoutRightsSendsNothing(t *testing.T) {
	s := newService(t)
	s.program("").create(t, numbered(30))
	for name, tt := range map[string]struct {
		who  func(*client.Config)
		want error
	}{
		"read-only":        {func(cfg *client.Config) { cfg.ReadOnly = true }, client.ErrRefused},
		"with an Auth key": {s.withAuthKey, client.ErrNoCredential},
	} {
		p := s.program(t.TempDir(), tt.who)
		var last Progress
		results, err := p.ActAll(t.Context(), model.Deactivate, numbered(30), func(p Progress) { last = p })
		if err != nil || !isAll(results, Refused) || len(p.wire.changes)+len(p.entries(t)) != 0 || last != (Progress{30, 30, 30}) {
			t.Errorf("%s: %v, %v, sent %v", name, fates(results), err, p.wire.changes)
		}
		for _, r := range results {
			if !errors.Is(r.Err, tt.want) {
				t.Fatalf("%s: %v", name, r.Err)
			}
		}
	}
}

package changes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"census/client/journal"
	"census/model"
)

// duel is an update of bob over a bad line, and a colleague who writes bob at
// random times. The only time excluded is the round trip from a reading to the
// request based on it, during which the API offers no way to protect either
// change.
type duel struct {
	rt        *rapid.T
	p         *program
	colleague *program
	mine      model.User

	n       int                  // writes of the colleague
	texts   map[model.Key]string // the newest of each field
	members map[string]string    // the newest of each metadata member
	tags    []string
	setBack bool

	bodies  []string // the update's requests
	carried []bool   // whether the service carried them out
}

// newDuel puts bob into a known state and draws the update's edit.
func newDuel(t *testing.T, rt *rapid.T, s service) (d *duel, base model.User) {
	d = &duel{rt: rt, colleague: s.program(""), texts: map[model.Key]string{}, members: map[string]string{}}
	dir, err := os.MkdirTemp(t.TempDir(), "journal")
	if err != nil {
		rt.Fatal(err)
	}
	d.p = s.program(dir, retrying(d.write))
	now := d.colleague.user(t, "bob")
	start := withTags(with(with(with(now, model.KeyName, "before"), model.KeyStatusMessage, "before"), model.KeyMetadata, `{"plan":"before","other":"before"}`), "before")
	if p := model.Diff(now, start); !p.IsEmpty() {
		if _, err := d.colleague.client.UpdateUser(context.Background(), p); err != nil {
			rt.Fatal(err)
		}
	}
	base = d.colleague.user(t, "bob")
	d.mine = with(base, model.KeyName, "mine")
	if rapid.Bool().Draw(rt, "status message") {
		d.mine = with(d.mine, model.KeyStatusMessage, "mine")
	}
	if rapid.Bool().Draw(rt, "metadata") {
		d.mine = with(d.mine, model.KeyMetadata, withMember(d.mine.Metadata, "plan", "mine"))
	}
	if rapid.Bool().Draw(rt, "tags") {
		d.mine = withTags(d.mine, "before", "mine")
	}
	next := d.p.wire.next
	d.p.wire.next = roundTripper(func(r *http.Request) (*http.Response, error) { return d.carry(r, next) })
	return d, base
}

// write lets the colleague write something new, or revert what the update has
// changed.
func (d *duel) write() {
	if rapid.IntRange(0, 4).Draw(d.rt, "colleague") != 0 {
		return
	}
	now, err := d.colleague.client.User(context.Background(), "bob")
	if err != nil {
		d.rt.Fatal(err)
	}
	d.n++
	var after model.User
	text := fmt.Sprintf("theirs-%d", d.n)
	switch key := rapid.SampledFrom([]model.Key{model.KeyName, model.KeyStatusMessage, model.KeyMetadata, model.KeyTags}).Draw(d.rt, "field"); key {
	case model.KeyMetadata:
		name := rapid.SampledFrom([]string{"plan", "other"}).Draw(d.rt, "member")
		d.members[name] = text
		after = with(now, key, withMember(now.Metadata, name, text))
	case model.KeyTags:
		d.tags = append(d.tags, text)
		after = withTags(now, append(slices.Clone(now.Tags), text)...)
	default:
		f, _ := model.FieldOf(key)
		if strings.HasPrefix(f.Value(now).Text, "mine") && rapid.Bool().Draw(d.rt, "set back") {
			text, d.setBack = "before", true
		}
		d.texts[key] = text
		after = with(now, key, text)
	}
	if _, err := d.colleague.client.UpdateUser(context.Background(), model.Diff(now, after)); err != nil {
		d.rt.Fatal(err)
	}
}

func withMember(m model.Metadata, name, text string) string {
	all := map[string]any{}
	_ = json.Unmarshal(m, &all)
	all[name] = text
	b, _ := json.Marshal(all)
	return string(b)
}

// The line's faults, by whether the request is carried out.
var (
	unsent = map[string]fault{
		"lost before": lostBefore, "not dialled": notDialled, "limited": limited, "limited for long": func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			resp, err := limited(r, next)
			resp.Header.Set("Retry-After", "20")
			return resp, err
		},
		"503 before": unpublished(503), "403 page": unpublished(403), "empty 401": says(401, ""), "refused": says(400, "ERR_BAD_REQUEST"),
	}
	carriedOut = map[string]fault{"answered": nil, "lost after": lostBefore, "503 after": unpublished(503), "500 after": brokenBefore, "page": unpublished(200)}
)

// carry gives each request of the update a random fault.
func (d *duel) carry(r *http.Request, next http.RoundTripper) (*http.Response, error) {
	if r.Method == http.MethodGet {
		d.write()
		if rapid.IntRange(0, 5).Draw(d.rt, "reading fails") == 0 {
			return unpublished(503)(r, next)
		}
		return next.RoundTrip(r)
	}
	from := unsent
	isCarried := rapid.IntRange(0, 2).Draw(d.rt, "carried out") == 0
	if isCarried {
		from = carriedOut
	}
	d.carried, d.bodies = append(d.carried, isCarried), append(d.bodies, bodyOf(d.rt, r))
	met := from[rapid.SampledFrom(sorted(from)).Draw(d.rt, "fault")]
	if !isCarried {
		return met(r, next)
	}
	resp, err := next.RoundTrip(r)
	d.write()
	if met == nil || err != nil {
		return resp, err
	}
	_ = resp.Body.Close()
	return met(r, next)
}

func sorted(faults map[string]fault) (names []string) {
	for name := range faults {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Whatever fails and whoever else writes, a colleague's changes survive, and
// result and journal report the outcome of every request.
func TestNoColleagueIsOverwritten(t *testing.T) {
	s := newTickingService(t)
	s.program("").bob(t)
	var trials, repeated, survived, writes int
	rapid.Check(t, func(rt *rapid.T) {
		d, base := newDuel(t, rt, s)
		defer func() { _ = d.p.journal.Close() }()
		r, err := d.p.Update(context.Background(), Edit{Base: base, Mine: d.mine})
		d.checkColleague(t)
		d.checkResult(r, err)
		d.checkJournal(t, r)
		trials, writes = trials+1, writes+d.n
		if len(d.bodies) > 1 {
			repeated++
		}
		if d.n > 0 {
			survived++
		}
	})
	t.Logf("%d updates, %d of them sent more than once, %d beside a colleague, who wrote %d times", trials, repeated, survived, writes)
}

func bodyOf(rt *rapid.T, r *http.Request) string {
	copied, err := r.GetBody()
	if err != nil {
		rt.Fatal(err)
	}
	b, _ := io.ReadAll(copied)
	return string(b)
}

// checkColleague looks for everything the colleague wrote last.
func (d *duel) checkColleague(t *testing.T) {
	u := d.colleague.user(t, "bob")
	for key, text := range d.texts {
		if f, _ := model.FieldOf(key); f.Value(u).Text != text {
			d.rt.Fatalf("%s is %q, a colleague wrote %q", key, f.Value(u).Text, text)
		}
	}
	var metadata map[string]string
	if err := json.Unmarshal(u.Metadata, &metadata); err != nil {
		d.rt.Fatal(err)
	}
	for name, text := range d.members {
		if metadata[name] != text {
			d.rt.Fatalf("%s is %q, a colleague wrote %q", name, metadata[name], text)
		}
	}
	for _, tag := range d.tags {
		if !slices.Contains(u.Tags, tag) {
			d.rt.Fatalf("the tags are %q, a colleague wrote %q", u.Tags, tag)
		}
	}
}

// checkResult compares what the update claims with what was carried out.
func (d *duel) checkResult(r Result, err error) {
	isMade := slices.Contains(d.carried, true)
	var lost *LostError
	switch isLost := errors.As(err, &lost); {
	case len(r.Review.Merged.Collisions) > 0:
	case err == nil && !isMade, r.Nothing:
		d.rt.Fatalf("a success, although nothing was carried out: %+v", r)
	case err != nil && !isLost && isMade:
		d.rt.Fatalf("an error, and it was carried out: %v", err)
	case isLost && lost.Verdict == NotApplied && isMade && !d.setBack:
		d.rt.Fatalf("as before, and it was carried out: %v", err)
	case len(d.bodies) > 0 && string(r.Review.Request.Body) != d.bodies[len(d.bodies)-1]:
		d.rt.Fatalf("reviewed %s, sent %s", r.Review.Request.Body, d.bodies[len(d.bodies)-1])
	}
}

// checkJournal looks for an entry per request, with what was sent and its
// outcome.
func (d *duel) checkJournal(t *testing.T, r Result) {
	entries := d.p.entries(t)
	slices.Reverse(entries)
	if len(entries) != len(d.bodies) {
		d.rt.Fatalf("%d requests, %d recorded", len(d.bodies), len(entries))
	}
	for i, e := range entries {
		isRight := string(e.Request.Body) == d.bodies[i]
		switch e.Result {
		case journal.Applied:
			isRight = isRight && d.carried[i]
		case journal.Refused:
			isRight = isRight && !d.carried[i]
		case journal.Failed:
			isRight = isRight && (!d.carried[i] || d.setBack)
		case journal.Pending, journal.Unchanged:
			isRight = false
		}
		if !isRight {
			d.rt.Fatalf("recorded %s of %s; sent %s, carried out: %t", e.Result, e.Request.Body, d.bodies[i], d.carried[i])
		}
	}
}

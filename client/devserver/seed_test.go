package devserver

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"census/model"
)

func TestSampleUsersLeadTheFirstPage(t *testing.T) {
	a := newApp(t, Options{})
	got := a.admin("GET", "/users?perPage=1000&withTags=1", "").list()
	var names []string
	for _, u := range got.Data[:5] {
		names = append(names, u.UID+" "+u.Name+" "+u.Role)
		if u.Avatar != "https://assets.cometchat.io/sampleapp/v2/users/"+u.UID+".webp" {
			t.Errorf("avatar %s", u.Avatar)
		}
	}
	want := []string{"cometchat-uid-1 Andrew Joseph default", "cometchat-uid-2 George Alan default",
		"cometchat-uid-3 Nancy Grace default", "cometchat-uid-4 Susan Marie default", "cometchat-uid-5 John Paul default"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("samples (-want +got):\n%s", diff)
	}
	deactivated := a.admin("GET", "/users?onlyDeactivated=1", "").list().Meta.Pagination.Total
	if total := got.Meta.Pagination.Total; total+deactivated != 5+DefaultUsers || deactivated == 0 {
		t.Errorf("%d active and %d deactivated users", total, deactivated)
	}
	me := a.as("cometchat-uid-1")
	for _, direction := range []string{"blockedByMe", "hasBlockedMe"} {
		if me("GET", "/blockedusers?direction="+direction, "").uids() == "" {
			t.Errorf("no user %s", direction)
		}
	}
}

func TestSeedIsDeterministic(t *testing.T) {
	list := func(o Options) string {
		return newApp(t, o).admin("GET", "/users?perPage=1000&withTags=1&withDeactivated=1", "").ok().text
	}
	if first, second := list(Options{Seed: 7, Users: 20}), list(Options{Seed: 7, Users: 20}); first != second {
		t.Errorf("the same seed gave\n%s\nand\n%s", first, second)
	}
	if list(Options{Seed: 7, Users: 2}) == list(Options{Seed: 8, Users: 2}) {
		t.Error("two seeds gave the same users")
	}
	now := model.UnixTime(testNow.Unix())
	facts := func(number uint64) Facts { return newSeed(Options{Seed: number, FixedKeys: true}, now).facts }
	if again := facts(7); facts(7) != again || again == facts(8) {
		t.Error("fixed keys do not follow from the seed")
	}
}

// Invented users obey every rule for real ones, and are varied enough to show
// what a screen has to cope with.
func TestInventedUsersAreValidAndVaried(t *testing.T) {
	now := model.UnixTime(testNow.Unix())
	roles := map[string]bool{}
	for _, r := range newRoles(now) {
		roles[r.Slug] = true
	}
	seen := map[string]int{}
	uids := map[string]bool{}
	var users []model.User
	for u, err := range newSeed(Options{Users: 400}, now).users.all() {
		if err != nil {
			t.Fatal(err)
		}
		users = append(users, u)
	}
	users = users[5:]
	for _, u := range users {
		if problems := model.ValidateNew(u); len(problems) > 0 {
			t.Errorf("%s: %v", u.UID, problems)
		}
		if uids[u.UID] || !roles[u.Role] || !utf8.ValidString(u.Name) {
			t.Errorf("%s: uid taken, role %s unknown or name broken", u.UID, u.Role)
		}
		uids[u.UID] = true
		checkTimes(t, u, now)
		count(seen, u)
	}
	for _, trait := range []string{"Han", "Hiragana", "Hangul", "Arabic", "Hebrew", "Cyrillic", "Devanagari", "accents", "emoji",
		"online", "offline", "never active", "deactivated", "tags", "metadata", "no metadata", "private", "link", "status message",
		"role admin", "role default", "role guest", "role moderator", "role support", "role vip"} {
		if seen[trait] < 4 {
			t.Errorf("only %d of %d users have: %s", seen[trait], len(users), trait)
		}
	}
}

func checkTimes(t *testing.T, u model.User, now model.UnixTime) {
	t.Helper()
	for what, at := range map[string]model.UnixTime{"lastActiveAt": u.LastActiveAt, "updatedAt": u.UpdatedAt, "deactivatedAt": u.DeactivatedAt} {
		if !at.IsZero() && (at < u.CreatedAt || at > now) {
			t.Errorf("%s: %s %d is not between creation %d and now", u.UID, what, at, u.CreatedAt)
		}
	}
	if u.CreatedAt >= now-sampleAge || u.CreatedAt < now-oldestAge {
		t.Errorf("%s was created at %d", u.UID, u.CreatedAt)
	}
	if u.Deactivated() && u.Status.Online() {
		t.Errorf("%s is deactivated and online", u.UID)
	}
}

func count(seen map[string]int, u model.User) {
	for name, script := range map[string]*unicode.RangeTable{"Han": unicode.Han, "Hiragana": unicode.Hiragana, "Hangul": unicode.Hangul,
		"Arabic": unicode.Arabic, "Hebrew": unicode.Hebrew, "Cyrillic": unicode.Cyrillic, "Devanagari": unicode.Devanagari, "emoji": unicode.So} {
		note(seen, name, strings.ContainsFunc(u.Name, func(r rune) bool { return unicode.Is(script, r) }))
	}
	note(seen, "accents", strings.ContainsAny(u.Name, "éëèñøåłüžðþúíáóöšýöř"))
	note(seen, u.Status.String(), true)
	note(seen, "never active", u.LastActiveAt.IsZero())
	note(seen, "deactivated", u.Deactivated())
	note(seen, "tags", len(u.Tags) > 0)
	note(seen, "metadata", json.Valid(u.Metadata))
	note(seen, "no metadata", len(u.Metadata) == 0)
	note(seen, "private", strings.Contains(string(u.Metadata), model.PrivateKey))
	note(seen, "link", u.Link != "")
	note(seen, "status message", u.StatusMessage != "")
	note(seen, "role "+u.Role, true)
}

func note(seen map[string]int, trait string, has bool) {
	if has {
		seen[trait]++
	}
}

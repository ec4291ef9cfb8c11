package roster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"census/client/query"
	"census/model"
)

func TestUsersAreReturnedUnchanged(t *testing.T) {
	users := invented(t, 3000)
	r := New()
	for page := range slices.Chunk(users, 700) {
		r.Put(page...)
	}
	s := r.Snapshot()
	if s.Len() != len(users) {
		t.Fatalf("%d users, want %d", s.Len(), len(users))
	}
	for _, want := range users {
		id, ok := s.Find(want.UID)
		if !ok {
			t.Fatalf("%s is not found", want.UID)
		}
		if got := s.User(id); !same(got, want) {
			t.Fatalf("got\n%+v, want\n%+v", got, want)
		}
	}
	if _, ok := s.Find("nobody"); ok {
		t.Error("the user was not found")
	}
}

// same compares users; a roster does not distinguish nil from empty slices.
func same(a, b model.User) bool {
	if len(a.Tags) == 0 && len(b.Tags) == 0 {
		a.Tags, b.Tags = nil, nil
	}
	if len(a.Metadata) == 0 && len(b.Metadata) == 0 {
		a.Metadata, b.Metadata = nil, nil
	}
	if b.Status == "" {
		b.Status = model.StatusOffline
	}
	return reflect.DeepEqual(a, b)
}

// A roster behaves like a map by uid, whatever is put and removed in any order,
// and a snapshot never changes.
func TestRosterIsAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, want := New(), map[string]model.User{}
		var early *Snapshot
		var earlyWant map[string]model.User
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			uid := fmt.Sprintf("u-%d", rapid.IntRange(0, 8).Draw(t, "uid"))
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				r.Remove(uid)
				delete(want, uid)
			case 1:
				early, earlyWant = r.Snapshot(), clone(want)
			default:
				u := drawUser(t, uid)
				r.Put(u)
				want[uid] = u
			}
		}
		check(t, r.Snapshot(), want)
		if early != nil {
			check(t, early, earlyWant)
		}
	})
}

func clone(m map[string]model.User) map[string]model.User {
	c := map[string]model.User{}
	for k, v := range m {
		c[k] = v
	}
	return c
}

// check compares a snapshot's users with the expected ones.
func check(t *rapid.T, s *Snapshot, want map[string]model.User) {
	t.Helper()
	if s.Len() != len(want) {
		t.Fatalf("%d users, want %d", s.Len(), len(want))
	}
	rows := s.natural()
	if len(rows) != len(want) {
		t.Fatalf("%d rows, want %d", len(rows), len(want))
	}
	for _, id := range rows {
		if got := s.User(id); !same(got, want[got.UID]) {
			t.Fatalf("got\n%+v, want\n%+v", got, want[got.UID])
		}
	}
}

func TestPutLeavesEqualUsersAlone(t *testing.T) {
	users := invented(t, 100)
	r := New()
	r.Put(users...)
	before := r.Version()
	r.Put(users[:50]...)
	changed := 0
	for _, u := range users {
		if id, _ := r.Snapshot().Find(u.UID); r.Snapshot().ChangedSince(before, id) {
			changed++
		}
	}
	if changed != 0 {
		t.Errorf("%d users count as changed", changed)
	}
	u := users[0]
	u.Name = "Somebody Else"
	r.Put(u)
	if id, _ := r.Snapshot().Find(u.UID); !r.Snapshot().ChangedSince(before, id) {
		t.Error("a changed user does not count as changed")
	}
}

// A late change does not bring back a removed user.
func TestALateChangeRevivesNobody(t *testing.T) {
	r := New()
	r.Put(user("ann"))
	r.Remove("ann")
	r.Update("ann", func(u model.User) model.User { return u })
	r.SetBlocked("ann", true)
	if n := r.Len(); n != 0 || len(r.Snapshot().natural()) != 0 {
		t.Errorf("%d users after ann was removed", n)
	}
}

func TestBlockedStaysWhateverAnswersLeaveOut(t *testing.T) {
	r := New()
	r.SetBlocked("ann", true)
	r.Put(model.User{UID: "ann"}, model.User{UID: "bob"})
	if got := uids(searched(r.Snapshot(), parse(t, "is:blocked"), nil), nil); !slices.Equal(got, []string{"ann"}) {
		t.Errorf("blocked are %v", got)
	}
	r.SetBlocked("ann", false)
	if got := uids(searched(r.Snapshot(), parse(t, "is:blocked"), nil), nil); len(got) != 0 {
		t.Errorf("blocked are %v", got)
	}
}

func TestAReadingRemovesUsersItDidNotMeet(t *testing.T) {
	r := New()
	r.Put(user("gone"), user("kept"), user("mine"), user("edited"))
	g := r.Read()
	if n := g.Put([]model.User{user("new"), user("kept")}); n != 0 {
		t.Errorf("%d repeated, want none", n)
	}
	r.Put(user("mine"))                             // stored by others since the reading began
	r.Put(model.User{UID: "edited", Name: "newer"}) // newer than what the walk brings
	g.Put([]model.User{{UID: "edited", Name: "older"}})
	r.Remove("new")                                                // deleted after its page was read
	if n := g.Put([]model.User{user("kept"), user("x")}); n != 1 { // pages shift
		t.Errorf("%d repeated, want 1", n)
	}
	if g.Count() != 4 {
		t.Errorf("the reading has met %d, want 4", g.Count())
	}
	if gone := g.End(); gone != 1 {
		t.Errorf("%d gone, want 1", gone)
	}
	x := searched(r.Snapshot(), query.Query{}, nil)
	if got, want := uids(x, nil), []string{"kept", "edited", "x", "mine"}; !slices.Equal(got, want) {
		t.Errorf("in the service's order: %v, want %v", got, want)
	}
	id, _ := r.Snapshot().Find("edited")
	if name := r.Snapshot().User(id).Name; name != "newer" {
		t.Errorf("the walk brought back %q", name)
	}
	if r.Put(user("late")); r.Snapshot().Len() != 5 {
		t.Errorf("%d users, want 5", r.Snapshot().Len())
	}
	if g.End() != 0 {
		t.Error("ended twice, it removes more")
	}
}

// What is under @private is not written, however its key is spelled, but still
// appears on the screen.
func TestPrivateIsNeverWrittenHoweverSpelled(t *testing.T) {
	for _, metadata := range []string{
		`{"@private":{"mail":"topsecret"},"a":1}`, `{"\u0040private":{"mail":"topsecret"},"a":1}`, `{"@priv\u0061te":"topsecret"}`,
		`{"@private":1,"@private":"topsecret"}`, `{"@private":"topsecret","\u0040private":1}`, `{"@private":["topsecret"`,
		`"{\"@private\":\"topsecret\"}"`,
	} {
		r := New()
		r.Put(model.User{UID: "ann", Metadata: model.Metadata(metadata)})
		var file bytes.Buffer
		if _, err := r.Snapshot().WriteTo(&file); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(file.Bytes(), []byte("topsecret")) {
			t.Errorf("of %s it is written", metadata)
		}
		if u := r.Snapshot().User(0); string(u.Metadata) != metadata {
			t.Errorf("on the screen is %s, want %s", u.Metadata, metadata)
		}
		if n := searched(r.Snapshot(), parse(t, "topsecret"), nil).Count(); n != 0 {
			t.Errorf("a search finds it in %s", metadata)
		}
	}
}

// Two concurrent readings: what one has stored the other neither removes nor
// overwrites, and an abandoned one is no longer informed of changes.
func TestReadingsSideBySide(t *testing.T) {
	r := New()
	r.Put(user("gone"))
	whole, page, given := r.Read(), r.Read(), r.Read()
	given.Abandon()
	page.Put([]model.User{{UID: "new", Name: "newer"}})
	page.Abandon()
	whole.Put([]model.User{user("kept"), {UID: "new", Name: "older"}})
	if given.End() != 0 || page.End() != 0 || r.Len() != 3 {
		t.Errorf("an abandoned reading removed users: %d are left", r.Len())
	}
	if gone := whole.End(); gone != 1 {
		t.Errorf("%d gone, want 1", gone)
	}
	if name := nameOf(r, "new"); name != "newer" {
		t.Errorf("of the newer one there is %q", name)
	}
	if len(r.readings) != 0 || len(given.touched) != 0 {
		t.Errorf("%d readings are kept", len(r.readings))
	}
}

// A reading in progress while the users on disk are loaded keeps none of the
// old numbers.
func TestAReadingContinuesAfterRenumbering(t *testing.T) {
	var file bytes.Buffer
	stored := New()
	stored.Put(user("a"), user("b"))
	if _, err := stored.Snapshot().WriteTo(&file); err != nil {
		t.Fatal(err)
	}
	r := New()
	g := r.Read()
	r.Put(user("x"))
	if _, err := r.ReadFrom(&file); err != nil {
		t.Fatal(err)
	}
	if n := g.Put([]model.User{{UID: "a", Name: "Ann"}}); n != 0 {
		t.Errorf("%d repeated, want none", n)
	}
	if name := nameOf(r, "a"); name != "Ann" {
		t.Errorf("of a there is %q", name)
	}
	if g.End() != 0 || r.Len() != 3 {
		t.Errorf("%d users, want all three", r.Len())
	}
}

// nameOf returns the name of the user with the uid, or empty.
func nameOf(r *Roster, uid string) string {
	s := r.Snapshot()
	id, ok := s.Find(uid)
	if !ok {
		return ""
	}
	return s.User(id).Name
}

func user(uid string) model.User { return model.User{UID: uid, CreatedAt: 1} }

func TestStoredUsersComeBack(t *testing.T) {
	users := invented(t, 2500)
	r := New()
	r.Put(users...)
	r.Remove(users[7].UID)
	var file bytes.Buffer
	if _, err := r.Snapshot().WriteTo(&file); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(file.Bytes(), []byte("@private")) {
		t.Error("what is under @private is written")
	}
	again := New()
	newer := users[3]
	newer.Name = "Newer"
	again.Put(newer, users[5])
	again.Remove(users[5].UID)
	if _, err := again.ReadFrom(bytes.NewReader(file.Bytes())); err != nil {
		t.Fatal(err)
	}
	s := again.Snapshot()
	if s.Len() != len(users)-2 {
		t.Fatalf("%d users, want %d", s.Len(), len(users)-2)
	}
	for i, want := range users {
		if i == 5 || i == 7 {
			continue
		}
		if i == 3 {
			want = newer
		} else {
			want.Metadata, _ = want.Metadata.WithoutPrivate()
		}
		id, ok := s.Find(want.UID)
		if !ok || !same(s.User(id), want) {
			t.Fatalf("got\n%+v, want\n%+v", s.User(id), want)
		}
	}
	q := parse(t, "an")
	if got, want := len(uids(searched(s, q, nil), nil)), len(uids(searched(r.Snapshot(), q, nil), nil)); got < want-2 {
		t.Errorf("%d found, want %d", got, want)
	}
}

func TestDamageIsNoticed(t *testing.T) {
	r := New()
	r.Put(invented(t, 200)...)
	var file bytes.Buffer
	if _, err := r.Snapshot().WriteTo(&file); err != nil {
		t.Fatal(err)
	}
	whole := file.Bytes()
	rapid.Check(t, func(t *rapid.T) {
		b := slices.Clone(whole)
		if rapid.Bool().Draw(t, "cut") {
			b = b[:rapid.IntRange(0, len(b)-1).Draw(t, "length")]
		} else {
			b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] ^= byte(rapid.IntRange(1, 255).Draw(t, "flip"))
		}
		r := New()
		_, err := r.ReadFrom(bytes.NewReader(b))
		switch {
		case err == nil && r.Snapshot().Len() != 0: // cut between two frames
			t.Fatalf("damaged, and %d users", r.Snapshot().Len())
		case err != nil && r.Snapshot().Len() != 0:
			t.Fatal("an error, and users all the same")
		case err != nil && !errors.Is(err, ErrDamaged) && len(b) > 0:
			t.Fatalf("the error is %v", err)
		}
	})
}

// FuzzReadFrom: whatever a file contains, reading it yields users or an error.
func FuzzReadFrom(f *testing.F) {
	r := New()
	r.Put(user("a"), user("b"))
	var file bytes.Buffer
	_, _ = r.Snapshot().WriteTo(&file)
	f.Add(file.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		r := New()
		if _, err := r.ReadFrom(bytes.NewReader(b)); err != nil {
			return
		}
		s := r.Snapshot()
		for _, id := range s.natural() {
			_ = s.User(id)
		}
		searched(s, query.Query{Root: query.Text{Needle: "ab"}}, nil)
	})
}

func TestSortAgreesWithComparing(t *testing.T) {
	users := invented(t, 1500)
	r := New()
	r.Put(users...)
	s := r.Snapshot()
	for _, by := range []Sort{
		{By: model.KeyName}, {By: model.KeyName, Descending: true}, {By: model.KeyUID}, {By: model.KeyRole}, {By: model.KeyLink},
		{By: model.KeyStatus}, {By: model.KeyLastActiveAt}, {By: model.KeyLastActiveAt, Descending: true}, {By: model.KeyCreatedAt},
		{By: model.KeyTags}, {By: model.KeyStatusMessage, Descending: true}, {By: model.KeyMetadata, Path: "plan"}, {By: model.KeyMetadata, Path: "seats"},
	} {
		t.Run(fmt.Sprint(by), func(t *testing.T) {
			o, err := s.Sort(t.Context(), by)
			if err != nil {
				t.Fatal(err)
			}
			want := slices.Clone(users)
			slices.SortStableFunc(want, func(a, b model.User) int { return compare(by, a, b) })
			for i, id := range o.ids {
				if s.UID(id) != want[i].UID {
					t.Fatalf("row %d is %s, want %s", i, s.UID(id), want[i].UID)
				}
			}
		})
	}
}

// compare is the meaning of a sort, computed from the users themselves.
func compare(by Sort, a, b model.User) int {
	x, y := sortedBy(by, a), sortedBy(by, b)
	switch {
	case x == nil && y == nil:
		return 0
	case x == nil:
		return 1
	case y == nil:
		return -1
	}
	order := 0
	if n, ok := x.(float64); ok {
		m, both := y.(float64)
		switch {
		case !both || n < m:
			order = -1
		case n > m:
			order = 1
		}
	} else if _, number := y.(float64); number {
		order = 1
	} else {
		order = bytes.Compare(x.([]byte), y.([]byte))
	}
	if by.Descending {
		return -order
	}
	return order
}

// sortedBy returns a number, a folded text, or nil for no value.
func sortedBy(by Sort, u model.User) any {
	text := func(s string) any {
		if s == "" {
			return nil
		}
		return []byte(query.Fold(s))
	}
	moment := func(t model.UnixTime) any {
		if t == 0 {
			return nil
		}
		return float64(t)
	}
	switch by.By {
	case model.KeyStatus:
		switch {
		case u.Deactivated():
			return 2.0
		case u.Status.Online():
			return 0.0
		}
		return 1.0
	case model.KeyLastActiveAt:
		return moment(u.LastActiveAt)
	case model.KeyCreatedAt:
		return moment(u.CreatedAt)
	case model.KeyTags:
		if len(u.Tags) == 0 {
			return nil
		}
		return text(u.Tags[0])
	case model.KeyMetadata:
		if n, ok := query.MetaNumber(u.Metadata, by.Path); ok {
			return n
		}
		return text(query.MetaValue(u.Metadata, by.Path))
	}
	f, _ := model.FieldOf(by.By)
	return text(f.Value(u).Text)
}

// Equal numbers tie however they are spelled, and adjacent numbers are
// distinguished.
func TestSortingNumbersOfMetadata(t *testing.T) {
	r := New()
	for i, n := range []string{`1e1`, `10`, `"10.0"`, `"x"`, `1.0000000000000002`, `1`, `null`, `-1`, `1.00`} {
		r.Put(model.User{UID: fmt.Sprint(i), Metadata: model.Metadata(`{"n":` + n + `}`)})
	}
	r.Put(model.User{UID: "none"})
	s := r.Snapshot()
	for descending, want := range map[bool][]string{
		false: {"7", "5", "8", "4", "0", "1", "2", "6", "3", "none"},
		true:  {"3", "6", "0", "1", "2", "4", "5", "8", "7", "none"},
	} {
		o, err := s.Sort(t.Context(), Sort{By: model.KeyMetadata, Path: "n", Descending: descending})
		if err != nil {
			t.Fatal(err)
		}
		if got := uids(searched(s, query.Query{}, nil), o); !slices.Equal(got, want) {
			t.Errorf("descending %t: %v, want %v", descending, got, want)
		}
	}
}

func TestSortStopsWithTheContext(t *testing.T) {
	r := New()
	r.Put(invented(t, 100)...)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Snapshot().Sort(ctx, Sort{By: model.KeyName}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

func TestAStoppedSearchContinues(t *testing.T) {
	r := New()
	users := invented(t, 5000)
	r.Put(users...)
	q := parse(t, "/a.*n/")
	x := r.Snapshot().Search(q, nil)
	steps := 0
	for !x.Run(t.Context(), 0) {
		steps++
		if x.done() <= 0 || x.IsDone() {
			t.Fatalf("half way, %d blocks are done", x.done())
		}
	}
	if steps == 0 {
		t.Error("the search took one step; it should be stopped between")
	}
	if got, want := uids(x, nil), matching(users, q); !slices.Equal(got, want) {
		t.Errorf("%d found, want %d", len(got), len(want))
	}
}

// FindSame finds a user by every spelling of the uid that the service considers
// equal, in any block, until the user is removed.
func TestFindSame(t *testing.T) {
	r := New()
	for i := range blockSize + 10 {
		r.Put(model.User{UID: fmt.Sprintf("User-%d", i)})
	}
	r.Put(model.User{UID: "\u212aim"}) // the Kelvin sign
	r.Remove("User-7")
	for uid, want := range map[string]string{
		"User-3": "User-3", " uSER-3": "User-3", fmt.Sprintf("user-%d", blockSize+5): fmt.Sprintf("User-%d", blockSize+5),
		"kim": "\u212aim", "user-7": "", "user": "", "": "",
	} {
		s := r.Snapshot()
		id, ok := s.FindSame(uid)
		if ok != (want != "") || ok && s.UID(id) != want {
			t.Errorf("%q finds %d, %v, want %q", uid, id, ok, want)
		}
	}
}

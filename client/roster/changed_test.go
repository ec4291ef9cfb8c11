package roster

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"census/model"
)

// What is under @private is compared like everything else: a change there alone
// counts.
func TestAChangeUnderPrivateAloneIsAChange(t *testing.T) {
	ann := func(metadata string) model.User {
		return model.User{UID: "ann", Name: "Ann", Metadata: model.Metadata(metadata)}
	}
	for _, tt := range []struct{ before, after string }{
		{`{"a":1,"@private":{"mail":"old"}}`, `{"a":1,"@private":{"mail":"new"}}`},
		{`{"a":1,"@private":{"mail":"old"}}`, `{"a":1}`},
		{`{"a":1}`, `{"a":1,"@private":{"mail":"new"}}`},
	} {
		r := New()
		r.Put(ann(tt.before))
		before := r.Version()
		r.Put(ann(tt.after))
		s := r.Snapshot()
		id, _ := s.Find("ann")
		if got := string(s.User(id).Metadata); got != tt.after || !s.ChangedSince(before, id) {
			t.Errorf("%s, put after %s, is %s and counts as changed: %t", tt.after, tt.before, got, s.ChangedSince(before, id))
		}
	}
}

func TestARemovedUserCanReturnUnchanged(t *testing.T) {
	r := New()
	r.Put(user("ann"), user("bob"))
	r.Remove("ann")
	r.Put(user("ann"))
	if got := uids(searched(r.Snapshot(), parse(t, "ann"), nil), nil); r.Len() != 2 || !slices.Equal(got, []string{"ann"}) {
		t.Errorf("%d users, found %v", r.Len(), got)
	}
}

// That a user's tags are unknown is remembered; otherwise nothing would fetch
// them.
func TestUnknownTagsAreNotKnownAsNone(t *testing.T) {
	for _, known := range []bool{false, true} {
		r := New()
		r.Put(model.User{UID: "ann", TagsKnown: known})
		if got := r.Snapshot().User(0).TagsKnown; got != known {
			t.Errorf("tags known %t, stored as %t", known, got)
		}
	}
}

func TestFuzzySearchFindsNamesAndUIDs(t *testing.T) {
	r := New()
	r.Put(model.User{UID: "u-1", Name: "Catherine"}, model.User{UID: "catherine-2", Name: "Bob"}, model.User{UID: "u-3", Name: "Bob"})
	if got := uids(searched(r.Snapshot(), parse(t, "~cathrine"), nil), nil); !slices.Equal(got, []string{"u-1", "catherine-2"}) {
		t.Errorf("found %v", got)
	}
}

// Users change while someone is typing. The result equals that of a new search
// over the current users, whatever terms accompany the word.
func TestTypingOnWhileUsersChange(t *testing.T) {
	for _, tt := range []struct{ before, after string }{
		{"", ""}, {"role:admin ", ""}, {"", " role:admin"}, {"-tag:vip ", ""}, {"", " -tag:vip"}, {"role:admin ", " -tag:vip"}, {"an ", ""},
	} {
		rapid.Check(t, func(t *rapid.T) {
			users := make([]model.User, 12)
			for i := range users {
				users[i] = model.User{
					UID: fmt.Sprintf("u-%03d", i), Name: rapid.SampledFrom([]string{"Andrea", "Andy", "Anna", "Bob", "Anandra"}).Draw(t, "name"),
					Role: rapid.SampledFrom([]string{"admin", "default"}).Draw(t, "role"), CreatedAt: 1, TagsKnown: true,
				}
				if rapid.Bool().Draw(t, "vip") {
					users[i].Tags = []string{"vip"}
				}
			}
			r := New()
			r.Put(users...)
			var earlier *Search
			for _, word := range []string{"a", "an", "and", "andr", "andre", "andrea"} {
				switch rapid.IntRange(0, 3).Draw(t, "meanwhile") {
				case 0:
					i := rapid.IntRange(0, len(users)-1).Draw(t, "who")
					users[i].Name = rapid.SampledFrom([]string{"Andrea", "Bob"}).Draw(t, "renamed")
					r.Put(users[i])
				case 1:
					i := rapid.IntRange(0, len(users)-1).Draw(t, "who")
					r.Remove(users[i].UID)
					users = slices.Delete(users, i, i+1)
				case 2:
					users = append(users, model.User{UID: fmt.Sprintf("new-%s", word), Name: "Andrea", Role: "admin", CreatedAt: 2, TagsKnown: true})
					r.Put(users[len(users)-1])
				}
				// Terms added later narrow what the word alone has found.
				after := ""
				if len(word) > 3 {
					after = tt.after
				}
				q := parse(t, tt.before+word+after)
				x := r.Snapshot().Search(q, earlier)
				earlier = x
				if rapid.IntRange(0, 4).Draw(t, "given up") == 0 {
					continue
				}
				x.Run(t.Context(), time.Hour)
				if got, want := uids(x, nil), matching(users, q); !slices.Equal(got, want) {
					t.Fatalf("%q: found %v, want %v", tt.before+word+after, got, want)
				}
			}
		})
	}
}

// A very long word is matched to its last letter.
func TestTypingALongWordToItsEnd(t *testing.T) {
	users := []model.User{
		{UID: "u-1", Name: "Christopherson"}, {UID: "u-2", Name: "Christophersen"}, {UID: "u-3", Name: "Christopher"},
		{UID: "u-4", Name: "Christoph Erson"}, {UID: "u-5", Name: "Christophersons"},
	}
	r := New()
	r.Put(users...)
	s := r.Snapshot()
	const word = "christophersons"
	var earlier *Search
	for i := 2; i <= len(word); i++ {
		q := parse(t, word[:i])
		earlier = searched(s, q, earlier)
		if got, want := uids(earlier, nil), matching(users, q); !slices.Equal(got, want) {
			t.Errorf("%q: found %v, want %v", word[:i], got, want)
		}
	}
}

// Only a search that narrows the earlier one may reuse its result.
func TestAnySearchMayFollowAnyOther(t *testing.T) {
	var users []model.User
	for i, name := range []string{"Andrea", "Bob", "Anna", "Zoé", "Dr. A N"} {
		for j, role := range []string{"admin", "default", "and"} {
			u := model.User{UID: fmt.Sprintf("u-%d%d", i, j), Name: name, Role: role, CreatedAt: 1, TagsKnown: true}
			if (i+j)%2 == 0 {
				u.Tags, u.Status = []string{"vip"}, model.StatusAvailable
				u.Metadata = model.Metadata(`{"plan":"pro","age":31}`)
			}
			users = append(users, u)
		}
	}
	r := New()
	r.Put(users...)
	s := r.Snapshot()
	for _, first := range drawnTerms {
		for _, then := range drawnTerms {
			q := parse(t, then)
			if got, want := uids(searched(s, q, searched(s, parse(t, first), nil)), nil), matching(users, q); !slices.Equal(got, want) {
				t.Errorf("%q after %q: found %v, want %v", then, first, got, want)
			}
		}
	}
}

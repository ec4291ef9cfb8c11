package roster

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"census/client/query"
	"census/model"
)

// drawnTerms are terms that the drawn users can match.
var drawnTerms = []string{
	"an", "and", "andr", "n", "b", "é", "~and", `"a n"`, "/a.n/", "role:admin", "tag:vip", `tag:"two words"`, "tag:an,vip",
	"status:online", "uid:u-1", "name:an", "meta.plan=pro", "meta.age>30", "meta.plan", "meta.plan:an", "meta.plan:r", "meta.plan:e", "meta.plan=andr", "meta.plan!=pro",
	"seen<30d", "seen>30d", "created<1y", "is:deactivated", "is:active", "is:blocked", "is:damaged", "status:offline", "seen:never", "deactivated:never", "u-1",
	"ad", "admin", "default", "defaul", `"admin"`,
}

func drawText(t *rapid.T) string {
	var b strings.Builder
	for i := range rapid.IntRange(0, 4).Draw(t, "terms") {
		if i > 0 {
			b.WriteString(rapid.SampledFrom([]string{" ", " ", " OR "}).Draw(t, "between"))
		}
		if rapid.IntRange(0, 3).Draw(t, "not") == 0 {
			b.WriteByte('-')
		}
		b.WriteString(rapid.SampledFrom(drawnTerms).Draw(t, "term"))
	}
	return b.String()
}

// A search finds exactly the users that match by the query's reference meaning.
func TestSearchAgreesWithTheLanguage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		users := drawUsers(t, 40)
		r := New()
		r.Put(users...)
		q := parse(t, drawText(t))
		if got, want := uids(searched(r.Snapshot(), q, nil), nil), matching(users, q); !slices.Equal(got, want) {
			t.Fatalf("found %v, want %v", got, want)
		}
	})
}

// After each typed letter, the result equals that of a new search.
func TestTypingOnFindsTheSame(t *testing.T) {
	users := invented(t, 1200)
	r := New()
	r.Put(users...)
	s := r.Snapshot()
	for _, text := range []string{"andrew joseph", "team-blue", "role:admin beta", "zürich on-call", "status:online marc",
		"moderator", "default", "role:default default", "-vip admin", "zoe OR vip"} {
		var earlier *Search
		for i := 1; i <= len(text); i++ {
			q, err := query.Parse(text[:i], query.Env{Now: clock})
			if err != nil {
				continue
			}
			earlier = searched(s, q, earlier)
			if got, want := uids(earlier, nil), matching(users, q); !slices.Equal(got, want) {
				t.Fatalf("%q: found %d, want %d", text[:i], len(got), len(want))
			}
		}
	}
}

// The same with users and words of few letters, terms before the word, and
// deleted letters.
func TestTypingRandomWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		users := drawUsers(t, 30)
		r := New()
		r.Put(users...)
		s := r.Snapshot()
		before := rapid.SampledFrom([]string{"", "is:active ", "-role:admin ", "a "}).Draw(t, "before")
		var earlier *Search
		word := ""
		word = rapid.SampledFrom([]string{"", "", "ad", "defaul", "dmi"}).Draw(t, "begun")
		if word != "" {
			earlier = searched(s, parse(t, before+word), nil)
		}
		for range rapid.IntRange(1, 8).Draw(t, "keys") {
			if len(word) > 0 && rapid.IntRange(0, 4).Draw(t, "back") == 0 {
				word = word[:len(word)-1]
			} else {
				word += rapid.SampledFrom([]string{"a", "n", "d", "r", "m", "t"}).Draw(t, "key")
			}
			q := parse(t, before+word)
			earlier = searched(s, q, earlier)
			if got, want := uids(earlier, nil), matching(users, q); !slices.Equal(got, want) {
				t.Fatalf("%q: found %v, want %v", before+word, got, want)
			}
		}
	})
}

// Both ways of scanning find every place of a needle, and skip as told.
func TestNeedle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.SampledFrom([]rune("ab\x00\x01\u00ff"))
		hay := []byte(rapid.StringOf(letters).Draw(t, "hay"))
		text := rapid.StringOfN(letters, 1, 6, -1).Draw(t, "needle")
		skip := rapid.IntRange(1, 12).Draw(t, "skip")
		var f frequencies
		for i := range f.of {
			f.of[i] = uint32(rapid.IntRange(0, 9).Draw(t, "often"))
		}
		n := newNeedle(text, &f)
		ways := []func([]byte, func(int) int){n.hop}
		if len(n.text) > 1 {
			ways = append(ways, n.comb)
		}
		for i, way := range ways {
			got := []int{}
			way(hay, func(at int) int {
				got = append(got, at)
				return at + skip
			})
			if want := places(hay, text, skip); !slices.Equal(got, want) {
				t.Fatalf("way %d finds %d, want %d", i, got, want)
			}
		}
	})
}

// places lists where the needle occurs, continuing skip bytes after each place.
func places(hay []byte, needle string, skip int) []int {
	all := []int{}
	for from := 0; from <= len(hay); {
		i := bytes.Index(hay[from:], []byte(needle))
		if i < 0 {
			break
		}
		all = append(all, from+i)
		from += i + skip
	}
	return all
}

func TestSearchInAnOrder(t *testing.T) {
	r := New()
	r.Put(model.User{UID: "c", Name: "Ann"}, model.User{UID: "a", Name: "Zoe"}, model.User{UID: "b", Name: "ånn"})
	s := r.Snapshot()
	o, err := s.Sort(t.Context(), Sort{By: model.KeyName, Descending: true})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := uids(searched(s, parse(t, "nn"), nil), o), []string{"c", "b"}; !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
	if got, want := uids(searched(s, query.Query{}, nil), o), []string{"a", "c", "b"}; !slices.Equal(got, want) {
		t.Errorf("sorted: %v, want %v", got, want)
	}
}

// Whatever is typed (several words, a word twice, multibyte letters,
// exclusions, alternatives), and however many earlier searches were given up,
// the result equals that of a new search.
func TestTypingRandomQueries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		users := drawUsers(t, 30)
		for i := range users { // blocks whose last text ends in a word
			if i%3 == 0 {
				users[i].Metadata = model.Metadata(`{"z":"か an"}`)
			}
		}
		r := New()
		r.Put(users...)
		s := r.Snapshot()
		var earlier *Search
		typed := []rune(rapid.SampledFrom([]string{"", "an ", "an an ", "-an ", "an OR ", "か ", "role:admin ", "(an OR dr) "}).Draw(t, "before"))
		for range rapid.IntRange(1, 12).Draw(t, "keys") {
			if n := len(typed); n > 0 && rapid.IntRange(0, 5).Draw(t, "back") == 0 {
				typed = typed[:n-1]
			} else {
				typed = append(typed, []rune(rapid.SampledFrom([]string{"a", "n", "d", "é", "か", "ß", " ", " ", "-", "an", "\"", " OR "}).Draw(t, "key"))...)
			}
			q, err := query.Parse(string(typed), query.Env{Now: clock})
			if err != nil {
				continue
			}
			x := s.Search(q, earlier)
			earlier = x
			if rapid.IntRange(0, 3).Draw(t, "given up") == 0 {
				continue
			}
			x.Run(t.Context(), time.Hour)
			if got, want := uids(x, nil), matching(users, q); !slices.Equal(got, want) {
				t.Fatalf("%q: found %v, want %v", string(typed), got, want)
			}
		}
	})
}

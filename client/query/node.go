package query

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"census/model"
)

// Node is one part of a query. The types below are all there are.
type Node interface {
	match(s *subject) bool
}

type (
	// All matches when each of its parts does; without parts it matches everybody.
	All []Node

	// Any matches when one of its parts does; without parts it matches nobody.
	Any []Node

	// Not matches when its part does not.
	Not struct{ Node Node }

	// Text matches when one of the texts of [AppendSearchText] contains the needle,
	// which is folded, or the role begins with it; see [Text.InRole]. A needle
	// without letters is in every text.
	Text struct{ Needle string }

	// Fuzzy matches when name or uid has the letters of the folded pattern in their
	// order and near each other; see [Fuzzy.In].
	Fuzzy struct{ Pattern string }

	// Regexp matches when the pattern does, in one of the texts of
	// [AppendSearchText] as they are, unfolded. Patterns read by [Parse] ignore the
	// letter case.
	Regexp struct{ Pattern *regexp.Regexp }

	// Role matches when the user's role is one of these, which are folded. Typed
	// are the same as they were typed.
	Role struct{ Slugs, Typed []string }

	// Tag matches when the user has one of these tags, which are folded. Typed are
	// the same as they were typed.
	Tag struct{ Tags, Typed []string }

	// UID matches when the uid contains the needle, which is folded.
	UID struct{ Needle string }

	// Name matches when the name contains the needle, which is folded.
	Name struct{ Needle string }

	// Status matches when the presence is this and not damaged.
	Status struct{ Online bool }

	// Is matches when the user is in the state.
	Is struct{ State State }
)

// State is what a user can be, beside the presence that [Status] is about.
type State string

// The states. Active is not known to be deactivated; Blocked is by the logged-in
// user, and nobody where the service's answer knows no such user; Damaged is who
// has fields that could not be read.
const (
	Deactivated State = "deactivated"
	Active      State = "active"
	Blocked     State = "blocked"
	Damaged     State = "damaged"
)

// Matches evaluates one node for a user. A nil node matches everybody.
func Matches(n Node, u model.User) bool {
	return n == nil || n.match(&subject{user: u})
}

// subject is a user who is being matched, with what several nodes look at.
type subject struct {
	user      model.User
	search    []byte
	originals []string
}

func (s *subject) searchText() []byte {
	if s.search == nil {
		s.search = AppendSearchText(nil, s.user)
	}
	return s.search
}

func (s *subject) originalTexts() []string {
	if s.originals == nil {
		s.originals = appendOriginals(nil, s.user)
	}
	return s.originals
}

func (a All) match(s *subject) bool {
	return !slices.ContainsFunc(a, func(n Node) bool { return !n.match(s) })
}

func (a Any) match(s *subject) bool {
	return slices.ContainsFunc(a, func(n Node) bool { return n.match(s) })
}

func (n Not) match(s *subject) bool { return !n.Node.match(s) }

func (t Text) match(s *subject) bool {
	return bytes.Contains(s.searchText(), []byte(t.Needle)) || t.InRole(s.user.Role)
}

// InRole reports whether the word finds the users of a role: the role begins with
// it. Of the default role, which most users have, it must be the whole, or the
// first letters of many words would find everybody.
func (t Text) InRole(role string) bool {
	if role == model.DefaultRole {
		return t.Needle == role
	}
	return t.Needle != "" && strings.HasPrefix(Fold(role), t.Needle)
}

func (f Fuzzy) match(s *subject) bool {
	return f.In(AppendFold(nil, s.user.Name)) || f.In(AppendFold(nil, s.user.UID))
}

// In reports whether the folded text has the letters of the pattern in their
// order, between the first and the last at most twice as many characters as the
// pattern has, and two more, both of these included.
func (f Fuzzy) In(folded []byte) bool {
	first, size := utf8.DecodeRuneInString(f.Pattern)
	if size == 0 {
		return true
	}
	room := 2*utf8.RuneCountInString(f.Pattern) + 2
	for i := range folded {
		if r, n := utf8.DecodeRune(folded[i:]); r == first && begins(folded[i+n:], f.Pattern[size:], room-1) {
			return true
		}
	}
	return false
}

// begins reports whether the letters are, in their order, in the first characters
// of text, as many as there is room for.
func begins(text []byte, letters string, room int) bool {
	for ; letters != "" && room > 0 && len(text) > 0; room-- {
		want, size := utf8.DecodeRuneInString(letters)
		r, n := utf8.DecodeRune(text)
		if r == want {
			letters = letters[size:]
		}
		text = text[n:]
	}
	return letters == ""
}

func (r Regexp) match(s *subject) bool {
	return slices.ContainsFunc(s.originalTexts(), r.Pattern.MatchString)
}

func (r Role) match(s *subject) bool { return slices.Contains(r.Slugs, Fold(s.user.Role)) }

func (t Tag) match(s *subject) bool {
	return slices.ContainsFunc(s.user.Tags, func(tag string) bool { return slices.Contains(t.Tags, Fold(tag)) })
}

func (u UID) match(s *subject) bool { return strings.Contains(Fold(s.user.UID), u.Needle) }

func (n Name) match(s *subject) bool { return strings.Contains(Fold(s.user.Name), n.Needle) }

func (t Status) match(s *subject) bool {
	return s.user.Status.Online() == t.Online && !s.user.IsDamaged(model.KeyStatus)
}

func (i Is) match(s *subject) bool {
	switch i.State {
	case Deactivated:
		return s.user.Deactivated()
	case Active:
		return !s.user.Deactivated()
	case Blocked:
		return s.user.BlockedByMe
	case Damaged:
		return len(s.user.Damaged) > 0
	}
	return false
}

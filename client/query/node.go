package query

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"census/model"
)

// Node is one part of a query: one of the types below.
type Node interface {
	match(s *subject) bool
}

type (
	// All matches when every part does; without parts it matches everybody.
	All []Node

	// Any matches when at least one part does; without parts it matches nobody.
	Any []Node

	// Not matches when its part does not.
	Not struct{ Node Node }

	// Text matches when one of the texts of [AppendSearchText] contains the
	// folded needle, or the role starts with it; see [Text.InRole]. A needle
	// without letters matches every text.
	Text struct{ Needle string }

	// Fuzzy matches when the name or uid contains the letters of the folded
	// pattern in order and close together; see [Fuzzy.In].
	Fuzzy struct{ Pattern string }

	// Regexp matches when the pattern matches one of the texts of
	// [AppendSearchText], unfolded. Patterns read by [Parse] ignore case.
	Regexp struct{ Pattern *regexp.Regexp }

	// Role matches when the user's role is one of the folded slugs. Typed holds
	// them as typed.
	Role struct{ Slugs, Typed []string }

	// Tag matches when the user has one of the folded tags. Typed holds them as
	// typed.
	Tag struct{ Tags, Typed []string }

	// UID matches when the uid contains the folded needle.
	UID struct{ Needle string }

	// Name matches when the name contains the folded needle.
	Name struct{ Needle string }

	// Status matches users with this presence, unless it is damaged.
	Status struct{ Online bool }

	// Is matches when the user is in the state.
	Is struct{ State State }
)

// State is a user's state, apart from presence, which is [Status].
type State string

// The states. Active means not known to be deactivated. Blocked means blocked
// by the logged-in user; an answer of the service that does not know about
// blocks has none. Damaged means that some fields could not be read.
const (
	Deactivated State = "deactivated"
	Active      State = "active"
	Blocked     State = "blocked"
	Damaged     State = "damaged"
)

// Matches evaluates a node for a user. A nil node matches everybody.
func Matches(n Node, u model.User) bool {
	return n == nil || n.match(&subject{user: u})
}

// subject is the user being matched, with what several nodes use.
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

// InRole reports whether the word finds the users of a role: the role must
// start with it. The default role must be typed in full, because most users
// have it and the first letters of many words would find everybody.
func (t Text) InRole(role string) bool {
	if role == model.DefaultRole {
		return t.Needle == role
	}
	return t.Needle != "" && strings.HasPrefix(Fold(role), t.Needle)
}

func (f Fuzzy) match(s *subject) bool {
	return f.In(AppendFold(nil, s.user.Name)) || f.In(AppendFold(nil, s.user.UID))
}

// In reports whether the folded text contains the letters of the pattern in
// order, spanning from first to last (inclusive) at most twice the pattern's
// length plus two characters.
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

// begins reports whether the letters occur, in order, within the first room
// characters of text.
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

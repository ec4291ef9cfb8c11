package roster

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"census/client/query"
	"census/model"
)

// filter is a condition prepared for scanning blocks.
type filter interface {
	// rows returns the rows of the block that meet the condition, among the
	// given ones.
	rows(b *block, among *rowBits) rowBits
	// cost ranks the conditions: cheap ones go first and leave less work.
	cost() int
}

// The costs of conditions.
const (
	aboutFacts = iota
	aboutText
	aboutUser // looks at each user
)

// plan prepares a condition.
func (s *Snapshot) plan(n query.Node, f *frequencies) filter {
	switch n := n.(type) {
	case query.All:
		all := make(allOf, len(n))
		for i, part := range n {
			all[i] = s.plan(part, f)
		}
		slices.SortStableFunc(all, func(a, b filter) int { return a.cost() - b.cost() })
		return all
	case query.Any:
		anyOf := make(anyOf, len(n))
		for i, part := range n {
			anyOf[i] = s.plan(part, f)
		}
		return anyOf
	case query.Not:
		return not{s.plan(n.Node, f)}
	case query.Text:
		if n.Needle == "" {
			return allOf{}
		}
		return contains{newNeedle(n.Needle, f), s.rolesOf(n)}
	}
	if about := s.factsFilter(n); about != nil {
		return about
	}
	return s.textFilter(n, f)
}

// allOf requires all conditions.
type allOf []filter

func (a allOf) rows(b *block, among *rowBits) rowBits {
	left := *among
	for _, f := range a {
		if left.isEmpty() {
			break
		}
		left = f.rows(b, &left)
	}
	return left
}

func (a allOf) cost() int { return mostOf(a) }

// anyOf requires at least one condition.
type anyOf []filter

func (a anyOf) rows(b *block, among *rowBits) rowBits {
	var found rowBits
	rest := *among
	for _, f := range a {
		more := f.rows(b, &rest)
		found.or(&more)
		rest.andNot(&more)
	}
	return found
}

func (a anyOf) cost() int { return mostOf(a) }

func mostOf(filters []filter) int {
	cost := aboutFacts
	for _, f := range filters {
		cost = max(cost, f.cost())
	}
	return cost
}

// not negates a condition.
type not struct{ filter }

func (n not) rows(b *block, among *rowBits) rowBits {
	rest, met := *among, n.filter.rows(b, among)
	rest.andNot(&met)
	return rest
}

// contains searches for a word, in any of the searched texts or in the role.
type contains struct {
	needle needle
	roles  roleSet
}

func (c contains) rows(b *block, among *rowBits) rowBits {
	var found rowBits
	c.needle.rows(b, among, &found)
	c.roles.add(b, among, &found)
	return found
}

func (c contains) cost() int { return aboutText }

// about tests a user's facts.
type about func(f *facts) bool

func (a about) rows(b *block, among *rowBits) rowBits {
	found := *among
	among.each(func(row int) {
		if !a(&b.facts[row]) {
			found.clear(row)
		}
	})
	return found
}

func (a about) cost() int { return aboutFacts }

// rowFilter tests each user whose texts contain all the needles, without which
// the answer cannot be yes.
type rowFilter struct {
	needs []needle
	holds func(b *block, row int) bool
}

func (f rowFilter) rows(b *block, among *rowBits) rowBits {
	left := *among
	for i := range f.needs {
		var found rowBits
		f.needs[i].rows(b, &left, &found)
		left = found
	}
	found := left
	left.each(func(row int) {
		if !f.holds(b, row) {
			found.clear(row)
		}
	})
	return found
}

func (f rowFilter) cost() int { return aboutUser }

// factsFilter returns the filter if facts alone decide the condition, else nil.
func (s *Snapshot) factsFilter(n query.Node) filter {
	switch n := n.(type) {
	case query.Role:
		return s.roleFilter(n)
	case query.Status:
		return s.unlessDamaged(n, func(f *facts) bool { return f.is(flagOnline) == n.Online })
	case query.Is:
		return stateFilter(n.State)
	case query.Moment:
		return s.unlessDamaged(n, momentFilter(n))
	}
	return nil
}

// roleFilter evaluates the condition once per role.
func (s *Snapshot) roleFilter(n query.Role) filter {
	matches := s.rolesThat(func(role string) bool { return query.Matches(n, model.User{Role: role}) })
	return about(func(f *facts) bool { return matches != nil && matches[f.role] })
}

func stateFilter(state query.State) filter {
	switch state {
	case query.Deactivated:
		return about(func(f *facts) bool { return !f.deactivated.IsZero() })
	case query.Active:
		return about(func(f *facts) bool { return f.deactivated.IsZero() })
	case query.Blocked:
		return about(func(f *facts) bool { return f.is(flagBlockedByMe) })
	case query.Damaged:
		return about(func(f *facts) bool { return f.is(flagDamaged) })
	}
	return anyOf{}
}

func momentFilter(n query.Moment) about {
	switch n.Field {
	case query.MomentSeen:
		return func(f *facts) bool { return n.Holds(f.lastActive) }
	case query.MomentCreated:
		return func(f *facts) bool { return n.Holds(f.created) }
	case query.MomentUpdated:
		return func(f *facts) bool { return n.Holds(f.updated) }
	case query.MomentDeactivated:
		return func(f *facts) bool { return n.Holds(f.deactivated) }
	}
	return func(*facts) bool { return false }
}

// unlessDamaged tests facts, but evaluates the language for users with damaged
// fields, because the facts do not say which fields those are.
func (s *Snapshot) unlessDamaged(n query.Node, holds about) filter {
	return factual{holds, func(b *block, row int) bool { return query.Matches(n, b.user(row, s.roles)) }}
}

type factual struct {
	about
	whole func(b *block, row int) bool
}

func (a factual) rows(b *block, among *rowBits) rowBits {
	found := *among
	among.each(func(row int) {
		f := &b.facts[row]
		if !a.about(f) || f.is(flagDamaged) && !a.whole(b, row) {
			found.clear(row)
		}
	})
	return found
}

// textFilter needs the texts of a row: the folded ones if they suffice,
// otherwise the user is unpacked.
func (s *Snapshot) textFilter(n query.Node, f *frequencies) filter {
	switch n := n.(type) {
	case query.Name:
		return rowFilter{needs: needles(f, n.Needle), holds: func(b *block, row int) bool {
			return bytes.Contains(part(b.text(row), 0), []byte(n.Needle))
		}}
	case query.UID:
		return rowFilter{needs: needles(f, n.Needle), holds: func(b *block, row int) bool {
			return bytes.Contains(part(b.text(row), 1), []byte(n.Needle))
		}}
	case query.Fuzzy:
		return rowFilter{holds: func(b *block, row int) bool {
			text := b.text(row)
			return n.In(part(text, 0)) || n.In(part(text, 1))
		}}
	case query.Meta:
		var needs []needle
		if n.Op == query.OpContains && !isWord(n.Value) || n.Op == query.OpEqual && isText(n.Value) {
			needs = needles(f, n.Value)
		}
		return rowFilter{needs: needs, holds: func(b *block, row int) bool { return n.In(b.metadata(row)) }}
	case query.Tag:
		var needs []needle
		if len(n.Tags) == 1 {
			needs = needles(f, n.Tags[0])
		}
		return rowFilter{needs: needs, holds: func(b *block, row int) bool { return query.Matches(n, b.user(row, s.roles)) }}
	}
	return rowFilter{holds: func(b *block, row int) bool { return query.Matches(n, b.user(row, s.roles)) }}
}

// needles are the texts without which the answer cannot be yes.
func needles(f *frequencies, text string) []needle {
	if text == "" {
		return nil
	}
	return []needle{newNeedle(text, f)}
}

// isText reports whether a value can only equal a text, and so appears among
// the searched texts: it is not a number, true, false or null.
func isText(value string) bool {
	return strings.ContainsFunc(value, unicode.IsLetter) && !isWord(value) && !strings.ContainsAny(value, "0123456789")
}

// isWord reports whether a value is part of true, false or null, which are not
// texts.
func isWord(value string) bool {
	return strings.Contains("true", value) || strings.Contains("false", value) || strings.Contains("null", value)
}

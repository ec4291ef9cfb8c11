package ui

import (
	"math/bits"
	"slices"

	"census/client/roster"
)

// marks are the users a person has marked: they stay marked whatever the list
// shows. Each uid has a number in the roster, and a mark is a bit at that number:
// a million are marked, counted and asked about within a frame.
type marks struct {
	words []uint64
	n     int
	of    *roster.Snapshot // the numbers are its
	span  span
}

// span is a range that is being marked, from a user to the cursor.
type span struct {
	begun  bool
	anchor uint32 // the user where it began
	row    int    // where that user stands, -1 when it is not shown
}

func (m *marks) has(id uint32) bool {
	at := int(id / 64)
	return at < len(m.words) && m.words[at]&(1<<(id%64)) != 0
}

func (m *marks) len() int { return m.n }

func (m *marks) set(id uint32, on bool) {
	if m.has(id) == on {
		return
	}
	for len(m.words) <= int(id/64) {
		m.words = append(m.words, 0)
	}
	m.words[id/64] ^= 1 << (id % 64)
	if on {
		m.n++
	} else {
		m.n--
	}
}

// each calls do with every marked user, in the order in which they became known.
func (m *marks) each(do func(id uint32)) {
	for at, word := range m.words {
		for ; word != 0; word &= word - 1 {
			do(uint32(at*64 + bits.TrailingZeros64(word)))
		}
	}
}

func (m *marks) clear() { *m = marks{of: m.of} }

// count is how many of the users are marked.
func (m *marks) count(ids []uint32) (n int) {
	for _, id := range ids {
		if m.has(id) {
			n++
		}
	}
	return n
}

// lifecycles are the marked users who are active, and those who are deactivated.
// Some may not be there any more, as far as is known; the service knows better.
func (m *marks) lifecycles() (active, deactivated []uint32) {
	m.each(func(id uint32) {
		if m.of.IsDeactivated(id) {
			deactivated = append(deactivated, id)
		} else {
			active = append(active, id)
		}
	})
	return active, deactivated
}

// begin begins a range at a user.
func (m *marks) begin(id uint32, row int) { m.span = span{true, id, row} }

// follow keeps the marks over newer rows. Where those are of everybody there is,
// the marks of users who are not there any more are taken off.
func (m *marks) follow(s *roster.Snapshot, rows []uint32, everybody bool) {
	if m.of != nil && !s.NumbersAs(m.of) {
		m.renumber(s)
	}
	if everybody && (m.of == nil || s.Version() != m.of.Version()) {
		m.each(func(id uint32) { m.set(id, s.Has(id)) })
	}
	m.of = s
	if m.span.begun {
		m.span.row = slices.Index(rows, m.span.anchor)
	}
}

// renumber finds the users by uid, under the numbers they have now.
func (m *marks) renumber(s *roster.Snapshot) {
	earlier := *m
	m.clear()
	earlier.each(func(id uint32) {
		if now, ok := s.Find(earlier.of.UID(id)); ok {
			m.set(now, true)
		}
	})
	if earlier.span.begun {
		anchor, ok := s.Find(earlier.of.UID(earlier.span.anchor))
		m.span = span{ok, anchor, -1}
	}
}

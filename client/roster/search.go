package roster

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"census/client/query"
)

// Search finds the users of a snapshot that match a query. [Search.Run] does
// the work in one or several calls, one at a time; the result so far can be
// read at any time, even while it runs.
type Search struct {
	snapshot *Snapshot
	terms    []query.Node // all must match
	filter   filter
	among    []rowBits // where to look: everywhere, or in the result of an earlier search
	found    []rowBits
	finished atomic.Int64 // number of finished blocks, which no longer change

	trail *trail // of the word being typed; nil without one
	// follow is the word to look up in an earlier search's trail; leave is the
	// word to leave a trail of. Either may be empty.
	follow, leave string
	word          needle
	roles         roleSet      // roles the word finds
	usual         atomic.Int64 // expected footprints per block
	tracked       atomic.Int64 // footprints so far
}

// Search prepares a search without running it. If the query narrows that of a
// finished earlier search over the same snapshot, only the earlier result is
// searched. earlier may be nil.
func (s *Snapshot) Search(q query.Query, earlier *Search) *Search {
	x := &Search{snapshot: s, terms: terms(q.Root), found: make([]rowBits, len(s.blocks))}
	if earlier != nil && (earlier.snapshot != s || !earlier.IsDone() || !s.narrows(x.terms, earlier.terms)) {
		earlier = nil
	}
	frequencies := s.frequencies()
	rest := slices.Clone(x.terms)
	if earlier != nil {
		x.among = earlier.found
		rest = slices.DeleteFunc(rest, func(n query.Node) bool { return slices.ContainsFunc(earlier.terms, equal(n)) })
	} else {
		x.among = s.everybody()
	}
	rest = x.takeWord(rest, earlier, frequencies)
	x.filter = s.plan(query.All(rest), frequencies)
	return x
}

// takeWord removes the last word, the one being typed, from the terms, if a
// trail answers it or it is worth leaving one.
func (x *Search) takeWord(rest []query.Node, earlier *Search, f *frequencies) []query.Node {
	for i := len(rest) - 1; i >= 0; i-- {
		word, ok := rest[i].(query.Text)
		if !ok || len(word.Needle) < 2 {
			continue
		}
		switch {
		case earlier != nil && earlier.trail.leads(word.Needle):
			x.follow, x.trail = word.Needle, earlier.trail
		case earlier != nil:
			continue // the few remaining rows are faster to read than to track
		default:
			x.leave, x.word = word.Needle, newNeedle(word.Needle, f)
			x.trail = &trail{word: word.Needle, blocks: make([]footprints, len(x.snapshot.blocks))}
		}
		x.roles = x.snapshot.rolesOf(word)
		return slices.Delete(rest, i, i+1)
	}
	if earlier != nil {
		x.trail = earlier.trail // for when the word grows
	}
	return rest
}

// terms are the conditions that must all be met.
func terms(root query.Node) []query.Node {
	switch n := root.(type) {
	case nil:
		return nil
	case query.All:
		return n
	}
	return []query.Node{root}
}

func equal(a query.Node) func(query.Node) bool {
	return func(b query.Node) bool { return reflect.DeepEqual(a, b) }
}

// narrows reports whether every user who meets the new conditions also meets
// the old ones.
func (s *Snapshot) narrows(now, before []query.Node) bool {
	for _, old := range before {
		if !slices.ContainsFunc(now, func(n query.Node) bool { return s.implies(n, old) }) {
			return false
		}
	}
	return true
}

func (s *Snapshot) implies(n, old query.Node) bool {
	word, isText := n.(query.Text)
	oldWord, wasText := old.(query.Text)
	if isText && wasText {
		return strings.Contains(word.Needle, oldWord.Needle) && s.rolesOf(word).isIn(s.rolesOf(oldWord))
	}
	return equal(n)(old)
}

// Run searches until everything is searched, the context is done or the time is
// up; done means the result is complete. It uses all cores and searches at
// least one block on each.
func (x *Search) Run(ctx context.Context, limit time.Duration) (done bool) {
	start := time.Now()
	var next atomic.Int64
	next.Store(x.finished.Load())
	onAllCores(func() {
		for first := true; first || ctx.Err() == nil && time.Since(start) < limit; first = false {
			at := int(next.Add(1)) - 1
			if at >= len(x.found) {
				return
			}
			x.look(at)
		}
	})
	if x.isEverywhere() {
		x.trail = nil
	}
	x.finished.Store(min(next.Load(), int64(len(x.found))))
	return x.IsDone()
}

// isEverywhere reports whether the word occurs too often to keep a trail of it.
func (x *Search) isEverywhere() bool { return x.tracked.Load() > maxTrail }

// look searches one block.
func (x *Search) look(at int) {
	b, among := x.snapshot.blocks[at], x.among[at]
	if among.isEmpty() {
		return
	}
	if x.follow != "" || x.leave != "" {
		found := x.findWord(at, b, &among)
		x.roles.add(b, &among, &found)
		among.and(&found)
	}
	x.found[at] = x.filter.rows(b, &among)
}

// findWord finds the word being typed: in an earlier search's trail, or in the
// texts, leaving a trail unless the word occurs everywhere.
func (x *Search) findWord(at int, b *block, among *rowBits) rowBits {
	var found rowBits
	if x.follow != "" {
		x.trail.rows(at, b.texts, x.follow, &found)
		return found
	}
	if x.isEverywhere() {
		x.word.rows(b, among, &found)
		return found
	}
	prints := x.word.track(b, among, &found, int(x.usual.Load()))
	x.trail.blocks[at] = prints
	x.usual.Store(int64(len(prints.near) * 9 / 8))
	x.tracked.Add(int64(len(prints.near)))
	return found
}

// IsDone reports whether all users have been searched.
func (x *Search) IsDone() bool { return x.done() == len(x.found) }

func (x *Search) done() int { return int(x.finished.Load()) }

// Count returns how many users have been found so far.
func (x *Search) Count() int {
	n := 0
	for i := range x.found[:x.done()] {
		n += x.found[i].count()
	}
	return n
}

// Rows lists the users found so far in an order of the same snapshot; nil means
// the service's order.
func (x *Search) Rows(o *Order) []uint32 {
	ids := make([]uint32, 0, x.Count())
	if o == nil && x.snapshot.order == nil {
		for at := range x.found[:x.done()] {
			x.found[at].each(func(row int) { ids = append(ids, uint32(at*blockSize+row)) })
		}
		return ids
	}
	all := x.snapshot.order
	if o != nil {
		all = o.ids
	}
	finished := x.done()
	for _, id := range all {
		if at, row := place(id); at < finished && x.found[at].has(row) {
			ids = append(ids, id)
		}
	}
	return ids
}

// frequencies counts the bytes of a few blocks' texts, once per snapshot.
func (s *Snapshot) frequencies() *frequencies {
	s.counting.Do(func() {
		const blocks, each = 64, 4096
		step := max(1, len(s.blocks)/blocks)
		for at := 0; at < len(s.blocks); at += step {
			text := s.blocks[at].texts
			for _, c := range text[:min(each, len(text))] {
				s.counted.of[c]++
				s.counted.total++
			}
		}
	})
	return &s.counted
}

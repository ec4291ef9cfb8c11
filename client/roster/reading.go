package roster

import (
	"slices"

	"census/model"
)

// Reading is one walk over all users of the service: at its end, whoever it has
// not met is gone. Several may be under way.
type Reading struct {
	roster  *Roster
	epoch   int // that the numbers are of
	seen    idSet
	touched idSet // changed by somebody else meanwhile, who knows better
	walk    []uint32
}

// idSet is a set of row numbers.
type idSet []rowBits

func (s *idSet) set(id uint32) {
	at, row := place(id)
	for len(*s) <= at {
		*s = append(*s, rowBits{})
	}
	(*s)[at].set(row)
}

func (s idSet) has(id uint32) bool {
	at, row := place(id)
	return at < len(s) && s[at].has(row)
}

// Read begins a walk: before the first request, so that what is stored meanwhile
// counts as newer than the answers. End it or abandon it.
func (r *Roster) Read() *Reading {
	r.mu.Lock()
	defer r.mu.Unlock()
	g := &Reading{roster: r, epoch: r.epoch}
	r.readings = append(r.readings, g)
	return g
}

// Put takes users in, in the service's order, and says how many of them this
// reading had met before. What somebody else has stored since the reading began
// stays as it is.
func (g *Reading) Put(users []model.User) (repeated int) {
	r, all := g.roster, packAll(users)
	r.mu.Lock()
	defer r.mu.Unlock()
	if g.epoch != r.epoch { // the rows were numbered anew, and it will remove nobody
		*g = Reading{roster: r, epoch: r.epoch}
	}
	for _, id := range r.put(all, g.touched.has) {
		r.touch(id, g)
		if g.seen.has(id) {
			repeated++
			continue
		}
		g.seen.set(id)
		g.walk = append(g.walk, id)
	}
	return repeated
}

// Abandon ends the walk where it is: nobody is removed, and the users stand in the
// order of before. After [Reading.End] it does nothing.
func (g *Reading) Abandon() {
	r := g.roster
	r.mu.Lock()
	defer r.mu.Unlock()
	r.readings = slices.DeleteFunc(r.readings, func(o *Reading) bool { return o == g })
}

// Count is how many users the reading has met.
func (g *Reading) Count() int {
	g.roster.mu.RLock()
	defer g.roster.mu.RUnlock()
	return len(g.walk)
}

// End removes the users that the reading has not met and nobody has stored
// meanwhile, and says how many. From then on the users stand in the order in
// which it met them.
func (g *Reading) End() (gone int) { return g.EndAmong(nil) }

// EndAmong is End for a reading of a part of the users: it removes those of whom
// isPart is true, or anybody when it is nil.
func (g *Reading) EndAmong(isPart func(model.User) bool) (gone int) {
	r := g.roster
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.Index(r.readings, g)
	if i < 0 {
		return 0 // ended before, or the rows were numbered anew
	}
	r.readings = slices.Delete(r.readings, i, i+1)
	for at, b := range r.blocks {
		missing := b.alive
		if at < len(g.seen) {
			missing.andNot(&g.seen[at])
		}
		if at < len(g.touched) {
			missing.andNot(&g.touched[at])
		}
		missing.each(func(row int) {
			if id := uint32(at*blockSize + row); isPart == nil || isPart(r.user(id)) {
				gone++
				r.remove(id)
			}
		})
	}
	r.arrange(g)
	return gone
}

// arrange puts the users in the order of the walk, those it has not met after
// them.
func (r *Roster) arrange(g *Reading) {
	order := slices.Clip(g.walk)
	for at, b := range r.blocks {
		rest := b.alive
		if at < len(g.seen) {
			rest.andNot(&g.seen[at])
		}
		rest.each(func(row int) { order = append(order, uint32(at*blockSize+row)) })
	}
	r.order = order
	if slices.IsSorted(order) {
		r.order = nil
	}
	r.version++
}

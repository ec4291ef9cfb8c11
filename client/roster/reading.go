package roster

import (
	"slices"

	"census/model"
)

// Reading is one walk over all users of the service; users it has not met by
// its end are gone. Several may run at once.
type Reading struct {
	roster  *Roster
	epoch   int // the epoch of the numbers
	seen    idSet
	touched idSet // changed by others since the walk began, with newer data
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

// Read begins a walk. Call it before the first request, so that whatever is
// stored during the walk counts as newer than its answers. Finish with End or
// Abandon.
func (r *Roster) Read() *Reading {
	r.mu.Lock()
	defer r.mu.Unlock()
	g := &Reading{roster: r, epoch: r.epoch}
	r.readings = append(r.readings, g)
	return g
}

// Put adds users in the service's order and returns how many of them this
// reading had met before. Users stored by others since the reading began stay
// unchanged.
func (g *Reading) Put(users []model.User) (repeated int) {
	r, all := g.roster, packAll(users)
	r.mu.Lock()
	defer r.mu.Unlock()
	if g.epoch != r.epoch { // the rows were renumbered, so this reading will remove nobody
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

// Abandon ends the walk early: nobody is removed, and the order stays as
// before. After [Reading.End] it does nothing.
func (g *Reading) Abandon() {
	r := g.roster
	r.mu.Lock()
	defer r.mu.Unlock()
	r.readings = slices.DeleteFunc(r.readings, func(o *Reading) bool { return o == g })
}

// Count returns how many users the reading has met.
func (g *Reading) Count() int {
	g.roster.mu.RLock()
	defer g.roster.mu.RUnlock()
	return len(g.walk)
}

// End removes the users that the reading has not met and that were not stored
// by others since it began, and returns their number. It sets the users' order
// to the order in which the reading met them.
func (g *Reading) End() (gone int) { return g.EndAmong(nil) }

// EndAmong is End for a reading that covers only some users: it only removes
// users for whom isPart returns true; a nil isPart means all.
func (g *Reading) EndAmong(isPart func(model.User) bool) (gone int) {
	r := g.roster
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.Index(r.readings, g)
	if i < 0 {
		return 0 // already ended, or the rows were renumbered
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

// arrange puts the users in the order of the walk, followed by those it has not
// met.
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

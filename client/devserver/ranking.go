package devserver

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
)

// ranking is who a list of users consists of, in its order: the ids alone, four
// bytes each. The API asks for pages by their number, and SQLite can only walk
// to a page; a ranking knows every place, so that the last page costs what the
// first one does, and the total is its length.
//
// It is read from the database once, or made from a wider ranking, and then
// follows the changes, so that its state is always that of the transaction that
// asks for a page.
type ranking struct {
	query userQuery // of all viewers
	wider *ranking  // who is on this one is on that one, too; nil if it is read

	mu     sync.Mutex
	known  bool
	number int64 // of the last change followed
	ids    []uint32
	member bitset
}

// page returns the ids on the page and how many there are on all of them. The
// caller holds mu since before the transaction began, so that states of the
// database come in their order, and those of the wider rankings as well unless
// the error is errWiderNeeded.
func (r *ranking) page(ctx context.Context, tx *transaction, q userQuery, widerHeld bool) (ids []uint32, total int, err error) {
	if err := r.follow(ctx, tx, widerHeld); err != nil {
		return nil, 0, err
	}
	hidden, err := hiddenFrom(ctx, tx, q)
	if err != nil {
		return nil, 0, err
	}
	ids, total = r.without(hidden, (q.page-1)*q.perPage, q.perPage)
	return ids, total, nil
}

// without returns most ids from a place on, as if some users were not on the
// ranking, and how many there are then. Viewers share a ranking in this way.
func (r *ranking) without(hidden []uint32, from, most int) (ids []uint32, total int) {
	var hide bitset
	total = len(r.ids)
	for _, id := range hidden {
		if r.member.has(id) && !hide.has(id) {
			hide.set(id, true)
			total--
		}
	}
	if total == len(r.ids) {
		from = min(from, total)
		return slices.Clone(r.ids[from:min(from+most, total)]), total
	}
	for _, id := range r.ids {
		switch {
		case hide.has(id):
		case from > 0:
			from--
		case len(ids) < most:
			ids = append(ids, id)
		default:
			return ids, total
		}
	}
	return ids, total
}

// hiddenFrom lists whom the viewer does not get to see.
func hiddenFrom(ctx context.Context, tx *transaction, q userQuery) (ids []uint32, err error) {
	if q.hideBlocked {
		if ids, err = blockedBy(ctx, tx, q.viewer); err != nil {
			return nil, err
		}
	}
	if q.hideViewer {
		ids = append(ids, uint32(q.viewer))
	}
	return ids, nil
}

// hold locks the ranking and, if asked to, the wider ones, always in this order.
func (r *ranking) hold(wider bool) (release func()) {
	r.mu.Lock()
	if !wider || r.wider == nil {
		return r.mu.Unlock
	}
	releaseWider := r.wider.hold(true)
	return func() {
		releaseWider()
		r.mu.Unlock()
	}
}

// errWiderNeeded asks for the locks of the wider rankings, without which this one
// cannot be made.
var errWiderNeeded = errors.New("the wider rankings are needed")

// follow brings the ranking to the state that the transaction sees.
func (r *ranking) follow(ctx context.Context, tx *transaction, widerHeld bool) error {
	last, err := lastChange(ctx, tx)
	switch {
	case err != nil:
		return err
	case !r.known || last-r.number > maxChanges || last < r.number:
		if r.wider != nil && !widerHeld {
			return errWiderNeeded
		}
		err = r.make(ctx, tx)
	case last > r.number:
		err = r.catchUp(ctx, tx)
	}
	r.known, r.number = err == nil, last
	return err
}

// make ranks everybody.
func (r *ranking) make(ctx context.Context, tx *transaction) (err error) {
	if r.wider == nil {
		query, args := r.query.ordered()
		r.ids, err = joinedIDs(ctx, tx, query, args)
	} else if err = r.wider.follow(ctx, tx, true); err == nil {
		r.ids, err = r.query.narrow(ctx, tx, r.wider)
	}
	if err != nil {
		return err
	}
	r.member = setOf(r.ids)
	return nil
}

// joinedIDs reads the ids that a query selects. SQLite joins them into one text, as
// fetching a million rows one by one would take three times as long.
func joinedIDs(ctx context.Context, tx *transaction, query string, args []any) (ids []uint32, err error) {
	var text string
	err = tx.QueryRowContext(ctx, "SELECT coalesce(group_concat(id), '') FROM ("+query+")", args...).Scan(&text)
	if err != nil {
		return nil, fmt.Errorf("rank users: %w", err)
	}
	ids = make([]uint32, 0, 1+strings.Count(text, ","))
	for number := range strings.SplitSeq(text, ",") {
		if number == "" {
			break
		}
		id, err := strconv.ParseUint(number, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("rank users: %w", err)
		}
		ids = append(ids, uint32(id))
	}
	return ids, nil
}

// catchUp asks the database which of the changed users belong to the list now,
// and puts each of these in their place.
func (r *ranking) catchUp(ctx context.Context, tx *transaction) error {
	changes, err := changesSince(ctx, tx, r.number)
	if err != nil {
		return err
	}
	belong, err := r.belonging(ctx, tx, changes)
	if err != nil {
		return err
	}
	var enter []uint32
	for _, c := range changes {
		id := uint32(c.id)
		stays := r.member.has(id) && belong[id] && !c.moved && r.query.order.isFixed()
		if stays {
			continue
		}
		r.remove(id)
		if belong[id] {
			enter = append(enter, id)
		}
	}
	for _, id := range enter {
		if err := r.insert(ctx, tx, id); err != nil {
			return err
		}
	}
	return nil
}

func (r *ranking) belonging(ctx context.Context, tx *transaction, changes []change) (map[uint32]bool, error) {
	changed := make([]string, len(changes))
	for i, c := range changes {
		changed[i] = strconv.FormatInt(c.id, 10)
	}
	sel := r.query.selection()
	sel.where("u.id IN (SELECT value FROM json_each(@changed))",
		sql.Named("changed", "["+strings.Join(changed, ",")+"]"))
	found, err := collect(ctx, tx, func(row scanner) (id uint32, err error) {
		err = row.Scan(&id)
		return id, err
	}, "SELECT u.id FROM users u NOT INDEXED"+sel.clause(), sel.args...)
	if err != nil {
		return nil, fmt.Errorf("rank changed users: %w", err)
	}
	belong := make(map[uint32]bool, len(found))
	for _, id := range found {
		belong[id] = true
	}
	return belong, nil
}

func (r *ranking) remove(id uint32) {
	if !r.member.has(id) {
		return
	}
	at := slices.Index(r.ids, id)
	r.ids = slices.Delete(r.ids, at, at+1)
	r.member.set(id, false)
}

// insert lets the database compare, which knows the order: some twenty times
// among a million.
func (r *ranking) insert(ctx context.Context, tx *transaction, id uint32) error {
	var failed error
	at := sort.Search(len(r.ids), func(i int) bool {
		var first uint32
		err := tx.QueryRowContext(ctx, "SELECT u.id FROM users u WHERE u.id IN (?, ?)"+r.query.orderBy()+" LIMIT 1",
			id, r.ids[i]).Scan(&first)
		if err != nil {
			failed = fmt.Errorf("compare users: %w", err)
		}
		return first == id
	})
	if failed != nil {
		return failed
	}
	r.ids = slices.Insert(r.ids, at, id)
	r.member.set(id, true)
	return nil
}

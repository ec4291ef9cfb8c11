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

// ranking is the result of a list query, in order, as ids of four bytes each.
// The API asks for pages by number, and SQLite can only walk to a page; a
// ranking has random access, so the last page costs as much as the first, and
// the total is its length.
//
// It is read from the database once, or derived from a wider ranking, and then
// follows the changes, so it always has the state of the transaction that asks
// for a page.
type ranking struct {
	query userQuery // for all viewers
	wider *ranking  // a superset of this ranking; nil if this one is read from the database

	mu     sync.Mutex
	known  bool
	number int64 // the last change followed
	ids    []uint32
	member bitset
}

// page returns the ids on the page and the total number of users. The caller
// must have held mu since before the transaction began, so that database states
// arrive in order; the same goes for the wider rankings, unless the error is
// errWiderNeeded.
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

// without returns at most most ids from a place on, as if the hidden users were
// not on the ranking, and how many users remain in total. This lets viewers
// share a ranking.
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

// hiddenFrom lists the users the viewer may not see.
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

// hold locks the ranking and, on request, the wider ones, always in this order.
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

// errWiderNeeded asks for the locks of the wider rankings, which are needed to
// make this one.
var errWiderNeeded = errors.New("the wider rankings are needed")

// follow brings the ranking to the state the transaction sees.
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

// make ranks all users.
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

// joinedIDs reads the ids a query selects. SQLite joins them into one text,
// because fetching a million rows one by one would take three times as long.
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

// catchUp asks the database which of the changed users are on the list now, and
// puts each of them in place.
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

// insert leaves the comparisons to the database, which knows the order: about
// twenty among a million.
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

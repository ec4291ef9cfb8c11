package devserver

import (
	"context"
	"database/sql"
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
// It is read from the database once and then follows the changes, so that its
// state is always that of the transaction that asks for a page.
type ranking struct {
	mu     sync.Mutex
	known  bool
	number int64 // of the last change followed
	ids    []uint32
	member bitset
}

// page returns the ids on the page and how many there are on all of them. The
// caller holds mu since before the transaction began, so that states of the
// database come in their order.
func (r *ranking) page(ctx context.Context, tx *sql.Tx, q userQuery) (ids []uint32, total int, err error) {
	if err := r.follow(ctx, tx, q.ofAllViewers()); err != nil {
		r.known = false
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
func hiddenFrom(ctx context.Context, tx *sql.Tx, q userQuery) (ids []uint32, err error) {
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

// follow brings the ranking to the state that the transaction sees.
func (r *ranking) follow(ctx context.Context, tx *sql.Tx, q userQuery) error {
	last, err := lastChange(ctx, tx)
	switch {
	case err != nil:
		return err
	case !r.known || last-r.number > maxChanges || last < r.number:
		err = r.read(ctx, tx, q)
	case last > r.number:
		err = r.catchUp(ctx, tx, q)
	}
	r.known, r.number = err == nil, last
	return err
}

// read ranks everybody. SQLite joins the ids into one text, as fetching a
// million rows one by one would take three times as long.
func (r *ranking) read(ctx context.Context, tx *sql.Tx, q userQuery) error {
	sel := q.selection()
	var text string
	err := tx.QueryRowContext(ctx, "SELECT coalesce(group_concat(id), '') FROM (SELECT u.id FROM users u"+
		sel.clause()+q.orderBy()+")", sel.args...).Scan(&text)
	if err != nil {
		return fmt.Errorf("rank users: %w", err)
	}
	r.ids, r.member = r.ids[:0], r.member[:0]
	for number := range strings.SplitSeq(text, ",") {
		if number == "" {
			break
		}
		id, err := strconv.ParseUint(number, 10, 32)
		if err != nil {
			return fmt.Errorf("rank users: %w", err)
		}
		r.ids = append(r.ids, uint32(id))
		r.member.set(uint32(id), true)
	}
	return nil
}

// catchUp asks the database which of the changed users belong to the list now,
// and puts each of these in their place.
func (r *ranking) catchUp(ctx context.Context, tx *sql.Tx, q userQuery) error {
	changes, err := changesSince(ctx, tx, r.number)
	if err != nil {
		return err
	}
	belong, err := r.belonging(ctx, tx, q, changes)
	if err != nil {
		return err
	}
	var enter []uint32
	for _, c := range changes {
		id := uint32(c.id)
		stays := r.member.has(id) && belong[id] && !c.moved && q.order.isFixed()
		if stays {
			continue
		}
		r.remove(id)
		if belong[id] {
			enter = append(enter, id)
		}
	}
	for _, id := range enter {
		if err := r.insert(ctx, tx, q, id); err != nil {
			return err
		}
	}
	return nil
}

func (r *ranking) belonging(ctx context.Context, tx *sql.Tx, q userQuery, changes []change) (map[uint32]bool, error) {
	changed := make([]string, len(changes))
	for i, c := range changes {
		changed[i] = strconv.FormatInt(c.id, 10)
	}
	sel := q.selection()
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
func (r *ranking) insert(ctx context.Context, tx *sql.Tx, q userQuery, id uint32) error {
	var failed error
	at := sort.Search(len(r.ids), func(i int) bool {
		var first uint32
		err := tx.QueryRowContext(ctx, "SELECT u.id FROM users u WHERE u.id IN (?, ?)"+q.orderBy()+" LIMIT 1",
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

// bitset is a set of ids that begin near 1.
type bitset []uint64

func (b bitset) has(id uint32) bool {
	word := int(id / 64)
	return word < len(b) && b[word]>>(id%64)&1 == 1
}

func (b *bitset) set(id uint32, member bool) {
	word, bit := int(id/64), uint64(1)<<(id%64)
	if missing := word + 1 - len(*b); missing > 0 {
		*b = append(*b, make([]uint64, missing)...)
	}
	if member {
		(*b)[word] |= bit
	} else {
		(*b)[word] &^= bit
	}
}

// maxRankings bounds the memory for rankings: of a million users they take
// sixteen times four megabytes.
const maxRankings = 16

// rankings are those of the queries asked last.
type rankings struct {
	mu     sync.Mutex
	recent []string // keys, the latest last
	byKey  map[string]*ranking
}

// of returns the query's ranking, which may be one that knows nothing yet.
func (all *rankings) of(q userQuery) *ranking {
	key := q.rankingKey()
	all.mu.Lock()
	defer all.mu.Unlock()
	if at := slices.Index(all.recent, key); at >= 0 {
		all.recent = append(slices.Delete(all.recent, at, at+1), key)
		return all.byKey[key]
	}
	if len(all.recent) == maxRankings {
		delete(all.byKey, all.recent[0])
		all.recent = slices.Delete(all.recent, 0, 1)
	}
	r := &ranking{}
	if all.byKey == nil {
		all.byKey = map[string]*ranking{}
	}
	all.recent, all.byKey[key] = append(all.recent, key), r
	return r
}

// Warm ranks the lists that every client asks for first: the active users, all,
// and the deactivated ones. Without it the first to ask for one of these waits
// for that, which takes a while where there are very many users.
func (s *Server) Warm(ctx context.Context) error {
	for _, which := range []lifecycle{activeUsers, allUsers, deactivatedUsers} {
		q := userQuery{lifecycle: which, page: 1} // a page of nobody
		if _, err := s.store.listUsers(ctx, q, func(record) []byte { return nil }); err != nil {
			return fmt.Errorf("local server: warm up: %w", err)
		}
	}
	return nil
}

// isRanked says whether a ranking serves the query: those that go by whom the
// viewer has to do with are short, and asked by one user only.
func (q userQuery) isRanked() bool {
	return q.relation == anyRelation && !q.friendsAtMost && len(q.uids) == 0 && !q.none
}

// ofAllViewers is the query for the users whom any viewer gets to see.
func (q userQuery) ofAllViewers() userQuery {
	q.viewer, q.hideViewer, q.hideBlocked = nobody, false, false
	return q
}

// rankingKey is the same for queries that differ in nothing but the viewer, the
// page and what is shown of each user.
func (q userQuery) rankingKey() string {
	if q.prefix == "" {
		q.searchName, q.searchUID = false, false // nothing is searched
	}
	return fmt.Sprintf("%q %t %t %q %q %q %d %d",
		q.prefix, q.searchName, q.searchUID, q.status, q.roles, q.tags, q.lifecycle, q.order)
}

// isFixed says that a user's place in the order never changes.
func (o order) isFixed() bool { return o == newestFirst }

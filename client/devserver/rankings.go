package devserver

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"census/model"
)

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
	all.mu.Lock()
	defer all.mu.Unlock()
	return all.find(q.ofAllViewers())
}

// find is of with the lock held. The wider rankings of one that is asked for count
// as asked for after it, so that they are the last to be forgotten.
func (all *rankings) find(q userQuery) *ranking {
	key := q.rankingKey()
	r, known := all.byKey[key]
	if known {
		at := slices.Index(all.recent, key)
		all.recent = append(slices.Delete(all.recent, at, at+1), key)
	} else {
		r = all.add(key, q)
	}
	if q, ok := q.widened(); ok {
		if wider := all.find(q); !known {
			r.wider = wider
		}
	}
	return r
}

func (all *rankings) add(key string, q userQuery) *ranking {
	if len(all.recent) == maxRankings {
		delete(all.byKey, all.recent[0])
		all.recent = slices.Delete(all.recent, 0, 1)
	}
	if all.byKey == nil {
		all.byKey = map[string]*ranking{}
	}
	r := &ranking{query: q}
	all.recent, all.byKey[key] = append(all.recent, key), r
	return r
}

// widened is the query whose ranking another one is made from: without the filters,
// or in the order of names, which an index has.
func (q userQuery) widened() (wider userQuery, ok bool) {
	switch plain := (userQuery{lifecycle: q.lifecycle, order: q.order}); {
	case q.prefix != "" || q.status != "" || len(q.roles) > 0 || len(q.tags) > 0:
		return plain, true
	case q.order == byNameDown || q.order == byStatus || q.order == byStatusDown:
		plain.order = byName
		return plain, true
	}
	return userQuery{}, false
}

// narrow makes the ranking of a query from the wider one.
func (q userQuery) narrow(ctx context.Context, tx *transaction, wider *ranking) ([]uint32, error) {
	if wider.query.order == q.order {
		found, err := q.matching(ctx, tx)
		if err != nil {
			return nil, err
		}
		return found.among(wider.ids), nil
	}
	if q.order == byNameDown {
		ids := slices.Clone(wider.ids)
		slices.Reverse(ids)
		return ids, nil
	}
	online, err := idSet(ctx, tx, userQuery{status: string(model.StatusAvailable)})
	if err != nil {
		return nil, err
	}
	first, then := online.among(wider.ids), online.notAmong(wider.ids)
	if q.order == byStatusDown {
		first, then = then, first
	}
	return append(first, then...), nil
}

// matching finds all whom the filters select, each by the index that serves it
// alone: together, and with an order, SQLite would read many users whole.
func (q userQuery) matching(ctx context.Context, tx *transaction) (found bitset, err error) {
	var sets []bitset
	idsOf := func(part userQuery) bitset {
		var ids bitset
		if err == nil {
			ids, err = idSet(ctx, tx, part)
		}
		return ids
	}
	if q.prefix != "" {
		names := idsOf(userQuery{prefix: q.prefix, searchName: q.searchName})
		sets = append(sets, names.or(idsOf(userQuery{prefix: q.prefix, searchUID: q.searchUID})))
	}
	if q.status != "" || len(q.roles) > 0 {
		sets = append(sets, idsOf(userQuery{status: q.status, roles: q.roles}))
	}
	if len(q.tags) > 0 {
		sets = append(sets, idsOf(userQuery{tags: q.tags}))
	}
	for i, set := range sets {
		if i == 0 {
			found = set
		} else {
			found = found.and(set)
		}
	}
	return found, err
}

// idSet reads whom a filter selects.
func idSet(ctx context.Context, tx *transaction, part userQuery) (bitset, error) {
	query, args := part.unordered()
	ids, err := joinedIDs(ctx, tx, query, args)
	return setOf(ids), err
}

// unordered is the statement for whom a single filter selects, in no order and
// whether active or not.
func (q userQuery) unordered() (query string, args []any) {
	q.lifecycle = allUsers
	sel := q.selection()
	if len(q.tags) > 0 {
		return "SELECT user_id AS id FROM tags WHERE tag IN (SELECT value FROM json_each(@tags))", sel.args
	}
	return "SELECT u.id FROM users u" + sel.clause(), sel.args
}

// ordered is the statement for everybody in an order that an index has.
func (q userQuery) ordered() (query string, args []any) {
	sel := q.selection()
	return "SELECT u.id FROM users u" + sel.clause() + q.orderBy(), sel.args
}

// rankFirst are the queries that clients begin with, by when they are wanted: over
// the REST API, and over the client API in its two orders.
var rankFirst = [][]userQuery{
	{{lifecycle: activeUsers}, {lifecycle: allUsers}, {lifecycle: deactivatedUsers}},
	{{order: byName}, {order: byStatus}},
}

// Warm ranks the lists that every client of the REST API asks for first: the active
// users, all, and the deactivated ones. Without it the first to ask for one of
// these waits for that, which takes a while where there are very many users.
func (s *Server) Warm(ctx context.Context) error { return s.rank(ctx, rankFirst[0]) }

// WarmMore ranks what clients may ask for next: the orders of the client API, of
// which filters and searches are made. It is meant to run beside the requests.
func (s *Server) WarmMore(ctx context.Context) error { return s.rank(ctx, rankFirst[1]) }

func (s *Server) rank(ctx context.Context, queries []userQuery) error {
	for _, q := range queries {
		q.page = 1 // of nobody
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

package devserver

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"census/model"
)

// maxRankings limits the memory for rankings: with a million users they take
// sixteen times four megabytes.
const maxRankings = 16

// rankings holds the rankings of the most recent queries.
type rankings struct {
	mu     sync.Mutex
	recent []string // keys, most recent last
	byKey  map[string]*ranking
}

// of returns the query's ranking, which may still be empty.
func (all *rankings) of(q userQuery) *ranking {
	all.mu.Lock()
	defer all.mu.Unlock()
	return all.find(q.ofAllViewers())
}

// find is of with the lock held. The wider rankings of a requested one count as
// requested after it, so they are evicted last.
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

// widened is the query whose ranking this one can be derived from: without the
// filters, or in name order, which has an index.
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

// narrow derives the ranking of a query from the wider one.
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

// matching finds the users that pass the filters, running each filter alone on
// its own index: with filters combined and an order, SQLite would read many
// whole users.
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

// idSet reads the users a filter selects.
func idSet(ctx context.Context, tx *transaction, part userQuery) (bitset, error) {
	query, args := part.unordered()
	ids, err := joinedIDs(ctx, tx, query, args)
	return setOf(ids), err
}

// unordered is the statement for the users a single filter selects, in no
// order, whether active or not.
func (q userQuery) unordered() (query string, args []any) {
	q.lifecycle = allUsers
	sel := q.selection()
	if len(q.tags) > 0 {
		return "SELECT user_id AS id FROM tags WHERE tag IN (SELECT value FROM json_each(@tags))", sel.args
	}
	return "SELECT u.id FROM users u" + sel.clause(), sel.args
}

// ordered is the statement for all users in an order that has an index.
func (q userQuery) ordered() (query string, args []any) {
	sel := q.selection()
	return "SELECT u.id FROM users u" + sel.clause() + q.orderBy(), sel.args
}

// The queries that clients start with: those of the REST API, and those of the
// client API in its two orders.
var (
	restLists   = []userQuery{{lifecycle: activeUsers}, {lifecycle: allUsers}, {lifecycle: deactivatedUsers}}
	clientLists = []userQuery{{order: byName}, {order: byStatus}}
)

// Warm ranks the lists that every REST API client requests first: the active
// users, all users, and the deactivated ones. Without it, the first request for
// each of them waits for the ranking, which takes a while when there are very
// many users.
func (s *Server) Warm(ctx context.Context) error { return s.rank(ctx, restLists) }

// WarmMore ranks what clients may request next: the client API's orders, from
// which filters and searches are derived. It is meant to run alongside
// requests.
func (s *Server) WarmMore(ctx context.Context) error { return s.rank(ctx, clientLists) }

func (s *Server) rank(ctx context.Context, queries []userQuery) error {
	for _, q := range queries {
		q.page = 1 // for no particular viewer
		if _, err := s.store.listUsers(ctx, q, func(record) []byte { return nil }); err != nil {
			return fmt.Errorf("local server: warm up: %w", err)
		}
	}
	return nil
}

// isRanked reports whether the query uses a ranking. Lists of a viewer's
// relations do not: they are short and requested by one user only.
func (q userQuery) isRanked() bool {
	return q.relation == anyRelation && !q.friendsAtMost && len(q.uids) == 0 && !q.none
}

// ofAllViewers is the query for the users that any viewer may see.
func (q userQuery) ofAllViewers() userQuery {
	q.viewer, q.hideViewer, q.hideBlocked = nobody, false, false
	return q
}

// rankingKey is the same for queries that differ only in the viewer, the page
// and what is shown of each user.
func (q userQuery) rankingKey() string {
	if q.prefix == "" {
		q.searchName, q.searchUID = false, false // no search text
	}
	return fmt.Sprintf("%q %t %t %q %q %q %d %d",
		q.prefix, q.searchName, q.searchUID, q.status, q.roles, q.tags, q.lifecycle, q.order)
}

// isFixed reports whether a user's place in the order never changes.
func (o order) isFixed() bool { return o == newestFirst }

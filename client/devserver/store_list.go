package devserver

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"census/model"
)

// userQuery selects one page of users. Empty filters select all.
type userQuery struct {
	// viewer is the id of the user whom the relations are relative to, or
	// nobody.
	viewer int64
	// prefix is the start of the name or the uid, in lower case; searchName and
	// searchUID say where to look.
	prefix                string
	searchName, searchUID bool
	status                string
	roles, tags, uids     []string
	lifecycle             lifecycle
	// hideViewer leaves out the viewer, hideBlocked the users the viewer has
	// blocked.
	hideViewer, hideBlocked bool
	// relation selects only users with this relation to the viewer.
	relation relation
	// friendsAtMost selects only the viewer's friends and the viewer.
	friendsAtMost bool
	// none selects nobody: a filter was given that nothing can match.
	none bool

	withTags bool
	order    order
	perPage  int
	page     int // starts at 1
}

// lifecycle selects users by whether they are deactivated.
type lifecycle int

const (
	activeUsers lifecycle = iota
	deactivatedUsers
	allUsers
)

// relation selects users by blocks or friendship.
type relation int

const (
	anyRelation relation = iota
	blockedByViewer
	hasBlockedViewer
	blockedEitherWay
	friendOfViewer
)

// order is the order of a list.
type order int

// The orders. Keys get users newest first; whether the service sorts by
// createdAt or updatedAt is not published, nor how it orders users of the same
// second: createdAt and then uid are a choice.
//
// Tokens get users by status, name and uid, online users first, or by name and
// uid, as CometChat's pages for JavaScript, iOS and Android say. Which of the
// later keys descending order reverses is a choice.
const (
	newestFirst order = iota
	byName
	byNameDown
	byStatus
	byStatusDown
	oldestRelationFirst
)

var orderSQL = map[order]string{
	newestFirst:  "u.created_at DESC, u.uid",
	byName:       "u.name_key, u.uid",
	byNameDown:   "u.name_key DESC, u.uid DESC",
	byStatus:     "u.status, u.name_key, u.uid",
	byStatusDown: "u.status DESC, u.name_key, u.uid",
}

// relationOrderSQL is oldestRelationFirst for each relation: the order in which
// the list's blocks or friendships were made.
var relationOrderSQL = map[relation]string{
	blockedByViewer:  "(SELECT b.id FROM blocks b WHERE b.blocker = @viewer AND b.blocked = u.id)",
	hasBlockedViewer: "(SELECT b.id FROM blocks b WHERE b.blocker = u.id AND b.blocked = @viewer)",
	blockedEitherWay: `(SELECT min(b.id) FROM blocks b WHERE b.blocker = @viewer AND b.blocked = u.id
		OR b.blocker = u.id AND b.blocked = @viewer)`,
	friendOfViewer: "(SELECT f.id FROM friends f WHERE f.user_id = @viewer AND f.friend_id = u.id)",
}

func (q userQuery) orderBy() string {
	if q.order == oldestRelationFirst {
		return " ORDER BY " + relationOrderSQL[q.relation]
	}
	return " ORDER BY " + orderSQL[q.order]
}

// selection is a WHERE clause and the named arguments of the whole query.
type selection struct {
	conditions []string
	args       []any
}

func (s *selection) where(condition string, args ...any) {
	s.conditions = append(s.conditions, condition)
	s.args = append(s.args, args...)
}

// whereList adds a condition on a list unless the list is empty. The list is
// passed as one JSON argument, so its length does not change the statement.
func (s *selection) whereList(condition, name string, list []string) {
	if len(list) == 0 {
		return
	}
	s.where(condition, sql.Named(name, jsonList(list)))
}

func (s *selection) clause() string {
	if len(s.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(s.conditions, " AND ")
}

// selection turns the filters into SQL.
func (q userQuery) selection() selection {
	s := selection{args: []any{sql.Named("viewer", q.viewer)}}
	switch q.lifecycle {
	case activeUsers:
		s.where("u.deactivated_at = 0")
	case deactivatedUsers:
		s.where("u.deactivated_at > 0")
	}
	if q.prefix != "" {
		q.search(&s)
	}
	if q.status != "" {
		s.where("u.status = @status", sql.Named("status", q.status))
	}
	s.whereList("u.role IN (SELECT value FROM json_each(@roles))", "roles", q.roles)
	s.whereList("u.uid IN (SELECT value FROM json_each(@uids))", "uids", q.uids)
	// Users who have any of the tags: whether the service requires any or all is
	// not published.
	s.whereList(`u.id IN (SELECT user_id FROM tags WHERE tag IN
		(SELECT value FROM json_each(@tags)))`, "tags", q.tags)
	if q.hideViewer {
		s.where("u.id <> @viewer")
	}
	if q.hideBlocked {
		s.where("u.id NOT IN (SELECT blocked FROM blocks WHERE blocker = @viewer)")
	}
	switch q.relation {
	case blockedByViewer:
		s.where("u.id IN (SELECT blocked FROM blocks WHERE blocker = @viewer)")
	case hasBlockedViewer:
		s.where("u.id IN (SELECT blocker FROM blocks WHERE blocked = @viewer)")
	case blockedEitherWay:
		s.where(`u.id IN (SELECT blocked FROM blocks WHERE blocker = @viewer
			UNION SELECT blocker FROM blocks WHERE blocked = @viewer)`)
	case friendOfViewer:
		s.where("u.id IN (SELECT friend_id FROM friends WHERE user_id = @viewer)")
	}
	if q.friendsAtMost {
		s.where("u.id IN (SELECT friend_id FROM friends WHERE user_id = @viewer UNION SELECT @viewer)")
	}
	if q.none {
		s.where("FALSE")
	}
	return s
}

// search compares a range: every text with the prefix lies between the prefix
// and the prefix followed by a byte that no UTF-8 text contains.
func (q userQuery) search(s *selection) {
	var in []string
	if q.searchName {
		in = append(in, "u.name_key >= @prefix AND u.name_key < @prefix_end")
	}
	if q.searchUID {
		in = append(in, "u.uid >= @prefix AND u.uid < @prefix_end")
	}
	if len(in) == 0 {
		in = []string{"FALSE"}
	}
	s.where("("+strings.Join(in, " OR ")+")",
		sql.Named("prefix", q.prefix), sql.Named("prefix_end", q.prefix+"\xff"))
}

// userList is one page of users.
type userList struct {
	items [][]byte
	// total is the number of users on all pages of a counted list.
	total int
	// changedAt is the newest change among all pages, or 0.
	changedAt model.UnixTime
}

// listUsers reads one page and encodes its users. Relation lists are not
// counted, as on the service.
func (s *store) listUsers(ctx context.Context, q userQuery, encode func(record) []byte) (userList, error) {
	if q.isRanked() {
		return s.listRanked(ctx, q, encode)
	}
	return s.listDirectly(ctx, q, encode)
}

// listRanked takes the page from the query's ranking.
func (s *store) listRanked(ctx context.Context, q userQuery, encode func(record) []byte) (userList, error) {
	r := s.rankings.of(q)
	l, err := s.listFrom(ctx, r, false, q, encode)
	if errors.Is(err, errWiderNeeded) {
		l, err = s.listFrom(ctx, r, true, q, encode)
	}
	return l, err
}

// listFrom takes the page from a ranking, holding its lock and, if needed,
// those of the wider rankings.
func (s *store) listFrom(ctx context.Context, r *ranking, widerHeld bool, q userQuery, encode func(record) []byte) (l userList, err error) {
	unlock := sync.OnceFunc(r.hold(widerHeld))
	defer unlock()
	err = s.read(ctx, func(tx *transaction) (err error) {
		ids, total, err := r.page(ctx, tx, q, widerHeld)
		if err != nil {
			return err
		}
		unlock()
		l.total = total
		if l.changedAt, err = newestChange(ctx, tx, q, q.selection()); err != nil {
			return err
		}
		l.items, err = s.encoded.users(ctx, tx, q, ids, encode)
		return err
	})
	return l, err
}

// listDirectly walks to the page.
func (s *store) listDirectly(ctx context.Context, q userQuery, encode func(record) []byte) (l userList, err error) {
	sel := q.selection()
	err = s.read(ctx, func(tx *transaction) (err error) {
		if q.relation == anyRelation {
			if l.total, err = countUsers(ctx, tx, sel); err != nil {
				return err
			}
		}
		if l.changedAt, err = newestChange(ctx, tx, q, sel); err != nil {
			return err
		}
		rows, err := pageOfUsers(ctx, tx, q, sel)
		for _, row := range rows {
			l.items = append(l.items, encode(row))
		}
		return err
	})
	return l, err
}

func countUsers(ctx context.Context, tx *transaction, sel selection) (n int, err error) {
	err = tx.QueryRowContext(ctx, "SELECT count(*) FROM users u"+sel.clause(), sel.args...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count users: %w", err)
	}
	return n, nil
}

// newestChange is the value of the cursor, the same on every page of a list.
// Ignoring the filters of a counted list is a choice.
func newestChange(ctx context.Context, tx *transaction, q userQuery, sel selection) (at model.UnixTime, err error) {
	query := "SELECT coalesce(max(u.changed_at), 0) FROM users u"
	if q.relation != anyRelation {
		query += sel.clause()
	}
	if err := tx.QueryRowContext(ctx, query, sel.args...).Scan(&at); err != nil {
		return 0, fmt.Errorf("find the newest change: %w", err)
	}
	return at, nil
}

// pageOfUsers first finds the page's ids, for which an index of the order
// suffices, and then reads those few users whole.
func pageOfUsers(ctx context.Context, tx *transaction, q userQuery, sel selection) ([]record, error) {
	by := q.orderBy()
	args := append(sel.args, sql.Named("limit", q.perPage), sql.Named("offset", (q.page-1)*q.perPage))
	page, err := collect(ctx, tx, scanRecord, "SELECT "+recordColumns+", "+q.tagsColumn()+
		" FROM (SELECT u.id FROM users u"+sel.clause()+by+" LIMIT @limit OFFSET @offset) AS page"+
		" JOIN users u ON u.id = page.id "+recordRelations+by, args...)
	if err != nil {
		return nil, fmt.Errorf("list users: %w", err)
	}
	return page, nil
}

// usersOf reads the users with these ids, in that order.
func usersOf(ctx context.Context, tx *transaction, q userQuery, ids []uint32) ([]record, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	wanted := []byte{'['}
	for i, id := range ids {
		if i > 0 {
			wanted = append(wanted, ',')
		}
		wanted = strconv.AppendUint(wanted, uint64(id), 10)
	}
	wanted = append(wanted, ']')
	columns, relations := recordColumns, recordRelations
	if q.viewer == nobody {
		columns, relations = unrelatedColumns, ""
	}
	page, err := collect(ctx, tx, scanRecord, "SELECT "+columns+", "+q.tagsColumn()+
		" FROM json_each(@ids) AS page CROSS JOIN users u ON u.id = page.value "+relations+
		" ORDER BY page.key", sql.Named("ids", string(wanted)), sql.Named("viewer", q.viewer))
	if err != nil {
		return nil, fmt.Errorf("list users: %w", err)
	}
	return page, nil
}

// tagsColumn leaves the tags unread when they are not needed.
func (q userQuery) tagsColumn() string {
	if q.withTags {
		return recordTags
	}
	return "''"
}

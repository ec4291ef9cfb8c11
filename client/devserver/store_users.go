package devserver

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	sqlite3 "modernc.org/sqlite/lib"

	"census/model"
)

// record is a user as stored, plus the user's relations to the viewer.
type record struct {
	model.User
	id             int64
	blockedByMeAt  model.UnixTime
	hasBlockedMeAt model.UnixTime
}

// nobody is the viewer of a request that is not made by a user.
const nobody int64 = 0

// recordColumns and recordRelations read a record from users u; @viewer is the
// id of the user whom the relations are relative to. unrelatedColumns are for
// nobody, who has no relations.
const (
	ownColumns = `u.id, u.uid, u.name, u.avatar, u.link, u.role, u.status_message, u.metadata,
	u.status, u.last_active_at, u.created_at, u.updated_at, u.deactivated_at, `
	recordColumns    = ownColumns + "coalesce(mine.created_at, 0), coalesce(theirs.created_at, 0)"
	unrelatedColumns = ownColumns + "0, 0"
	recordTags       = `(SELECT json_group_array(tag) FROM
		(SELECT tag FROM tags WHERE user_id = u.id ORDER BY position))`
	recordRelations = `
	LEFT JOIN blocks mine ON mine.blocker = @viewer AND mine.blocked = u.id
	LEFT JOIN blocks theirs ON theirs.blocker = u.id AND theirs.blocked = @viewer`
)

func scanRecord(row scanner) (record, error) {
	var r record
	var metadata, tags string
	err := row.Scan(&r.id, &r.UID, &r.Name, &r.Avatar, &r.Link, &r.Role, &r.StatusMessage, &metadata,
		&r.Status, &r.LastActiveAt, &r.CreatedAt, &r.UpdatedAt, &r.DeactivatedAt,
		&r.blockedByMeAt, &r.hasBlockedMeAt, &tags)
	if err != nil {
		return record{}, err
	}
	r.Metadata = model.Metadata(metadata)
	r.BlockedByMe, r.HasBlockedMe = !r.blockedByMeAt.IsZero(), !r.hasBlockedMeAt.IsZero()
	if tags != "" {
		r.TagsKnown = true
		if err := json.Unmarshal([]byte(tags), &r.Tags); err != nil {
			return record{}, fmt.Errorf("read tags of %s: %w", r.UID, err)
		}
	}
	return r, nil
}

// findUser reads a user by uid, including deactivated ones, or returns
// errNoUser.
func findUser(ctx context.Context, q queryer, uid string, viewer int64) (record, error) {
	r, err := scanRecord(q.QueryRowContext(ctx,
		"SELECT "+recordColumns+", "+recordTags+" FROM users u"+recordRelations+" WHERE u.uid = @uid",
		sql.Named("viewer", viewer), sql.Named("uid", model.NormalizeUID(uid))))
	if errors.Is(err, sql.ErrNoRows) {
		return record{}, errNoUser
	}
	if err != nil {
		return record{}, fmt.Errorf("read a user: %w", err)
	}
	return r, nil
}

// activeUser is findUser for calls to which a deactivated user does not exist.
func activeUser(ctx context.Context, q queryer, uid string, viewer int64) (record, error) {
	r, err := findUser(ctx, q, uid, viewer)
	if err == nil && r.Deactivated() {
		return record{}, errNoUser
	}
	return r, err
}

// createUser stores a new user with everything it holds. It returns errTaken,
// also when the uid belongs to a deactivated user, or errNoRole.
func createUser(ctx context.Context, tx *transaction, u model.User) (id int64, err error) {
	id, err = insertUser(ctx, tx, u)
	switch sqliteCode(err) {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE: // the uid: nothing else is unique
		return 0, errTaken
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: // the role
		return 0, errNoRole
	}
	return id, err
}

// userColumns are the stored columns of a user, except tags; userValues are the
// values in that order. With the id nobody, the database chooses one.
var userColumns = []string{
	"id", "uid", "name", "name_key", "avatar", "link", "role", "status_message", "metadata",
	"status", "last_active_at", "created_at", "updated_at", "deactivated_at",
}

func userValues(id int64, u model.User) []any {
	return []any{
		sql.NullInt64{Int64: id, Valid: id != nobody},
		u.UID, u.Name, searchKey(u.Name), u.Avatar, u.Link, u.Role, u.StatusMessage, string(u.Metadata),
		string(u.Status), int64(u.LastActiveAt), int64(u.CreatedAt), int64(u.UpdatedAt), int64(u.DeactivatedAt),
	}
}

func insertUser(ctx context.Context, tx *transaction, u model.User) (id int64, err error) {
	result, err := tx.ExecContext(ctx, insertUserRow, userValues(nobody, u)...)
	if err != nil {
		return 0, fmt.Errorf("store a user: %w", err)
	}
	if id, err = result.LastInsertId(); err != nil {
		return 0, fmt.Errorf("store a user: %w", err)
	}
	if len(u.Tags) == 0 {
		return id, nil
	}
	if _, err := tx.ExecContext(ctx, insertTags, id, jsonList(u.Tags)); err != nil {
		return 0, fmt.Errorf("store a user's tags: %w", err)
	}
	return id, nil
}

// insertUserRow takes userValues.
var insertUserRow = "INSERT INTO users (" + strings.Join(userColumns, ", ") +
	") VALUES (?" + strings.Repeat(", ?", len(userColumns)-1) + ")"

// insertTags takes a user's id and a JSON list, whose order is kept.
const insertTags = "INSERT INTO tags (user_id, position, tag) SELECT ?, key, value FROM json_each(?)"

// updateUser overwrites the user with this id with u. It returns errNoRole if
// the role is new to the user and does not exist.
func updateUser(ctx context.Context, tx *transaction, id int64, u model.User) error {
	if err := roleExists(ctx, tx, u.Role); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE users SET name = ?, name_key = ?, avatar = ?, link = ?,
		role = ?, status_message = ?, metadata = ?, updated_at = ? WHERE id = ?`,
		u.Name, searchKey(u.Name), u.Avatar, u.Link,
		u.Role, u.StatusMessage, string(u.Metadata), u.UpdatedAt, id)
	if err != nil {
		return fmt.Errorf("update a user: %w", err)
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM tags WHERE user_id = ?", id); err != nil {
		return fmt.Errorf("update a user's tags: %w", err)
	}
	if _, err := tx.ExecContext(ctx, insertTags, id, jsonList(u.Tags)); err != nil {
		return fmt.Errorf("update a user's tags: %w", err)
	}
	return nil
}

// jsonList encodes a list of texts as one argument of a statement.
func jsonList(list []string) string {
	if len(list) == 0 {
		return "[]" // null would count as an element in json_each
	}
	text, _ := json.Marshal(list) // strings always marshal
	return string(text)
}

// setDeactivated deactivates the user at a time, or reactivates them if it is
// zero.
func setDeactivated(ctx context.Context, tx *transaction, id int64, at model.UnixTime) error {
	_, err := tx.ExecContext(ctx, "UPDATE users SET deactivated_at = ? WHERE id = ?", at, id)
	if err != nil {
		return fmt.Errorf("deactivate or reactivate a user: %w", err)
	}
	return nil
}

// deleteUser removes the user for good, including tags, auth tokens and blocks.
func deleteUser(ctx context.Context, tx *transaction, id int64) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM users WHERE id = ?", id); err != nil {
		return fmt.Errorf("delete a user: %w", err)
	}
	return nil
}

// setPresence makes the user online or offline and records the time.
func setPresence(ctx context.Context, tx *transaction, id int64, status model.Status, now model.UnixTime) error {
	_, err := tx.ExecContext(ctx, "UPDATE users SET status = ?, last_active_at = ? WHERE id = ?", status, now, id)
	if err != nil {
		return fmt.Errorf("set a user's presence: %w", err)
	}
	return nil
}

// searchKey is the form in which a text is searched, ignoring case. Whether the
// service also ignores accents is not published.
func searchKey(text string) string { return strings.ToLower(text) }

package devserver

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"census/model"
)

// maxFriends is how many friends a user may have (published on the page
// "properties and constraints"; an older line there says 500).
const maxFriends = 1000

var (
	errFriends  = errors.New("already friends")
	errNoFriend = errors.New("too many friends")
)

// befriend makes the two users friends. It returns errFriends if they already
// are, and errNoFriend if one of them has too many.
func befriend(ctx context.Context, tx *transaction, one, other int64, now model.UnixTime) error {
	for _, pair := range [][2]int64{{one, other}, {other, one}} {
		if err := mayBefriend(ctx, tx, pair[0], pair[1]); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO friends (user_id, friend_id, created_at)
		VALUES (@one, @other, @now), (@other, @one, @now)`,
		sql.Named("one", one), sql.Named("other", other), sql.Named("now", now))
	if err != nil {
		return fmt.Errorf("store a friendship: %w", err)
	}
	return nil
}

func mayBefriend(ctx context.Context, tx *transaction, id, friend int64) error {
	var friends int
	var already bool
	err := tx.QueryRowContext(ctx,
		"SELECT count(*), coalesce(max(friend_id = ?), FALSE) FROM friends WHERE user_id = ?", friend, id).Scan(&friends, &already)
	switch {
	case err != nil:
		return fmt.Errorf("count friends: %w", err)
	case already:
		return errFriends
	case friends >= maxFriends:
		return errNoFriend
	}
	return nil
}

// unfriend ends a friendship on both sides, if there is one.
func unfriend(ctx context.Context, tx *transaction, one, other int64) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM friends WHERE user_id = @one AND friend_id = @other
		OR user_id = @other AND friend_id = @one`, sql.Named("one", one), sql.Named("other", other))
	if err != nil {
		return fmt.Errorf("remove a friendship: %w", err)
	}
	return nil
}

package devserver

import (
	"context"
	"fmt"

	"census/model"
)

// presence records that a user came online or went offline. Records are
// numbered without gaps.
type presence struct {
	number, id int64
	status     model.Status
}

// lastPresence is the number of the newest record this transaction sees.
func lastPresence(ctx context.Context, tx *transaction) (number int64, err error) {
	err = tx.QueryRowContext(ctx, "SELECT coalesce(max(seq), 0) FROM presences").Scan(&number)
	if err != nil {
		return 0, fmt.Errorf("find the last presence: %w", err)
	}
	return number, nil
}

// presencesSince lists the records after number in order, as far as they are
// kept.
func presencesSince(ctx context.Context, tx *transaction, number int64) ([]presence, error) {
	all, err := collect(ctx, tx, func(row scanner) (p presence, err error) {
		err = row.Scan(&p.number, &p.id, &p.status)
		return p, err
	}, "SELECT seq, user_id, status FROM presences WHERE seq > ? ORDER BY seq", number)
	if err != nil {
		return nil, fmt.Errorf("read presences: %w", err)
	}
	return all, nil
}

// friendsOf is the set of the user's friends, by id.
func friendsOf(ctx context.Context, tx *transaction, id int64) (map[int64]bool, error) {
	ids, err := collect(ctx, tx, func(row scanner) (id int64, err error) {
		err = row.Scan(&id)
		return id, err
	}, "SELECT friend_id FROM friends WHERE user_id = ?", id)
	if err != nil {
		return nil, fmt.Errorf("list friends: %w", err)
	}
	friends := make(map[int64]bool, len(ids))
	for _, id := range ids {
		friends[id] = true
	}
	return friends, nil
}

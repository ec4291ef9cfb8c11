package devserver

import (
	"context"
	"fmt"

	"census/model"
)

// block makes one user block another. An existing block stays unchanged,
// including its time.
func block(ctx context.Context, tx *transaction, blocker, blocked int64, now model.UnixTime) error {
	_, err := tx.ExecContext(ctx,
		"INSERT INTO blocks (blocker, blocked, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
		blocker, blocked, now)
	if err != nil {
		return fmt.Errorf("store a block: %w", err)
	}
	return nil
}

// unblock removes a block, if there is one.
func unblock(ctx context.Context, tx *transaction, blocker, blocked int64) error {
	_, err := tx.ExecContext(ctx, "DELETE FROM blocks WHERE blocker = ? AND blocked = ?", blocker, blocked)
	if err != nil {
		return fmt.Errorf("remove a block: %w", err)
	}
	return nil
}

// blockedBy lists the users this user has blocked.
func blockedBy(ctx context.Context, tx *transaction, blocker int64) ([]uint32, error) {
	ids, err := collect(ctx, tx, func(row scanner) (id uint32, err error) {
		err = row.Scan(&id)
		return id, err
	}, "SELECT blocked FROM blocks WHERE blocker = ?", blocker)
	if err != nil {
		return nil, fmt.Errorf("list blocks: %w", err)
	}
	return ids, nil
}

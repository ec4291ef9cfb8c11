package devserver

import (
	"context"
	"database/sql"
	"fmt"

	"census/model"
)

// block lets one user block another. A block that is there already stays as it
// is, with its time.
func block(ctx context.Context, tx *sql.Tx, blocker, blocked int64, now model.UnixTime) error {
	_, err := tx.ExecContext(ctx,
		"INSERT INTO blocks (blocker, blocked, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
		blocker, blocked, now)
	if err != nil {
		return fmt.Errorf("store a block: %w", err)
	}
	return nil
}

// unblock takes a block back; there need not be one.
func unblock(ctx context.Context, tx *sql.Tx, blocker, blocked int64) error {
	_, err := tx.ExecContext(ctx, "DELETE FROM blocks WHERE blocker = ? AND blocked = ?", blocker, blocked)
	if err != nil {
		return fmt.Errorf("remove a block: %w", err)
	}
	return nil
}

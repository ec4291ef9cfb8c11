package devserver

import (
	"context"
	"fmt"
)

// change records that a user is no longer as before. The table of changes
// numbers them without gaps.
type change struct {
	id int64
	// moved reports that the user was created or removed, so the id may now mean
	// someone else.
	moved bool
}

// maxChanges is how many changes are followed one by one; beyond that,
// rereading everything is faster. It is well below the number of changes the
// table keeps.
const maxChanges = 1000

// lastChange is the number of the newest change this transaction sees.
func lastChange(ctx context.Context, tx *transaction) (number int64, err error) {
	err = tx.QueryRowContext(ctx, "SELECT coalesce(max(seq), 0) FROM changes").Scan(&number)
	if err != nil {
		return 0, fmt.Errorf("find the last change: %w", err)
	}
	return number, nil
}

// changesSince lists the users changed after number, each once.
func changesSince(ctx context.Context, tx *transaction, number int64) ([]change, error) {
	changes, err := collect(ctx, tx, func(row scanner) (c change, err error) {
		err = row.Scan(&c.id, &c.moved)
		return c, err
	}, "SELECT user_id, max(moved) FROM changes WHERE seq > ? GROUP BY user_id", number)
	if err != nil {
		return nil, fmt.Errorf("read the changes: %w", err)
	}
	return changes, nil
}

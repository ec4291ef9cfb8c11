package devserver

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// bulkRows is how many rows one statement inserts. Most of the cost of a row is
// the cost of its statement; beyond a few dozen rows there is no further gain.
const bulkRows = 32

// bulk fills a new table with many rows per statement.
type bulk struct {
	tx      *transaction
	into    string // the table and its columns
	columns int
	full    *sql.Stmt
	args    []any
}

func newBulk(ctx context.Context, tx *transaction, table string, columns ...string) (*bulk, error) {
	b := &bulk{tx: tx, into: table + " (" + strings.Join(columns, ", ") + ")", columns: len(columns)}
	var err error
	if b.full, err = tx.PrepareContext(ctx, b.statement(bulkRows)); err != nil {
		return nil, fmt.Errorf("prepare to fill %s: %w", b.into, err)
	}
	return b, nil
}

// statement says OR FAIL because a statement that never has to be rolled back
// alone writes no statement journal.
func (b *bulk) statement(rows int) string {
	row := "(" + strings.Repeat("?, ", b.columns-1) + "?)"
	return "INSERT OR FAIL INTO " + b.into + " VALUES " + strings.Repeat(row+", ", rows-1) + row
}

// add queues one row for insertion.
func (b *bulk) add(ctx context.Context, values ...any) error {
	if b.args = append(b.args, values...); len(b.args) < bulkRows*b.columns {
		return nil
	}
	_, err := b.full.ExecContext(ctx, b.args...)
	b.args = b.args[:0]
	if err != nil {
		return fmt.Errorf("fill %s: %w", b.into, err)
	}
	return nil
}

// flush inserts the queued rows.
func (b *bulk) flush(ctx context.Context) error {
	if len(b.args) == 0 {
		return nil
	}
	_, err := b.tx.ExecContext(ctx, b.statement(len(b.args)/b.columns), b.args...)
	b.args = b.args[:0]
	if err != nil {
		return fmt.Errorf("fill %s: %w", b.into, err)
	}
	return nil
}

func (b *bulk) close() error { return b.full.Close() }

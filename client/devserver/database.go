package devserver

import (
	"context"
	"database/sql"
	"sync"
)

// database keeps its statements prepared: parsing a short statement costs more
// than running it.
type database struct {
	*sql.DB
	mu       sync.Mutex
	prepared map[string]*sql.Stmt
}

// maxPrepared limits the prepared statements; lists need many.
const maxPrepared = 256

// statement returns the prepared statement, or nil.
func (d *database) statement(query string) *sql.Stmt {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.prepared[query]
}

// prepare keeps a statement for reuse. It needs a free connection. A statement
// that cannot be prepared will report its error when it runs.
func (d *database) prepare(ctx context.Context, query string) *sql.Stmt {
	d.mu.Lock()
	known, full := d.prepared[query], len(d.prepared) >= maxPrepared
	d.mu.Unlock()
	if known != nil || full {
		return known
	}
	s, err := d.PrepareContext(ctx, query)
	if err != nil {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if known := d.prepared[query]; known != nil {
		_ = s.Close() // another goroutine was faster
		return known
	}
	if d.prepared == nil {
		d.prepared = map[string]*sql.Stmt{}
	}
	d.prepared[query] = s
	return s
}

// QueryContext and QueryRowContext work like those of [sql.DB].
func (d *database) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if s := d.prepare(ctx, query); s != nil {
		return s.QueryContext(ctx, args...)
	}
	return d.DB.QueryContext(ctx, query, args...)
}

func (d *database) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if s := d.prepare(ctx, query); s != nil {
		return s.QueryRowContext(ctx, args...)
	}
	return d.DB.QueryRowContext(ctx, query, args...)
}

// begin starts a transaction, which the caller ends with done.
func (d *database) begin(ctx context.Context, o *sql.TxOptions) (*transaction, error) {
	tx, err := d.BeginTx(ctx, o)
	if err != nil {
		return nil, err
	}
	return &transaction{Tx: tx, db: d}, nil
}

// transaction is a [sql.Tx] that uses prepared statements.
type transaction struct {
	*sql.Tx
	db  *database
	new []string // statements to prepare once a connection is free
}

// done rolls back what was not committed and prepares the new statements for
// reuse.
func (tx *transaction) done(ctx context.Context) {
	_ = tx.Rollback() // does nothing after Commit
	for _, query := range tx.new {
		tx.db.prepare(ctx, query)
	}
}

func (tx *transaction) statement(ctx context.Context, query string) *sql.Stmt {
	if s := tx.db.statement(query); s != nil {
		return tx.StmtContext(ctx, s)
	}
	if len(tx.new) < maxPrepared {
		tx.new = append(tx.new, query)
	}
	return nil
}

// ExecContext, QueryContext and QueryRowContext work like those of [sql.Tx].
func (tx *transaction) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if s := tx.statement(ctx, query); s != nil {
		return s.ExecContext(ctx, args...)
	}
	return tx.Tx.ExecContext(ctx, query, args...)
}

func (tx *transaction) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if s := tx.statement(ctx, query); s != nil {
		return s.QueryContext(ctx, args...)
	}
	return tx.Tx.QueryContext(ctx, query, args...)
}

func (tx *transaction) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if s := tx.statement(ctx, query); s != nil {
		return s.QueryRowContext(ctx, args...)
	}
	return tx.Tx.QueryRowContext(ctx, query, args...)
}

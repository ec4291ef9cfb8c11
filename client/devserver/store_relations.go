package devserver

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"census/model"
)

// role is one role of the app.
type role struct {
	model.Role
	createdAt, updatedAt model.UnixTime
}

const roleColumns = "role, name, description, created_at, updated_at"

func scanRole(row scanner) (r role, err error) {
	err = row.Scan(&r.Slug, &r.Name, &r.Description, &r.createdAt, &r.updatedAt)
	return r, err
}

// findRole reads one role; the error is errNoRole when there is none.
func findRole(ctx context.Context, q queryer, slug string) (role, error) {
	r, err := scanRole(q.QueryRowContext(ctx, "SELECT "+roleColumns+" FROM roles WHERE role = ?", slug))
	if errors.Is(err, sql.ErrNoRows) {
		return role{}, errNoRole
	}
	if err != nil {
		return role{}, fmt.Errorf("read a role: %w", err)
	}
	return r, nil
}

func roleExists(ctx context.Context, q queryer, slug string) error {
	_, err := findRole(ctx, q, slug)
	return err
}

// listRoles reads one page of roles and counts all. Their order is not
// published; the oldest first, so that the default role leads, is a choice.
func listRoles(ctx context.Context, q queryer, p paging) (list []role, total int, err error) {
	if err := q.QueryRowContext(ctx, "SELECT count(*) FROM roles").Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("count roles: %w", err)
	}
	list, err = collect(ctx, q, scanRole, "SELECT "+roleColumns+" FROM roles ORDER BY id LIMIT ? OFFSET ?",
		p.perPage, p.offset())
	if err != nil {
		return nil, 0, fmt.Errorf("list roles: %w", err)
	}
	return list, total, nil
}

func insertRole(ctx context.Context, tx *sql.Tx, r role) error {
	_, err := tx.ExecContext(ctx,
		"INSERT INTO roles (role, name, description, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
		r.Slug, r.Name, r.Description, r.createdAt, r.updatedAt)
	if err != nil {
		return fmt.Errorf("store a role: %w", err)
	}
	return nil
}

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

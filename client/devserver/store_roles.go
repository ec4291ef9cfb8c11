package devserver

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"census/model"
)

// maxRoles is how many roles an app may have (published on the page "properties
// and constraints").
const maxRoles = 25

// role is one role of the app. Metadata and settings are JSON objects exactly
// as received; empty means none.
type role struct {
	model.Role
	metadata, settings   string
	createdAt, updatedAt model.UnixTime
}

const roleColumns = "role, name, description, metadata, settings, created_at, updated_at"

func scanRole(row scanner) (r role, err error) {
	err = row.Scan(&r.Slug, &r.Name, &r.Description, &r.metadata, &r.settings, &r.createdAt, &r.updatedAt)
	return r, err
}

// findRole reads one role, or returns errNoRole.
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

func countRoles(ctx context.Context, q queryer) (n int, err error) {
	if err := q.QueryRowContext(ctx, "SELECT count(*) FROM roles").Scan(&n); err != nil {
		return 0, fmt.Errorf("count roles: %w", err)
	}
	return n, nil
}

// listRoles reads one page of roles and counts all. The order is not published;
// oldest first, so that the default role leads, is a choice.
func listRoles(ctx context.Context, q queryer, p paging) (list []role, total int, err error) {
	if total, err = countRoles(ctx, q); err != nil {
		return nil, 0, err
	}
	list, err = collect(ctx, q, scanRole, "SELECT "+roleColumns+" FROM roles ORDER BY id LIMIT ? OFFSET ?",
		p.perPage, p.offset())
	if err != nil {
		return nil, 0, fmt.Errorf("list roles: %w", err)
	}
	return list, total, nil
}

func insertRole(ctx context.Context, tx *transaction, r role) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO roles ("+roleColumns+") VALUES (?, ?, ?, ?, ?, ?, ?)",
		r.Slug, r.Name, r.Description, r.metadata, r.settings, r.createdAt, r.updatedAt)
	if err != nil {
		return fmt.Errorf("store a role: %w", err)
	}
	return nil
}

// updateRole overwrites the role of the same slug with r.
func updateRole(ctx context.Context, tx *transaction, r role) error {
	_, err := tx.ExecContext(ctx,
		"UPDATE roles SET name = ?, description = ?, metadata = ?, settings = ?, updated_at = ? WHERE role = ?",
		r.Name, r.Description, r.metadata, r.settings, r.updatedAt, r.Slug)
	if err != nil {
		return fmt.Errorf("update a role: %w", err)
	}
	return nil
}

// deleteRole removes the role and gives its users the default role.
func deleteRole(ctx context.Context, tx *transaction, slug string) error {
	if _, err := tx.ExecContext(ctx, "UPDATE users SET role = ? WHERE role = ?", model.DefaultRole, slug); err != nil {
		return fmt.Errorf("assign the default role: %w", err)
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM roles WHERE role = ?", slug); err != nil {
		return fmt.Errorf("delete a role: %w", err)
	}
	return nil
}

// listsFriendsOnly reports whether the user's role restricts lists to friends.
func listsFriendsOnly(ctx context.Context, q queryer, id int64) (bool, error) {
	var settings string
	err := q.QueryRowContext(ctx, "SELECT settings FROM roles WHERE role = (SELECT role FROM users WHERE id = ?)", id).Scan(&settings)
	if err != nil {
		return false, fmt.Errorf("read the role of a user: %w", err)
	}
	return roleSetting(settings, settingListUsers) == allowFriendsOnly, nil
}

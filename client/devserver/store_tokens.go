package devserver

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"census/model"
)

// maxTokens is how many auth tokens a user keeps; the oldest are dropped first
// (published on the page "properties and constraints", as archived).
const maxTokens = 100

// authToken is a user's token.
type authToken struct {
	uid       string
	token     string
	createdAt model.UnixTime
	device    device
}

// device is where a token is used from, as far as reported. appInfo is a JSON
// object. Empty means unknown.
type device struct{ platform, userAgent, appInfo string }

const tokenColumns = "u.uid, t.auth_token, t.created_at, t.platform, t.user_agent, t.app_info"

func scanToken(row scanner) (t authToken, err error) {
	err = row.Scan(&t.uid, &t.token, &t.createdAt, &t.device.platform, &t.device.userAgent, &t.device.appInfo)
	return t, err
}

// createToken mints a token in the recorded format: uid, underscore, ten digits
// of Unix time, thirty hexadecimal digits.
func createToken(ctx context.Context, tx *transaction, r record, now model.UnixTime) (authToken, error) {
	t := authToken{uid: r.UID, createdAt: now}
	t.token = fmt.Sprintf("%s_%010d%s", r.UID, now, randomHex(30))
	_, err := tx.ExecContext(ctx,
		"INSERT INTO auth_tokens (user_id, auth_token, digest, created_at) VALUES (?, ?, ?, ?)",
		r.id, t.token, digest(t.token), now)
	if err != nil {
		return authToken{}, fmt.Errorf("store an auth token: %w", err)
	}
	_, err = dropTokens(ctx, tx, r.id, now,
		"id IN (SELECT id FROM auth_tokens WHERE user_id = ? ORDER BY created_at DESC, id DESC LIMIT -1 OFFSET ?)", r.id, maxTokens)
	return t, err
}

// tokenOwner returns the uid a token belongs to, or errNoToken; a deactivated
// user's token is unknown until the user is reactivated. Tokens are looked up
// by digest, so the duration of the search reveals nothing about them.
func tokenOwner(ctx context.Context, q queryer, token string) (uid string, id int64, err error) {
	err = q.QueryRowContext(ctx, `SELECT u.uid, u.id FROM auth_tokens t JOIN users u ON u.id = t.user_id
		WHERE t.digest = ? AND u.deactivated_at = 0`, digest(token)).Scan(&uid, &id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nobody, errNoToken
	}
	if err != nil {
		return "", nobody, fmt.Errorf("read an auth token: %w", err)
	}
	return uid, id, nil
}

// findToken reads any user's token, or returns errNoToken.
func findToken(ctx context.Context, q queryer, token string) (authToken, error) {
	t, err := scanToken(q.QueryRowContext(ctx, "SELECT "+tokenColumns+
		" FROM auth_tokens t JOIN users u ON u.id = t.user_id WHERE t.digest = ?", digest(token)))
	if errors.Is(err, sql.ErrNoRows) {
		return authToken{}, errNoToken
	}
	if err != nil {
		return authToken{}, fmt.Errorf("read an auth token: %w", err)
	}
	return t, nil
}

// listTokens reads one page of a user's tokens, newest first, and counts all.
func listTokens(ctx context.Context, q queryer, id int64, p paging) (list []authToken, total int, err error) {
	err = q.QueryRowContext(ctx, "SELECT count(*) FROM auth_tokens WHERE user_id = ?", id).Scan(&total)
	if err != nil {
		return nil, 0, fmt.Errorf("count auth tokens: %w", err)
	}
	list, err = collect(ctx, q, scanToken, "SELECT "+tokenColumns+
		` FROM auth_tokens t JOIN users u ON u.id = t.user_id WHERE t.user_id = ?
		ORDER BY t.created_at DESC, t.id DESC LIMIT ? OFFSET ?`, id, p.perPage, p.offset())
	if err != nil {
		return nil, 0, fmt.Errorf("list auth tokens: %w", err)
	}
	return list, total, nil
}

// describeDevice records where the token is used from. Empty fields of d change
// nothing.
func describeDevice(ctx context.Context, tx *transaction, token string, d device) error {
	_, err := tx.ExecContext(ctx, `UPDATE auth_tokens SET
		platform   = coalesce(nullif(@platform, ''), platform),
		user_agent = coalesce(nullif(@user_agent, ''), user_agent),
		app_info   = coalesce(nullif(@app_info, ''), app_info)
		WHERE digest = @digest`,
		sql.Named("platform", d.platform), sql.Named("user_agent", d.userAgent),
		sql.Named("app_info", d.appInfo), sql.Named("digest", digest(token)))
	if err != nil {
		return fmt.Errorf("update an auth token: %w", err)
	}
	return nil
}

// openSession marks the token as in use; its user is now online.
func openSession(ctx context.Context, tx *transaction, id int64, token string, now model.UnixTime) error {
	if _, err := tx.ExecContext(ctx, "UPDATE auth_tokens SET in_session = 1 WHERE digest = ?", digest(token)); err != nil {
		return fmt.Errorf("open a session: %w", err)
	}
	return setPresence(ctx, tx, id, model.StatusAvailable, now)
}

// closeSession undoes openSession.
func closeSession(ctx context.Context, tx *transaction, id int64, token string, now model.UnixTime) error {
	return closeSessions(ctx, tx, id, now, "digest = ?", digest(token))
}

// closeSessions ends the user's sessions that the condition selects, but keeps the
// tokens. A user whose last session ends this way goes offline.
func closeSessions(ctx context.Context, tx *transaction, id int64, now model.UnixTime, condition string, args ...any) error {
	_, err := tx.ExecContext(ctx, "UPDATE auth_tokens SET in_session = 0 WHERE user_id = ? AND "+condition,
		append([]any{id}, args...)...)
	if err != nil {
		return fmt.Errorf("close sessions: %w", err)
	}
	return leaveUnlessInSession(ctx, tx, id, now)
}

// dropTokens removes the user's tokens that the condition selects and returns
// their number. A user whose last session ends this way goes offline.
func dropTokens(ctx context.Context, tx *transaction, id int64, now model.UnixTime, condition string, args ...any) (int64, error) {
	result, err := tx.ExecContext(ctx, "DELETE FROM auth_tokens WHERE user_id = ? AND "+condition,
		append([]any{id}, args...)...)
	if err != nil {
		return 0, fmt.Errorf("remove auth tokens: %w", err)
	}
	dropped, err := result.RowsAffected()
	if err != nil || dropped == 0 {
		return 0, err
	}
	return dropped, leaveUnlessInSession(ctx, tx, id, now)
}

// leaveUnlessInSession takes an online user without a session offline.
func leaveUnlessInSession(ctx context.Context, tx *transaction, id int64, now model.UnixTime) error {
	_, err := tx.ExecContext(ctx, `UPDATE users SET status = @offline, last_active_at = @now
		WHERE id = @id AND status <> @offline
		AND NOT EXISTS (SELECT 1 FROM auth_tokens WHERE user_id = @id AND in_session)`,
		sql.Named("offline", model.StatusOffline), sql.Named("now", now), sql.Named("id", id))
	if err != nil {
		return fmt.Errorf("end a user's presence: %w", err)
	}
	return nil
}

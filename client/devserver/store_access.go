package devserver

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"

	"census/model"
)

// scope is what an API key may do.
type scope string

// The two scopes CometChat publishes.
const (
	scopeAuthOnly   scope = "authOnly"
	scopeFullAccess scope = "fullAccess"
)

// maxTokens is how many auth tokens a user keeps; the oldest go first
// (published on the page "properties and constraints", as archived).
const maxTokens = 100

// readFacts reads what belongs to the whole app.
func readFacts(ctx context.Context, q queryer) (f Facts, err error) {
	err = q.QueryRowContext(ctx, `SELECT app_id, region,
		(SELECT api_key FROM api_keys WHERE scope = ? ORDER BY created_at, rowid LIMIT 1),
		(SELECT api_key FROM api_keys WHERE scope = ? ORDER BY created_at, rowid LIMIT 1)
		FROM app`, scopeAuthOnly, scopeFullAccess).Scan(&f.AppID, &f.Region, &f.AuthKey, &f.APIKey)
	if err != nil {
		return Facts{}, fmt.Errorf("read the app's keys: %w", err)
	}
	return f, nil
}

// apiKey is a key of the app and what it may do.
type apiKey struct {
	key   string
	scope scope
}

func scanKey(row scanner) (k apiKey, err error) {
	err = row.Scan(&k.key, &k.scope)
	return k, err
}

// keyScope returns the scope of a key, or errNoKey. It looks at every key and
// compares in constant time: how long it takes tells nothing about a key.
func keyScope(ctx context.Context, q queryer, key string) (scope, error) {
	known, err := collect(ctx, q, scanKey, "SELECT api_key, scope FROM api_keys")
	if err != nil {
		return "", fmt.Errorf("read the keys: %w", err)
	}
	found, err := scope(""), errNoKey
	for _, k := range known {
		if subtle.ConstantTimeCompare([]byte(k.key), []byte(key)) == 1 {
			found, err = k.scope, nil
		}
	}
	return found, err
}

// authToken is a user's token as POST /users/{uid}/auth_tokens answers it.
type authToken struct {
	uid       string
	token     string
	createdAt model.UnixTime
}

// createToken mints a token in the recorded format: uid, underscore, ten digits
// of Unix time, thirty hexadecimal ones.
func createToken(ctx context.Context, tx *sql.Tx, r record, now model.UnixTime) (authToken, error) {
	t := authToken{uid: r.UID, createdAt: now}
	t.token = fmt.Sprintf("%s_%010d%s", r.UID, now, randomHex(30))
	_, err := tx.ExecContext(ctx,
		"INSERT INTO auth_tokens (user_id, auth_token, digest, created_at) VALUES (?, ?, ?, ?)",
		r.id, t.token, digest(t.token), now)
	if err != nil {
		return authToken{}, fmt.Errorf("store an auth token: %w", err)
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM auth_tokens WHERE user_id = ? AND id NOT IN
		(SELECT id FROM auth_tokens WHERE user_id = ? ORDER BY created_at DESC, id DESC LIMIT ?)`,
		r.id, r.id, maxTokens)
	if err != nil {
		return authToken{}, fmt.Errorf("drop old auth tokens: %w", err)
	}
	return t, nil
}

// tokenOwner returns the uid a token belongs to, or errNoToken; the token of a
// deactivated user is unknown until the user is reactivated. Tokens are found
// by digest, so that the time the search takes tells nothing about them.
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

// openSession marks the token as in use.
func openSession(ctx context.Context, tx *sql.Tx, token string) error {
	if _, err := tx.ExecContext(ctx, "UPDATE auth_tokens SET in_session = 1 WHERE digest = ?", digest(token)); err != nil {
		return fmt.Errorf("open a session: %w", err)
	}
	return nil
}

// closeSession removes the token and reports whether the user has further
// sessions with other tokens.
func closeSession(ctx context.Context, tx *sql.Tx, id int64, token string) (others bool, err error) {
	if _, err := tx.ExecContext(ctx, "DELETE FROM auth_tokens WHERE digest = ?", digest(token)); err != nil {
		return false, fmt.Errorf("close a session: %w", err)
	}
	err = tx.QueryRowContext(ctx,
		"SELECT EXISTS (SELECT 1 FROM auth_tokens WHERE user_id = ? AND in_session)", id).Scan(&others)
	if err != nil {
		return false, fmt.Errorf("look for other sessions: %w", err)
	}
	return others, nil
}

func digest(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

func randomHex(digits int) string {
	b := make([]byte, (digits+1)/2)
	rand.Read(b) // never fails: it ends the program instead
	return hex.EncodeToString(b)[:digits]
}

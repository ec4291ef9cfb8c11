package devserver

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
)

// scope is what an API key may do.
type scope string

// The two scopes CometChat publishes.
const (
	scopeAuthOnly   scope = "authOnly"
	scopeFullAccess scope = "fullAccess"
)

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

func digest(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

func randomHex(digits int) string {
	b := make([]byte, (digits+1)/2)
	rand.Read(b) // never fails: it ends the program instead
	return hex.EncodeToString(b)[:digits]
}

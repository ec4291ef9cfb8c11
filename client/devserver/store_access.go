package devserver

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// scope is what an API key is allowed to do.
type scope string

// The two scopes CometChat publishes.
const (
	scopeAuthOnly   scope = "authOnly"
	scopeFullAccess scope = "fullAccess"
)

// readFacts reads what belongs to the whole app. Of several keys with the same
// scope it takes the oldest; there may be none.
func readFacts(ctx context.Context, q queryer) (f Facts, err error) {
	err = q.QueryRowContext(ctx, `SELECT app_id, region,
		coalesce((SELECT api_key FROM api_keys WHERE scope = ? ORDER BY created_at, rowid LIMIT 1), ''),
		coalesce((SELECT api_key FROM api_keys WHERE scope = ? ORDER BY created_at, rowid LIMIT 1), '')
		FROM app`, scopeAuthOnly, scopeFullAccess).Scan(&f.AppID, &f.Region, &f.AuthKey, &f.APIKey)
	if err != nil {
		return Facts{}, fmt.Errorf("read the app's keys: %w", err)
	}
	return f, nil
}

func digest(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

func randomHex(digits int) string {
	b := make([]byte, (digits+1)/2)
	rand.Read(b) // never fails: it crashes the program instead
	return hex.EncodeToString(b)[:digits]
}

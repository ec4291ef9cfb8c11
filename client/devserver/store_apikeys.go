package devserver

import (
	"context"
	"crypto/subtle"
	"fmt"

	"census/model"
)

// maxKeys is how many keys an app may have (published on the page "properties
// and constraints").
const maxKeys = 25

// apiKey is a key of the app and its scope.
type apiKey struct {
	key, name string
	scope     scope
	createdAt model.UnixTime
}

// apiKeys reads all keys, newest first as in the published example.
func apiKeys(ctx context.Context, q queryer) ([]apiKey, error) {
	keys, err := collect(ctx, q, func(row scanner) (k apiKey, err error) {
		return k, row.Scan(&k.key, &k.name, &k.scope, &k.createdAt)
	}, "SELECT api_key, name, scope, created_at FROM api_keys ORDER BY created_at DESC, rowid")
	if err != nil {
		return nil, fmt.Errorf("read the keys: %w", err)
	}
	return keys, nil
}

// findKey returns a key, or errNoKey. It compares every key in constant time,
// so its duration reveals nothing about a key.
func findKey(ctx context.Context, q queryer, key string) (apiKey, error) {
	known, err := apiKeys(ctx, q)
	if err != nil {
		return apiKey{}, err
	}
	found, err := apiKey{}, errNoKey
	for _, k := range known {
		if subtle.ConstantTimeCompare([]byte(k.key), []byte(key)) == 1 {
			found, err = k, nil
		}
	}
	return found, err
}

func insertKey(ctx context.Context, tx *transaction, k apiKey) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO api_keys (api_key, name, scope, created_at) VALUES (?, ?, ?, ?)",
		k.key, k.name, k.scope, k.createdAt)
	if err != nil {
		return fmt.Errorf("store a key: %w", err)
	}
	return nil
}

func updateKey(ctx context.Context, tx *transaction, k apiKey) error {
	_, err := tx.ExecContext(ctx, "UPDATE api_keys SET name = ?, scope = ? WHERE api_key = ?", k.name, k.scope, k.key)
	if err != nil {
		return fmt.Errorf("update a key: %w", err)
	}
	return nil
}

func deleteKey(ctx context.Context, tx *transaction, key string) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM api_keys WHERE api_key = ?", key); err != nil {
		return fmt.Errorf("delete a key: %w", err)
	}
	return nil
}

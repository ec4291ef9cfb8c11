package session

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"time"

	"census/client/mirror"
	"census/client/roster"
)

// Cache keeps users on the disk between two starts. It may be used from several
// goroutines and by several programs at once. All methods block.
type Cache struct{ scope mirror.Scope }

// CacheIn is the cache in a store. Its scope keeps those apart who see different
// users: services, and on one service those who look.
func CacheIn(scope mirror.Scope) *Cache { return &Cache{scope} }

// Load puts the users that were kept into the roster and says as of when they
// are. What cannot be used is as if it were not there, and known is false: all of
// it can be read from the service again. When the context ends nothing is put in.
func (c *Cache) Load(ctx context.Context, into *roster.Roster) (asOf time.Time, known bool, err error) {
	h, err := c.scope.Load(ctx, func(from io.Reader) error {
		_, err := into.ReadFrom(from)
		return err
	})
	switch {
	case err == nil:
		return h.AsOf, h.Complete, nil
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, mirror.ErrVersion), errors.Is(err, mirror.ErrDamaged), errors.Is(err, roster.ErrDamaged):
		return time.Time{}, false, nil
	}
	return time.Time{}, false, err
}

// Store keeps the users in place of those kept before. What they have under
// @private is left out.
func (c *Cache) Store(ctx context.Context, users *roster.Snapshot, asOf time.Time) error {
	h := mirror.Header{AsOf: asOf, Complete: true}
	return c.scope.Save(ctx, h, func(to io.Writer) error {
		_, err := users.WriteTo(to)
		return err
	})
}

package ui

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"time"

	"census/client/mirror"
	"census/client/roster"
	"census/ui/layouts"
)

// Cache keeps the users on the disk between two starts. It blocks.
type Cache interface {
	// Load puts the users that were kept into the roster and says as of when
	// they are; known is false when none were kept.
	Load(into *roster.Roster) (asOf time.Time, known bool, err error)
	// Store keeps the users in place of those kept before.
	Store(ctx context.Context, users *roster.Snapshot, asOf time.Time) error
}

// Layouts keeps how a person has arranged the list; [layouts.Scope] satisfies it.
// It blocks.
type Layouts interface {
	Load() (layouts.Layout, error)
	// Update changes what is kept now and returns it as it was kept.
	Update(change func(*layouts.Layout)) (layouts.Layout, error)
}

// CacheIn is a [Cache] in a store. Its scope keeps those apart who see different
// users: services, and on one service those who look.
type CacheIn struct{ mirror.Scope }

// Load reads the users of the scope. What cannot be used is as if it were not
// there: all of it can be read from the service again.
func (c CacheIn) Load(into *roster.Roster) (asOf time.Time, known bool, err error) {
	h, err := c.Scope.Load(func(from io.Reader) error {
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

// Store writes the users of the scope.
func (c CacheIn) Store(ctx context.Context, users *roster.Snapshot, asOf time.Time) error {
	h := mirror.Header{AsOf: asOf, Complete: true}
	return c.Save(ctx, h, func(to io.Writer) error {
		_, err := users.WriteTo(to)
		return err
	})
}

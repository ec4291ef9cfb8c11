package drafts

import "context"

// Scope is the drafts of one profile for one service.
type Scope struct {
	store *Store
	name  string
}

// For returns the drafts of a scope.
func (s *Store) For(scope string) Scope { return Scope{s, scope} }

// Save is [Store.Save] for a draft in the scope.
func (s Scope) Save(ctx context.Context, d Draft) error {
	d.Profile = s.name
	return s.store.Save(ctx, d)
}

// List is [Store.List] for the scope.
func (s Scope) List(ctx context.Context) (Found, error) { return s.store.List(ctx, s.name) }

// Claim is [Store.Claim].
func (s Scope) Claim(ctx context.Context, id string) (Draft, error) {
	return s.store.Claim(ctx, id)
}

// Discard is [Store.Discard].
func (s Scope) Discard(id string) error { return s.store.Discard(id) }

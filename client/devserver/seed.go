package devserver

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"

	"census/model"
)

// defaultSeed is used when no seed is given.
const defaultSeed = 20_260_101

// Times in a new database, in seconds before its creation. The sample users are
// the newest and so lead the first page.
const (
	minute    = 60
	hour      = 60 * minute
	day       = 24 * hour
	sampleAge = hour
	oldestAge = 400 * day
)

// seed is the content of a new database.
type seed struct {
	facts Facts
	roles []role
	now   model.UnixTime
	users userSource
	// progress is called with the number of users stored so far.
	progress func(stored, total int)
}

// seed is the number from which everything random is derived.
func (o Options) seed() uint64 {
	if o.Seed == 0 {
		return defaultSeed
	}
	return o.Seed
}

// newSeed prepares the content. The same options and the same time give the
// same users, byte for byte; keys are random unless the options fix them.
func newSeed(o Options, now model.UnixTime) seed {
	s := seed{facts: randomFacts(), now: now, roles: newRoles(now), users: newInventions(o, now), progress: o.Progress}
	if o.SeedFile != "" {
		s.users = &seedFile{name: o.SeedFile, now: now}
	}
	if o.FixedKeys {
		s.facts = fixedFacts(o.seed())
	}
	if s.progress == nil {
		s.progress = func(int, int) {}
	}
	return s
}

func randomFacts() Facts {
	return Facts{AppID: randomHex(16), Region: "us", AuthKey: randomHex(40), APIKey: randomHex(40)}
}

// fixedFacts derives everything from the seed, using a different stream than
// the users so that neither affects the other.
func fixedFacts(number uint64) Facts {
	source := rand.New(rand.NewPCG(number, 1))
	digits := func(n int) string {
		b := make([]byte, n/2)
		for i := range b {
			b[i] = byte(source.Uint32())
		}
		return hex.EncodeToString(b)
	}
	return Facts{AppID: digits(16), Region: "us", AuthKey: digits(40), APIKey: digits(40)}
}

func newRoles(now model.UnixTime) []role {
	roles := []role{{Role: model.Role{Slug: model.DefaultRole, Name: "Default Role", Description: "Default Role"}}}
	for _, r := range seedRoles {
		roles = append(roles, role{Role: model.Role{Slug: r.slug, Name: r.name, Description: r.description}})
	}
	for i := range roles {
		roles[i].createdAt = now - oldestAge
	}
	return roles
}

// fill stores the content in an empty database.
func fill(ctx context.Context, tx *transaction, s seed) error {
	if err := insertFacts(ctx, tx, s.facts, s.now); err != nil {
		return err
	}
	for _, r := range s.roles {
		if err := insertRole(ctx, tx, r); err != nil {
			return err
		}
	}
	insert := func() error { return insertUsers(ctx, tx, s) }
	if total, known := s.users.total(); !known || total >= crowd {
		insert = func() error { return withoutIndexes(ctx, tx, func() error { return insertUsers(ctx, tx, s) }) }
	}
	if err := insert(); err != nil {
		return err
	}
	return s.users.complete(ctx, tx)
}

// batchSize is how many users are made up while others are stored.
const batchSize = 1000

// insertUsers stores the users, with ids from 1. Another goroutine makes them
// up in parallel.
func insertUsers(ctx context.Context, tx *transaction, s seed) (err error) {
	users, err := newBulk(ctx, tx, "users", userColumns...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, users.close()) }()
	tags, err := newBulk(ctx, tx, "tags", "user_id", "position", "tag")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tags.close()) }()

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stored := 0
	total, _ := s.users.total()
	for batch := range batches(ctx, s.users.all()) {
		if batch.err != nil {
			return batch.err
		}
		for _, u := range batch.users {
			if err := users.add(ctx, u.values...); err != nil {
				return err
			}
			for position, tag := range u.tags {
				if err := tags.add(ctx, u.id, position, tag); err != nil {
					return err
				}
			}
		}
		stored += len(batch.users)
		s.progress(stored, total)
	}
	if stored == 0 {
		s.progress(0, total)
	}
	return errors.Join(users.flush(ctx), tags.flush(ctx))
}

// userRows are the rows of one user in the tables.
type userRows struct {
	id     int64
	values []any
	tags   []string
}

// batch is a group of users, or the error that ended the sequence.
type batch struct {
	users []userRows
	err   error
}

// batches reads ahead until ctx ends.
func batches(ctx context.Context, users iter.Seq2[model.User, error]) <-chan batch {
	out := make(chan batch, 4)
	go func() {
		defer close(out)
		var id int64
		var next batch
		send := func() bool {
			select {
			case out <- next:
				next = batch{users: make([]userRows, 0, batchSize)}
				return true
			case <-ctx.Done():
				return false
			}
		}
		for u, err := range users {
			if next.err = err; err != nil {
				break
			}
			id++
			next.users = append(next.users, userRows{id, userValues(id, u), u.Tags})
			if len(next.users) == batchSize && !send() {
				return
			}
		}
		if len(next.users) > 0 || next.err != nil {
			send()
		}
	}()
	return out
}

// crowd is the number of users from which creating the indexes afterwards is
// faster.
const crowd = 1000

// withoutIndexes drops the indexes and triggers of users and tags, fills the
// tables, and recreates them.
func withoutIndexes(ctx context.Context, tx *transaction, fill func() error) error {
	type object struct{ kind, name, sql string }
	objects, err := collect(ctx, tx, func(row scanner) (o object, err error) {
		err = row.Scan(&o.kind, &o.name, &o.sql)
		return o, err
	}, `SELECT type, name, sql FROM sqlite_schema
		WHERE type IN ('index', 'trigger') AND tbl_name IN ('users', 'tags') AND sql IS NOT NULL`)
	if err != nil {
		return fmt.Errorf("find the indexes: %w", err)
	}
	for _, o := range objects {
		if _, err := tx.ExecContext(ctx, "DROP "+o.kind+" "+o.name); err != nil {
			return fmt.Errorf("remove %s: %w", o.name, err)
		}
	}
	if err := fill(); err != nil {
		return err
	}
	for _, o := range objects {
		if _, err := tx.ExecContext(ctx, o.sql); err != nil {
			return fmt.Errorf("make %s: %w", o.name, err)
		}
	}
	return nil
}

// insertFacts stores the app and the two keys that a new app has.
func insertFacts(ctx context.Context, tx *transaction, f Facts, now model.UnixTime) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO app (only_row, app_id, region) VALUES (1, ?, ?)", f.AppID, f.Region)
	if err != nil {
		return fmt.Errorf("store the app: %w", err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO api_keys (api_key, name, scope, created_at)
		VALUES (?, 'Auth Key', ?, ?), (?, 'Rest API Key', ?, ?)`,
		f.AuthKey, scopeAuthOnly, now, f.APIKey, scopeFullAccess, now)
	if err != nil {
		return fmt.Errorf("store the keys: %w", err)
	}
	return nil
}

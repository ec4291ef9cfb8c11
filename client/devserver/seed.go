package devserver

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"

	"census/model"
)

// defaultSeed invents the users of a database for which no seed was given.
const defaultSeed = 20_260_101

// Moments of a new database, in seconds before it is made. The sample users are
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
	users []model.User
	// blocks are pairs of uids: who blocked whom.
	blocks [][2]string
	now    model.UnixTime
}

// newSeed makes up the content. The same options and the same moment give the
// same users, to the byte; keys are random unless the options fix them.
func newSeed(o Options, now model.UnixTime) seed {
	number := o.Seed
	if number == 0 {
		number = defaultSeed
	}
	count := o.Users
	if count == 0 {
		count = DefaultUsers
	}
	s := seed{facts: randomFacts(), now: now, roles: newRoles(now)}
	if o.FixedKeys {
		s.facts = fixedFacts(number)
	}
	s.users = samples(now)
	inventor := newInventor(number, now)
	for range max(0, count) {
		s.users = append(s.users, inventor.user())
	}
	s.blocks = someBlocks(s.users)
	return s
}

// someBlocks lets the first sample user block one invented user and be blocked
// by another.
func someBlocks(users []model.User) [][2]string {
	me, invented := users[0].UID, users[len(sampleUsers):]
	if len(invented) < 2 {
		return nil
	}
	return [][2]string{{me, invented[0].UID}, {invented[1].UID, me}}
}

func randomFacts() Facts {
	return Facts{AppID: randomHex(16), Region: "us", AuthKey: randomHex(40), APIKey: randomHex(40)}
}

// fixedFacts derives everything from the seed, with another stream than the
// users so that neither depends on the other.
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

func samples(now model.UnixTime) []model.User {
	users := make([]model.User, len(sampleUsers))
	for i, sample := range sampleUsers {
		users[i] = model.User{
			UID:       sample.slug,
			Name:      sample.text,
			Avatar:    sampleAvatars + sample.slug + ".webp",
			Role:      model.DefaultRole,
			Status:    model.StatusOffline,
			CreatedAt: now - sampleAge,
		}
	}
	return users
}

// fill stores the content in an empty database.
func fill(ctx context.Context, tx *sql.Tx, s seed) error {
	if err := insertFacts(ctx, tx, s.facts, s.now); err != nil {
		return err
	}
	for _, r := range s.roles {
		if err := insertRole(ctx, tx, r); err != nil {
			return err
		}
	}
	ids, err := insertUsers(ctx, tx, s.users)
	if err != nil {
		return err
	}
	for _, pair := range s.blocks {
		if err := block(ctx, tx, ids[pair[0]], ids[pair[1]], s.now-day); err != nil {
			return err
		}
	}
	return nil
}

// insertUsers stores the users and returns their ids by uid.
func insertUsers(ctx context.Context, tx *sql.Tx, users []model.User) (ids map[string]int64, err error) {
	i, err := prepareInsertion(ctx, tx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, i.close()) }()
	ids = make(map[string]int64, len(users))
	for _, u := range users {
		if ids[u.UID], err = i.store(ctx, u); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// insertFacts stores the app and the two keys a new app ships with.
func insertFacts(ctx context.Context, tx *sql.Tx, f Facts, now model.UnixTime) error {
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

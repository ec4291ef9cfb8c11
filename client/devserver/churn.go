package devserver

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"census/model"
)

// MaxChurn is the largest number of users that may change per second.
const MaxChurn = 10_000

// churnStream separates these random numbers from the other uses of the same
// seed.
const churnStream = 3

// startChurn changes users every second until stop is called, which waits for a
// change in progress.
func (s *Server) startChurn(o Options) (stop func()) {
	if o.Churn == 0 {
		return func() {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	v := &inventor{random: rand.New(rand.NewPCG(o.seed(), churnStream))}
	var running sync.WaitGroup
	running.Go(func() { s.churn(ctx, o.Churn, v) })
	return func() {
		cancel()
		running.Wait()
	}
}

func (s *Server) churn(ctx context.Context, users int, v *inventor) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if err := s.stir(ctx, users, v); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "churn", "error", err)
		}
	}
}

// stir changes this many users in one transaction, so readers see all of the
// changes or none. It may pick the same user twice.
func (s *Server) stir(ctx context.Context, users int, v *inventor) error {
	return s.store.write(ctx, func(tx *transaction) error {
		var last int64
		if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) FROM users").Scan(&last); err != nil {
			return fmt.Errorf("find the users: %w", err)
		}
		for range users {
			if err := stirOne(ctx, tx, last, v, s.unixNow()); err != nil {
				return err
			}
		}
		return nil
	})
}

// stirOne changes one active user with an id up to last, if it finds one.
func stirOne(ctx context.Context, tx *transaction, last int64, v *inventor, now model.UnixTime) error {
	if last == 0 {
		return nil
	}
	var uid string
	var inSession bool
	err := tx.QueryRowContext(ctx, `SELECT uid, EXISTS (SELECT 1 FROM auth_tokens WHERE user_id = users.id AND in_session)
		FROM users WHERE id >= ? AND deactivated_at = 0 ORDER BY id LIMIT 1`, 1+v.random.Int64N(last)).Scan(&uid, &inSession)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find a user: %w", err)
	}
	r, err := findUser(ctx, tx, uid, nobody)
	if err != nil {
		return err
	}
	if what := v.random.IntN(3); what == 0 && !inSession {
		return setPresence(ctx, tx, r.id, opposite(r.Status), now)
	} else if what == 1 {
		r.StatusMessage = another(r.StatusMessage, func() string { return pick(v, statusMessages) })
	} else {
		r.Metadata = model.Metadata(another(string(r.Metadata), func() string { return string(v.metadata(r.UID)) }))
	}
	r.UpdatedAt = now
	return updateUser(ctx, tx, r.id, r.User)
}

func opposite(status model.Status) model.Status {
	if status.Online() {
		return model.StatusOffline
	}
	return model.StatusAvailable
}

// another draws until the value differs from before.
func another(before string, draw func() string) string {
	for {
		if text := draw(); text != before {
			return text
		}
	}
}

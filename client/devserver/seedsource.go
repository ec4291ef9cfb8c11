package devserver

import (
	"context"
	"iter"

	"census/model"
)

// userSource provides the users of a new database.
type userSource interface {
	// all yields the users one by one. There may be too many to hold in memory.
	all() iter.Seq2[model.User, error]
	// total is how many there are; known is false until they have been read.
	total() (n int, known bool)
	// complete stores what goes with the users once they are stored.
	complete(ctx context.Context, tx *transaction) error
}

// inventions are the sample users and the invented ones.
type inventions struct {
	seed  uint64 // determines which users are invented
	count int    // of the invented ones
	now   model.UnixTime
}

func newInventions(o Options, now model.UnixTime) inventions {
	count := o.Users
	if count == 0 {
		count = DefaultUsers
	}
	return inventions{o.seed(), max(0, count), now}
}

// all yields the samples first.
func (v inventions) all() iter.Seq2[model.User, error] {
	return func(yield func(model.User, error) bool) {
		for _, u := range samples(v.now) {
			if !yield(u, nil) {
				return
			}
		}
		inventor := newInventor(v.seed, v.now, v.count)
		for range v.count {
			if !yield(inventor.user(), nil) {
				return
			}
		}
	}
}

func (v inventions) total() (n int, known bool) { return len(sampleUsers) + v.count, true }

// complete makes the first sample user block one invented user and be blocked by
// another.
func (v inventions) complete(ctx context.Context, tx *transaction) error {
	if v.count < 2 {
		return nil
	}
	me, first := int64(1), int64(1+len(sampleUsers)) // ids start at 1
	for _, pair := range [][2]int64{{me, first}, {first + 1, me}} {
		if err := block(ctx, tx, pair[0], pair[1], v.now-day); err != nil {
			return err
		}
	}
	return nil
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

package devserver

import (
	"context"
	"sync"
)

// maxEncodings limits the memory for encoded users, about half a kilobyte each.
const maxEncodings = 50_000

// encodings caches the JSON of users as lists show them to calls with a key,
// which is the same for every such call: reading and encoding a thousand users
// costs a hundred times as much as copying them. It follows the changes, so it
// returns exactly what the requesting transaction would read.
type encodings struct {
	mu     sync.Mutex
	number int64 // the last change followed
	byUser map[shown][]byte
}

// shown is a user as a list shows it.
type shown struct {
	id       uint32
	withTags bool
}

// users returns the encoded users in the order of ids.
func (e *encodings) users(ctx context.Context, tx *transaction, q userQuery, ids []uint32, encode func(record) []byte) ([][]byte, error) {
	number, err := lastChange(ctx, tx)
	if err != nil {
		return nil, err
	}
	items := make([][]byte, len(ids))
	missing := ids
	if q.viewer == nobody {
		if missing, err = e.find(ctx, tx, number, q, ids, items); err != nil {
			return nil, err
		}
	}
	rows, err := usersOf(ctx, tx, q, missing)
	if err != nil {
		return nil, err
	}
	read := make(map[uint32][]byte, len(rows))
	for _, row := range rows {
		read[uint32(row.id)] = encode(row)
	}
	for i, id := range ids {
		if items[i] == nil {
			items[i] = read[id]
		}
	}
	if q.viewer == nobody {
		e.keep(number, q.withTags, read)
	}
	return items, nil
}

// find fills in the users cached as of change number, and returns the missing
// ones.
func (e *encodings) find(ctx context.Context, tx *transaction, number int64, q userQuery, ids []uint32, items [][]byte) (missing []uint32, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if number > e.number {
		if err := e.follow(ctx, tx, number); err != nil {
			return nil, err
		}
	}
	for i, id := range ids {
		if number == e.number {
			items[i] = e.byUser[shown{id, q.withTags}]
		}
		if items[i] == nil {
			missing = append(missing, id)
		}
	}
	return missing, nil
}

// follow drops the users that have changed.
func (e *encodings) follow(ctx context.Context, tx *transaction, number int64) error {
	if number-e.number > maxChanges {
		e.byUser, e.number = nil, number
		return nil
	}
	changes, err := changesSince(ctx, tx, e.number)
	if err != nil {
		return err
	}
	for _, c := range changes {
		delete(e.byUser, shown{uint32(c.id), true})
		delete(e.byUser, shown{uint32(c.id), false})
	}
	e.number = number
	return nil
}

// keep caches what was read, unless the cache has moved on to later changes.
func (e *encodings) keep(number int64, withTags bool, read map[uint32][]byte) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if number != e.number {
		return
	}
	if e.byUser == nil || len(e.byUser)+len(read) > maxEncodings {
		e.byUser = make(map[shown][]byte, len(read))
	}
	for id, item := range read {
		e.byUser[shown{id, withTags}] = item
	}
}

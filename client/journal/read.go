package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"census/client/statefile"
)

// History is what was found in the journal.
type History struct {
	// Entries are the changes, the newest first.
	Entries []Entry
	// Damaged are the lines that could not be read, as far as the reading went.
	Damaged []Damage
}

// Entries returns the changes that the filter selects, the newest first. It
// reads from the end and stops when the filter's limit is reached, or when the
// context ends; beside its error is what was found until then.
func (j *Journal) Entries(ctx context.Context, f Filter) (History, error) {
	var h History
	s, err := j.snapshot(ctx)
	if err == nil {
		err = j.read(ctx, s, &h, func(e Entry) bool {
			if f.matches(e) {
				h.Entries = append(h.Entries, e)
			}
			return f.Limit == 0 || len(h.Entries) < f.Limit
		})
	}
	if err != nil {
		return h, fmt.Errorf("read the journal: %w", err)
	}
	return h, nil
}

// Scope is the journal as far as it is about one profile.
type Scope struct {
	journal *Journal
	profile string
}

// For is the journal of a profile.
func (j *Journal) For(profile string) Scope { return Scope{j, profile} }

// Entries is [Journal.Entries] of the profile, whichever the filter names.
func (s Scope) Entries(ctx context.Context, f Filter) (History, error) {
	f.Profile = s.profile
	return s.journal.Entries(ctx, f)
}

// Unresolved returns the profile's changes of which nobody knows how they ended,
// the oldest first: those whose outcome is [Unknown], and those without one
// whose program is gone. What another living program has under way is not among
// them, nor what this journal has.
func (j *Journal) Unresolved(ctx context.Context, profile string) ([]Entry, error) {
	s, err := j.snapshot(ctx)
	var open []Entry
	if err == nil {
		err = j.read(ctx, s, &History{}, func(e Entry) bool {
			lost := e.Result == Unknown || e.Result == Pending && !s.living[e.owner]
			if lost && e.Profile == profile {
				open = append(open, e)
			}
			return true
		})
	}
	if err != nil {
		return nil, fmt.Errorf("read the journal: %w", err)
	}
	slices.Reverse(open)
	return open, nil
}

// read hands every change to the visitor, the newest first, until it has enough.
func (j *Journal) read(ctx context.Context, s snapshot, h *History, visit func(Entry) (more bool)) error {
	r := reader{ctx: ctx, outcomes: map[string]*line{}, undone: map[string]string{}, history: h, visit: visit}
	for i, number := range slices.Backward(s.numbers) {
		text, err := s.newest, error(nil)
		if i < len(s.numbers)-1 {
			text, err = statefile.Read(ctx, j.path(number))
			if errors.Is(err, os.ErrNotExist) {
				return nil // dropped meanwhile, and so are all before it
			}
			if err != nil {
				return err
			}
		}
		if !r.file(fileName(number), text) {
			return r.ctx.Err()
		}
	}
	return nil
}

// snapshot is the journal at one moment: its files, the text of the one that is
// still written to, and whose changes may be under way.
type snapshot struct {
	numbers []int
	newest  []byte
	living  map[string]bool
}

// snapshot looks while nobody writes. Who is gone by then has written all that
// there will ever be.
func (j *Journal) snapshot(ctx context.Context) (s snapshot, err error) {
	if err := j.Open(ctx); err != nil {
		return s, err
	}
	err = j.exclusively(ctx, func() (err error) {
		if s.living, err = j.owner.Living(); err != nil {
			return err
		}
		if s.numbers, err = j.numbers(); err != nil || len(s.numbers) == 0 {
			return err
		}
		s.newest, err = statefile.Read(ctx, j.path(s.numbers[len(s.numbers)-1]))
		return err
	})
	return s, err
}

// reader goes through lines from the newest to the oldest, so that it meets an
// outcome before its intent and an undo before what it took back.
type reader struct {
	ctx      context.Context
	outcomes map[string]*line
	undone   map[string]string // by the id of the change taken back
	history  *History
	visit    func(Entry) bool
}

// file reports whether more is wanted: not once the context has ended.
func (r *reader) file(name string, text []byte) (more bool) {
	number := bytes.Count(text, []byte{'\n'})
	if !bytes.HasSuffix(text, []byte{'\n'}) {
		number++
	}
	text = bytes.TrimSuffix(text, []byte{'\n'})
	for ; number > 0; number-- {
		start := bytes.LastIndexByte(text, '\n') + 1
		if r.ctx.Err() != nil || !r.line(name, number, text[start:]) {
			return false
		}
		text = text[:max(0, start-1)]
	}
	return true
}

func (r *reader) line(name string, number int, text []byte) (more bool) {
	if len(bytes.TrimSpace(text)) == 0 {
		return true
	}
	l, err := parseLine(text)
	if err != nil {
		r.history.Damaged = append(r.history.Damaged, Damage{name, number, err.Error()})
		return true
	}
	if l.Event == outcome {
		if r.outcomes[l.ID] == nil { // the last one counts
			r.outcomes[l.ID] = &l
		}
		return true
	}
	e := l.entry(r.outcomes[l.ID])
	delete(r.outcomes, l.ID)
	e.UndoneBy = r.undone[e.ID]
	if e.Undoes != "" && e.Result == Applied && e.UndoneBy == "" {
		r.undone[e.Undoes] = e.ID
	}
	return r.visit(e)
}

package changes

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"census/client"
	"census/client/journal"
	"census/model"
)

// batch is one [Writer.ActAll] in progress.
type batch struct {
	writer  *Writer
	action  model.Action
	results []UserResult
	report  func(Progress)
}

// member is one user to be sent: its change, its result, and its journal entry.
type member struct {
	*UserResult
	change  change
	outcome journal.Outcome
}

// end records the user's outcome. stored is the zero User if unknown.
func (m *member) end(fate Fate, result journal.Result, err error, stored model.User) {
	m.Fate, m.Err = fate, err
	switch {
	case stored.UID != "":
		m.User = stored
	case fate.IsWanted():
		m.User = m.change.op.After
	}
	m.outcome = outcomeOf(m.change.op, result, err, stored)
}

// carryOut is [Writer.carryOut] for the users of one request: their intents are
// on the disk before it is sent, their outcomes when this returns. An error is
// a reason to send nothing more.
func (b *batch) carryOut(ctx context.Context, chunk []*member) error {
	if err := b.begin(ctx, chunk); err != nil {
		return fmt.Errorf("%w: %w", ErrNotRecorded, err)
	}
	uids := make([]string, len(chunk))
	for i, m := range chunk {
		uids[i] = m.UID
	}
	a, err := b.writer.activate(ctx, b.action, uids)
	var stop error
	switch {
	case errors.Is(err, client.ErrOutcomeUnknown):
		stop = b.settle(ctx, chunk, err)
	case err != nil:
		for _, m := range chunk {
			m.end(Failed, resultOf(answer{}, err), err, model.User{})
		}
		if concernsAll(err) {
			stop = err
		}
	default:
		stop = b.believe(ctx, chunk, a)
	}
	b.finish(chunk)
	return stop
}

func (b *batch) begin(ctx context.Context, chunk []*member) error {
	if b.writer.journal == nil {
		return nil
	}
	intents := make([]journal.Change, len(chunk))
	for i, m := range chunk {
		intents[i] = b.writer.intent(m.change)
	}
	ids, err := b.writer.journal.BeginAll(ctx, intents)
	if err != nil {
		return err
	}
	for i, m := range chunk {
		m.ID = ids[i]
	}
	return nil
}

func (b *batch) finish(chunk []*member) {
	if b.writer.journal == nil {
		return
	}
	ended := make([]journal.Ended, len(chunk))
	for i, m := range chunk {
		ended[i] = journal.Ended{ID: m.ID, Outcome: m.outcome}
	}
	if err := b.writer.journal.FinishAll(ended); err != nil {
		for _, m := range chunk {
			m.JournalErr = err
		}
	}
}

// concernsAll reports whether the next request would fail the same way.
func concernsAll(err error) bool {
	return slices.ContainsFunc([]error{
		context.Canceled, context.DeadlineExceeded, client.ErrUnreachable,
		client.ErrUnauthorized, client.ErrForbidden, client.ErrNoCredential, client.ErrRefused,
		client.ErrRateLimited, client.ErrQuota,
	}, func(reason error) bool { return errors.Is(err, reason) })
}

// believe takes an answer at its word. Users whose state may have another cause
// than this change are read.
func (b *batch) believe(ctx context.Context, chunk []*member, a client.Activation) error {
	var unsure []*member
	for _, m := range chunk {
		if slices.Contains(a.Unsure, m.UID) {
			unsure = append(unsure, m)
			continue
		}
		m.believe(a)
	}
	if len(unsure) == 0 {
		return nil
	}
	return b.settle(ctx, unsure, errRepeated)
}

// believe takes the user's part of an answer.
func (m *member) believe(a client.Activation) {
	switch {
	case slices.Contains(a.Changed, m.UID):
		m.end(Changed, journal.Applied, nil, model.User{})
	case slices.Contains(a.Already, m.UID):
		m.end(Already, journal.Unchanged, nil, model.User{})
	case slices.Contains(a.NotFound, m.UID):
		m.end(Gone, journal.Failed, &GoneError{Found{UID: m.UID, State: Absent}}, model.User{})
	default:
		m.end(Unknown, journal.Unknown, client.ErrBadAnswer, model.User{})
	}
}

// readersAtOnce is how many users are read concurrently after a lost answer:
// one after the other, 25 could exceed lookPatience on a slow line.
const readersAtOnce = 5

// settle reads back each user of a request whose answer was lost. The error is
// nil if that settled every one of them: then the loss is over.
func (b *batch) settle(ctx context.Context, chunk []*member, lost error) error {
	ctx, cancel := patiently(ctx)
	defer cancel()
	var readers sync.WaitGroup
	free := make(chan struct{}, readersAtOnce)
	for _, m := range chunk {
		free <- struct{}{}
		readers.Go(func() {
			defer func() { <-free }()
			verdict, found := b.writer.look(ctx, m.change.op)
			m.conclude(verdict, found, lost)
		})
	}
	readers.Wait()
	if slices.ContainsFunc(chunk, func(m *member) bool { return m.Fate == Unknown }) {
		return lost
	}
	return nil
}

// conclude ends the change according to what was read of the user.
func (m *member) conclude(verdict Verdict, found Found, lost error) {
	fate := Unknown
	verdict = verdict.after(lost)
	switch verdict {
	case Applied:
		fate = Changed
	case NotApplied:
		fate = Failed
	case Different:
		fate = Gone
	}
	m.end(fate, verdict.result(), &LostError{Verdict: verdict, Found: found, cause: lost}, found.User)
	if verdict == Applied {
		m.Err, m.ReadBack = nil, true
	}
}

package changes

import (
	"context"
	"fmt"
	"slices"

	"census/client"
	"census/model"
)

// Fate is what became of one user of several.
type Fate int

// The fates. After Changed and Already the user is as wanted.
const (
	NotSent Fate = iota // nothing was sent for the user: it stopped before
	Changed             // done
	Already             // the service found the user so already
	Gone                // there is no such user any more
	Refused             // not sent: policy or limits do not allow it
	Failed              // not done
	Unknown             // the answer was lost and reading the user back did not tell
)

// IsWanted reports whether the user is now as the action wants it.
func (f Fate) IsWanted() bool { return f == Changed || f == Already }

// UserResult is what became of one user of several.
type UserResult struct {
	UID  string
	Fate Fate
	// User is as the service has it now, as far as that was told or read;
	// otherwise as it was given. The moment of a deactivation is this machine's
	// unless ReadBack.
	User model.User
	// ReadBack says that the answer was lost and that reading the user showed
	// the change made.
	ReadBack bool
	// Err is why the user is not as wanted; nil after Changed and Already. For
	// NotSent it is why it stopped. A lost answer is a *[LostError].
	Err error
	// ID is the change's in the journal; empty if nothing was recorded.
	ID string
	// JournalErr says that the outcome was not recorded.
	JournalErr error
}

// Progress is how far [Writer.ActAll] has come, in users.
type Progress struct {
	// Done have a result, of Of in all. It falls short of Of at the end only if
	// users were not sent.
	Done, Of int
	// Failed are those of Done that are not as wanted, or of whom nobody knows.
	Failed int
}

// ActAll deactivates or reactivates the users, [client.MaxUIDsPerRequest] in a
// request, one request after the other. Other actions are refused.
//
// There is one result a user, in the order given; a uid given again, in any
// letter case, is dropped. Each user's change is recorded alone, with the
// request that would make it for that user alone, and so taken back and
// recovered alone like that of [Writer.Act]. A user that policy or limits refuse
// is not sent and not recorded.
//
// When a request fails its users fail with it and the next one is sent. It stops
// where the next one would meet the same: the credential may not, the service
// cannot be reached or wants no more, the journal cannot record, or the caller
// cancelled. Then the error says why and the remaining users are NotSent. An
// error of nil does not say that all users are as wanted; their results do. A
// request under way when the caller cancels is settled first, which takes as
// long as reading 25 users back, bounded by 20 seconds.
//
// If report is not nil it is called before the first request and after each one,
// by this goroutine.
func (w *Writer) ActAll(ctx context.Context, action model.Action, users []model.User, report func(Progress)) ([]UserResult, error) {
	if action != model.Deactivate && action != model.Reactivate {
		return nil, fmt.Errorf("action %d is not done to several users at once: only deactivating and reactivating are", action)
	}
	b := &batch{writer: w, action: action, results: once(users), report: report}
	members := b.permitted()
	b.tell()
	for chunk := range slices.Chunk(members, client.MaxUIDsPerRequest) {
		err := ctx.Err()
		if err == nil {
			err = b.carryOut(ctx, chunk)
		}
		b.tell()
		if err != nil {
			b.stop(err)
			return b.results, err
		}
	}
	return b.results, nil
}

// once begins a result for each user, the first where a uid is given again.
func once(users []model.User) (results []UserResult) {
	seen := make(map[string]bool, len(users))
	for _, u := range users {
		if uid := model.NormalizeUID(u.UID); !seen[uid] {
			seen[uid] = true
			results = append(results, UserResult{UID: u.UID, User: u})
		}
	}
	return results
}

// permitted asks client and policy for every user, and returns the members that
// may be sent.
func (b *batch) permitted() (members []*member) {
	for i := range b.results {
		r := &b.results[i]
		request, err := b.writer.permit(b.action, r.User)
		if err != nil {
			r.Fate, r.Err = Refused, err
			continue
		}
		members = append(members, &member{UserResult: r, change: change{
			op:      model.Operation{Action: b.action, Before: r.User, After: b.writer.after(b.action, r.User)},
			request: request,
		}})
	}
	return members
}

// permit describes the request for one user, or says why there is to be none:
// what the client would not send, and what the policy says of a user in this
// state.
func (w *Writer) permit(action model.Action, u model.User) (client.Request, error) {
	request, err := w.api.PreviewAction(action, u.UID)
	if err != nil {
		return request, err
	}
	if v := model.May(w.api.Actor(), action, u); !v.Allowed() {
		return request, &client.RefusedError{Op: action.String() + " user " + model.Clean(u.UID), Reason: v.Reason}
	}
	return request, nil
}

// tell reports the progress.
func (b *batch) tell() {
	if b.report == nil {
		return
	}
	p := Progress{Of: len(b.results)}
	for _, r := range b.results {
		if r.Fate == NotSent {
			continue
		}
		p.Done++
		if !r.Fate.IsWanted() {
			p.Failed++
		}
	}
	b.report(p)
}

// stop gives those who were not sent the reason.
func (b *batch) stop(why error) {
	for i := range b.results {
		if r := &b.results[i]; r.Fate == NotSent {
			r.Err = why
		}
	}
}

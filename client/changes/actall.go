package changes

import (
	"context"
	"fmt"
	"slices"

	"census/client"
	"census/model"
)

// Fate is the outcome for one of several users.
type Fate int

// The fates. After Changed and Already the user is as wanted.
const (
	NotSent Fate = iota // nothing was sent for the user, because ActAll stopped earlier
	Changed             // done
	Already             // the user already was as wanted
	Gone                // the user no longer exists
	Refused             // not sent: the policy or the limits do not allow it
	Failed              // not done
	Unknown             // the answer was lost, and reading the user back did not settle it
)

// IsWanted reports whether the user is now as the action wants it.
func (f Fate) IsWanted() bool { return f == Changed || f == Already }

// UserResult is the result for one of several users.
type UserResult struct {
	UID  string
	Fate Fate
	// User is the user on the service, as far as it was reported or read;
	// otherwise as given. The time of a deactivation is this machine's unless
	// ReadBack.
	User model.User
	// ReadBack means that the answer was lost and that reading the user showed
	// the change.
	ReadBack bool
	// Err says why the user is not as wanted; it is nil after Changed and
	// Already. For NotSent it says why ActAll stopped. A lost answer is a
	// *[LostError].
	Err error
	// ID identifies the change in the journal; it is empty if nothing was
	// recorded.
	ID string
	// JournalErr means that the outcome was not recorded.
	JournalErr error
}

// Progress is how far [Writer.ActAll] has got, in users.
type Progress struct {
	// Done users of Of have a result. At the end Done is less than Of only if
	// users were not sent.
	Done, Of int
	// Failed counts the users among Done who are not as wanted, or whose outcome
	// is unknown.
	Failed int
}

// ActAll deactivates or reactivates the users, [client.MaxUIDsPerRequest] per
// request, one request after the other. Other actions are refused.
//
// There is one result per user, in the order given; a repeated uid, in any
// case, is dropped. Each user's change is recorded separately, as the request
// that would make it for that user alone, so it can be undone and recovered
// separately like one of [Writer.Act]. A user that the policy or the limits
// refuse is neither sent nor recorded.
//
// When a request fails, its users fail with it and the next request is sent,
// unless the next one would fail the same way: the credential lacks the right,
// the service cannot be reached or refuses further requests, the journal cannot
// record, or the caller cancelled. Then ActAll stops, the error says why, and
// the remaining users are NotSent. A nil error does not mean that all users are
// as wanted; see their results. If the caller cancels during a request, that
// request is settled first, which takes as long as reading 25 users back, at
// most 20 seconds.
//
// If report is not nil, it is called before the first request and after each
// one, on this goroutine.
func (w *Writer) ActAll(ctx context.Context, action model.Action, users []model.User, report func(Progress)) ([]UserResult, error) {
	if action != model.Deactivate && action != model.Reactivate {
		return nil, fmt.Errorf("action %d does not apply to several users: only deactivating and reactivating do", action)
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

// once starts a result for each user, keeping the first of repeated uids.
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

// permitted asks the client and the policy about every user, and returns those
// that may be sent.
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

// permit describes the request for one user. Its error says why there is none:
// the client would not send it, or the policy forbids it for a user in this
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

// stop records the reason for the users who were not sent.
func (b *batch) stop(why error) {
	for i := range b.results {
		if r := &b.results[i]; r.Fate == NotSent {
			r.Err = why
		}
	}
}

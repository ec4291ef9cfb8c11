package changes

import (
	"context"
	"errors"
	"fmt"
	"time"

	"census/client"
	"census/client/journal"
	"census/model"
)

// API is what a [Writer] asks of the service; *client.Client satisfies it.
type API interface {
	Actor() model.Actor
	Attempts() *client.Attempts
	User(ctx context.Context, uid string) (model.User, error)
	ListUsers(ctx context.Context, o client.ListOptions) (client.Page, error)

	CreateUser(ctx context.Context, u model.User) (model.User, error)
	UpdateUser(ctx context.Context, p model.Patch) (model.User, error)
	DeleteUser(ctx context.Context, uid string, permanent bool) error
	Deactivate(ctx context.Context, uids []string) (client.Activation, error)
	Reactivate(ctx context.Context, uids []string) (client.Activation, error)
	Block(ctx context.Context, uids []string) ([]client.Outcome, error)
	Unblock(ctx context.Context, uids []string) ([]client.Outcome, error)

	PreviewCreate(u model.User) (client.Request, error)
	PreviewUpdate(p model.Patch) (client.Request, error)
	PreviewAction(action model.Action, uid string) (client.Request, error)
}

// Journal is where changes are recorded; *journal.Journal satisfies it. An outcome
// is recorded whatever happens, so Finish and FinishAll take no context.
type Journal interface {
	Begin(ctx context.Context, c journal.Change) (id string, err error)
	BeginAll(ctx context.Context, changes []journal.Change) (ids []string, err error)
	Finish(id string, o journal.Outcome) error
	FinishAll(ended []journal.Ended) error
	Unresolved(ctx context.Context, profile string) ([]journal.Entry, error)
}

// Options makes a [Writer]. API is required.
type Options struct {
	API API
	// Journal records the changes; nil (not a nil pointer in an interface)
	// means that nothing is recorded.
	Journal Journal
	// Profile is the profile whose users are changed; the journal keeps those
	// of several apart by it.
	Profile string
	// Now tells the time; nil means [time.Now].
	Now func() time.Time
}

// Writer makes changes. It is safe for concurrent use.
type Writer struct {
	api     API
	journal Journal
	profile string
	now     func() time.Time
}

// New returns a Writer; it sends nothing.
func New(o Options) *Writer {
	w := &Writer{api: o.API, journal: o.Journal, profile: o.Profile, now: o.Now}
	if w.now == nil {
		w.now = time.Now
	}
	return w
}

// Result is what came of a change that did not fail.
type Result struct {
	// Review is what an update found out before it was sent. When its Merged
	// holds collisions nothing was sent.
	Review Review
	// User is as the service has it now. It is the zero User after a deletion.
	User model.User
	// Nothing says that nothing was sent: the user is as wanted already.
	Nothing bool
	// Already says that something was sent, and that the service found it done
	// already. Such a change is not one to be undone.
	Already bool
	// ReadBack says that the answer was lost and that reading the user showed
	// the change made.
	ReadBack bool
	// Unchecked are the fields sent of which it is not known what somebody else
	// made of them, or what the service stored: they could not be read.
	Unchecked []model.Key
	// Unexpected are the fields that the service stored otherwise than sent.
	Unexpected []model.Key
	// ID is the change's in the journal; empty without one.
	ID string
	// JournalErr says that the change was made and its outcome not recorded. The
	// next [Writer.Recover] of another process finds out again.
	JournalErr error
}

// change is one request about to be sent.
type change struct {
	op      model.Operation
	request client.Request
	undoes  string
	send    func(context.Context) (answer, error)
}

// answer is what the service said of a change. The user is the zero User where
// an answer holds none.
type answer struct {
	user    model.User
	already bool
	// isUnsure says that the request was repeated after its answer was lost, and
	// that the repetition had nothing left to do, or could not do it.
	isUnsure bool
}

// errRepeated is why a change is looked for that was answered in the end.
var errRepeated = fmt.Errorf("the answer to the first sending was lost; %w", client.ErrOutcomeUnknown)

// carryOut sends a change of one user; updates, which may have to be sent again,
// have their own way ([updating.attempt]). The intent is on the disk when it
// does, the outcome when it returns.
func (w *Writer) carryOut(ctx context.Context, c change) (Result, error) {
	id, err := w.begin(ctx, c)
	if err != nil {
		return Result{}, fmt.Errorf("%w: %w", ErrNotRecorded, err)
	}
	a, err := c.send(ctx)
	return w.end(ctx, id, c.op, a, err)
}

// end records how a change that was sent ended; where the answer was lost, as
// reading shows it.
func (w *Writer) end(ctx context.Context, id string, op model.Operation, a answer, err error) (Result, error) {
	r := Result{ID: id, User: a.user, Already: a.already}
	switch outcome := resultOf(a, err); {
	case a.isUnsure && err == nil:
		return w.settle(ctx, id, op, errRepeated)
	case errors.Is(err, client.ErrResultUnknown):
		// Made for certain. What the service stored may still be learned.
		if verdict, found := w.lookAgain(ctx, op); verdict == Applied {
			r.User = found.User
		}
		r.JournalErr = w.finish(id, op, outcome, err, r.User)
	case outcome == journal.Unknown:
		return w.settle(ctx, id, op, err)
	case err != nil:
		r.JournalErr = w.finish(id, op, outcome, err, model.User{})
		return r, err
	default:
		r.JournalErr = w.finish(id, op, outcome, nil, r.User)
	}
	r.compare(op)
	return r, nil
}

// settle finds out what became of a change whose answer was lost.
func (w *Writer) settle(ctx context.Context, id string, op model.Operation, lost error) (Result, error) {
	verdict, found := w.lookAgain(ctx, op)
	verdict = verdict.after(lost)
	r := Result{ID: id, User: found.User, ReadBack: verdict == Applied}
	r.JournalErr = w.finish(id, op, verdict.result(), lost, found.User)
	if verdict != Applied {
		return r, &LostError{Verdict: verdict, Found: found, cause: lost}
	}
	r.compare(op)
	return r, nil
}

// compare notes where the stored user is not as meant, and fills in a user that
// the answer did not hold.
func (r *Result) compare(op model.Operation) {
	isKnown := r.User.UID != ""
	for _, f := range sentFields(op) {
		switch {
		case !isKnown, f.Key == model.KeyTags && !r.User.TagsKnown, r.User.IsDamaged(f.Key):
			r.Unchecked = append(r.Unchecked, f.Key)
		case !client.SameStored(f, op.After, r.User):
			r.Unexpected = append(r.Unexpected, f.Key)
		}
	}
	if !isKnown {
		r.User = op.After
	}
}

// sentFields are the fields of which the operation sends a value.
func sentFields(op model.Operation) (sent []model.Field) {
	switch op.Action {
	case model.Update:
		for _, key := range op.Patch().Keys() {
			f, _ := model.FieldOf(key)
			sent = append(sent, f)
		}
	case model.Create:
		for _, f := range model.Fields() {
			if f.Editable != model.Never && !f.Value(op.After).IsEmpty() {
				sent = append(sent, f)
			}
		}
	}
	return sent
}

func (w *Writer) begin(ctx context.Context, c change) (id string, err error) {
	if w.journal == nil {
		return "", nil
	}
	return w.journal.Begin(ctx, w.intent(c))
}

// intent is the change as the journal takes it.
func (w *Writer) intent(c change) journal.Change {
	actor := w.api.Actor()
	return journal.Change{
		Profile:   w.profile,
		Actor:     journal.Actor{Me: actor.Me, Credential: actor.Credential.String()},
		Operation: c.op,
		Request:   journal.Request{Method: c.request.Method, Path: c.request.Path, Body: c.request.Body},
		Undoes:    c.undoes,
	}
}

func (w *Writer) finish(id string, op model.Operation, result journal.Result, err error, stored model.User) error {
	if w.journal == nil {
		return nil
	}
	return w.journal.Finish(id, outcomeOf(op, result, err, stored))
}

// outcomeOf is how a change ended, as the journal takes it.
func outcomeOf(op model.Operation, result journal.Result, err error, stored model.User) journal.Outcome {
	o := journal.Outcome{Result: result}
	if err != nil {
		o.Error = err.Error()
	}
	if result == journal.Applied {
		o.After = settled(op, stored)
	}
	return o
}

// settled is the user as the operation itself left it: what somebody else
// changed at the same time is not part of it, so that taking the operation back
// does not take that back. It is nil where that is not known beyond what was
// meant.
func settled(op model.Operation, stored model.User) *model.User {
	if stored.UID == "" {
		return nil
	}
	if !stored.TagsKnown {
		stored.Tags, stored.TagsKnown = op.After.Tags, op.After.TagsKnown
	}
	switch op.Action {
	case model.Create:
		return &stored
	case model.Update:
		after := op.Before
		for _, f := range sentFields(op) {
			if stored.IsDamaged(f.Key) {
				stored = f.With(stored, f.Value(op.After)) // as it was meant
			}
			after = f.With(after, f.Value(stored))
		}
		after.UpdatedAt = stored.UpdatedAt
		return &after
	}
	return nil
}

// resultOf sorts what the client said of a change.
func resultOf(a answer, err error) journal.Result {
	var answered *client.APIError
	var outcome *OutcomeError
	switch {
	case err == nil && a.already:
		return journal.Unchanged
	case err == nil, errors.Is(err, client.ErrResultUnknown):
		return journal.Applied
	case errors.Is(err, client.ErrOutcomeUnknown):
		return journal.Unknown
	case errors.As(err, &answered), errors.As(err, &outcome), errors.Is(err, client.ErrRefused):
		return journal.Refused
	}
	return journal.Failed
}

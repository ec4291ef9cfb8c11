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

// API is what a [Writer] needs from the service; *client.Client implements it.
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

// Journal is where changes are recorded; *journal.Journal implements it.
// Outcomes are recorded even after cancellation, so Finish and FinishAll take
// no context.
type Journal interface {
	Begin(ctx context.Context, c journal.Change) (id string, err error)
	BeginAll(ctx context.Context, changes []journal.Change) (ids []string, err error)
	Finish(id string, o journal.Outcome) error
	FinishAll(ended []journal.Ended) error
	Unresolved(ctx context.Context, profile string) ([]journal.Entry, error)
}

// Options configures a [Writer]. API is required.
type Options struct {
	API API
	// Journal records the changes; nil (not a nil pointer in an interface) means
	// that nothing is recorded.
	Journal Journal
	// Profile is the profile whose users are changed; it separates the profiles
	// in the journal.
	Profile string
	// Now returns the time; nil means [time.Now].
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

// Result is the result of a change that did not fail.
type Result struct {
	// Review is what an update found before sending. If its Merged has
	// collisions, nothing was sent.
	Review Review
	// User is the user now on the service, or the zero User after a deletion.
	User model.User
	// Nothing means that nothing was sent because the user already was as
	// wanted.
	Nothing bool
	// Already means that the service found the change already made. Such a
	// change is not to be undone.
	Already bool
	// ReadBack means that the answer was lost and that reading the user showed
	// the change.
	ReadBack bool
	// Unchecked lists sent fields that could not be read, before or after, so
	// someone else's change to them, or what the service stored, is unknown.
	Unchecked []model.Key
	// Unexpected lists the fields that the service stored differently than sent.
	Unexpected []model.Key
	// ID identifies the change in the journal; empty without one.
	ID string
	// JournalErr means that the change was made but its outcome not recorded.
	// The next [Writer.Recover] of another process will settle it.
	JournalErr error
}

// change is one request about to be sent.
type change struct {
	op      model.Operation
	request client.Request
	undoes  string
	send    func(context.Context) (answer, error)
}

// answer is what the service said about a change. The user is the zero User if
// the answer has none.
type answer struct {
	user    model.User
	already bool
	// isUnsure means that the request was repeated after its answer was lost,
	// and that the repetition found nothing left to do, or could not do it.
	isUnsure bool
}

// errRepeated is the reason for reading back a change that was answered in the
// end.
var errRepeated = fmt.Errorf("the answer to the first request was lost; %w", client.ErrOutcomeUnknown)

// carryOut sends a change of one user, except for updates, which may have to be
// sent again (see [updating.attempt]). The intent is on the disk before it
// sends, the outcome when it returns.
func (w *Writer) carryOut(ctx context.Context, c change) (Result, error) {
	id, err := w.begin(ctx, c)
	if err != nil {
		return Result{}, fmt.Errorf("%w: %w", ErrNotRecorded, err)
	}
	a, err := c.send(ctx)
	return w.end(ctx, id, c.op, a, err)
}

// end records the outcome of a change that was sent; if the answer was lost,
// according to a reading.
func (w *Writer) end(ctx context.Context, id string, op model.Operation, a answer, err error) (Result, error) {
	r := Result{ID: id, User: a.user, Already: a.already}
	switch outcome := resultOf(a, err); {
	case a.isUnsure && err == nil:
		return w.settle(ctx, id, op, errRepeated)
	case errors.Is(err, client.ErrResultUnknown):
		// Certainly made. What the service stored can still be read.
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

// compare records where the stored user is not as meant, and supplies the user
// if the answer had none.
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

// sentFields lists the fields whose values the operation sends.
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

// intent is the change in the journal's form.
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

// outcomeOf is the outcome in the journal's form.
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

// settled is the user as the operation itself left it: a simultaneous change by
// someone else is not part of it, so undoing the operation does not undo that.
// It is nil if no more is known than what was meant.
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
				stored = f.With(stored, f.Value(op.After)) // as meant
			}
			after = f.With(after, f.Value(stored))
		}
		after.UpdatedAt = stored.UpdatedAt
		return &after
	}
	return nil
}

// resultOf classifies what the client said about a change.
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

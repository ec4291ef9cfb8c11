package journal

import (
	"slices"
	"strings"
	"time"

	"census/model"
)

// Actor is who made a change: the uid named as me, if any, and the name of the
// credential, such as "API key". The credential itself is never recorded.
type Actor struct {
	Me         string `json:"me,omitempty"`
	Credential string `json:"credential"`
}

// Request is what the change sends. Path is below the API's base.
type Request struct {
	Method, Path string
	Body         []byte
}

// Change is what is about to be done.
type Change struct {
	Profile string
	Actor   Actor
	// Operation has the user before, as the service has it now, and after, as
	// it is meant to become.
	Operation model.Operation
	Request   Request
	// Undoes is the id of the change that this one takes back, if it does.
	Undoes string
}

// Result is how a change ended.
type Result string

// The results.
const (
	// Pending: no outcome is recorded. The change is under way, or its program
	// ended before it knew.
	Pending Result = ""
	// Applied: the service carried it out.
	Applied Result = "applied"
	// Unchanged: the service said that it was so already.
	Unchanged Result = "unchanged"
	// Refused: the service did not want to. Nothing was changed.
	Refused Result = "refused"
	// Failed: it was not carried out. Nothing was changed.
	Failed Result = "failed"
	// Unknown: the answer was lost, and reading the user back could not tell or
	// came too early.
	Unknown Result = "unknown"
	// Different: the answer was lost, and the user read back is neither as
	// before nor as meant.
	Different Result = "different"
)

// Outcome is how a change ended, for [Journal.Finish].
type Outcome struct {
	Result Result
	// Error is what went wrong, in words, without secrets.
	Error string
	// After is the user as the change left it; nil if it is as meant.
	After *model.User
}

// Ended is how the change with the id ended, for [Journal.FinishAll].
type Ended struct {
	ID      string
	Outcome Outcome
}

// Private says what became of the values under @private in an entry.
type Private int

// The answers of Private.
const (
	// PrivateKept: they are recorded, or there were none.
	PrivateKept Private = iota
	// PrivateOmitted: they were left out; the change did not touch them.
	PrivateOmitted
	// PrivateLost: they were left out, and the change was one of them, so that
	// nothing can restore them.
	PrivateLost
)

// Entry is one change as the journal knows it.
type Entry struct {
	ID string
	// Time is when the intent was recorded, Finished when the outcome was.
	Time, Finished time.Time
	Profile        string
	Actor          Actor
	// Operation is the change. Its After is what the service made of it; as long
	// as that is not known, what was meant.
	Operation model.Operation
	Request   Request
	Result    Result
	Error     string
	// Undoes is the change that this one takes back. UndoneBy is the one that
	// took this one back, unless that was taken back itself.
	Undoes, UndoneBy string
	Private          Private

	owner string
}

// Filter selects entries. The zero value means all.
type Filter struct {
	Profile string
	UID     string
	Actions []model.Action
	// Text is looked for in uid, name, actor, operation and error, in any
	// letter case.
	Text string
	// Limit is how many of the newest are wanted; 0 means all.
	Limit int
}

func (f Filter) matches(e Entry) bool {
	switch {
	case f.Profile != "" && e.Profile != f.Profile,
		f.UID != "" && !model.SameUID(e.Operation.UID(), f.UID),
		len(f.Actions) > 0 && !slices.Contains(f.Actions, e.Operation.Action):
		return false
	case f.Text == "":
		return true
	}
	text := strings.ToLower(f.Text)
	return slices.ContainsFunc([]string{
		e.Operation.UID(), e.Operation.Before.Name, e.Operation.After.Name,
		e.Actor.Me, e.Operation.Action.String(), string(e.Result), e.Error,
	}, func(s string) bool { return strings.Contains(strings.ToLower(s), text) })
}

// operations are the actions that are recorded; in the files stand their names.
var operations = []model.Action{
	model.Create, model.Update, model.Deactivate, model.Reactivate, model.Delete, model.Block, model.Unblock,
}

// actionOf is the operation of the name.
func actionOf(name string) (model.Action, bool) {
	for _, action := range operations {
		if action.String() == name {
			return action, true
		}
	}
	return 0, false
}

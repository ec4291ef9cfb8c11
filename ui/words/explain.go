package words

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"census/client"
	"census/client/changes"
	"census/model"
	"census/ui/layouts"
)

// Explanation is an error in words for the person at the screen: what happened,
// and what to do next.
type Explanation struct {
	What string
	Next string
	// Retry means that trying again may help; code that shows the error adds
	// how.
	Retry bool
}

// Line is all of it in one line; again says how to try again, if that may help.
func (x Explanation) Line(again string) string {
	if !x.Retry {
		again = ""
	}
	return Join(" ", x.What, x.Next, again)
}

// Explain is the one place that turns errors into sentences.
func Explain(err error) Explanation {
	var api *client.APIError
	errors.As(err, &api)
	if x, ok := explainChange(err); ok {
		return x
	}
	var damaged *layouts.DamagedError
	if errors.As(err, &damaged) {
		return Explanation{"The saved columns and views cannot be read: " + model.Clean(damaged.Problem) + ".", "The file is kept as " + model.Clean(damaged.Path) + ".", false}
	}
	var wrong *client.ConfigError
	switch {
	case errors.As(err, &wrong):
		return Explanation{Sentence(model.Clean(strings.TrimPrefix(err.Error(), client.ConfigPrefix))), "Correct it and start again; census info shows where each setting comes from.", false}
	case errors.Is(err, client.ErrOutcomeUnknown):
		return Explanation{"The answer was lost: it is not known whether the change was made.", "Check before trying again.", false}
	case errors.Is(err, context.Canceled):
		return Explanation{"Cancelled.", "", true}
	case errors.Is(err, client.ErrUnauthorized):
		return Explanation{"The service does not accept the credential" + Said(api), "census info shows where it comes from.", false}
	case errors.Is(err, client.ErrForbidden):
		return Explanation{"The credential may not do this" + Said(api), "A REST API key may.", false}
	case errors.Is(err, client.ErrRateLimited):
		return Explanation{"Too many requests for the service" + wait(api) + ".", "", true}
	case errors.Is(err, client.ErrQuota):
		return Explanation{"The app's plan does not allow this" + Said(api), "", false}
	case errors.Is(err, client.ErrExists):
		return Explanation{"The uid is taken, perhaps by a deactivated user.", "Choose another one.", false}
	case errors.Is(err, client.ErrConflict):
		return Explanation{"The user has been changed, or the change conflicts with another" + Said(api), "", true}
	case IsNothingThere(err):
		return Explanation{fmt.Sprintf("Nothing found at this address (%d)%s", api.Status, Said(api)), "Is the base URL right? census info shows it.", true}
	case errors.Is(err, client.ErrNotFound):
		return Explanation{"The user was not found: deleted, deactivated, or never created.", "Refresh the list to see which users exist.", false}
	case errors.Is(err, client.ErrInvalid) && api != nil && api.Status == 0:
		return Explanation{"Nothing was sent: " + faults(err) + ".", "", false}
	case errors.Is(err, client.ErrInvalid):
		return Explanation{"The service does not accept the values" + details(api), "", false}
	case errors.Is(err, client.ErrNoCredential):
		return Explanation{"No credential for this: " + LastClause(err) + ".", "Add a key to the profile; census info shows where.", false}
	case errors.Is(err, client.ErrUnreachable):
		return Explanation{"The service did not answer: " + unreachable(err) + ".", "", true}
	case errors.Is(err, client.ErrBadAnswer):
		return Explanation{"The answer does not match CometChat's API: " + LastClause(err) + ".", "Is the base URL right? census info shows it.", true}
	case api != nil:
		return Explanation{fmt.Sprintf("The service failed (%d)%s", api.Status, Said(api)), "", true}
	}
	return Explanation{Sentence(model.Clean(err.Error())), "", true}
}

// IsNothingThere distinguishes an address that does not exist (mistyped, or a
// proxy's 404) from a user who does not exist, which the service reports with
// its own code.
func IsNothingThere(err error) bool {
	var api *client.APIError
	isTold := errors.Is(err, client.ErrNotFound) && client.IsRefusal(err)
	return errors.As(err, &api) && api.Status == http.StatusNotFound && !isTold
}

// explainChange explains errors that only a change can have.
func explainChange(err error) (x Explanation, ok bool) {
	var lost *changes.LostError
	var gone *changes.GoneError
	var undo *changes.UndoError
	var changed *changes.ChangedError
	var outcome *changes.OutcomeError
	switch {
	case errors.As(err, &lost):
		return explainLost(lost.Verdict), true
	case errors.As(err, &gone):
		return explainGone(gone.Found.State), true
	case errors.As(err, &undo):
		return Explanation{Sentence(model.Clean(undo.Reason)), "", false}, true
	case errors.As(err, &changed):
		return Explanation{"The user has been changed since it was created: " + Labels(changed.Keys) + ".", "", false}, true
	case errors.As(err, &outcome):
		return Explanation{"The service refused: " + Sentence(outcome.Message), "", false}, true
	case errors.Is(err, changes.ErrNotRecorded):
		return Explanation{"The change could not be recorded in the history, so nothing was sent: " + LastClause(err) + ".", "", true}, true
	}
	return Explanation{}, false
}

func explainLost(v changes.Verdict) Explanation {
	switch v {
	case changes.NotApplied:
		return Explanation{"The answer was lost, and the service still has the old values.", "", true}
	case changes.NotYet:
		return Explanation{"The wait for the answer was cut short. The service still has the old values, but may yet make the change.", "", true}
	case changes.Different:
		return Explanation{"The answer was lost, and the user is neither as before nor as intended: someone else has also changed it.", "", true}
	}
	return Explanation{"The answer was lost, and it is not known whether the change was made.", "Check before trying again.", false}
}

func explainGone(s changes.State) Explanation {
	switch s {
	case changes.Deactivated:
		return Explanation{"The user has been deactivated in the meantime.", "", false}
	case changes.Absent:
		return Explanation{"The user has been deleted in the meantime.", "", false}
	}
	return Explanation{"The user has been deactivated or deleted in the meantime.", "", false}
}

// WaitsBecause says why a request is repeated later.
func WaitsBecause(err error) string {
	var api *client.APIError
	switch {
	case errors.Is(err, client.ErrRateLimited):
		return "rate limited"
	case errors.As(err, &api):
		return fmt.Sprintf("the service failed (%d)", api.Status)
	}
	return "no answer"
}

// Said appends the service's own words.
func Said(e *client.APIError) string {
	if e == nil || e.Message == "" {
		return "."
	}
	return ": " + Sentence(e.Message)
}

func wait(e *client.APIError) string {
	if e == nil || e.RetryAfter <= 0 {
		return ""
	}
	return fmt.Sprintf("; it asks you to wait %s", e.RetryAfter.Round(time.Second))
}

func details(e *client.APIError) string {
	if e == nil {
		return "."
	}
	if len(e.Details) == 0 {
		return Said(e)
	}
	var parts []string
	for _, f := range model.Fields() {
		for key, texts := range e.Details {
			if FieldOfDetail(key) == f.Key {
				parts = append(parts, strings.Join(texts, " "))
			}
		}
	}
	if len(parts) == 0 {
		return Said(e)
	}
	return ": " + Sentence(model.Clean(strings.Join(parts, " ")))
}

// faults lists what was found wrong before anything was sent, field by field.
func faults(err error) string {
	var api *client.APIError
	errors.As(err, &api)
	var parts []string
	for _, cause := range api.Unwrap() {
		var fault *model.FieldError
		if errors.As(cause, &fault) {
			parts = append(parts, Labels([]model.Key{fault.Key})+" "+fault.Problem)
		} else {
			parts = append(parts, cause.Error())
		}
	}
	return model.Clean(strings.Join(parts, "; "))
}

// FieldOfDetail is the field that a key of the details is about: tags.0 is
// about tags.
func FieldOfDetail(key string) model.Key {
	name, _, _ := strings.Cut(key, ".")
	return model.Key(name)
}

// unreachable says why no answer arrived, without the layers that only a
// programmer reads.
func unreachable(err error) string {
	var dial *net.OpError
	var name *net.DNSError
	switch {
	case errors.As(err, &name):
		return "the host " + model.Clean(name.Name) + " was not found"
	case errors.Is(err, context.DeadlineExceeded):
		return "no answer in time"
	case errors.As(err, &dial) && dial.Addr != nil:
		var reason syscall.Errno
		if errors.As(dial.Err, &reason) {
			return reason.Error() + " (" + dial.Addr.String() + ")"
		}
	}
	return LastClause(err)
}

// LastClause is the end of an error's text, which names the cause.
func LastClause(err error) string {
	text := model.Clean(err.Error())
	if _, after, ok := strings.Cut(text, ": "); ok {
		text = after
	}
	return strings.TrimSuffix(text, ".")
}

// Sentence ends a text like a sentence.
func Sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}

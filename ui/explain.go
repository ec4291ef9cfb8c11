package ui

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
)

// explanation is an error in words for the person at the screen: what happened,
// and what to do next.
type explanation struct {
	what string
	next string
	// retry says that trying again may help; screens name their key for it.
	retry bool
}

// line is all of it in one line; again says how to try again, where that may
// help.
func (x explanation) line(again string) string {
	if !x.retry {
		again = ""
	}
	return join(" ", x.what, x.next, again)
}

// explain is the one place that turns errors into sentences.
func explain(err error) explanation {
	var api *client.APIError
	errors.As(err, &api)
	if x, ok := explainChange(err); ok {
		return x
	}
	if damaged, ok := isDamaged(err); ok {
		return explanation{"The saved columns and views cannot be read: " + model.Clean(damaged.Problem) + ".", "The file is kept as " + model.Clean(damaged.Path) + ".", false}
	}
	var wrong *client.ConfigError
	switch {
	case errors.As(err, &wrong):
		return explanation{sentence(model.Clean(strings.TrimPrefix(err.Error(), client.ConfigPrefix))), "Put it right and start again; census info shows where each setting comes from.", false}
	case errors.Is(err, client.ErrOutcomeUnknown):
		return explanation{"The answer was lost: it is not known whether the change was made.", "Look before trying again.", false}
	case errors.Is(err, context.Canceled):
		return explanation{"Cancelled.", "", true}
	case errors.Is(err, client.ErrUnauthorized):
		return explanation{"The service does not accept the credential" + said(api), "census info shows where it comes from.", false}
	case errors.Is(err, client.ErrForbidden):
		return explanation{"The credential may not do this" + said(api), "A REST API key may.", false}
	case errors.Is(err, client.ErrRateLimited):
		return explanation{"Too many requests for the service" + wait(api) + ".", "", true}
	case errors.Is(err, client.ErrQuota):
		return explanation{"The plan of the app does not allow it" + said(api), "", false}
	case errors.Is(err, client.ErrExists):
		return explanation{"The uid is taken, maybe by a deactivated user.", "Choose another one.", false}
	case errors.Is(err, client.ErrConflict):
		return explanation{"The user has been changed, or the change conflicts with another" + said(api), "", true}
	case isNothingThere(err):
		return explanation{fmt.Sprintf("There is nothing at this address (%d)%s", api.Status, said(api)), "Is the base URL right? census info shows it.", true}
	case errors.Is(err, client.ErrNotFound):
		return explanation{"The user is not there: deleted, deactivated, or never created.", "Read the list again to see who is there.", false}
	case errors.Is(err, client.ErrInvalid) && api != nil && api.Status == 0:
		return explanation{"Nothing was sent: " + faults(err) + ".", "", false}
	case errors.Is(err, client.ErrInvalid):
		return explanation{"The service does not accept the values" + details(api), "", false}
	case errors.Is(err, client.ErrNoCredential):
		return explanation{"No credential for this: " + lastClause(err) + ".", "Add a key to the profile; census info shows where.", false}
	case errors.Is(err, client.ErrUnreachable):
		return explanation{"The service did not answer: " + unreachable(err) + ".", "", true}
	case errors.Is(err, client.ErrBadAnswer):
		return explanation{"The answer is not what CometChat publishes: " + lastClause(err) + ".", "Is the base URL right? census info shows it.", true}
	case api != nil:
		return explanation{fmt.Sprintf("The service failed (%d)%s", api.Status, said(api)), "", true}
	}
	return explanation{sentence(model.Clean(err.Error())), "", true}
}

// isNothingThere tells an address that nobody answers for, mistyped or a proxy's,
// from a user who is not there: of that the service speaks in its own words.
func isNothingThere(err error) bool {
	var api *client.APIError
	isTold := errors.Is(err, client.ErrNotFound) && client.IsRefusal(err)
	return errors.As(err, &api) && api.Status == http.StatusNotFound && !isTold
}

// explainChange is explain for what only a change can meet.
func explainChange(err error) (x explanation, ok bool) {
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
		return explanation{sentence(model.Clean(undo.Reason)), "", false}, true
	case errors.As(err, &changed):
		return explanation{"The user has been changed since it was created: " + labels(changed.Keys) + ".", "", false}, true
	case errors.As(err, &outcome):
		return explanation{"The service refused: " + sentence(outcome.Message), "", false}, true
	case errors.Is(err, changes.ErrNotRecorded):
		return explanation{"The change could not be recorded in the history, so nothing was sent: " + lastClause(err) + ".", "", true}, true
	}
	return explanation{}, false
}

func explainLost(v changes.Verdict) explanation {
	switch v {
	case changes.NotApplied:
		return explanation{"The answer was lost, and the service still has the old values.", "", true}
	case changes.NotYet:
		return explanation{"Nobody waited for the answer. The service still has the old values, but may carry the change out yet.", "", true}
	case changes.Different:
		return explanation{"The answer was lost, and the user is neither as before nor as meant: somebody else was there too.", "", true}
	}
	return explanation{"The answer was lost, and it is not known whether the change was made.", "Look before trying again.", false}
}

func explainGone(s changes.State) explanation {
	switch s {
	case changes.Deactivated:
		return explanation{"The user was deactivated meanwhile.", "esc and k keep this as a draft; reactivate it from the list, then t goes on.", false}
	case changes.Absent:
		return explanation{"The user was deleted meanwhile.", "esc and k keep this as a draft; H can create the user again.", false}
	}
	return explanation{"The user was deactivated or deleted meanwhile.", "", false}
}

// waitsBecause is why a request is sent again later.
func waitsBecause(err error) string {
	var api *client.APIError
	switch {
	case errors.Is(err, client.ErrRateLimited):
		return "rate limited"
	case errors.As(err, &api):
		return fmt.Sprintf("the service failed (%d)", api.Status)
	}
	return "no answer"
}

// said adds the service's own words.
func said(e *client.APIError) string {
	if e == nil || e.Message == "" {
		return "."
	}
	return ": " + sentence(e.Message)
}

func wait(e *client.APIError) string {
	if e == nil || e.RetryAfter <= 0 {
		return ""
	}
	return fmt.Sprintf("; it asks to wait %s", e.RetryAfter.Round(time.Second))
}

func details(e *client.APIError) string {
	if e == nil {
		return "."
	}
	if len(e.Details) == 0 {
		return said(e)
	}
	var parts []string
	for _, f := range model.Fields() {
		for key, texts := range e.Details {
			if fieldOfDetail(key) == f.Key {
				parts = append(parts, strings.Join(texts, " "))
			}
		}
	}
	if len(parts) == 0 {
		return said(e)
	}
	return ": " + sentence(model.Clean(strings.Join(parts, " ")))
}

// faults are what was found wrong before anything was sent, field by field.
func faults(err error) string {
	var api *client.APIError
	errors.As(err, &api)
	var parts []string
	for _, cause := range api.Unwrap() {
		var fault *model.FieldError
		if errors.As(cause, &fault) {
			parts = append(parts, labels([]model.Key{fault.Key})+" "+fault.Problem)
		} else {
			parts = append(parts, cause.Error())
		}
	}
	return model.Clean(strings.Join(parts, "; "))
}

// fieldOfDetail is the field a key of the details is about: tags.0 is about tags.
func fieldOfDetail(key string) model.Key {
	name, _, _ := strings.Cut(key, ".")
	return model.Key(name)
}

// unreachable says what kept an answer from coming, without the layers that only
// a programmer reads.
func unreachable(err error) string {
	var dial *net.OpError
	var name *net.DNSError
	switch {
	case errors.As(err, &name):
		return "the host " + model.Clean(name.Name) + " is not known"
	case errors.Is(err, context.DeadlineExceeded):
		return "no answer in time"
	case errors.As(err, &dial) && dial.Addr != nil:
		var reason syscall.Errno
		if errors.As(dial.Err, &reason) {
			return reason.Error() + " (" + dial.Addr.String() + ")"
		}
	}
	return lastClause(err)
}

// lastClause is the end of an error chain's text, where the cause stands.
func lastClause(err error) string {
	text := model.Clean(err.Error())
	if _, after, ok := strings.Cut(text, ": "); ok {
		text = after
	}
	return strings.TrimSuffix(text, ".")
}

func sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}

// isCancelled reports whether the program itself gave the request up.
func isCancelled(err error) bool { return errors.Is(err, context.Canceled) }

// isNoAccess reports whether the service said that the key has no right to the
// operation at all (AUTH_ERR_NO_ACCESS), not that this one call was refused.
func isNoAccess(err error) bool {
	var api *client.APIError
	return errors.As(err, &api) && api.Code == "AUTH_ERR_NO_ACCESS"
}

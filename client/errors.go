package client

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"census/model"
)

// The kinds of errors, for [errors.Is]. The first eight are answers of the
// service and come as an *[APIError].
var (
	// ErrNotFound: the user, role or token does not exist, or is deactivated.
	ErrNotFound = errors.New("not found")
	// ErrExists: the uid is taken, possibly by a deactivated user.
	ErrExists = errors.New("already exists")
	// ErrConflict: the object has been changed since, or the change conflicts
	// with something else; the service does not publish which.
	ErrConflict = errors.New("changed or conflicting")
	// ErrUnauthorized: the key or token is wrong, or belongs to another app.
	ErrUnauthorized = errors.New("not authorized")
	// ErrForbidden: the credential is valid but lacks the right.
	ErrForbidden = errors.New("forbidden")
	// ErrNoAccess: the key may not perform the operation at all, on any object
	// (AUTH_ERR_NO_ACCESS); such an error is also [ErrForbidden].
	ErrNoAccess = errors.New("no access to the operation")
	// ErrRateLimited: too many requests; [APIError.RetryAfter] may say how long.
	ErrRateLimited = errors.New("too many requests")
	// ErrInvalid: a value is not acceptable; [APIError.Details] says which. It
	// may also be found before anything is sent; then Status is 0.
	ErrInvalid = errors.New("not valid")
	// ErrQuota: the app's plan does not allow this, or no more of it.
	ErrQuota = errors.New("quota exhausted")

	// ErrUnreachable: no answer from the service. The cause is in the chain.
	ErrUnreachable = errors.New("service unreachable")
	// ErrBadAnswer: an answer that does not match the published API: not JSON,
	// cut short, too long, a field missing or of the wrong type.
	ErrBadAnswer = errors.New("unusable answer")
	// ErrOutcomeUnknown: a change was sent and its answer lost, so it may or may
	// not have been carried out. It accompanies the error that lost the answer.
	ErrOutcomeUnknown = errors.New("it is not known whether the change was carried out: look before trying again")
	// ErrResultUnknown: the change was made, but the user's current state could
	// not be read. It accompanies the reason.
	ErrResultUnknown = errors.New("the change was made, but its result is not known")
	// ErrRefused: census's own policy forbids this request; it comes as a
	// *[RefusedError].
	ErrRefused = errors.New("refused")
	// ErrNoCredential: the request needs a key or token that was not configured.
	ErrNoCredential = errors.New("credential missing")
)

// APIError is a refusal by the service, or by the same checks made before
// sending (then Status is 0, and the chain holds the [model.FieldError]s). All
// texts are safe to show: sanitised, shortened, without secrets.
type APIError struct {
	// Op says what was being done, such as "update user ann".
	Op string
	// Method and Path are the request's; Path has neither host nor query.
	Method, Path string
	// Status is the HTTP status; 0 when nothing was sent.
	Status int
	// Code is the service's, such as ERR_UID_NOT_FOUND; empty if there was none.
	Code string
	// Message is meant for people, DevMessage for developers.
	Message, DevMessage string
	// Details holds the complaints about each field, by its key on the wire;
	// list elements are dotted, as in tags.0.
	Details map[string][]string
	// RetryAfter is how long the service asks to wait; 0 if it did not say.
	RetryAfter time.Duration

	causes []error
}

// Error reads "update user ann: The UID ann does not exist. (404 ERR_UID_NOT_FOUND)".
func (e *APIError) Error() string {
	var b strings.Builder
	b.WriteString(e.Op + ": " + e.Message)
	for _, cause := range e.causes {
		b.WriteString("; " + cause.Error())
	}
	if len(e.causes) == 0 {
		for _, field := range slices.Sorted(maps.Keys(e.Details)) {
			b.WriteString("; " + field + ": " + strings.Join(e.Details[field], " "))
		}
	}
	if e.Status != 0 {
		fmt.Fprintf(&b, " (%s)", strings.TrimSpace(fmt.Sprint(e.Status, " ", e.Code)))
	}
	return b.String()
}

// Unwrap returns the field errors found before sending.
func (e *APIError) Unwrap() []error { return e.causes }

// Is reports whether the error is of the sentinel's kind: the service's code
// decides, or the HTTP status if the code is missing or unknown.
func (e *APIError) Is(target error) bool {
	if target == ErrNoAccess {
		return e.Code == codeNoAccess
	}
	kind, known := kindOfCode[e.Code]
	if !known {
		kind = kindOfStatus(e.Status)
	}
	if kind == ErrExists && !e.isOfCreation() {
		kind = ErrConflict // only a creation is about a uid being taken
	}
	return kind != nil && kind == target
}

func (e *APIError) isOfCreation() bool { return e.Method == http.MethodPost && e.Path == "/users" }

const (
	codeUserNotFound    = "ERR_UID_NOT_FOUND"
	codeTooManyRequests = "ERR_TOO_MANY_REQUESTS"
	codeNoAccess        = "AUTH_ERR_NO_ACCESS"
)

// kindOfCode maps the published codes (rest.md section 8). A code mapped to nil
// is of no kind, whatever its status: ERR_API_NOT_FOUND is a 404 about the
// address, and must not be read as "the user is gone".
var kindOfCode = map[string]error{
	codeUserNotFound:           ErrNotFound,
	"ERR_ROLE_NOT_FOUND":       ErrNotFound,
	"ERR_AUTH_TOKEN_NOT_FOUND": ErrNotFound,
	"ERR_APIKEY_NOT_FOUND":     ErrNotFound,
	"ERR_API_NOT_FOUND":        nil,

	"ERR_UID_ALREADY_EXISTS": ErrExists,

	"AUTH_ERR_EMPTY_APPID":          ErrUnauthorized,
	"AUTH_ERR_INVALID_APPID":        ErrUnauthorized,
	"AUTH_ERR_EMPTY_APIKEY":         ErrUnauthorized,
	"AUTH_ERR_APIKEY_NOT_FOUND":     ErrUnauthorized,
	"AUTH_ERR_EMPTY_AUTH_TOKEN":     ErrUnauthorized,
	"AUTH_ERR_AUTH_TOKEN_NOT_FOUND": ErrUnauthorized,
	"AUTH_ERR_EMPTY_AUTH_HEADER":    ErrUnauthorized,

	codeNoAccess:                   ErrForbidden,
	"ERR_PERMISSION_DENIED":        ErrForbidden,
	"ERR_APIKEY_NO_SELF_ACTION":    ErrForbidden,
	"ERR_AUTHTOKEN_UNAVAILABLE":    ErrForbidden,
	"ERR_AUTHTOKEN_NOT_ACCESSIBLE": ErrForbidden,
	"ERR_ROLE_DELETE_DENIED":       ErrForbidden,

	"ERR_BAD_REQUEST":       ErrInvalid,
	"ERR_INVALID_UID":       ErrInvalid,
	"ERR_CANNOT_BLOCK_SELF": ErrInvalid,

	"ERR_PLAN_QUOTA_RESTRICTION": ErrQuota,
	"ERR_PLAN_RESTRICTION":       ErrQuota,
	"ERR_SUBSCRIPTION_EXPIRED":   ErrQuota,

	codeTooManyRequests: ErrRateLimited,
}

func kindOfStatus(status int) error {
	switch status {
	case 0, http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusRequestEntityTooLarge:
		return ErrInvalid
	case http.StatusUnauthorized:
		return ErrUnauthorized
	case http.StatusPaymentRequired:
		return ErrQuota
	case http.StatusForbidden:
		return ErrForbidden
	case http.StatusNotFound, http.StatusGone:
		return ErrNotFound
	case http.StatusConflict:
		return ErrExists
	case http.StatusTooManyRequests:
		return ErrRateLimited
	}
	if status >= 300 && status < 400 {
		return ErrBadAnswer // redirects are not followed
	}
	return nil
}

// IsUserNotFound distinguishes the service's own "no such user" from any other
// 404, which may come from a proxy. Deactivated users are not found either.
func IsUserNotFound(err error) bool {
	var e *APIError
	return errors.As(err, &e) && e.Code == codeUserNotFound
}

// IsRefusal reports whether the service itself has said, with one of its
// published codes, that it did not carry out the request. Without such a code
// an error answer may come from a proxy, and says nothing about earlier
// attempts; neither does a temporary failure such as a rate limit.
func IsRefusal(err error) bool {
	var e *APIError
	if !errors.As(err, &e) || isLost(err) || isPassing(err) {
		return false
	}
	_, isPublished := kindOfCode[e.Code]
	return isPublished
}

// MayStillBeDone reports whether the service may still be working on the
// request: it was sent, but nobody waited for the answer to the end, because
// the request was cancelled, the service was silent for too long, or a gateway
// timed out. What can be read now is not final.
func MayStillBeDone(err error) bool {
	var unanswered *transportError
	if errors.As(err, &unanswered) {
		isGivenUp := unanswered.isCancelled || errors.Is(err, errSilent) || errors.Is(err, errEndless)
		return unanswered.isSent && isGivenUp
	}
	var answered *APIError
	return errors.As(err, &answered) && answered.Status == http.StatusGatewayTimeout
}

// RefusedError is a request that census's own policy forbids, such as a change
// of your own role. It matches [ErrRefused].
type RefusedError struct {
	Op string
	// Field is the field that may not be changed; empty if the whole request is
	// refused.
	Field model.Key
	// Reason is a clause for the screen, from [model.Verdict].
	Reason string
}

// Error reads "update user ann: role: you cannot change your own role".
func (e *RefusedError) Error() string {
	if e.Field == "" {
		return e.Op + ": " + e.Reason
	}
	return e.Op + ": " + string(e.Field) + ": " + e.Reason
}

// Is matches [ErrRefused].
func (e *RefusedError) Is(target error) bool { return target == ErrRefused }

// invalid turns validation problems into the error the service would answer
// with, so that callers handle one kind.
func invalid(op string, problems ...error) error {
	if len(problems) == 0 {
		return nil
	}
	e := &APIError{Op: op, Message: "not valid, so nothing was sent", causes: problems}
	for _, problem := range problems {
		var field *model.FieldError
		if errors.As(problem, &field) {
			if e.Details == nil {
				e.Details = make(map[string][]string)
			}
			e.Details[string(field.Key)] = append(e.Details[string(field.Key)], field.Problem)
		}
	}
	return e
}

// transportError is an attempt without an answer.
type transportError struct {
	op, text string
	cause    error
	// isCancelled means that the caller's context ended the attempt.
	isCancelled bool
	// isSent means that the request may have reached the service.
	isSent bool
	// isPassing means that another attempt may succeed.
	isPassing bool
}

func (e *transportError) Error() string { return e.op + ": " + e.text }

func (e *transportError) Unwrap() []error {
	if e.isCancelled {
		return []error{e.cause}
	}
	return []error{ErrUnreachable, e.cause}
}

// outcomeError marks a change whose answer was lost.
type outcomeError struct{ cause error }

func (e *outcomeError) Error() string   { return e.cause.Error() + "; " + ErrOutcomeUnknown.Error() }
func (e *outcomeError) Unwrap() []error { return []error{e.cause, ErrOutcomeUnknown} }

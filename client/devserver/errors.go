package devserver

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// apiError is an error as the service publishes it. Programs match on code;
// message is for people, devMessage for developers.
type apiError struct {
	status     int
	code       string
	message    string
	devMessage string
	problems   problems
}

func (e *apiError) Error() string { return e.code + ": " + e.message }

// problem describes what is wrong with one field of a request. Members of lists
// and objects are written with dots: tags.0.
type problem struct{ field, message string }

type problems []problem

func (p *problems) add(field, format string, args ...any) {
	*p = append(*p, problem{field, fmt.Sprintf(format, args...)})
}

// err returns nil when there is no problem, otherwise the published validation
// error.
func (p problems) err() error {
	if len(p) == 0 {
		return nil
	}
	const text = "Failed to validate the data sent with the request."
	return &apiError{http.StatusBadRequest, "ERR_BAD_REQUEST", text, text, p}
}

// badRequest is a validation error about one field.
func badRequest(field, format string, args ...any) error {
	var p problems
	p.add(field, format, args...)
	return p.err()
}

// The errors below carry texts, codes and statuses recorded from the service,
// except where a comment calls them a choice.

func uidNotFound(uid string) error {
	return &apiError{http.StatusNotFound, "ERR_UID_NOT_FOUND", uidNotFoundText(uid), fmt.Sprintf(
		"The UID %[1]s does not exist, so please make sure you have created a user with UID %[1]s.", shownUID(uid)), nil}
}

func uidNotFoundText(uid string) string {
	return fmt.Sprintf("The UID %[1]s does not exist, please make sure you have created a user with UID %[1]s.", shownUID(uid))
}

// shownUID is a uid as error texts show it: lower case, with spaces as %20.
func shownUID(uid string) string { return url.PathEscape(strings.ToLower(uid)) }

func uidTaken(uid string) error {
	return &apiError{http.StatusBadRequest, "ERR_UID_ALREADY_EXISTS",
		fmt.Sprintf("The uid %s already exists. Please use another uid or try after permanently deleting the user.", uid),
		fmt.Sprintf("The uid %s already exists. Please use another uid or try recreating after permanently deleting the user.", uid), nil}
}

// unknownRole is published as a validation error; its text is a choice.
func unknownRole(slug string) error {
	return badRequest("role", "The role %s does not exist.", slug)
}

// roleDeleteDenied has a published code; its status is an inference, its text a
// choice.
func roleDeleteDenied(slug string) error {
	text := fmt.Sprintf("The role %s cannot be deleted.", slug)
	return &apiError{http.StatusForbidden, "ERR_ROLE_DELETE_DENIED", text, text, nil}
}

// roleNotFound has the text of an unofficial re-implementation.
func roleNotFound(slug string) error {
	text := fmt.Sprintf("The role %s does not exist. Please use correct role or use create role API.", shownUID(slug))
	return &apiError{http.StatusNotFound, "ERR_ROLE_NOT_FOUND", text, text, nil}
}

func apiNotFound() error {
	const text = "The API endpoint is invalid. Please verify the API call."
	return &apiError{http.StatusNotFound, "ERR_API_NOT_FOUND", text, text, nil}
}

// invalidImport concerns one user of an import. The code is published; status
// and texts are choices.
func invalidImport(text string) error {
	return &apiError{http.StatusBadRequest, "ERR_IMPORT_INVALID_USER_FORMAT", text, text, nil}
}

func keyNotFound(key string) error {
	return &apiError{http.StatusUnauthorized, "AUTH_ERR_APIKEY_NOT_FOUND",
		fmt.Sprintf("The key %s does not exist. Please use correct apiKey.", masked(key)),
		fmt.Sprintf("The %s key doesn't work. Please use correct apiKey.", masked(key)), nil}
}

// noSuchKey concerns a key in a path, [keyNotFound] a credential. The code is
// published and its status recorded; the text is a choice.
func noSuchKey(key string) error {
	text := fmt.Sprintf("The key %s does not exist. Please use correct apiKey.", masked(key))
	return &apiError{http.StatusNotFound, "ERR_APIKEY_NOT_FOUND", text, text, nil}
}

// noSelfAction has a published code; its status is an inference, its text a
// choice.
func noSelfAction(key string) error {
	text := fmt.Sprintf("The key %s cannot be used to change or delete itself.", masked(key))
	return &apiError{http.StatusForbidden, "ERR_APIKEY_NO_SELF_ACTION", text, text, nil}
}

func noAccess(key string) error {
	return &apiError{http.StatusForbidden, "AUTH_ERR_NO_ACCESS",
		fmt.Sprintf("The key %s cannot be used to perform this operation. Please use API key with a correct scope to perform the operation.", masked(key)),
		fmt.Sprintf("The %s key does not have enough clearance. To perform the operation, please use the API key with the correct scope.", masked(key)), nil}
}

// unauthorized makes the credential errors whose codes are published without
// texts: the texts are a choice, the status an inference.
func unauthorized(code, text string) error {
	return &apiError{http.StatusUnauthorized, code, text, text, nil}
}

func emptyKey() error {
	return unauthorized("AUTH_ERR_EMPTY_APIKEY", "The header apiKey is missing. Please provide the apiKey.")
}

func emptyToken() error {
	return unauthorized("AUTH_ERR_EMPTY_AUTH_TOKEN", "The header authToken is missing. Please provide the authToken.")
}

func tokenNotFound() error {
	return unauthorized("AUTH_ERR_AUTH_TOKEN_NOT_FOUND", "The auth token does not exist. Please make sure you are logged in.")
}

// noSuchToken concerns a token in a path, [tokenNotFound] a credential.
func noSuchToken() error {
	const text = "Auth token does not exist."
	return &apiError{http.StatusNotFound, "ERR_AUTH_TOKEN_NOT_FOUND", text, text, nil}
}

// tokenNotAccessible has a published code; status and text are choices.
func tokenNotAccessible(uid string) error {
	text := fmt.Sprintf("The auth token does not belong to the user with UID %s.", uid)
	return &apiError{http.StatusForbidden, "ERR_AUTHTOKEN_NOT_ACCESSIBLE", text, text, nil}
}

func wrongApp() error {
	return unauthorized("AUTH_ERR_INVALID_APPID", "The app ID is invalid. Please use the app ID and region of this app.")
}

// failed is all a client learns about a fault of the server itself. The code is
// published; status and text are choices.
func failed() *apiError {
	const text = "Something went wrong. Please try again."
	return &apiError{http.StatusInternalServerError, "ERR_EXCEPTION", text, text, nil}
}

// published translates the store's errors about a user; uid and role are those
// of the request. Other errors pass unchanged.
func published(err error, uid, role string) error {
	switch {
	case errors.Is(err, errNoUser):
		return uidNotFound(uid)
	case errors.Is(err, errTaken):
		return uidTaken(uid)
	case errors.Is(err, errNoRole):
		return unknownRole(role)
	}
	return err
}

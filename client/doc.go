// Package client implements the users part of the CometChat v3 API: it lists,
// reads, creates, edits, deactivates, deletes and blocks users, lists roles and
// logs users in. It knows both hosts of the service, which of the three
// credentials each request needs, which requests may be repeated, and what an
// answer must contain to be trusted.
//
// A [Client] is safe for concurrent use. Every method blocks, honours its
// context, and returns either a complete answer or an error for [errors.Is]:
// [ErrNotFound], [ErrExists], [ErrConflict], [ErrInvalid] and the others tell
// the caller what to do next; [APIError] carries what the service said, field
// by field.
//
// The package does not show, cache, store or log anything, and reads neither
// files nor the environment. Texts in errors are sanitised for terminals; the
// fields of a [model.User] are data and are not: code that draws them must
// clean them with [model.Clean].
//
// Keys and tokens leave the client only in a header, to the host they belong
// to. Redirects are not followed, plain http is used for this machine only, and
// no error, printed Client or printed [Config] shows a secret.
package client

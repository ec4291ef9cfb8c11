// Package client speaks the users part of the CometChat v3 API: it lists, reads,
// creates, edits, deactivates and deletes users, blocks them, lists roles and
// logs people in. It knows both hosts of the service, which of the three
// credentials each request needs, which requests may be repeated, and what an
// answer must hold before it is believed.
//
// A [Client] is immutable and safe for concurrent use. Every method blocks,
// honours its context, and returns either a complete answer or an error that
// [errors.Is] can tell apart: [ErrNotFound], [ErrExists], [ErrConflict], [ErrInvalid] and the
// others say what to do next, [APIError] carries what the service said, field by
// field.
//
// The package does not show, cache or store anything, does not log, and reads
// neither files nor the environment. Texts in errors are made safe for a
// terminal; the fields of a [model.User] are data and are not: whoever draws
// them cleans them with [model.Clean].
//
// Keys and tokens leave the client only as a header to the host they belong to.
// Redirects are not followed, plain http is spoken to this machine only, and no
// error, no printed Client and no printed [Config] shows a secret.
package client

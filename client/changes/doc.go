// Package changes is the one way by which a change reaches the service safely.
// A [Writer] reads the user again before an update, brings both sides' changes
// together or says where they collide, records the intent before the request
// leaves and the outcome after its answer, compares the answer with what was
// meant, reads back where an answer was lost, begins an update again where that
// may help, takes earlier changes back, and resolves after a crash what nobody
// knows the end of. Of several users that one
// request changes, each is recorded, read back, taken back and resolved alone.
//
// The API has no way to say "only if nobody else has changed it" (rest.md
// section 4.1). Between each reading and the write, one round trip later,
// somebody else's change of the same field can still be overwritten; of
// metadata, which is sent whole, any part.
//
// The package does not show anything, asks nobody, and has no words for a
// screen but the reasons in its errors. Rules about users are model's; what a
// credential may do and how a request looks is client's.
package changes

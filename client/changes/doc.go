// Package changes makes changes on the service safely; nothing else should.
// Before an update, a [Writer] reads the user again and merges both sides'
// changes, or reports where they collide. It records the intent before sending
// the request and the outcome after the answer, compares the answer with what
// was meant, reads the user back after a lost answer, and starts an update over
// where that may help. It undoes earlier changes, and after a crash it resolves
// those with an unknown outcome. When one request changes several users, each
// user's change is recorded, read back, undone and resolved separately.
//
// The API cannot make a request conditional on nobody else having changed the
// user (rest.md section 4.1). In the round trip between a reading and the
// write, someone else's change of the same field can still be overwritten; of
// metadata, which is sent whole, any part.
//
// The package shows nothing, asks nobody, and its only words for a screen are
// the reasons in its errors. Rules about users belong to model; what a
// credential may do and how requests look, to client.
package changes

// Package roster holds all known users of an app, up to millions, in a form
// that is compact and fast to search and sort.
//
// Whatever learns about users writes to a [Roster]: pages of a list, answers to
// changes, the mirror. Reading goes through an immutable [Snapshot], so a
// search may take its time while users come and go.
//
// Users are packed into blocks of a thousand: one run of bytes for their
// fields, plain numbers for what is compared often, and another run of bytes
// for the folded text that words are searched in. A search scans these bytes
// block by block without an index; it keeps what it finds of the word being
// typed, so the next letter needs no scan.
//
// The package makes no requests, knows no files or screens, and never writes
// what users have under @private.
package roster

// Package roster holds all users that are known of an app, up to millions, in a
// form that is small, quick to search and quick to sort.
//
// A [Roster] is written by whoever learns something: pages of a list, answers to
// changes, the mirror. What it holds is looked at through a [Snapshot], which
// never changes: a search may take its time while users come and go.
//
// Users are packed into blocks of a thousand: their fields in one run of bytes,
// what is compared often as plain numbers, and the folded text that words are
// looked for in as another run. A search is a scan of these bytes, block by
// block, and needs no index; what it finds of the word that is being typed it keeps,
// so that the next letter costs no scan.
//
// It asks nobody for users, knows no file and no screen, and never writes what
// users have under @private.
package roster

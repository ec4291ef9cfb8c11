// Package drafts keeps on the disk what is typed in a form, and what the person's
// own editor has of it, so that a kill, a lost terminal or a panic costs nothing
// that was typed.
//
// A draft is one small file, replaced as a whole and readable by its owner only.
// Each open [Store] writes files of its own and holds a lock
// (github.com/gofrs/flock: the standard library has none) that the system
// releases when the process ends in whatever way. So several programs can share
// the folder: what a living one types is its own, what a dead one left is offered
// to the next, and taken over by one.
//
// The package does not decide when to save, compares nothing with the service
// and knows no screen. It sees neither keys nor tokens.
package drafts

// Package drafts keeps text typed into a form, and text in the person's own
// editor, on the disk, so that nothing typed is lost to a kill, a lost terminal
// or a panic.
//
// A draft is one small file, replaced as a whole and readable only by its
// owner. Each open [Store] writes its own files and holds a lock
// (github.com/gofrs/flock: the standard library has none) that the system
// releases however the process ends. So several programs can share the folder:
// what a living program types is its own, and what a dead one has left is
// offered to the next ones, one of which takes it over.
//
// The package does not decide when to save, compares nothing with the service
// and knows no screens. It sees neither keys nor tokens.
package drafts

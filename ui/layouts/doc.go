// Package layouts keeps on the disk how a person has arranged the list: columns,
// sorting, and the views saved under the keys 1 to 9.
//
// There is one file a scope, in JSON that can be read and edited by hand. It is
// replaced as a whole, so several programs can share the folder: of two that
// save at once, one is the last.
//
// The package does not know which columns there are, what a query means, or any
// screen. Texts come back as they stand in the file: make them safe before they
// are shown.
package layouts

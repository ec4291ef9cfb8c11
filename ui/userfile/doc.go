// Package userfile writes what can be edited of a user as a text for the
// person's own editor, and reads it back: JSON with comments, metadata as the
// structure it is.
//
// Writing and reading the same text changes nothing, down to the spelling of
// numbers and the order of keys in metadata. Every character that could move a
// terminal's cursor or turn text around is written as a JSON escape, because
// what an editor does with it is out of our hands. Comments and trailing commas
// are taken out by github.com/tidwall/jsonc, which leaves every byte at its
// place, so that faults are reported where the person typed them.
//
// The package touches no file, starts no editor and sends nothing. Rules about
// fields are model's.
package userfile

// Package userfile writes the editable part of a user as a text for the
// person's own editor, and reads it back: JSON with comments, and metadata as
// part of the structure.
//
// Writing and reading the same text changes nothing, down to the spelling of
// numbers and the order of keys in metadata. Every character that could move a
// terminal's cursor or reverse text is written as a JSON escape, because there
// is no telling what an editor does with it. github.com/tidwall/jsonc removes
// comments and trailing commas but keeps every byte at its place, so errors are
// reported where the person typed them.
//
// The package touches no files, starts no editor and sends nothing. Rules about
// fields belong to model.
package userfile

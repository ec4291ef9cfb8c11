// Package theme holds the colours of the screens by what they mean.
//
// A [Theme] gives each [Role] a colour: the text of a label, the ground of the
// row under the cursor, the accent that says where you are. Seven themes are
// built in; [Parse] reads a person's own, which changes single roles of a parent.
// [Sixteen] is for terminals with sixteen colours: rounding true colours there
// gives unreadable pairs, so its colours are chosen by hand.
//
// Roles that are a ground are only used with the texts that [Theme.Faults]
// measures on them, so a wrong guess about the terminal's background may be ugly
// but never unreadable.
//
// The package knows no styles, screens or terminals, and reads no files.
package theme

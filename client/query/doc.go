// Package query is the search language for users, shared by the list, saved
// views and the command line. It parses a text into a tree, reports what is
// wrong with a text and where, and defines what each tree means for one user.
// [Syntax] is the table of the language from which help is generated.
//
// [Query.Match] is the reference. Code that plans a search over an index, using
// the exported nodes, must give the same answer; [Fold], [AppendSearchText],
// [Text.InRole], [Meta.In], [Moment.Holds] and [Fuzzy.In] exist for that
// purpose.
//
// No term ever looks at what is under @private in metadata.
//
// The package does no I/O, stores no users, does not read the clock, and knows
// nothing about screens. User texts that it returns are as the service sent
// them, not sanitised.
package query

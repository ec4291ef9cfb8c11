// Package query is the search language over users: one language for the list,
// for saved views and for the command line. It reads a text into a tree, says
// what is wrong with a text and where, and gives each tree its plain meaning for
// one user; [Syntax] is the table of the language, from which help is made.
//
// The plain meaning is the reference. Whoever keeps an index plans with the
// exported nodes and must come to the same answer as [Query.Match]; for that
// [Fold], [AppendSearchText], [Text.InRole], [Meta.In], [Moment.Holds] and
// [Fuzzy.In] are here.
//
// What stands under @private in metadata is never looked at by any term.
//
// The package does no I/O, keeps no users, asks no clock, and has no words about
// a screen. Texts of users that it returns are as the service sent them.
package query

// Package model holds what census knows about a CometChat user: the fields and
// their rules, the differences between two versions of a user, who may change
// what, and how text from a server is made safe to show.
//
// It is pure data and functions over the standard library: it reads no file,
// clock or environment, and knows neither HTTP nor terminals.
package model

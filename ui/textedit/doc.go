// Package textedit edits text where bubbles cannot: by characters as a person
// sees them, and in multi-line texts whose size a stranger has chosen.
//
// bubbles' text area wraps the whole text on every key, in quadratic time, and
// does not preserve invalid bytes. Here a text is a list of lines, every byte
// is preserved, and the cost of a key depends only on what it changes.
//
// The package draws nothing and knows neither JSON nor colours.
package textedit

// Package textedit edits text where bubbles cannot: characters as a person sees
// them, and texts of several lines whose size a stranger chose.
//
// bubbles' text area wraps the whole text at every key, in quadratic time, and
// keeps no bytes that it does not know. Here a text is its lines, every byte is
// kept, and a key costs what it changes.
//
// The package draws nothing and knows neither JSON nor colours.
package textedit

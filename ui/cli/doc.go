// Package cli is the command line: the commands, their help and exit codes, and
// the wiring of settings, client, local server and screens.
//
// It is part of main's layer. Apart from main, only this package sees config,
// client, devserver and ui together, and only it touches the terminal's
// properties, the clipboard, the browser and the program's own files. It
// contains no rules about users and draws no screens.
package cli

// Package cli is the command line: the commands, their help and exit codes, and
// the wiring of settings, client, local server and screens.
//
// It is part of main's layer. Besides main it is the only place that sees
// config, client, devserver and ui together, and the only one that touches the
// terminal's properties, the clipboard, the browser and the program's own files.
// It holds no rule about users and draws no screen.
package cli

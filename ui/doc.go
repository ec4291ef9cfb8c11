// Package ui is the terminal program: list, detail and form over the users of
// an app, with help, questions and menus around them.
//
// The root, [App], holds a stack of views; every screen is one view in one file.
// Views do no I/O: they return commands, plain functions in commands.go, whose
// answers come back as the messages of messages.go. What a key means stands in
// keys.go once, and is what the screens, the help, the README and the tests
// read. What may be edited is asked of package model, never decided here.
//
// The package talks to the service through the [API] it is given. It must not
// read the environment, the clock, or files other than the one it has given to the
// person's editor, nor know how a profile is stored or
// which server answers.
package ui

//go:build unix

package ptytest

import "strings"

// answers maps what programs ask a terminal at their start to the answers of an
// ordinary dark one.
var answers = map[string]string{
	"\x1b]10;?": "\x1b]10;rgb:ffff/ffff/ffff\x1b\\", // foreground colour
	"\x1b]11;?": "\x1b]11;rgb:0000/0000/0000\x1b\\", // background colour
	"\x1b[6n":   "\x1b[1;1R",                        // cursor position
	"\x1b[c":    "\x1b[?62;22c",                     // primary device attributes
	"\x1b[>c":   "\x1b[>1;10;0c",                    // secondary device attributes
}

// withoutEnd removes the terminator of an operating system command: BEL or ST.
func withoutEnd(sequence string) string {
	return strings.TrimSuffix(strings.TrimSuffix(sequence, "\a"), "\x1b\\")
}

func isQuestion(sequence string) bool { return answers[withoutEnd(sequence)] != "" }

func answer(question string) string { return answers[withoutEnd(question)] }

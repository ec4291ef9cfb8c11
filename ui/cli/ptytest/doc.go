// Package ptytest runs programs in a real pseudo-terminal and plays the terminal
// at its other end: it presses keys, changes the size, answers what programs ask
// of terminals or stays mute, and keeps the screen that a person would see.
// Everything waits for what the program does, with a deadline, and for no time.
//
//	term := ptytest.Start(t, exec.Command("census"), ptytest.Options{})
//	term.WaitFor("Andrew Joseph")
//	term.Press("enter", "q")
//	code := term.Exit()
//
// Its own tests are those of the whole program: census, built and run as people
// run it. It is for tests only, and it knows nothing of census; tests of single
// screens belong to package uitest, which needs no terminal at all. It understands the
// control sequences that census and Bubble Tea's renderer write, not those of every
// program.
package ptytest

// Package ptytest runs programs in a real pseudo-terminal and plays the
// terminal: it presses keys, changes the size, answers what programs ask
// terminals or stays mute, and keeps the screen that a person would see. It
// always waits for something the program does, with a deadline, never for a
// fixed time.
//
//	term := ptytest.Start(t, exec.Command("census"), ptytest.Options{})
//	term.WaitFor("Andrew Joseph")
//	term.Press("enter", "q")
//	code := term.Exit()
//
// Its own tests cover the whole program: census, built and run as people run
// it. The package is for tests only and knows nothing about census; tests of
// single screens belong to package uitest, which needs no terminal. It
// understands the control sequences that census and Bubble Tea's renderer
// write, not those of every program.
package ptytest

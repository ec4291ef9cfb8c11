// Package keyboard reads what is typed on a terminal and hands on whole units: a
// key, a report of the mouse, a run of characters, a pasted text. They may arrive in
// pieces, over a network or from a busy machine, and Bubble Tea takes the end of
// each read for the end of a key: what is left of an arrow is then an escape and a
// capital letter. Characters that come faster than they are read are one run,
// however many pieces they came in.
//
// The parts: [parser] puts the pieces together and knows no time; [Reader] reads
// the terminal at once, whatever the program is doing, waits for the rest of a
// unit, and keeps what nobody has read yet, within bounds.
//
// What is no key and no text does not get through: sequences whose end never came,
// and answers that the terminal gives to questions, which [Reader.Answers] are for.
// ctrl+c always does.
//
// The package knows what a terminal sends, and nothing of what keys mean. It is for
// the terminals of Unix systems: consoles of Windows send no bytes but events.
package keyboard

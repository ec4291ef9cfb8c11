// Package painter runs a [tea.Model] on a terminal that it draws itself.
//
// Bubble Tea's own renderer looks many times a second whether there is a frame
// to draw, for as long as the program runs, and each frame waits for its next
// look. Here a frame is drawn at once, frames that follow too quickly are drawn
// as one, and nothing runs while there is none: no ticker, no timer, and no
// goroutine but those that wait for the system.
//
// The parts: [canvas] knows what the terminal shows and composes what changes
// it; [painter] writes that, and the terminal's modes; [line] is the terminal's
// line, with raw mode and size; [typing] finds the bursts in what is typed;
// [stage] is the model in Bubble Tea's hands, which sees the messages that concern
// the terminal. Package keyboard reads what is typed; Bubble Tea keeps the event
// loop, the commands, and the meaning of keys.
//
// What a model returns works as with Bubble Tea's renderer: tea.Exec, tea.Suspend,
// tea.EnableMouseCellMotion, tea.DisableMouse. But a program that is run has to
// bring the terminal as its standard input, since Bubble Tea reads another file.
// Other commands for the terminal (titles, focus reports, printing above the
// program) do nothing, and there is always the alternate screen.
//
// The package knows nothing of what it draws. A frame is lines of text, each
// drawn from the left edge and leaving no colour behind; lines that are too many
// or too long are cut off by the terminal, not here. Where terminals disagree
// about the width of a character, the columns behind it, parted by two blanks or a
// rule, are placed one by one. The terminal's cursor is hidden, and stands at the
// frame's [Caret].
package painter

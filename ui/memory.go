package ui

import (
	"runtime/debug"
)

// manyUsers is from how many users on memory is collected sooner.
const manyUsers = 50_000

// collectSooner makes the program keep less memory than the double of what it
// uses, once there are many users. They are bytes without pointers, which cost
// the collector nothing; twice as many of them would cost the machine. It takes a
// moment, so commands call it.
func collectSooner(users int) {
	const percent = 25
	if users >= manyUsers {
		debug.SetGCPercent(percent)
		debug.FreeOSMemory()
	}
}

// Package background determines, before anything else in the program starts,
// whether the terminal's background is dark.
//
// Bubble Tea asks the terminal for its background colour while its package is
// initialised, and waits up to five seconds for terminals that do not answer.
// It does not ask if lipgloss already knows. Go initialises packages in the
// order of their import paths as far as dependencies allow, and
// "census/ui/background" sorts before "github.com/charmbracelet/bubbletea", so
// setting it in lipgloss here is early enough. This package must therefore not
// import anything that imports Bubble Tea. The binary only has to import it
// somewhere.
package background

import (
	"os"
	"strings"

	"github.com/charmbracelet/lipgloss"
)

func init() {
	lipgloss.SetHasDarkBackground(Dark(os.Getenv("COLORFGBG")))
}

// Dark reports whether the background is dark. Most terminals set nothing and are
// dark, so that is the answer where COLORFGBG says nothing.
func Dark(colorfgbg string) bool {
	dark, known := Known(colorfgbg)
	return dark || !known
}

// Known reports whether the background is dark according to COLORFGBG
// ("foreground;background", as set by rxvt, Konsole and others), and whether the
// value says so at all.
func Known(colorfgbg string) (dark, known bool) {
	last := colorfgbg[strings.LastIndexByte(colorfgbg, ';')+1:]
	switch last {
	case "7", "9", "10", "11", "12", "13", "14", "15":
		return false, true
	case "0", "1", "2", "3", "4", "5", "6", "8":
		return true, true
	}
	return false, false
}

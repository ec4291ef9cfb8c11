// Package background settles, before anything else of the program starts,
// whether the terminal's background is dark.
//
// Bubble Tea asks the terminal for its background colour while its package is
// initialised, and waits up to five seconds for terminals that do not answer.
// It does not ask when lipgloss has been told already. Go initialises packages
// in the order of their import paths as far as dependencies allow, and
// "census/ui/background" sorts before "github.com/charmbracelet/bubbletea", so
// telling lipgloss here is early enough. It must therefore import nothing that
// imports Bubble Tea. The binary only has to import this package somewhere.
package background

import (
	"os"
	"strings"

	"github.com/charmbracelet/lipgloss"
)

func init() {
	lipgloss.SetHasDarkBackground(Dark(os.Getenv("COLORFGBG")))
}

// Dark tells whether the background is dark. Most terminals set nothing and are
// dark, so that is the answer where COLORFGBG says nothing.
func Dark(colorfgbg string) bool {
	dark, known := Known(colorfgbg)
	return dark || !known
}

// Known tells from the value of COLORFGBG ("foreground;background", as rxvt,
// Konsole and others set it) whether the background is dark, if that can be told.
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

package painter

import (
	"io"

	tea "github.com/charmbracelet/bubbletea"

	"census/ui/keyboard"
)

// keys has nothing to do: a console sends events, which arrive whole.
type keys struct{}

func (*keys) open(o Options, _ func(keyboard.Answer)) (io.Reader, error) { return o.Input, nil }
func (*keys) resume()                                                    {}
func (*keys) canBeAsked() bool                                           { return false }
func (*keys) expect()                                                    {}
func (*keys) settle()                                                    {}
func (*keys) pause()                                                     {}
func (*keys) close()                                                     {}
func (*keys) areBehind() bool                                            { return false }
func (*keys) complete(msg tea.Msg) tea.Msg                               { return msg }

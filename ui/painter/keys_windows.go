package painter

import (
	"io"

	tea "github.com/charmbracelet/bubbletea"
)

// keys has nothing to do: a console sends events, which arrive whole.
type keys struct{}

func (*keys) open(o Options) (io.Reader, error) { return o.Input, nil }
func (*keys) resume()                           {}
func (*keys) pause()                            {}
func (*keys) close()                            {}
func (*keys) areBehind() bool                   { return false }
func (*keys) complete(msg tea.Msg) tea.Msg      { return msg }

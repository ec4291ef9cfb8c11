package painter

import (
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"census/ui/keyboard"
)

// Ground is the message that the terminal has told the colour of its background.
// It comes some time after the first frame, again when the terminal says that it
// has become light or dark, and never from terminals that do not tell.
type Ground struct{ R, G, B uint8 }

// The question for the background is followed by one that every terminal answers,
// so that silence is an answer too.
const (
	question  = "\x1b]11;?\x1b\\" + ansi.RequestPrimaryDeviceAttributes
	schemeOn  = "\x1b[?2031h" // say when you have become light or dark
	schemeOff = "\x1b[?2031l"
)

// answers are what the terminal has said, on their way to the model. There are few
// at a time; more than fit are dropped rather than waited for.
type answers chan keyboard.Answer

func (a answers) take(answer keyboard.Answer) {
	select {
	case a <- answer:
	default:
	}
}

// deliver hands the answers on until done is closed.
func (s *stage) deliver(program *tea.Program, done <-chan struct{}) {
	for {
		select {
		case <-done:
			return
		case a := <-s.answers:
			switch a.Kind {
			case keyboard.Background:
				program.Send(Ground{a.R, a.G, a.B})
			case keyboard.SchemeChange:
				s.painter.askAgain()
			}
		}
	}
}

// askAgain asks the terminal for its background once more.
func (p *painter) askAgain() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ask = true
	p.wake()
}

// appendQuestion asks once a frame is shown, never before it. The caller holds mu.
func (p *painter) appendQuestion(out []byte) []byte {
	if !p.ask || p.frame == "" {
		return out
	}
	p.ask = false
	p.asking()
	if !p.scheme {
		p.scheme = true
		out = append(out, schemeOn...)
	}
	return append(out, question...)
}

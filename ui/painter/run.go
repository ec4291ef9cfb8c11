package painter

import (
	"context"
	"errors"
	"io"
	"reflect"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Options are the terminal. Input and output that are none are used as they are:
// then there is no raw mode, and as long as nobody tells a size nothing is drawn.
type Options struct {
	Input  io.Reader
	Output io.Writer
	// Mouse switches reports of clicks, drags and the wheel on from the start.
	Mouse bool
	// Remote says that a network lies between the terminal and this machine: what
	// is typed may arrive in pieces with more time between them.
	Remote bool
	// AskGround says to ask the terminal for its background once the first frame is
	// shown; [Ground] is the answer. It has no effect where keys arrive as events.
	AskGround bool
	// OwnErase says that the terminal erases with its own background, whatever the
	// background of the moment is, as GNU screen does.
	OwnErase bool
	// ASCII says that the terminal shows nothing else: other characters are
	// replaced or escaped when a frame is drawn.
	ASCII bool
}

// Run shows the model on the terminal until it quits or ctx ends; signals are to
// end ctx. However it ends, the terminal is given back as it was, before Bubble
// Tea prints a panic. The error is Bubble Tea's: tea.ErrProgramKilled among others
// when ctx has ended. It may also say that the terminal could not be
// taken or given back.
func Run(ctx context.Context, model tea.Model, o Options) error {
	s := &stage{
		model: model, line: newLine(o.Input, o.Output), painter: newPainter(o.Output, o.Mouse),
		typing: typing{now: time.Now}, answers: make(answers, 8),
	}
	s.painter.canvas.ascii, s.painter.fills = o.ASCII, o.OwnErase
	input, err := s.keys.open(o, s.answers.take)
	if err != nil {
		return err
	}
	defer s.keys.close()
	s.painter.asks, s.painter.asking = o.AskGround && s.keys.canBeAsked(), s.keys.expect
	if err := s.enter(); err != nil {
		return errors.Join(err, s.leave())
	}
	options := []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithInput(input), tea.WithOutput(o.Output),
		tea.WithoutRenderer(), tea.WithFilter(s.before),
		// With two handlers Bubble Tea can wait forever for the one that lost.
		tea.WithoutSignalHandler(),
	}
	if o.Mouse {
		options = append(options, tea.WithMouseCellMotion()) // the reader of Windows wants to know
	}
	program := tea.NewProgram(s, options...)
	stop := watchSize(func() {
		if size, ok := s.size(); ok {
			program.Send(size)
		}
	})
	done := make(chan struct{})
	go s.deliver(program, done)
	_, err = program.Run()
	close(done)
	stop()
	return errors.Join(err, s.err, s.leave())
}

// stage is the model in Bubble Tea's hands: it sees to the terminal before and
// after the model gets a message. Only Bubble Tea's event loop calls it.
type stage struct {
	model   tea.Model
	line    *line
	keys    keys
	painter *painter
	typing  typing
	answers answers
	viewed  time.Time
	seen    int   // the frame that the terminal showed when the message came
	err     error // why the program had to be given up
}

// enter takes the terminal.
func (s *stage) enter() error {
	if err := s.line.raw(); err != nil {
		return err
	}
	if err := s.painter.enter(); err != nil {
		return err
	}
	s.keys.resume()
	return nil
}

// leave gives the terminal back, the second time without effect. What is typed
// from then on is for somebody else.
func (s *stage) leave() error {
	s.keys.settle()
	s.keys.pause()
	return errors.Join(s.painter.leave(), s.line.restore())
}

// guarded gives the terminal back if the model panics: Bubble Tea prints the
// panic before Run can do anything.
func (s *stage) guarded(f func()) {
	returned := false
	defer func() {
		if !returned {
			_ = s.leave() // the panic says more
		}
	}()
	f()
	returned = true
}

// Init starts the model, and tells it the terminal's size before its first frame.
func (s *stage) Init() (cmd tea.Cmd) {
	s.guarded(func() { cmd = tea.Batch(s.model.Init(), s.resize()) })
	return cmd
}

// View draws the model. While keys are waiting it draws no frame that the next one
// would replace before the terminal shows it.
func (s *stage) View() string {
	if now := s.typing.now(); !s.keys.areBehind() || now.Sub(s.viewed) >= interval {
		s.viewed = now
		s.guarded(s.draw)
	}
	s.typing.rest()
	return ""
}

func (s *stage) draw() {
	if g, ok := s.model.(Grounded); ok {
		s.painter.setBase(g.Base())
	}
	s.painter.draw(s.model.View())
}

// Update hands the message to the model. What Bubble Tea does on it has been done.
func (s *stage) Update(msg tea.Msg) (next tea.Model, cmd tea.Cmd) {
	s.guarded(func() { cmd = tea.Batch(s.after(msg), s.typed(msg), s.update(msg)) })
	return s, cmd
}

// typed tells the model of a new burst before its first key.
func (s *stage) typed(msg tea.Msg) tea.Cmd {
	if !s.typing.begins(msg) {
		return nil
	}
	return s.update(Typed{Seen: s.seen})
}

func (s *stage) update(msg tea.Msg) (cmd tea.Cmd) {
	s.model, cmd = s.model.Update(msg)
	return cmd
}

// before gives the terminal back if Bubble Tea is about to hand it on.
func (s *stage) before(_ tea.Model, msg tea.Msg) tea.Msg {
	s.typing.work()
	s.seen = s.painter.newest()
	if handsOn(msg) {
		_ = s.leave() // whoever gets it has to live with how it is
	}
	return s.keys.complete(msg)
}

// after brings the terminal up to date with a message.
func (s *stage) after(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		s.painter.resize(msg.Width, msg.Height)
	default:
		switch {
		case msg == tea.EnableMouseCellMotion():
			s.painter.setMouse(true)
		case msg == tea.DisableMouse():
			s.painter.setMouse(false)
		case handsOn(msg):
			return s.back()
		}
	}
	return nil
}

// back takes the terminal again. If that cannot be done the program ends.
func (s *stage) back() tea.Cmd {
	if err := s.enter(); err != nil {
		s.err = err
		return tea.Quit
	}
	return s.resize()
}

// resize tells the model the size of now, which may have changed unnoticed.
func (s *stage) resize() tea.Cmd {
	size, ok := s.size()
	if !ok {
		return nil
	}
	s.painter.resize(size.Width, size.Height)
	return s.update(size)
}

func (s *stage) size() (size tea.WindowSizeMsg, ok bool) {
	size.Width, size.Height, ok = s.line.size()
	return size, ok
}

// execution is the type of the message that makes Bubble Tea run a program in the
// terminal. It has no name outside.
var execution = reflect.TypeOf(tea.Exec(nil, nil)())

// handsOn tells whether Bubble Tea lets somebody else have the terminal on this
// message: a program, or the shell.
func handsOn(msg tea.Msg) bool {
	if _, suspends := msg.(tea.SuspendMsg); suspends {
		return true
	}
	return reflect.TypeOf(msg) == execution
}

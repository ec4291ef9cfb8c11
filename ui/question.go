package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
)

// question is a sheet that asks before something is done. Its key for yes is
// never the key that asked.
type question struct {
	lowSheet
	env    *env
	title  string
	lines  []string
	verb   string
	danger bool // what it asks about destroys
	yes    func() (nav, tea.Cmd)
	keep   func() (nav, tea.Cmd) // a third answer, where there is one
	quits  bool                  // this is the question before quitting
}

func newQuestion(e *env, title string, lines []string, verb string, yes func() (nav, tea.Cmd)) *question {
	return &question{env: e, title: title, lines: lines, verb: verb, yes: yes}
}

func (q *question) Scope() scope { return inQuestion }
func (q *question) Asks() bool   { return true }

// Keys names the answer yes by what it does.
func (q *question) Keys() []hint {
	hints := []hint{{cmd: cmdConfirm, label: q.verb}, {cmd: cmdBack}}
	if q.keep != nil {
		hints = append(hints, hint{cmd: cmdKeep})
	}
	return append(hints, hint{cmd: cmdHelp})
}

func (q *question) Update(msg tea.Msg) (nav, tea.Cmd) {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nav{}, nil
	}
	switch lookUp(inQuestion, k) {
	case cmdConfirm:
		n, cmd := q.yes()
		return n.and(q), cmd
	case cmdKeep:
		if q.keep != nil {
			n, cmd := q.keep()
			return n.and(q), cmd
		}
	case cmdBack:
		return nav{close: q}, nil
	}
	return nav{}, nil
}

func (q *question) View() string { return q.text() }

// text lays the sheet out: title, wrapped lines, and the last lines, which are
// kept where room is short.
func (q *question) text(last ...string) string {
	s := q.env.styles
	title := s.bold.Render(q.title)
	if q.danger {
		title = s.danger.Bold(true).Render(q.title)
	}
	text := []string{" " + title}
	for _, line := range q.lines {
		for _, l := range wrap(line, max(10, q.width-3)) {
			text = append(text, "   "+s.faint.Render(l))
		}
	}
	if most := max(1, q.height-1-len(last)); len(text) > most {
		text = text[:most]
	}
	return strings.Join(append(text, last...), "\n")
}

// typed is a question that is answered by typing.
type typed struct {
	question
	prompt string
	field  *lineInput
	// answer is called with what was typed. What it finds wrong is shown, and
	// the question stays.
	answer func(text string) (wrong string, n nav, cmd tea.Cmd)
	wrong  string
}

// newTyped asks for a text; its answer is set by the caller.
func newTyped(e *env, title string, lines []string, prompt, verb string) *typed {
	return &typed{question: question{env: e, title: title, lines: lines, verb: verb}, prompt: prompt, field: newLineInput(e.styles)}
}

// newTypedExactly asks for a text that must be typed exactly, such as a uid.
func newTypedExactly(e *env, title string, lines []string, prompt, want string, yes func() (nav, tea.Cmd)) *typed {
	t := newTyped(e, title, lines, prompt, "")
	t.answer = func(text string) (string, nav, tea.Cmd) {
		if text != want {
			return "that is not " + model.Clean(want), nav{}, nil
		}
		n, cmd := yes()
		return "", n.and(t), cmd
	}
	return t
}

func (t *typed) Scope() scope    { return inTyped }
func (t *typed) Capturing() bool { return true }

// Asks is for what destroys: another text that is asked for may be typed ahead.
func (t *typed) Asks() bool { return t.danger }

// Keys names what enter does.
func (t *typed) Keys() []hint { return []hint{{cmd: cmdConfirm, label: t.verb}, {cmd: cmdBack}} }

func (t *typed) Update(msg tea.Msg) (nav, tea.Cmd) {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nav{}, nil
	}
	switch lookUp(inTyped, k) {
	case cmdConfirm:
		wrong, n, cmd := t.answer(strings.TrimSpace(t.field.text()))
		t.wrong = wrong
		return n, cmd
	case cmdBack:
		return nav{close: t}, nil
	}
	t.wrong = ""
	t.field.update(k)
	return nav{}, nil
}

func (t *typed) View() string {
	s := t.env.styles
	prompt := "   " + s.warning.Render(t.prompt+": ")
	last := []string{prompt + t.field.view(max(8, t.width-visible(prompt)-1), true)}
	if t.wrong != "" {
		for _, line := range wrap("! "+t.wrong, max(10, t.width-4)) {
			last = append(last, "   "+s.danger.Render(line))
		}
	}
	return t.text(last...)
}

package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
)

// question is a sheet that asks before something is done. Its key for yes is
// never the key that asked.
type question struct {
	env    *env
	title  string
	lines  []string
	verb   string
	yes    func() (nav, tea.Cmd)
	quits  bool // this is the question before quitting
	width  int
	height int
}

func newQuestion(e *env, title string, lines []string, verb string, yes func() (nav, tea.Cmd)) *question {
	return &question{env: e, title: title, lines: lines, verb: verb, yes: yes}
}

func (q *question) Init() tea.Cmd             { return nil }
func (q *question) SetSize(width, height int) { q.width, q.height = width, height }
func (q *question) Scope() scope              { return inQuestion }
func (q *question) Title() string             { return "" }
func (q *question) Capturing() bool           { return false }
func (q *question) Unsaved() int              { return 0 }
func (q *question) Close()                    {}
func (q *question) Height() int               { return strings.Count(q.View(), "\n") + 1 }

// Keys names the answer yes by what it does.
func (q *question) Keys() []hint {
	return []hint{{cmd: cmdConfirm, label: q.verb}, {cmd: cmdBack}, {cmd: cmdHelp}}
}

func (q *question) Update(msg tea.Msg) (nav, tea.Cmd) {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nav{}, nil
	}
	switch lookUp(inQuestion, k) {
	case cmdConfirm:
		n, cmd := q.yes()
		n.pop++
		return n, cmd
	case cmdBack:
		return nav{pop: 1}, nil
	}
	return nav{}, nil
}

func (q *question) View() string {
	return sheetText(q.env.styles, q.title, q.lines, "", q.width)
}

// sheetText lays a sheet out: title, wrapped lines, and a last line if any.
func sheetText(s *styles, title string, lines []string, last string, width int) string {
	text := []string{" " + s.bold.Render(title)}
	for _, line := range lines {
		if line == "" {
			continue
		}
		for _, l := range wrap(line, max(10, width-3)) {
			text = append(text, "   "+s.faint.Render(l))
		}
	}
	if last != "" {
		text = append(text, "   "+last)
	}
	return strings.Join(text, "\n")
}

// typed is a question that is answered by typing a given text.
type typed struct {
	question
	prompt string
	want   string
	field  *lineInput
	wrong  bool
}

func newTyped(e *env, title string, lines []string, prompt, want string, yes func() (nav, tea.Cmd)) *typed {
	return &typed{
		question: question{env: e, title: title, lines: lines, yes: yes},
		prompt:   prompt, want: want, field: newLineInput(e.styles),
	}
}

func (t *typed) Scope() scope    { return inTyped }
func (t *typed) Capturing() bool { return true }
func (t *typed) Height() int     { return strings.Count(t.View(), "\n") + 1 }
func (t *typed) Keys() []hint    { return offers(cmdConfirm, cmdBack) }

func (t *typed) Update(msg tea.Msg) (nav, tea.Cmd) {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nav{}, nil
	}
	switch lookUp(inTyped, k) {
	case cmdConfirm:
		if t.wrong = strings.TrimSpace(t.field.text()) != t.want; t.wrong {
			return nav{}, nil
		}
		n, cmd := t.yes()
		n.pop++
		return n, cmd
	case cmdBack:
		return nav{pop: 1}, nil
	}
	t.wrong = false
	t.field.update(k)
	return nav{}, nil
}

func (t *typed) View() string {
	s := t.env.styles
	last := s.warning.Render(t.prompt+": ") + t.field.view(max(8, t.width-len(t.prompt)-8), true)
	if t.wrong {
		last += "\n   " + s.danger.Render("! that is not "+model.Clean(t.want))
	}
	return sheetText(s, t.title, t.lines, last, t.width)
}

package ui

import (
	"context"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/drafts"
	"census/ui/words"
)

// leaving ends the program, and sees to it that nothing typed is lost unasked.
type leaving struct {
	env    *env
	stack  *stack
	cancel context.CancelFunc // ends every request

	keeping  request // puts what is typed on the disk, to end the program then
	unkept   bool    // that failed once: the person knows, and may quit all the same
	left     bool    // the program is ending: what still arrives changes nothing
	farewell string  // what was done last
}

// isKeeping reports whether the program ends as soon as what is typed is on the disk.
func (l *leaving) isKeeping() bool { return l.keeping != 0 }

// ask leaves at once when nothing can be lost, else asks.
func (l *leaving) ask() nav {
	if q, ok := l.stack.top().(*question); ok && q.quits {
		return nav{}
	}
	var risks []string
	if unsaved := l.stack.unsaved(); unsaved > 0 {
		risks = append(risks, words.Plural(unsaved, "unsaved change")+" will be "+l.fate())
	}
	if label := l.env.writing(); label != "" {
		risks = append(risks, "Still "+label+": whether it succeeds will not be seen.")
	}
	if len(risks) == 0 {
		return nav{leave: true}
	}
	q := newQuestion(l.env, "Quit?", risks, "quit", func() (nav, tea.Cmd) { return nav{leave: true}, nil })
	q.quits = true
	return nav{push: q}
}

// fate is what becomes of unsaved changes when the program ends.
func (l *leaving) fate() string {
	switch {
	case !l.env.keepsTyping():
		return "lost."
	case l.unkept:
		return "lost: they could not be kept on the disk."
	}
	return "kept as a draft, and offered at the next start."
}

// begin ends the program once what is typed is on the disk.
func (l *leaving) begin() tea.Cmd {
	typed := l.typed()
	if len(typed) == 0 {
		return l.finish()
	}
	l.keeping = l.env.begin("keeping what is typed", false)
	return keepAll(l.env.ctx, l.keeping, l.env.Drafts, typed)
}

// typed is what is typed in all forms, if that is kept at all.
func (l *leaving) typed() []drafts.Draft {
	if l.env.Drafts == nil {
		return nil
	}
	return l.stack.typed()
}

// kept ends the program. What could not be kept makes it stay, once: after that the
// person knows.
func (l *leaving) kept(msg allKept) (nav, tea.Cmd) {
	if msg.request != l.keeping {
		return nav{}, nil
	}
	l.keeping = 0
	if msg.err != nil && !l.unkept {
		l.unkept = true
		return problem("Not quit: what is typed could not be kept on the disk: " + model.Clean(msg.err.Error())), nil
	}
	if msg.err == nil {
		l.farewell = words.Join("\n", l.farewell, l.keptText())
	}
	return nav{}, l.finish()
}

// keptText says what is on the disk now; empty when nothing was typed.
func (l *leaving) keptText() string {
	if n := l.stack.unsaved(); n > 0 && l.env.keepsTyping() {
		return words.Plural(n, "unsaved change") + " kept as a draft, offered at the next start"
	}
	return ""
}

// finish ends the program.
func (l *leaving) finish() tea.Cmd {
	l.left = true
	l.stack.closeAll()
	l.cancel()
	return tea.Quit
}

// ended is what [Run] returns when the screens are gone and err ended them. A program
// that was ended from outside keeps what is typed first: nobody asked it to.
func (l *leaving) ended(err error) (farewell string, _ error) {
	if l.left && err == nil {
		return l.farewell, nil
	}
	kept, lost := l.flush()
	switch {
	case lost == nil:
		return kept, err
	case err == nil:
		return "", fmt.Errorf("%w: %w", ErrNotKept, lost)
	}
	return "", fmt.Errorf("%w; %w: %w", err, ErrNotKept, lost)
}

// flush puts what is typed on the disk at once, also where a signal has ended the
// program's context. Only after the last Update may it be called.
func (l *leaving) flush() (kept string, err error) {
	defer func() {
		if value := recover(); value != nil { // a form that has crashed
			kept, err = "", fmt.Errorf("%v", value)
		}
	}()
	typed := l.typed()
	if len(typed) == 0 || l.left {
		return "", nil
	}
	if err := saveAll(context.WithoutCancel(l.env.ctx), l.env.Drafts, typed); err != nil {
		return "", err
	}
	return l.keptText(), nil
}

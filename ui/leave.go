package ui

import (
	"context"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/drafts"
	"census/ui/words"
)

// askToQuit leaves at once when nothing can be lost, else asks.
func (a *App) askToQuit() tea.Cmd {
	if q, ok := a.top().(*question); ok && q.quits {
		return nil
	}
	var risks []string
	if unsaved := a.unsaved(); unsaved > 0 {
		risks = append(risks, words.Plural(unsaved, "unsaved change")+" will be "+a.fate())
	}
	if label := a.env.writing(); label != "" {
		risks = append(risks, "Still "+label+": whether it succeeds will not be seen.")
	}
	if len(risks) == 0 {
		return a.leave()
	}
	q := newQuestion(a.env, "Quit?", risks, "quit", func() (nav, tea.Cmd) { return nav{leave: true}, nil })
	q.quits = true
	return a.apply(nav{push: q}, nil)
}

// unsaved counts the changes in all forms.
func (a *App) unsaved() int {
	n := 0
	for _, v := range a.views {
		n += v.Unsaved()
	}
	return n
}

// fate is what becomes of unsaved changes when the program ends.
func (a *App) fate() string {
	switch {
	case !a.env.keepsTyping():
		return "lost."
	case a.unkept:
		return "lost: they could not be kept on the disk."
	}
	return "kept as a draft, and offered at the next start."
}

// leave ends the program once what is typed is on the disk.
func (a *App) leave() tea.Cmd {
	typed := a.typed()
	if len(typed) == 0 {
		return a.finish()
	}
	a.keeping = a.env.begin("keeping what is typed", false)
	return keepAll(a.env.ctx, a.keeping, a.env.Drafts, typed)
}

// typed is what is typed in all forms, if that is kept at all.
func (a *App) typed() []drafts.Draft {
	if a.env.Drafts == nil {
		return nil
	}
	var typed []drafts.Draft
	for _, v := range a.views {
		if f, ok := v.(*form); ok {
			typed = append(typed, f.draft.draft())
		}
	}
	return typed
}

// allKept ends the program. What could not be kept makes it stay, once: after
// that the person knows.
func (a *App) allKept(msg allKept) tea.Cmd {
	a.keeping = 0
	if msg.err != nil && !a.unkept {
		a.unkept = true
		a.tell(notice{noticeProblem, "Not quit: what is typed could not be kept on the disk: " + model.Clean(msg.err.Error())})
		return nil
	}
	if msg.err == nil {
		a.farewell = words.Join("\n", a.farewell, a.keptText())
	}
	return a.finish()
}

// keptText says what is on the disk now; empty when nothing was typed.
func (a *App) keptText() string {
	if n := a.unsaved(); n > 0 && a.env.keepsTyping() {
		return words.Plural(n, "unsaved change") + " kept as a draft, offered at the next start"
	}
	return ""
}

// finish ends the program.
func (a *App) finish() tea.Cmd {
	a.left = true
	for _, v := range a.views {
		v.Close()
	}
	a.cancel()
	return tea.Quit
}

// ended is what [Run] returns when the screens are gone. A program that was ended
// from outside keeps what is typed first: nobody asked it to.
func (a *App) ended(err error) (farewell string, _ error) {
	if a.crash != nil {
		err = a.crash
	}
	if a.left && err == nil {
		return a.farewell, nil
	}
	kept, lost := a.flush()
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
func (a *App) flush() (kept string, err error) {
	defer func() {
		if value := recover(); value != nil { // a form that has crashed
			kept, err = "", fmt.Errorf("%v", value)
		}
	}()
	typed := a.typed()
	if len(typed) == 0 || a.left {
		return "", nil
	}
	if err := saveAll(context.WithoutCancel(a.env.ctx), a.env.Drafts, typed); err != nil {
		return "", err
	}
	return a.keptText(), nil
}

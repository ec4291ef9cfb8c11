package ui

import (
	"slices"
	"strings"

	"census/ui/drafts"
)

// stack is the views one over the other. The lowest stays until the program ends.
type stack struct {
	views         []view
	width, height int // the room that each of them has
}

func (s *stack) top() view { return s.views[len(s.views)-1] }

// give gives the views their room, where that is another one than before.
func (s *stack) give(width, height int) {
	if width == s.width && height == s.height {
		return
	}
	s.width, s.height = width, height
	for _, v := range s.views {
		v.SetSize(width, height)
	}
}

// push puts a view on top. Its work is for the caller to begin.
func (s *stack) push(v view) {
	v.SetSize(s.width, s.height)
	s.views = append(s.views, v)
}

// remove takes a view off the stack, with the sheets right above it.
func (s *stack) remove(v view) {
	from := slices.Index(s.views, v)
	if from < 1 {
		return
	}
	to := from + 1
	for to < len(s.views) && isSheet(s.views[to]) {
		to++
	}
	for _, gone := range s.views[from:to] {
		gone.Close()
	}
	s.views = slices.Delete(s.views, from, to)
}

// closeAll cancels what the views have in flight.
func (s *stack) closeAll() {
	for _, v := range s.views {
		v.Close()
	}
}

// base is the index of the topmost view that is drawn in full.
func (s *stack) base() int {
	i := len(s.views) - 1
	for i > 0 && coversLines(s.views[i]) {
		i--
	}
	return i
}

// title is what the header says of the view that is drawn in full.
func (s *stack) title() string { return s.views[s.base()].Title() }

// draw draws that view, and the sheets over its last lines.
func (s *stack) draw(st *styles) []string {
	base := s.base()
	lines := fitLines(s.block(base), s.width, s.height)
	for i := base + 1; i < len(s.views); i++ {
		cover(lines, s.block(i), s.width, st)
	}
	return lines
}

// block draws one view. The cursor is the top one's.
func (s *stack) block(i int) string {
	block := s.views[i].View()
	if i < len(s.views)-1 {
		return withoutHere(block)
	}
	return oneHere(block)
}

// unsaved counts the changes in all forms.
func (s *stack) unsaved() int {
	n := 0
	for _, v := range s.views {
		n += v.Unsaved()
	}
	return n
}

// forms are the forms that are open, the lowest first.
func (s *stack) forms() []*form {
	var forms []*form
	for _, v := range s.views {
		if f, ok := v.(*form); ok {
			forms = append(forms, f)
		}
	}
	return forms
}

// isEditing reports whether a form is open.
func (s *stack) isEditing() bool { return len(s.forms()) > 0 }

// hasForm reports whether the form with the draft is open.
func (s *stack) hasForm(draft string) bool {
	return slices.ContainsFunc(s.forms(), func(f *form) bool { return f.draft.id == draft })
}

// typed is what is typed in all forms.
func (s *stack) typed() []drafts.Draft {
	var typed []drafts.Draft
	for _, f := range s.forms() {
		typed = append(typed, f.draft.draft())
	}
	return typed
}

func isSheet(v view) bool {
	_, ok := v.(sheet)
	return ok
}

func coversLines(v view) bool {
	s, ok := v.(sheet)
	return ok && s.Covers() == lastLines
}

// cover replaces the last lines by a rule and the block.
func cover(lines []string, block string, w int, s *styles) {
	n := min(len(lines), strings.Count(block, "\n")+2)
	at := len(lines) - n
	lines[at] = s.faint.Render(strings.Repeat("─", w))
	copy(lines[at+1:], fitLines(block, w, n-1))
}

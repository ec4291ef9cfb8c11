package ui

import (
	"errors"
	"slices"
	"strings"

	"census/client/query"
	"census/model"
)

// searchBar is the search being typed.
type searchBar struct {
	styles *styles
	field  *lineInput
	open   bool
	// wrong is what is wrong with the text; the rows then answer what it was
	// before.
	wrong *query.SyntaxError
}

// suggestions are what the text of a search could go on with.
type suggestions struct {
	words query.Vocabulary // what occurs in the users known
	meant []alternative    // terms for words of the text that find nobody
}

func newSearchBar(s *styles) searchBar { return searchBar{styles: s, field: newLineInput(s)} }

func (b *searchBar) text() string { return b.field.text() }

// focus opens the search with a text, less what no field can hold: it may name a
// tag as it is.
func (b *searchBar) focus(text string) {
	b.open, b.wrong = true, nil
	text, _ = model.Strip(text)
	b.field.set(text)
}

// mend opens the search with a text that could not be read.
func (b *searchBar) mend(text string) {
	wrong := b.wrong
	b.focus(text)
	b.wrong = wrong
}

func (b *searchBar) reset() {
	b.open, b.wrong = false, nil
	b.field.set("")
}

// parse reads a text as a query; ok is false when it cannot be read, and the bar
// then says why.
func (b *searchBar) parse(text string, env query.Env) (q query.Query, ok bool) {
	b.wrong = nil
	q, err := query.Parse(text, env)
	return q, !errors.As(err, &b.wrong)
}

// keys are what works while the search is typed; canAsk says that the service may
// know of more users.
func (b *searchBar) keys(s suggestions, canAsk bool) []hint {
	keep := hint{cmd: cmdOpen}
	if canAsk {
		keep.label = "ask the service too"
	}
	if b.wrong != nil {
		keep.reason = b.wrong.Problem
	}
	complete := hint{cmd: cmdComplete, quiet: len(b.completions(s)) == 0}
	return []hint{keep, complete, {cmd: cmdBack, label: "clear"}, {cmd: cmdSyntax}}
}

// completions are what the text could go on with, then what may be meant
// instead of a field that there is not, or of a word that finds nobody.
func (b *searchBar) completions(s suggestions) []query.Completion {
	all := slices.DeleteFunc(b.offers(s.words), b.isTyped)
	if b.wrong != nil && b.wrong.Instead != "" {
		all = append(all, query.Completion{From: b.wrong.From, To: b.wrong.To, Text: b.wrong.Instead})
	}
	for _, a := range s.meant {
		all = append(all, a.Completion)
	}
	return all
}

// offers are the completions, those that are typed already among them. What no
// field can hold is not offered.
func (b *searchBar) offers(words query.Vocabulary) []query.Completion {
	return slices.DeleteFunc(query.Complete(b.text(), b.field.now.at, words), func(c query.Completion) bool {
		return model.Clean(c.Text) != c.Text
	})
}

func (b *searchBar) isTyped(c query.Completion) bool { return b.text()[c.From:c.To] == c.Text }

// unfinished reports whether a value is being typed of which only the beginning
// is there, since nobody has the tag vi on the way to vip; and what stands before
// that term, which is what the rows answer until it is complete.
func (b *searchBar) unfinished(words query.Vocabulary) (before string, is bool) {
	offers := b.offers(words)
	if len(offers) == 0 || slices.ContainsFunc(offers, b.isTyped) {
		return "", false
	}
	value := offers[0].From
	if value == 0 || !strings.ContainsRune(":=.,", rune(b.text()[value-1])) {
		return "", false
	}
	return b.text()[:strings.LastIndexByte(b.text()[:value], ' ')+1], true
}

// complete takes the first completion. A cursor that stood behind what is
// replaced stays where it is.
func (b *searchBar) complete(s suggestions) {
	offers := b.completions(s)
	if len(offers) == 0 {
		return
	}
	c, text := offers[0], b.text()
	behind := max(0, b.field.now.at-c.To)
	b.field.put(lineState{text[:c.From] + c.Text + text[c.To:], c.From + len(c.Text) + behind})
}

// line is the search while it is typed: the text, what is wrong with it or what it
// could go on with, in w cells. It reports whether there was room for all of what
// is wrong.
func (b *searchBar) line(suggested suggestions, w int) (line string, isWhole bool) {
	s := b.styles
	text := s.strong.Render("/") + " "
	least := 24 // so that what stands behind does not move with every letter
	if b.wrong != nil {
		least = 12
	}
	room := max(12, min(w-2, max(least, visible(b.text())+2)))
	text += b.field.viewMarking(room, b.wrong)
	rest := w - visible(text) - 2
	if b.wrong != nil && visible(b.problem()) <= rest {
		return text + "  " + s.warning.Render(b.problem()), true
	}
	if offers := b.completions(suggested); rest >= 8 && len(offers) > 0 && b.text() != "" {
		text += "  " + s.faint.Render(cut(offered(offers), rest))
	}
	return text, b.wrong == nil
}

// problem is what is wrong with the text.
func (b *searchBar) problem() string { return model.Clean(b.wrong.Problem) }

// offered lists completions after the key that takes the first one.
func offered(offers []query.Completion) string {
	const most = 6
	var texts []string
	for _, c := range offers[:min(most, len(offers))] {
		texts = append(texts, model.Clean(c.Text))
	}
	if len(offers) > most {
		texts = append(texts, "…")
	}
	return "tab " + strings.Join(texts, "  ")
}

// syntaxLines is the search language as a page.
func (s *styles) syntaxLines(width int) []string {
	lines := []string{""}
	rows := query.Syntax()
	column := 0
	for _, r := range rows {
		column = max(column, visible(r.Example))
	}
	column = min(column+2, max(10, width/2))
	for _, r := range rows {
		for i, line := range wrap(r.Meaning, max(10, width-column-2)) {
			example := ""
			if i == 0 {
				example = r.Example
			}
			lines = append(lines, " "+s.accent.Render(fit(example, column))+line)
		}
	}
	return lines
}

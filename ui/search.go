package ui

import (
	"errors"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/query"
	"census/model"
)

// searchBar is the search being typed.
type searchBar struct {
	field *lineInput
	open  bool
	// wrong is what is wrong with the text; the rows then answer what it was
	// before.
	wrong *query.SyntaxError
}

func newSearchBar(s *styles) searchBar { return searchBar{field: newLineInput(s)} }

func (b *searchBar) text() string { return b.field.text() }

// focus opens the search with a text, less what no field can hold: it may name a
// tag as it is.
func (b *searchBar) focus(text string) {
	b.open, b.wrong = true, nil
	text, _ = model.Strip(text)
	b.field.set(text)
}

func (b *searchBar) reset() {
	b.open, b.wrong = false, nil
	b.field.set("")
}

// keys are what works while the search is typed.
func (b *searchBar) keys(l *list) []hint {
	keep := hint{cmd: cmdOpen}
	if l.canAsk() {
		keep.label = "ask the service too"
	}
	if b.wrong != nil {
		keep.reason = b.wrong.Problem
	}
	complete := hint{cmd: cmdComplete, quiet: len(b.completions(l)) == 0}
	return []hint{keep, complete, {cmd: cmdBack, label: "clear"}, {cmd: cmdSyntax}}
}

// canAsk reports whether the service may know of users who match that are not
// known here.
func (l *list) canAsk() bool { return !l.env.mirror.complete && l.filter.isFiltered() }

// typed handles a key while the search is open.
func (l *list) typed(msg tea.KeyMsg) (nav, tea.Cmd) {
	switch cmd := lookUp(inSearch, msg); cmd {
	case cmdDown, cmdUp:
		return nav{}, l.move(cmd)
	case cmdOpen:
		return l.search.keep(l)
	case cmdBack:
		l.search.reset()
		return nav{}, l.searchFor("")
	case cmdComplete:
		l.search.complete(l)
	case cmdSyntax:
		return nav{push: newPage("search", l.env.styles.syntaxLines)}, nil
	default:
		l.search.field.update(msg)
	}
	if rest, is := l.search.unfinished(l); is {
		cmd := l.searchFor(rest)
		l.search.wrong = nil
		return nav{}, cmd
	}
	return nav{}, l.searchFor(l.search.text())
}

// keep ends the typing, unless the text cannot be read; where not everybody is
// known the service is asked too.
func (b *searchBar) keep(l *list) (nav, tea.Cmd) {
	cmd := l.searchFor(b.text())
	if b.wrong != nil {
		return nav{}, nil // the screen says it
	}
	b.open = false
	if l.canAsk() {
		return nav{}, tea.Batch(cmd, l.ask())
	}
	return nav{}, cmd
}

// searchFor shows who matches the text. What cannot be read leaves the rows as
// they are.
func (l *list) searchFor(text string) tea.Cmd {
	q, err := query.Parse(text, l.env.asked())
	l.search.wrong = nil
	if errors.As(err, &l.search.wrong) {
		return nil
	}
	if text == l.filter.text {
		return nil
	}
	l.parsed = q
	return l.setFilter(filter{l.filter.tab, strings.TrimSpace(text)})
}

// searchAndAsk is for a text that was chosen and not typed: the service is asked
// at once.
func (l *list) searchAndAsk(text string) tea.Cmd {
	cmd := l.searchFor(text)
	if l.canAsk() || !l.env.mirror.complete && text == "" {
		return tea.Batch(cmd, l.ask())
	}
	return cmd
}

// completions are what the text could go on with, then what may be meant
// instead of a field that there is not, or of a word that finds nobody.
func (b *searchBar) completions(l *list) []query.Completion {
	all := slices.DeleteFunc(b.offers(l), b.isTyped)
	if b.wrong != nil && b.wrong.Instead != "" {
		all = append(all, query.Completion{From: b.wrong.From, To: b.wrong.To, Text: b.wrong.Instead})
	}
	for _, a := range l.alternatives() {
		if b.text() == l.filter.text {
			all = append(all, a.Completion)
		}
	}
	return all
}

// offers are the completions, those that are typed already among them. What no
// field can hold is not offered.
func (b *searchBar) offers(l *list) []query.Completion {
	return slices.DeleteFunc(query.Complete(b.text(), b.field.now.at, l.vocabulary()), func(c query.Completion) bool {
		return model.Clean(c.Text) != c.Text
	})
}

func (b *searchBar) isTyped(c query.Completion) bool { return b.text()[c.From:c.To] == c.Text }

// unfinished reports whether a value is being typed of which only the beginning
// is there, since nobody has the tag vi on the way to vip; and what stands before
// that term, which is what the rows answer meanwhile.
func (b *searchBar) unfinished(l *list) (before string, is bool) {
	offers := b.offers(l)
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
func (b *searchBar) complete(l *list) {
	offers := b.completions(l)
	if len(offers) == 0 {
		return
	}
	c, text := offers[0], b.text()
	behind := max(0, b.field.now.at-c.To)
	b.field.put(lineState{text[:c.From] + c.Text + text[c.To:], c.From + len(c.Text) + behind})
}

// vocabulary is what occurs in the users known, tags and metadata keys as far as
// a sample of them has any.
func (l *list) vocabulary() query.Vocabulary {
	w := l.shown.words
	return query.Vocabulary{Roles: l.env.known.RoleSlugs(l.rolesMet()...), Tags: w.Tags, MetaPaths: w.MetaPaths}
}

// searchLine is the search while it is typed: the text, what is wrong with it or
// what it could go on with, in w cells. It reports whether there was room for all
// of what is wrong.
func (l *list) searchLine(w int) (line string, isWhole bool) {
	s, b := l.env.styles, &l.search
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
	if offers := b.completions(l); rest >= 8 && len(offers) > 0 && b.text() != "" {
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

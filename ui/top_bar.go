package ui

import (
	"strings"

	"census/ui/words"
)

// topBar is what the first line of the list says: the tabs, what narrows the list,
// and at the right what is going on with the users known.
type topBar struct {
	styles *styles
	width  int
	tab    int
	counts [3]tabCount
	chips  []string
	news   news
}

// tabForm is how much the line of tabs says.
type tabForm struct {
	all    bool // the others too, not only the one that is shown
	counts bool // how many users each has
}

// tabForms are those there are, the longest first.
var tabForms = [...]tabForm{{true, true}, {true, false}, {false, true}, {false, false}}

// news is what is going on with the users known, the longest wording first.
type news []string

// newsOf is the lines with what the watch says before each.
func newsOf(watching string, lines []string) news {
	if len(lines) == 0 && watching != "" {
		return news{watching}
	}
	var all news
	for _, text := range lines {
		all = append(all, words.Join(" · ", watching, text))
	}
	return all
}

// worthOf are the wordings for which a form of the tabs gives way to the next one
// when none of them has room.
func (n news) worthOf(form int) news {
	if form == 0 && len(n) > 2 {
		return n[:2]
	}
	return n
}

// line is the whole line. The counts of the tabs make room for the news, then the
// other tabs.
func (t topBar) line() string {
	for i, form := range tabForms {
		line, ok := t.tabsAndChips(form)
		if !ok {
			continue
		}
		for _, text := range t.news.worthOf(i) {
			if visible(text) <= t.width-visible(line)-2 {
				return split(line, t.styles.faint.Render(text)+" ", t.width)
			}
		}
	}
	for _, form := range tabForms {
		if line, ok := t.tabsAndChips(form); ok {
			return line
		}
	}
	line, _ := t.tabsAndChips(tabForms[len(tabForms)-1])
	return line
}

// tabsAndChips reports also whether the form leaves room for what narrows the
// list; then there is no use in tabs without counts.
func (t topBar) tabsAndChips(form tabForm) (string, bool) {
	line := t.tabs(form)
	if len(t.chips) == 0 {
		return strings.TrimRight(line, " "), true
	}
	ok := t.width-visible(line)-2 >= 12 && form != tabForms[1]
	return line + " " + t.styles.chip.Render(strings.Join(t.chips, "  ")), ok
}

// tabs are the tabs in one of their forms.
func (t topBar) tabs(form tabForm) string {
	line := " "
	for i, name := range tabNames {
		if c := t.counts[i]; c.known && form.counts {
			name += " " + words.Grouped(c.n)
		}
		switch {
		case i == t.tab:
			line += t.styles.strong.Render("["+name+"]") + " "
		case form.all:
			line += t.styles.faint.Render(" "+name) + "  "
		}
	}
	return line
}

// besideSearch are the tabs with enough room beside them for a search: all of them,
// or the one that is shown.
func (t topBar) besideSearch() string {
	const least = 40
	line := t.tabs(tabForms[0]) + " "
	if t.width-visible(line)-1 < least {
		line = " " + t.styles.strong.Render("["+tabNames[t.tab]+"]") + "  "
	}
	return line
}

package ui

import (
	"strings"
)

func (l *list) SetSize(width, height int) {
	l.screen.SetSize(width, height)
	l.fitTable()
}

// fitTable gives the table the room below the lines at the top.
func (l *list) fitTable() {
	w, _ := panes(l.width)
	above := 1
	if l.search.open && l.search.wrong != nil {
		above = len(l.top())
	}
	if size := [2]int{w, max(0, l.height-above)}; size != l.tableSize {
		l.tableSize = size
		l.table.SetSize(size[0], size[1])
	}
}

// View draws the tabs, the table and, where there is room, the detail.
func (l *list) View() string {
	lines := l.top()
	height := max(0, l.height-len(lines))
	if block := l.empty().view(); block != "" {
		return strings.Join(append(lines, block), "\n")
	}
	tableWidth, detailWidth := panes(l.width)
	if detailWidth == 0 {
		return strings.Join(append(lines, l.table.View()), "\n")
	}
	detail := ""
	if u, ok := l.people.underCursor(); ok {
		detail = strings.Join(userSide(l.env, u, detailWidth, height), "\n")
	}
	side := fitLines(detail, detailWidth, height)
	rule := l.env.styles.faint.Render("│")
	for i, line := range fitLines(l.table.View(), tableWidth, height) {
		lines = append(lines, line+" "+rule+" "+side[i])
	}
	return strings.Join(lines, "\n")
}

// panes shares the width between table and detail; a detail of 0 means that the
// table stands alone.
func panes(width int) (tableWidth, detailWidth int) {
	const besides = 3 // the rule with its blanks
	if width < 100 {
		return width, 0
	}
	detailWidth = min((width-38)/2, 64+max(0, width-166)/3)
	return width - detailWidth - besides, detailWidth
}

// empty is what stands in place of the table.
func (l *list) empty() emptyTable {
	return emptyTable{l.env, &l.people, &l.search, l.width}
}

// top is the line of tabs and filters, and below it what is wrong with the search
// where the line has no room for all of that and the table keeps its rows.
func (l *list) top() []string {
	if !l.env.connected {
		return []string{""}
	}
	bar := l.topBar()
	if !l.search.open {
		return []string{bar.line()}
	}
	line := bar.besideSearch()
	search, isWhole := l.search.line(l.people.suggestions(l.search.text()), l.width-visible(line)-1)
	lines := []string{line + search}
	if isWhole || len(l.people.shown.rows) == 0 {
		return lines
	}
	problem := wrap(l.search.problem(), max(10, l.width-2))
	for _, text := range problem[:min(len(problem), l.height/2)] {
		lines = append(lines, " "+l.env.styles.warning.Render(text))
	}
	return lines
}

// topBar is what the first line says now.
func (l *list) topBar() topBar {
	watching := l.watch.word(l.env.mirror.complete && !l.env.mirror.canRepeat() && !l.people.isAsListed())
	return topBar{
		styles: l.env.styles, width: l.width, tab: l.people.filter.tab, counts: l.people.tabCounts(),
		chips: l.layout.chips(l.people.filter, l.env.known.ListsDeactivated()), news: newsOf(watching, l.env.mirror.lines()),
	}
}

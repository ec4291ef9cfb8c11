package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/query"
	"census/model"
	"census/ui/layouts"
	"census/ui/words"
)

// columnSheet is the sheet that chooses the list's columns, puts them in order
// and gives them widths. The table follows each key.
type columnSheet struct {
	lowSheet
	picker
	env       *env
	layout    *layout
	metaPaths []string // that occur in the metadata
	items     []columnItem
	changed   bool
}

// columnItem is a column that is shown, or one that could be.
type columnItem struct {
	column
	shown bool
}

func newColumnSheet(e *env, l *layout, metaPaths []string) *columnSheet {
	s := &columnSheet{env: e, layout: l, metaPaths: metaPaths}
	s.offer(l.columns)
	return s
}

// offer lists the columns that are shown, then the others: fields, and what
// occurs in the metadata. Of those of the beginning that are there only where
// there is room to spare, the ones without room count as not shown.
func (s *columnSheet) offer(shown []column) {
	s.items, s.at = nil, 0
	isFirst := chosen(shown) == nil
	for i, c := range shown {
		if !isFirst || i < shownAnywhere || s.drawn(c) > 0 {
			s.items = append(s.items, columnItem{c, true})
		}
	}
	for _, c := range append(fieldColumns[:len(fieldColumns):len(fieldColumns)], metaColumns(s.metaPaths)...) {
		if s.find(c.key) < 0 {
			s.items = append(s.items, columnItem{c, false})
		}
	}
}

// find is where a column stands, -1 when it is not listed. Keys of the metadata
// are the same in small and capital letters.
func (s *columnSheet) find(key string) int {
	return slices.IndexFunc(s.items, func(i columnItem) bool { return i.key == key || query.Fold(i.key) == query.Fold(key) })
}

// drawn is how wide the table draws a column, 0 when it does not.
func (s *columnSheet) drawn(c column) int {
	return s.layout.table.Width(slices.IndexFunc(s.layout.columns, func(o column) bool { return o.key == c.key }))
}

func (s *columnSheet) Scope() scope { return inColumns }

func (s *columnSheet) Keys() []hint {
	return append(offers(cmdMark, cmdMoveLater, cmdMoveEarlier, cmdWider, cmdNarrower, cmdBack, cmdHelp),
		quietly(cmdAutoWidth, cmdOtherPath, cmdRevert, cmdDown, cmdUp, cmdPageDown, cmdPageUp, cmdTop, cmdBottom)...)
}

func (s *columnSheet) Update(msg tea.Msg) (nav, tea.Cmd) {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return nav{}, nil
	}
	switch cmd := lookUp(inColumns, k); cmd {
	case cmdBack:
		return nav{close: s}, s.keep()
	case cmdMark:
		return s.toggle(), nil
	case cmdMoveLater, cmdMoveEarlier, cmdWider, cmdNarrower, cmdAutoWidth:
		return s.change(cmd), nil
	case cmdOtherPath:
		return nav{push: s.askPath()}, nil
	case cmdRevert:
		s.changed = true
		s.layout.setColumns(defaultColumns())
		s.offer(s.layout.columns)
	default:
		s.picker.move(cmd, s.rows(), len(s.items))
	}
	return nav{}, nil
}

// change moves the column or gives it a width.
func (s *columnSheet) change(cmd command) nav {
	i := &s.items[s.at]
	if !i.shown {
		return info("space shows the column first")
	}
	switch cmd {
	case cmdMoveLater:
		s.move(1)
	case cmdMoveEarlier:
		s.move(-1)
	case cmdWider:
		i.spec.Fixed = s.widened(i.column, 2)
	case cmdNarrower:
		i.spec.Fixed = s.widened(i.column, -2)
	case cmdAutoWidth:
		i.spec.Fixed = 0
	}
	s.show()
	return nav{}
}

// keep keeps the columns, if they are others than before.
func (s *columnSheet) keep() tea.Cmd {
	if !s.changed {
		return nil
	}
	return s.layout.keepColumns()
}

// show makes the table follow.
func (s *columnSheet) show() {
	s.changed = true
	s.layout.setColumns(s.chosen())
}

func (s *columnSheet) chosen() []column {
	var all []column
	for _, i := range s.items {
		if i.shown {
			all = append(all, i.column)
		}
	}
	return all
}

// toggle hides the column or shows it, not further to the right than after those
// that are shown. At least one stays.
func (s *columnSheet) toggle() nav {
	i := s.items[s.at]
	switch n := len(s.chosen()); {
	case i.shown && n == 1:
		return info("at least one column must stay")
	case !i.shown && n == layouts.MaxColumns:
		return info(fmt.Sprintf("%d columns are the most there can be", layouts.MaxColumns))
	case i.shown:
		s.items[s.at].shown = false
	default:
		i.shown = true
		s.items = slices.Delete(s.items, s.at, s.at+1)
		s.at = min(s.at, s.lastShown()+1)
		s.items = slices.Insert(s.items, s.at, i)
	}
	s.show()
	return nav{}
}

func (s *columnSheet) lastShown() int {
	for i, item := range slices.Backward(s.items) {
		if item.shown {
			return i
		}
	}
	return -1
}

// move lets the column change places with the next one that is shown.
func (s *columnSheet) move(by int) {
	to := s.at + by
	for to >= 0 && to < len(s.items) && !s.items[to].shown {
		to += by
	}
	if to < 0 || to >= len(s.items) {
		return
	}
	s.items[s.at], s.items[to] = s.items[to], s.items[s.at]
	s.at = to
}

// narrowest is the least that a person can make of a column.
const narrowest = 3

// widened is the width the column has now and a little more or less.
func (s *columnSheet) widened(c column, by int) int {
	width := cmp.Or(c.spec.Fixed, s.drawn(c), c.spec.Min)
	return min(max(narrowest, width+by), layouts.MaxWidth)
}

// askPath asks for a place in the metadata that nobody among those looked at has.
func (s *columnSheet) askPath() *typed {
	t := newTyped(s.env, "A column of the metadata", []string{"The path to the value, with dots: address.city"}, "path", "show")
	t.answer = func(text string) (string, nav, tea.Cmd) {
		path := strings.TrimPrefix(text, metaPrefix)
		switch {
		case path == "":
			return "a path is missing", nav{}, nil
		case query.Fold(path) == model.PrivateKey || strings.HasPrefix(query.Fold(path), model.PrivateKey+"."):
			return model.PrivateKey + " is shown in the detail only", nav{}, nil
		case len(metaPrefix+path) > layouts.MaxKey:
			return "that is too long", nav{}, nil
		}
		return "", s.add(metaColumn(path)).and(t), nil
	}
	return t
}

// add shows a column, and puts the cursor on it.
func (s *columnSheet) add(c column) nav {
	if s.at = s.find(c.key); s.at < 0 {
		s.at = len(s.items)
		s.items = append(s.items, columnItem{c, false})
	}
	if s.items[s.at].shown {
		return nav{}
	}
	return s.toggle()
}

// rows is how many columns are listed; the table keeps half of the room.
func (s *columnSheet) rows() int { return min(len(s.items), sheetRows(s.height/2-1, s.height)) }

func (s *columnSheet) View() string {
	st, rows := s.env.styles, s.rows()
	from, to := s.window(rows, len(s.items))
	lines := []string{" " + st.bold.Render("Columns") + st.rowsOf(from, to, len(s.items))}
	const beside = 24 // the sheet's own blanks, and the note
	var all []column
	for _, i := range s.items {
		all = append(all, i.column)
	}
	width := titleWidth(all, s.width-beside)
	for n := from; n < to; n++ {
		lines = append(lines, st.pickable(s.line(s.items[n], width), n == s.at))
	}
	return strings.Join(lines, "\n")
}

// line is a column's name in so many cells, and what is special about its width.
func (s *columnSheet) line(i columnItem, width int) string {
	tick, note := "  ", ""
	switch {
	case i.shown && s.drawn(i.column) == 0:
		tick, note = "✓ ", "no room now"
	case i.shown:
		tick = "✓ "
	}
	if i.spec.Fixed > 0 {
		note = words.Join(", ", fmt.Sprintf("%d wide", i.spec.Fixed), note)
	}
	return fit(tick+fit(i.title(), width)+"  "+note, max(0, s.width-4))
}

// title is the column's in small letters, for menus.
func (c column) title() string {
	if path, isMeta := strings.CutPrefix(c.key, metaPrefix); isMeta {
		return "metadata " + model.Clean(path)
	}
	if c.key == "seen" {
		return "last active"
	}
	return strings.ToLower(c.spec.Title)
}

func hasColumn(columns []column, key string) bool {
	return slices.ContainsFunc(columns, func(c column) bool { return c.key == key })
}

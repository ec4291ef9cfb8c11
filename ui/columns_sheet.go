package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/layouts"
)

// columnSheet is the sheet that chooses the list's columns, puts them in order
// and gives them widths. The table follows each key.
type columnSheet struct {
	env   *env
	list  *list
	items []columnItem
	at    int

	width, height int
}

// columnItem is a column that is shown, or one that could be.
type columnItem struct {
	column
	shown bool
}

func newColumnSheet(l *list) *columnSheet {
	s := &columnSheet{env: l.env, list: l}
	s.offer(l.columns)
	return s
}

// offer lists the columns that are shown, then the others: fields, and what
// occurs in the metadata.
func (s *columnSheet) offer(shown []column) {
	s.items = nil
	for _, c := range shown {
		s.items = append(s.items, columnItem{c, true})
	}
	add := func(c column) {
		if !slices.ContainsFunc(s.items, func(i columnItem) bool { return i.key == c.key }) {
			s.items = append(s.items, columnItem{c, false})
		}
	}
	for _, c := range fieldColumns {
		add(c)
	}
	for _, path := range s.list.shown.words.MetaPaths {
		if len(metaPrefix+path) <= layouts.MaxKey {
			add(metaColumn(path))
		}
	}
}

func (s *columnSheet) Init() tea.Cmd             { return nil }
func (s *columnSheet) SetSize(width, height int) { s.width, s.height = width, height }
func (s *columnSheet) Scope() scope              { return inColumns }
func (s *columnSheet) Title() string             { return "" }
func (s *columnSheet) Capturing() bool           { return false }
func (s *columnSheet) Unsaved() int              { return 0 }
func (s *columnSheet) Close()                    {}
func (s *columnSheet) Covers() extent            { return lastLines }

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
		return nav{close: s}, s.list.keepLayout()
	case cmdMark:
		return s.toggle(), nil
	case cmdMoveLater:
		s.move(1)
	case cmdMoveEarlier:
		s.move(-1)
	case cmdWider:
		s.widen(2)
	case cmdNarrower:
		s.widen(-2)
	case cmdAutoWidth:
		s.items[s.at].spec.Fixed = 0
	case cmdOtherPath:
		return nav{push: s.askPath()}, nil
	case cmdRevert:
		s.offer(defaultColumns())
	default:
		s.at = scrolled(s.at, cmd, s.rows(), len(s.items)-1)
		return nav{}, nil
	}
	s.show()
	return nav{}, nil
}

// show makes the table follow.
func (s *columnSheet) show() { s.list.setColumns(s.chosen()) }

func (s *columnSheet) chosen() []column {
	var all []column
	for _, i := range s.items {
		if i.shown {
			all = append(all, i.column)
		}
	}
	return all
}

// toggle shows the column, after those that are shown, or hides it. One always
// stays.
func (s *columnSheet) toggle() nav {
	i := s.items[s.at]
	switch n := len(s.chosen()); {
	case i.shown && n == 1:
		return info("one column stays")
	case !i.shown && n == layouts.MaxColumns:
		return info(fmt.Sprintf("%d columns are the most there can be", layouts.MaxColumns))
	case i.shown:
		s.items[s.at].shown = false
	default:
		s.items = slices.Delete(s.items, s.at, s.at+1)
		s.at = len(s.chosen())
		i.shown = true
		s.items = slices.Insert(s.items, s.at, i)
	}
	s.show()
	return nav{}
}

// move puts the column elsewhere.
func (s *columnSheet) move(by int) {
	to := s.at + by
	if to < 0 || to >= len(s.items) {
		return
	}
	s.items[s.at], s.items[to] = s.items[to], s.items[s.at]
	s.at = to
}

// widen gives the column a width of its own.
func (s *columnSheet) widen(by int) {
	c := &s.items[s.at].column
	width := c.spec.Fixed
	if width == 0 {
		width = max(c.spec.Min, s.list.table.Width(slices.IndexFunc(s.list.columns, func(o column) bool { return o.key == c.key })))
	}
	c.spec.Fixed = min(max(3, width+by), layouts.MaxWidth)
}

// askPath asks for a place in the metadata that nobody among those looked at has.
func (s *columnSheet) askPath() *typed {
	t := &typed{question: question{env: s.env, title: "A column of the metadata", lines: []string{"The path to the value, with dots: address.city"}, verb: "show"}, prompt: "path", field: newLineInput(s.env.styles)}
	t.answer = func(text string) (string, nav, tea.Cmd) {
		path := strings.TrimPrefix(text, metaPrefix)
		switch {
		case path == "":
			return "a path is missing", nav{}, nil
		case len(metaPrefix+path) > layouts.MaxKey:
			return "that is too long", nav{}, nil
		}
		s.add(metaColumn(path))
		return "", nav{close: t}, nil
	}
	return t
}

// add shows a column, and puts the cursor on it.
func (s *columnSheet) add(c column) {
	at := slices.IndexFunc(s.items, func(i columnItem) bool { return i.key == c.key })
	if at < 0 {
		at = len(s.items)
		s.items = append(s.items, columnItem{c, false})
	}
	s.at = at
	if !s.items[at].shown {
		_ = s.toggle()
	}
}

// rows is how many columns are listed; the table keeps half of the room.
func (s *columnSheet) rows() int { return min(len(s.items), max(3, s.height/2-1)) }

func (s *columnSheet) View() string {
	st, rows := s.env.styles, s.rows()
	top := max(0, min(s.at-rows/2, len(s.items)-rows))
	lines := []string{" " + st.bold.Render("Columns") + st.faint.Render(fmt.Sprintf("  %d–%d of %d", top+1, top+rows, len(s.items)))}
	for n := top; n < top+rows; n++ {
		i := s.items[n]
		tick, width := "  ", ""
		if i.shown {
			tick = "✓ "
		}
		if i.spec.Fixed > 0 {
			width = fmt.Sprintf("%d wide", i.spec.Fixed)
		}
		label := fit(tick+fit(i.title(), 28)+" "+width, max(0, s.width-4))
		if n == s.at {
			lines = append(lines, " "+st.strong.Render("▌")+" "+st.bold.Render(label))
		} else {
			lines = append(lines, "   "+label)
		}
	}
	return strings.Join(lines, "\n")
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

package ui

import (
	"census/client/query"
	"census/model"
)

// The tabs of the list.
const (
	tabActive = iota
	tabDeactivated
	tabAll
)

var tabNames = [3]string{"Active", "Deactivated", "All"}

// filter is which users the list shows: a tab, and a text of the search
// language.
type filter struct {
	tab  int
	text string
}

// tabTerm is what the tab asks of users, nil for nothing.
func (f filter) tabTerm() query.Node {
	switch f.tab {
	case tabActive:
		return query.Is{State: query.Active}
	case tabDeactivated:
		return query.Is{State: query.Deactivated}
	}
	return nil
}

// with is the query with what the tab asks before it, so that the word being
// typed stays the last.
func (f filter) with(q query.Query) query.Query {
	tab := f.tabTerm()
	switch {
	case tab == nil:
		return q
	case q.Root == nil:
		return query.Query{Root: tab}
	}
	all := query.All{tab}
	if terms, ok := q.Root.(query.All); ok {
		return query.Query{Root: append(all, terms...)}
	}
	return query.Query{Root: append(all, q.Root)}
}

// isFiltered reports whether anything but the tab narrows the list.
func (f filter) isFiltered() bool { return f.text != "" }

// chips are the filters in force, as they are shown.
func (f filter) chips() []string {
	if f.text == "" {
		return nil
	}
	return []string{"/ " + model.Clean(f.text)}
}

// String is the filter in a sentence.
func (f filter) String() string { return "“" + model.Clean(f.text) + "”" }

package ui

import (
	"slices"

	"census/client/query"
	"census/client/roster"
)

// matches are the rows of the list: which users of a snapshot match, in which
// order.
type matches struct {
	snapshot *roster.Snapshot
	search   *roster.Search
	order    *roster.Order // nil is the service's
	sort     roster.Sort
	filter   filter
	rows     []uint32

	// What finding out what else may be meant takes, and what came of it.
	asked    query.Env
	roles    []string
	complete bool // everybody is in the snapshot
	instead  []alternative

	// What is counted once a snapshot: who the tabs have, and the words that can
	// be asked for.
	counted bool
	tabs    [3]int
	words   vocabulary
}

// partly reports whether there may be more rows than those found so far.
func (m *matches) partly() bool { return m.search != nil && !m.search.IsDone() }

// row is the number of the row where the user stands, -1 when it is not shown.
func (m *matches) row(uid string) int {
	if uid == "" {
		return -1
	}
	id, ok := m.snapshot.Find(uid)
	if !ok {
		return -1
	}
	return slices.Index(m.rows, id)
}

// takeCounts takes over what was counted of the same snapshot, and the order where
// that is the same too.
func (m *matches) takeCounts(from *matches) {
	if from.snapshot != m.snapshot {
		return
	}
	m.counted, m.tabs, m.words = from.counted, from.tabs, from.words
	if from.sort == m.sort {
		m.order = from.order
	}
}

package ui

import (
	"context"
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"census/ui/layouts"
	"census/ui/words"
)

// layoutKeeper holds a person's own layout, and brings changes of it to the disk:
// one after the other, so that the latest is the last.
type layoutKeeper struct {
	layouts.Layout
	ctx    context.Context
	where  Layouts        // nil for nowhere
	number func() request // of a request to the disk

	// What the person has chosen before the layout was loaded stays.
	choseColumns, choseSort bool

	changes []layoutChange
	keeping request // of the first, 0 for none
}

// layoutChange is a change that is to be kept, and what is said once it is.
type layoutChange struct {
	where  Layouts
	change func(*layouts.Layout)
	done   string
}

// load takes over what was kept, and makes on it the changes that have not reached
// the disk yet.
func (k *layoutKeeper) load(kept layouts.Layout) {
	for _, c := range k.changes {
		if c.where == k.where {
			c.change(&kept)
		}
	}
	if k.choseColumns {
		kept.Columns = k.Columns
	}
	if k.choseSort {
		kept.Sort = k.Sort
	}
	k.Layout = kept
}

// keep changes the layout, here at once and then on the disk, and says so once that
// is done.
func (k *layoutKeeper) keep(done string, change func(*layouts.Layout)) tea.Cmd {
	change(&k.Layout)
	if k.where == nil {
		return nil
	}
	k.changes = append(k.changes, layoutChange{k.where, change, done})
	if k.keeping != 0 {
		return nil
	}
	return k.keepNext()
}

func (k *layoutKeeper) keepNext() tea.Cmd {
	k.keeping = k.number()
	next := k.changes[0]
	ctx := context.WithoutCancel(k.ctx) // quitting takes nothing back
	return keepLayout(ctx, k.keeping, next.where, next.change)
}

// kept goes on with the next change. Once there is none, views that another
// program has saved are there too.
func (k *layoutKeeper) kept(msg keptLayoutMsg) (nav, tea.Cmd) {
	if msg.request != k.keeping {
		return nav{}, nil
	}
	var said nav
	kept := k.changes[0]
	if msg.err == nil && kept.done != "" {
		said.notice = notice{noticeDone, kept.done}
	}
	k.changes, k.keeping = k.changes[1:], 0
	if len(k.changes) > 0 {
		return said, k.keepNext()
	}
	if msg.err == nil && kept.where == k.where {
		k.Views = msg.layout.Views
	}
	return said, nil
}

// newSession holds what is kept at another place from now on; what is on its way
// to the earlier one goes there.
func (k *layoutKeeper) newSession(where Layouts) {
	if k.where != where {
		*k = layoutKeeper{ctx: k.ctx, where: where, number: k.number, changes: k.changes, keeping: k.keeping}
	}
}

// explainLayout says why the layout could not be read or kept.
func explainLayout(err error) string {
	if _, ok := isDamaged(err); ok {
		return words.Explain(err).Line("")
	}
	return "Columns and views cannot be kept: " + words.Sentence(words.LastClause(err))
}

// isDamaged tells a layout file that was set aside.
func isDamaged(err error) (*layouts.DamagedError, bool) {
	var damaged *layouts.DamagedError
	ok := errors.As(err, &damaged)
	return damaged, ok
}

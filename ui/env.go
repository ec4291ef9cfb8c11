package ui

import (
	"context"

	"census/client/query"
	"census/ui/drafts"
)

// env is what the views share: what the program was given, the session, and
// what is known of the app as a whole. Only Update touches it.
type env struct {
	Options
	requests
	connection
	ctx    context.Context
	look   appearance
	styles *styles
	viewed metadataViews
	undo   *undoing

	askedDrafts bool
	kept        []drafts.Draft // put aside in this run

	// editing reports whether a form is open.
	editing func() bool
}

// asked is what ages and dates in a search are counted from.
func (e *env) asked() query.Env { return query.Env{Now: e.Now(), Location: e.Location} }

// suspendHint offers ctrl+z, where there is a shell to continue the program.
func (e *env) suspendHint() hint {
	h := hint{cmd: cmdSuspend, quiet: true}
	if !e.Suspend {
		h.reason = "there is no shell here to suspend to"
	}
	return h
}

// restyle draws everything in the theme that suits what is known by now.
func (e *env) restyle() {
	*e.styles = *newStyles(e.look.Colors, e.look.theme())
	e.viewed = metadataViews{}
}

package ui

import "census/ui/painter"

// asker is a view that asks before something is done. Only keys that were typed
// when it stood on the screen answer it: neither the rest of a text that was typed
// or pasted in the wrong place, nor a key for the view before.
type asker interface {
	view
	// Asks reports whether an answer does more than can be taken back by the next
	// key.
	Asks() bool
}

// answering knows which keys can be an answer to what is on the screen.
type answering struct {
	frame int  // how many frames were drawn
	top   view // the view on top in the newest, nil for none
	since int  // the first frame in a row in which it was
	// typed is what is known of the keys that come now; nil where nobody tells,
	// as in tests of single screens. Then every key counts as typed in its frame.
	typed *painter.Typed
}

// draw notes that a frame is drawn with the view on top, nil for none.
func (a *answering) draw(top view) {
	if a.frame++; top != a.top {
		a.top, a.since = top, a.frame
	}
}

// turnTo notes which view is on top between two frames: one that was hidden has to
// be seen again.
func (a *answering) turnTo(top view) {
	if top != a.top {
		a.top = nil
	}
}

// ignores reports whether the key that comes now is none for the view, because it
// was typed before the view asked.
func (a *answering) ignores(top view) bool {
	asks, ok := top.(asker)
	if !ok || a.typed == nil || !asks.Asks() {
		return false
	}
	return a.top != top || a.typed.Seen < a.since
}

package ui

import (
	"testing"

	"census/model"
)

// Metadata that is drawn again is not laid out again, unless something about it is
// different.
func TestMetadataIsLaidOutOnce(t *testing.T) {
	var views metadataViews
	first := views.of(model.Metadata(`{"a":1}`), false, 40, 10)
	if views.of(model.Metadata(`{"a":1}`), false, 40, 10) != first {
		t.Error("the same metadata is laid out anew")
	}
	for name, other := range map[string]func() *metadataView{
		"another value":       func() *metadataView { return views.of(model.Metadata(`{"a":2}`), false, 40, 10) },
		"private keys shown":  func() *metadataView { return views.of(model.Metadata(`{"a":1}`), true, 40, 10) },
		"another width":       func() *metadataView { return views.of(model.Metadata(`{"a":1}`), false, 41, 10) },
		"another room for it": func() *metadataView { return views.of(model.Metadata(`{"a":1}`), false, 40, 11) },
	} {
		views.last = first
		if other() == first {
			t.Errorf("%s: it is not laid out anew", name)
		}
	}
}

package ui

import (
	"testing"
	"time"
)

func TestADoubleClickIsQuickAndOnOneUser(t *testing.T) {
	at := time.Unix(1_800_000_000, 0)
	first := click{"zoe", at}
	for name, tt := range map[string]struct {
		next click
		want bool
	}{
		"at once":        {click{"zoe", at.Add(doubleClick)}, true},
		"later":          {click{"zoe", at.Add(doubleClick + 1)}, false},
		"of another row": {click{"ann", at}, false},
	} {
		if got := first.isDoubled(tt.next); got != tt.want {
			t.Errorf("%s: a double click: %t", name, got)
		}
	}
}

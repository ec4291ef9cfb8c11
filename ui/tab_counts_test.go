package ui

import (
	"errors"
	"testing"

	"census/client"
)

// The tab of all users counts only once both others do.
func TestAllUsersAreCountedOnceBothTabsAre(t *testing.T) {
	c := tabCounts{asked: [3]request{tabActive: 1, tabDeactivated: 2}}
	c.take(countMsg{request: 1, tab: tabActive, page: client.Page{Total: 30, TotalKnown: true}})
	if c.of[tabActive] != (tabCount{30, true}) || c.of[tabAll].known {
		t.Errorf("after one tab: %v", c.of)
	}
	c.take(countMsg{request: 2, tab: tabDeactivated, page: client.Page{Total: 4, TotalKnown: true}})
	if c.of[tabAll] != (tabCount{34, true}) {
		t.Errorf("after both: %v", c.of)
	}
}

func TestCountsOfEarlierRequestsAreDropped(t *testing.T) {
	want := tabCounts{asked: [3]request{tabActive: 2}}
	c := want
	c.take(countMsg{request: 1, tab: tabActive, page: client.Page{Total: 30, TotalKnown: true}})
	c.take(countMsg{request: 2, tab: tabActive, page: client.Page{Total: 30, TotalKnown: true}, err: errors.New("no")})
	if c != want {
		t.Errorf("taken: %v", c.of)
	}
}

// What cannot be listed is not counted, whatever is known.
func TestWhatCannotBeListedIsNotCounted(t *testing.T) {
	var c tabCounts
	if c.know([3]int{5, 2, 7}, false); c.of != [3]tabCount{{5, true}, {2, false}, {7, false}} {
		t.Errorf("active users only: %v", c.of)
	}
	if c.know([3]int{5, 2, 7}, true); c.of != [3]tabCount{{5, true}, {2, true}, {7, true}} {
		t.Errorf("all: %v", c.of)
	}
}

package ui

import "census/client"

// tabCount is how many users a tab has, as far as it is known.
type tabCount struct {
	n     int
	known bool
}

// tabCounts are how many users the tabs have.
type tabCounts struct {
	of    [3]tabCount
	asked [3]request // of each tab, the newest; answers to others are dropped
}

// take takes a count over. One that was asked for earlier, or by somebody else, is
// dropped.
func (t *tabCounts) take(msg countMsg) {
	if msg.err != nil || msg.request != t.asked[msg.tab] {
		return
	}
	t.of[msg.tab] = tabCount{msg.page.Total, msg.page.TotalKnown}
	active, deactivated := t.of[tabActive], t.of[tabDeactivated]
	t.of[tabAll] = tabCount{active.n + deactivated.n, active.known && deactivated.known}
}

// know takes over what was counted among all users there are.
func (t *tabCounts) know(counted [3]int, listsDeactivated bool) {
	for tab, n := range counted {
		t.of[tab] = tabCount{n, tab == tabActive || listsDeactivated}
	}
}

// countedTabs are the tabs that the service is asked to count.
func countedTabs(listsDeactivated bool) []int {
	if listsDeactivated {
		return []int{tabActive, tabDeactivated}
	}
	return []int{tabActive}
}

// countOptions asks for how many users a tab has.
func countOptions(tab int) client.ListOptions { return lifecycleOf(tab, client.ListOptions{}) }

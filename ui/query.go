package ui

import (
	"fmt"

	"census/client"
	"census/model"
)

// The tabs of the list.
const (
	tabActive = iota
	tabDeactivated
	tabAll
)

var tabNames = [3]string{"Active", "Deactivated", "All"}

// query is what the list asks the service for.
type query struct {
	tab    int
	search string
	status model.Status
	role   string
}

// filtered reports whether anything but the tab narrows the list.
func (q query) filtered() bool { return q.search != "" || q.status != "" || q.role != "" }

// cleared is the query with its tab only.
func (q query) cleared() query { return query{tab: q.tab} }

func (q query) options() client.ListOptions {
	o := client.ListOptions{
		Search:    q.search,
		Status:    q.status,
		Lifecycle: [...]client.Lifecycle{client.Active, client.Deactivated, client.ActiveAndDeactivated}[q.tab],
	}
	if q.role != "" {
		o.Roles = []string{q.role}
	}
	return o
}

// chips are the filters in force, as they are shown.
func (q query) chips() []string {
	var chips []string
	if q.search != "" {
		chips = append(chips, "/ "+model.Clean(q.search))
	}
	if q.status != "" {
		chips = append(chips, "status:"+q.status.String())
	}
	if q.role != "" {
		chips = append(chips, "role:"+model.Clean(q.role))
	}
	return chips
}

// String is the query in a sentence: “zzz” with role:admin.
func (q query) String() string {
	text := ""
	if q.search != "" {
		text = fmt.Sprintf("“%s”", model.Clean(q.search))
	}
	rest := query{status: q.status, role: q.role}.chips()
	if len(rest) == 0 {
		return text
	}
	if text != "" {
		text += " with "
	}
	return text + join(" and ", rest...)
}

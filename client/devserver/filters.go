package devserver

import (
	"slices"
	"strings"

	"census/model"
)

// The page size of lists: published for users, used for all. What the service
// does above the maximum is unknown; refusing is a choice.
const (
	defaultPerPage = 100
	maxPerPage     = 1000
)

// lastPage keeps a page's offset from overflowing; no list is that long.
const lastPage = 1 << 40

// paging says which page of a list is requested.
type paging struct{ perPage, page int }

func (p paging) offset() int { return (p.page - 1) * p.perPage }

// readPaging reads perPage and page; the client API spells the former per_page.
func readPaging(p *problems, q query) paging {
	at := paging{
		perPage: q.number(p, defaultPerPage, "perPage", "per_page"),
		page:    min(q.number(p, 1, "page"), lastPage),
	}
	if at.perPage > maxPerPage {
		p.add("perPage", "The perPage may not be greater than %d.", maxPerPage)
	}
	return at
}

// counted is the pagination of a list whose total is known.
func (p paging) counted(count, total int) []byte {
	return p.json(count, total, max(1, (total+p.perPage-1)/p.perPage))
}

// uncounted is the pagination of lists that the service does not count: no
// total, and after every full page the promise of another, even if that one
// turns out empty.
func (p paging) uncounted(count int) []byte {
	pages := p.page
	if count == p.perPage {
		pages++
	}
	return p.json(count, 0, pages)
}

func (p paging) json(count, total, pages int) []byte {
	var o object
	o.number("total", int64(total))
	o.number("count", int64(count))
	o.number("per_page", int64(p.perPage))
	o.number("current_page", int64(p.page))
	o.number("total_pages", int64(pages))
	return o.end()
}

// readFilters reads the filters that GET /users has on both APIs.
//
// The published parameter count is accepted and ignored, because the shape of
// its answer is not published: a choice. The number of users is in
// meta.pagination.total anyway.
func readFilters(p *problems, q query) userQuery {
	at := readPaging(p, q)
	u := userQuery{
		perPage:  at.perPage,
		page:     at.page,
		prefix:   searchKey(q.text("searchKey")),
		roles:    append(q.lowerList("roles"), q.lowerList("role")...),
		tags:     q.list("tags"),
		withTags: q.truth(p, "withTags"),
	}
	u.searchName, u.searchUID = searchedFields(q)
	readStatus(&u, q.text("status"))
	return u
}

// searchedFields says where to search: everywhere unless searchIn names fields.
// Unknown names are ignored.
func searchedFields(q query) (name, uid bool) {
	in := q.list("searchIn")
	if len(in) == 0 {
		return true, true
	}
	return slices.Contains(in, "name"), slices.Contains(in, "uid")
}

// readStatus reads the presence filter, ignoring case. An unknown status
// matches nobody: a choice, by analogy with the service's answer to an unknown
// key scope.
func readStatus(u *userQuery, status string) {
	switch u.status = strings.ToLower(status); model.Status(u.status) {
	case "", model.StatusAvailable, model.StatusOffline:
	default:
		u.none = true
	}
}

// readKeyFilters reads the filters that only the REST API has.
func readKeyFilters(p *problems, q query, u *userQuery) {
	switch {
	case q.truth(p, "onlyDeactivated"):
		u.lifecycle = deactivatedUsers
	case q.truth(p, "withDeactivated"):
		u.lifecycle = allUsers
	}
}

// readTokenFilters reads the filters that only the client API has.
func readTokenFilters(p *problems, q query, u *userQuery) {
	u.uids = q.lowerList("uids")
	if len(u.uids) > maxUIDs {
		p.add("uids", "The uids may not have more than %d items.", maxUIDs)
	}
	u.hideBlocked = q.truth(p, "hideBlockedUsers")
	if q.truth(p, "friendsOnly") {
		u.relation = friendOfViewer
	}
	u.order = readOrder(q)
}

// readOrder reads sortBy and sortOrder. By status and ascending are the
// documented defaults; using them for unknown words as well is a choice.
func readOrder(q query) order {
	down := strings.EqualFold(q.text("sortOrder"), "desc")
	switch byTheName := strings.EqualFold(q.text("sortBy"), "name"); {
	case byTheName && down:
		return byNameDown
	case byTheName:
		return byName
	case down:
		return byStatusDown
	}
	return byStatus
}

// readDirection reads which blocks to list. The default is both, as the SDK
// documents. An unknown word matches nobody: a choice.
func readDirection(q query, u *userQuery) {
	switch q.text("direction") {
	case "", "both":
		u.relation = blockedEitherWay
	case "blockedByMe":
		u.relation = blockedByViewer
	case "hasBlockedMe":
		u.relation = hasBlockedViewer
	default:
		u.relation, u.none = blockedEitherWay, true
	}
}

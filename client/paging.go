package client

import (
	"encoding/json"
	"errors"
	"fmt"

	"census/model"
)

// counters is what a list answer says about its pages: meta.pagination. Zero
// means absent.
type counters struct{ total, perPage, pages int }

// decodeCounters reads the counters. They are not what was asked for, so
// unreadable ones count as absent.
func decodeCounters(meta json.RawMessage) counters {
	r, err := openRecord(meta)
	if err != nil {
		return counters{}
	}
	raw, _ := r.has("pagination")
	p, err := openRecord(raw)
	if err != nil {
		return counters{}
	}
	return counters{total: p.count("total"), perPage: p.count("per_page"), pages: p.count("total_pages")}
}

// next is the page after number, or 0 if that was the last: an empty page, a
// short one, or the last according to the counters. A total that promises more
// is trusted; one that promises less is not, because lists that the service
// does not count say 0.
func (c counters) next(number, rows, asked int) int {
	perPage := asked
	if c.perPage > 0 {
		perPage = c.perPage // the service may return fewer than requested
	}
	switch {
	case rows == 0:
		return 0
	case (number-1)*perPage+rows < c.total:
		return number + 1
	case rows < perPage, c.pages > 0 && number >= c.pages:
		return 0
	}
	return number + 1
}

// decodePage reads a list of users.
func decodePage(a answer, number, asked int, view userView) (Page, error) {
	users, left, err := decodeList(a, func(r *record) (model.User, error) { return r.user(view) })
	if err != nil {
		return Page{}, err
	}
	c, p := decodeCounters(a.meta), Page{Users: users, LeftOut: left, Number: number, Budget: a.budget}
	p.Next = c.next(number, p.Rows(), asked)
	// Uncounted lists say 0. An empty first page without a total is an empty
	// list.
	p.Total, p.TotalKnown = c.total, c.total > 0 || number == 1 && p.Rows() == 0
	return p, nil
}

// pageOf applies the defaults to page and size and checks them.
func pageOf(page, perPage int) (number, size int, err error) {
	number, size = max(page, 1), perPage
	if size == 0 {
		size = DefaultPerPage
	}
	if page < 0 || size < 0 || size > MaxPerPage {
		return 0, 0, fmt.Errorf("page %d of %d: pages count from 1 and hold 1 to %d users", page, perPage, MaxPerPage)
	}
	return number, size, nil
}

var errNobody = errors.New("no uid given")

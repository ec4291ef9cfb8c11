package client

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
)

// errTooLong marks an answer beyond the size limit.
var errTooLong = errors.New("it is longer than the limit")

// isTooMuch reports whether a smaller request might have succeeded: the answer
// is too long, or nothing arrived in time.
func isTooMuch(err error) bool { return errors.Is(err, errTooLong) || errors.Is(err, errSilent) }

// listing is a list of users that is read page by page.
type listing struct {
	*Client
	call call // without page parameters
	view userView
}

// page reads one page. If it is too much for one request it is read in halves,
// recursively; the page size that works is remembered.
func (l listing) page(ctx context.Context, number, size int) (Page, error) {
	if size%2 == 0 && size > int(l.fits.Load()) {
		return l.halves(ctx, number, size)
	}
	page, err := l.whole(ctx, number, size)
	if size%2 == 0 && isTooMuch(err) {
		if page, err = l.halves(ctx, number, size); err == nil {
			lower(l.fits, size/2)
		}
	}
	return page, err
}

// whole reads a page with one request.
func (l listing) whole(ctx context.Context, number, size int) (page Page, err error) {
	cl := l.call
	cl.isList, cl.isRepeatable, cl.isDivisible = true, true, size%2 == 0
	cl.query = slices.Clone(cl.query)
	cl.query.page(cl.host, number, size)
	err = l.do(ctx, cl, func(a answer) (err error) {
		page, err = decodePage(a, number, size, l.view)
		return err
	})
	page.Requests = 1
	return page, err
}

// halves reads a page as two of half its size.
func (l listing) halves(ctx context.Context, number, size int) (Page, error) {
	page, err := l.page(ctx, 2*number-1, size/2)
	switch {
	case err != nil:
		return Page{}, err
	case page.Rows() < size/2 && page.Next != 0:
		// The service returns fewer users than requested, so pages of a different
		// size do not begin where this one does.
		return l.whole(ctx, number, size)
	}
	next := page.Next
	if next != 0 {
		second, err := l.page(ctx, next, size/2)
		if err != nil {
			return Page{}, err
		}
		page, next = joined(page, second), second.Next
	}
	page.Number, page.Next = number, 0
	if next != 0 {
		page.Next = number + 1
	}
	return page, nil
}

// joined combines two halves into one page; where both describe the whole list,
// the later one counts.
func joined(a, b Page) Page {
	for _, left := range b.LeftOut {
		left.Row += a.Rows()
		a.LeftOut = append(a.LeftOut, left)
	}
	a.Users = append(a.Users, b.Users...)
	a.Requests += b.Requests
	if b.TotalKnown {
		a.Total, a.TotalKnown = b.Total, true
	}
	if b.Budget.Known {
		a.Budget = b.Budget
	}
	return a
}

// lower sets the number to n if it is larger.
func lower(number *atomic.Int64, n int) {
	for {
		old := number.Load()
		if old <= int64(n) || number.CompareAndSwap(old, int64(n)) {
			return
		}
	}
}

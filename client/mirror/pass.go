package mirror

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"net/http"
	"slices"
	"time"

	"census/client"
	"census/model"
)

// maxIdle is how many pages in a row may bring nobody new before the list is
// taken for one that never ends. It is more than can be under way at once: a
// list that has become shorter has that many empty pages.
const maxIdle = 2 * window * maxWorkers

var errEndless = errors.New("the list does not end: page after page holds nobody new")

// pass is one walk over the list. Only the goroutine of [Fetch] touches it.
type pass struct {
	*fetch
	reading Reading
	began   time.Time

	size  int         // users a page
	last  int         // number of the last page to read by the latest answer
	first client.Page // as read
	final client.Page // the last page that held anybody
	now   client.Page // the latest that counts
	rows  int         // users read, repeated ones too
	idle  int         // pages in a row that held nobody new

	doubt Doubt        // the first reason to doubt that this is everybody
	seen  maphash.Hash // of all uids and totals, page by page
}

// run reads all pages and the empty one after them, asks for whoever comes after
// the last user, and reads the pages that tell most about a change twice.
func (p *pass) run() error {
	a := <-p.ask(1)
	if a.err != nil {
		return fmt.Errorf("page 1: %w", a.err)
	}
	p.open(a.page)
	if err := p.walk(); err != nil {
		return err
	}
	if p.now.TotalKnown && p.reading.Count() != p.now.Total {
		p.suspect(Miscounted)
	}
	if p.doubt == NoDoubt {
		if err := p.probe(); err != nil {
			return err
		}
	}
	if (p.final.Number > 1 || p.first.Requests > 1) && p.doubt == NoDoubt {
		return p.check()
	}
	return nil
}

// suspect notes a reason to doubt; the first one counts.
func (p *pass) suspect(d Doubt) {
	if p.doubt == NoDoubt {
		p.doubt = d
	}
}

// open takes the first page, which says how the others will be.
func (p *pass) open(page client.Page) {
	p.first, p.final, p.now = page, page, page
	p.size = page.Rows()
	if p.size == 0 {
		p.size = p.PerPage
	}
	p.take(1, page)
}

// walk reads the pages after the first. Requests run ahead of the page whose
// turn it is, but not further than the window.
func (p *pass) walk() error {
	var pending []<-chan answer
	next := 2
	for {
		for len(pending) < window*p.Workers && next <= p.last {
			pending = append(pending, p.ask(next))
			next++
		}
		if len(pending) == 0 {
			return nil
		}
		number := next - len(pending)
		a := <-pending[0]
		pending = pending[1:]
		if a.err != nil {
			return fmt.Errorf("page %d: %w", number, a.err)
		}
		p.take(number, a.page)
		switch {
		case p.doubt == Repeating: // it would go on so
			return nil
		case p.idle > maxIdle:
			return errEndless
		}
		if err := p.ctx(); err != nil {
			return err
		}
	}
}

// take puts a page into the store and looks at what it tells.
func (p *pass) take(number int, page client.Page) {
	repeated := p.reading.Put(page.Users)
	p.rows += page.Rows()
	p.leaveOut(number, page.LeftOut)
	p.idle++
	if len(page.Users) > repeated {
		p.idle = 0
	}
	p.compare(page)
	switch {
	case number > 1 && page.Rows() > 0 && slices.EqualFunc(p.first.Users, page.Users, sameUID):
		p.suspect(Repeating)
	case repeated > 0:
		p.suspect(Moving)
	case number > 1 && page.Rows() > 0 && (p.final.Rows() < p.size || p.final.Number < number-1):
		p.suspect(Gaps)
	}
	if page.Rows() > 0 {
		p.final, p.final.Number = page, number
	}
	p.extend()
	p.remember(page)
	p.report()
}

// leaveOut notes the rows that could not be read.
func (p *pass) leaveOut(number int, left []client.LeftOut) {
	p.out.Unread += len(left)
	for _, l := range left[:min(len(left), maxLeftOut-len(p.out.LeftOut))] {
		p.out.LeftOut = append(p.out.LeftOut, LeftOut{number, l})
	}
}

// extend says up to which page to read: to the one behind the last by the total,
// and in any case to the one behind whoever was met, or behind the first. Only an
// empty page is an end.
func (p *pass) extend() {
	p.last = p.final.Number + 1
	if p.now.TotalKnown {
		p.last = max(p.last, pagesOf(p.now.Total, p.size)+1)
	}
}

// compare looks for a total that is not that of the first page. An empty page
// need not have any.
func (p *pass) compare(page client.Page) {
	if page.Rows() == 0 && !page.TotalKnown {
		return
	}
	p.now = page
	if page.TotalKnown != p.first.TotalKnown || page.Total != p.first.Total {
		p.suspect(Moving)
	}
}

// probe asks for the one user who comes after all that were read. In pages of one
// nothing hides: neither what a service cuts off that gives fewer than it is
// asked for, nor what is not counted.
func (p *pass) probe() error {
	a := <-p.askFor(job{number: p.rows + 1, size: 1})
	switch {
	case isRefused(a.err):
		p.suspect(Refused)
		return nil
	case a.err != nil:
		return fmt.Errorf("user %d: %w", p.rows+1, a.err)
	}
	if a.page.Rows() > p.reading.Put(a.page.Users) {
		p.suspect(Longer)
	} else if a.page.Rows() > 0 {
		p.suspect(Moving) // somebody was moved behind the end
	}
	p.compare(a.page)
	return nil
}

// isRefused recognises a service that has no such page, or does not give so late
// ones.
func isRefused(err error) bool {
	var api *client.APIError
	if !errors.As(err, &api) {
		return false
	}
	switch api.Status {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusRequestedRangeNotSatisfiable, http.StatusUnprocessableEntity:
		return true
	}
	return false
}

// check reads the last and the first page again.
func (p *pass) check() error {
	asked := []client.Page{p.final, p.first}
	asked[1].Number = 1
	answers := []<-chan answer{p.ask(asked[0].Number), p.ask(asked[1].Number)}
	for i, old := range asked {
		a := <-answers[i]
		if a.err != nil {
			return fmt.Errorf("page %d once more: %w", old.Number, a.err)
		}
		p.compare(a.page)
		if !slices.EqualFunc(old.Users, a.page.Users, sameUID) {
			p.suspect(Moving)
		}
	}
	return nil
}

func sameUID(a, b model.User) bool { return a.UID == b.UID }

// remember adds a page to what this pass has seen.
func (p *pass) remember(page client.Page) {
	var head [16]byte
	binary.LittleEndian.PutUint64(head[:], uint64(len(page.Users)))
	binary.LittleEndian.PutUint64(head[8:], uint64(page.Total))
	_, _ = p.seen.Write(head[:]) // a hash takes everything
	for i := range page.Users {
		_, _ = p.seen.WriteString(page.Users[i].UID) // likewise
		_ = p.seen.WriteByte(0)                      // likewise
	}
}

func (p *pass) report() {
	now := Progress{Users: p.reading.Count(), Total: p.now.Total, TotalKnown: p.now.TotalKnown}
	if took := p.Now().Sub(p.began).Seconds(); took > 0 {
		now.PerSecond = float64(p.rows) / took
	}
	if left := now.Total - p.rows; now.TotalKnown && left > 0 && now.PerSecond > 0 {
		now.Left = time.Duration(min(float64(left)/now.PerSecond*float64(time.Second), float64(maxEstimate)))
	}
	p.Report(now)
}

package mirror

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
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
	last  int         // number of the last page by the latest answer
	first client.Page // as read
	final client.Page // the last page that held anybody
	now   client.Page // the latest
	rows  int         // users read, repeated ones too
	idle  int         // pages in a row that held nobody new

	moved  bool         // something changed between two answers
	odd    bool         // the pages do not fit together
	seen   maphash.Hash // of all uids and totals, page by page
	before uint64       // what the pass before has seen
}

// run reads all pages, and those that tell most about a change twice.
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
		p.odd = true
	}
	if (p.final.Number > 1 || p.first.Requests > 1) && p.isQuiet() {
		return p.check()
	}
	return nil
}

// isQuiet reports whether nothing moved as far as it is known by now.
func (p *pass) isQuiet() bool {
	return !p.moved && (!p.odd || p.seen.Sum64() == p.before)
}

// open takes the first page, which says how the others will be.
func (p *pass) open(page client.Page) {
	p.first, p.final = page, page
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
		if p.idle > maxIdle {
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
	p.now = page
	p.leaveOut(number, page.LeftOut)
	p.idle++
	if len(page.Users) > repeated {
		p.idle = 0
	}
	if page.Rows() > 0 {
		p.final, p.final.Number = page, number
	}
	p.extend(number, page)
	p.compare(page)
	if repeated > 0 || number < p.last && page.Rows() < p.size {
		p.odd = true
	}
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

// extend says up to which page to read: as far as the total says, or where there
// is none to the page after this one, if there is to be one.
func (p *pass) extend(number int, page client.Page) {
	switch {
	case page.TotalKnown:
		p.last = pagesOf(page.Total, p.size)
	case page.Next == 0:
		p.last = number
	default:
		p.last = max(p.last, number+1)
	}
}

// compare looks for a total that is not that of the first page.
func (p *pass) compare(page client.Page) {
	if page.TotalKnown != p.first.TotalKnown || page.Total != p.first.Total {
		p.moved = true
	}
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
			p.moved = true
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
	_, _ = p.seen.Write(head[:])
	for i := range page.Users {
		_, _ = p.seen.WriteString(page.Users[i].UID)
		_ = p.seen.WriteByte(0)
	}
}

func (p *pass) report() {
	now := Progress{Users: p.reading.Count(), Total: p.now.Total, TotalKnown: p.now.TotalKnown, Pass: p.out.Passes}
	if took := p.Now().Sub(p.began).Seconds(); took > 0 {
		now.PerSecond = float64(p.rows) / took
	}
	if left := now.Total - p.rows; now.TotalKnown && left > 0 && now.PerSecond > 0 {
		now.Left = time.Duration(min(float64(left)/now.PerSecond*float64(time.Second), float64(maxEstimate)))
	}
	p.Report(now)
}

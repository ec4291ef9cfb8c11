package mirror

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"net/http"
	"sync"
	"time"

	"census/client"
	"census/model"
)

// Lister reads one page of users; [*client.Client] does.
type Lister interface {
	ListUsers(ctx context.Context, o client.ListOptions) (client.Page, error)
}

// Reading is what takes one walk over all users. Its methods are called from
// the goroutine that called [Fetch], one at a time.
type Reading interface {
	// Put takes the users of the next page, and returns how many of them this
	// reading had met before.
	Put(users []model.User) (repeated int)
	// Count is how many different users this reading has met.
	Count() int
	// End removes from the store everybody whom this reading did not meet and
	// nobody has touched since it began, and returns how many that were. It is
	// called where the reading is proven to have met everybody, and nowhere else.
	End() (gone int)
}

// Options says what to read and how hard to try. The zero value reads all active
// users without their tags.
type Options struct {
	// List selects the users. Its PerPage and Page are not looked at.
	List client.ListOptions
	// PerPage is how many users to ask for at once; 0 means [client.MaxPerPage].
	// A service that gives fewer is asked for as many more pages.
	PerPage int
	// Workers is how many requests are under way at once; 0 means 4, and more
	// than 16 are not used.
	Workers int
	// Share is how much of the rate limit to use at most, from above 0 to 1; 0
	// means a half. While less than the rest of the limit is left, because others
	// use the app too, there is one request every five seconds.
	//
	// The limit is what the answers' headers say. Without them it is taken to be
	// 500 requests a minute, the least that is published.
	Share float64
	// Report, if there is one, is told how far the reading is, after every page,
	// from the goroutine that called [Fetch]. It must be quick.
	Report func(Progress)

	// Now tells the time and Sleep waits for d, or returns early with the
	// context's error. Tests replace them; nil means the real ones.
	Now   func() time.Time
	Sleep func(ctx context.Context, d time.Duration) error
}

const (
	defaultWorkers = 4
	maxWorkers     = 16
)

func (o Options) withDefaults() Options {
	if o.PerPage <= 0 {
		o.PerPage = client.MaxPerPage
	}
	if o.Workers <= 0 {
		o.Workers = defaultWorkers
	}
	o.Workers = min(o.Workers, maxWorkers)
	o.Share = usable(o.Share)
	if o.Report == nil {
		o.Report = func(Progress) {}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	return o
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Progress is how far one pass is.
type Progress struct {
	// Users is how many different users this pass has met. Total is how many
	// there are by the last answer, if it said so.
	Users, Total int
	TotalKnown   bool
	// PerSecond is how many users a second this pass has read on average.
	PerSecond float64
	// Left is how long the rest of the pass takes at that speed; 0 is unknown.
	Left time.Duration
}

// Outcome is what a fetch came to.
type Outcome struct {
	// Users is how many different users the last pass met.
	Users int
	// Gone is how many the end of the last pass removed.
	Gone int
	// Passes is how often the list was read; Settled says that the last pass met
	// everybody, as far as can be seen (see [Fetch]). Otherwise nobody is removed,
	// and Doubt says why it may not have.
	Passes  int
	Settled bool
	Doubt   Doubt
	// Counted is how many users there are by the service's last count, 0 where it
	// does not count them.
	Counted int
	// LeftOut are the rows of the last pass that could not be read, the first few
	// of them, and Unread is how many there were. Nobody can tell whom they are
	// about.
	LeftOut []LeftOut
	Unread  int
	// Budget is the rate limit by the last answer that told it.
	Budget client.Budget
}

// Doubt is why a pass may not have met everybody.
type Doubt int

// The doubts. What they name was seen in the last of all passes; the same may come
// of a service that answers wrongly and of a list that changes all the time.
const (
	NoDoubt Doubt = iota
	// Unreadable: a row could not be read.
	Unreadable
	// Moving: answers contradict each other. Their totals differ, users came
	// twice, or a page was another one when it was read again.
	Moving
	// Miscounted: the service counts more users, or fewer, than were met.
	Miscounted
	// Repeating: another page held the same users as the first.
	Repeating
	// Gaps: a page before the last one was empty, or held fewer than the first.
	Gaps
	// Longer: after the last page there is another user.
	Longer
	// Refused: the service would not say whether there is another user.
	Refused
)

// LeftOut is a row that could not be read, and its page.
type LeftOut struct {
	Page int
	client.LeftOut
}

// maxLeftOut is how many of them are told.
const maxLeftOut = 5

// maxPasses is how often a list that moves is read. Whoever creates users all
// day would keep the program reading all day.
const maxPasses = 4

// Fetch reads all users that the options select into a reading of begin, page
// by page in the list's order. When there is a [Doubt] it reads everything again,
// into another reading, four times at most, and not once more when it saw the
// same twice, uid by uid. A reading without a doubt is ended, and no other: after
// a doubt nobody is removed.
//
// A pass is without a doubt, and the outcome settled, when
//
//   - all its answers told the same total, if they told one, and as many users
//     were met,
//   - no user came twice, and no page but the last held fewer than the first,
//   - the page after the last one was empty, and so was the answer to the question
//     who, in pages of one, comes after the last user, and
//   - the first and the last page, asked for once more at its end, held the same
//     uids in the same order. A list of one page comes in one answer, which is one
//     moment, and is not asked for again.
//
// A service that gives fewer a page than it is asked for, and then skips users,
// is asked for as many as it gave in the next pass.
//
// # What remains unseen
//
// Settled means that what was read is the list as it was when the first page was
// asked for again, if the service adds users at the front of the list and
// nowhere else, as one that lists the newest first does, and counts right. For
// then every creation changes the first page, and every deletion that is not
// made up for by a creation changes the total.
//
// Elsewhere a pair of changes can hide: one user leaves the middle of the list
// and another one enters it, between two answers, on pages that are neither the
// first nor the last. The total is the same, the users between the two places
// move by one, and one who moved over the edge of a page at the wrong time is
// missed. Users enter in the middle when they are reactivated (in a list of
// active or of deactivated users; in one of both nothing moves), when more than
// a page of them is created in one second, which is as fine as createdAt is, or
// if the service should sort by something that changes. In a list that is not
// counted a deletion shows by the last page alone, which then differs.
//
// What changes after a page was read without moving anything, such as a name or
// somebody's presence, is not looked for, and neither is what happens after the
// end. A service that answers from copies that lag behind each other can show a
// settled list that never was.
//
// # When it fails
//
// The error of a page that could not be read, after the client's own patience
// and three answers that were of no use, ends the fetch, and so does the context. What was put stays with the reading,
// which is not ended: nobody is removed. The outcome then tells how far it came.
func Fetch(ctx context.Context, from Lister, begin func() Reading, o Options) (Outcome, error) {
	o = o.withDefaults()
	f := &fetch{Options: o, from: from, pace: newPace(o), seed: maphash.MakeSeed()}
	defer f.start(ctx)()
	err := f.passes(begin)
	f.out.Budget = f.pace.known()
	if err != nil {
		return f.out, fmt.Errorf("read all users: %w", err)
	}
	return f.out, nil
}

// fetch is what the passes of one fetch share.
type fetch struct {
	Options
	from Lister
	pace *pace
	seed maphash.Seed
	ctx  func() error // the error of the context
	jobs chan job
	out  Outcome
}

// job asks a worker for one page. The answer has room for it, so that no worker
// waits for somebody who went away.
type job struct {
	number, size int
	answer       chan<- answer
}

type answer struct {
	page client.Page
	err  error
}

// window is how many pages may be under way or wait for an earlier one, for each
// worker.
const window = 3

// start lets the workers wait for jobs. They end, and are waited for, with stop.
func (f *fetch) start(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	f.ctx = ctx.Err
	f.jobs = make(chan job, window*f.Workers)
	var workers sync.WaitGroup
	for range f.Workers {
		workers.Go(func() {
			for j := range f.jobs {
				j.answer <- f.read(ctx, j)
			}
		})
	}
	return func() {
		cancel()
		close(f.jobs)
		workers.Wait()
	}
}

// read asks the service for one page.
func (f *fetch) read(ctx context.Context, j job) (a answer) {
	defer func() {
		if v := recover(); v != nil {
			a = answer{err: fmt.Errorf("panic: %v", v)}
		}
	}()
	o := f.List
	o.PerPage, o.Page = j.size, j.number
	for try := 1; ; try++ {
		if err := f.pace.wait(ctx); err != nil {
			return answer{err: err}
		}
		page, err := f.from.ListUsers(ctx, o)
		f.pace.note(page.Budget)
		for range page.Requests - 1 { // they were sent without asking the pace
			_ = f.pace.wait(ctx) // the next one tells that the context is over
		}
		if try == maxTries || !isAccident(err) {
			return answer{page, err}
		}
	}
}

// maxTries is how often a page is asked for that meets one accident after the
// other.
const maxTries = 3

// isAccident recognises an answer that came but is of no use, which the client
// does not ask for again. One among a thousand pages is to be expected.
func isAccident(err error) bool {
	var api *client.APIError
	return errors.Is(err, client.ErrBadAnswer) || errors.As(err, &api) && api.Status == http.StatusInternalServerError
}

// ask asks for a page of the list.
func (f *fetch) ask(number int) <-chan answer { return f.askFor(job{number: number, size: f.PerPage}) }

// askFor hands the job to a worker; there is room for as many as [window] allows.
func (f *fetch) askFor(j job) <-chan answer {
	to := make(chan answer, 1)
	j.answer = to
	f.jobs <- j
	return to
}

// passes reads the list until a pass leaves no doubt, or another one would not
// help.
func (f *fetch) passes(begin func() Reading) error {
	var before uint64
	for {
		f.out.Passes++
		f.out.LeftOut, f.out.Unread = nil, 0
		p := &pass{fetch: f, reading: begin(), began: f.Now()}
		p.seen.SetSeed(f.seed)
		err := p.run()
		f.out.Users, f.out.Counted = p.reading.Count(), p.now.Total
		if err == nil {
			err = f.ctx()
		}
		if err != nil {
			return err
		}
		if f.out.Unread > 0 {
			p.doubt = Unreadable
		}
		f.out.Doubt, f.out.Settled = p.doubt, p.doubt == NoDoubt
		seen := p.seen.Sum64()
		switch {
		case f.out.Settled:
			f.out.Gone = p.reading.End()
			return nil
		case p.doubt == Unreadable, f.out.Passes == maxPasses, f.out.Passes > 1 && seen == before:
			return nil
		}
		before = seen
		f.shrink(p)
	}
}

// shrink asks for as many a page as the service gave, where it gave fewer than it
// was asked for and that was not the whole list.
func (f *fetch) shrink(p *pass) {
	given := p.first.Rows()
	isPart := p.doubt == Longer || p.doubt == Gaps || p.doubt == Miscounted
	if isPart && given > 0 && given < f.PerPage {
		f.PerPage = given
	}
}

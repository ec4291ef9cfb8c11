package mirror

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"net/http"
	"runtime/debug"
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
	// nobody has touched since it began, and returns how many that were.
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
	// Pass counts from 1.
	Pass int
}

// Outcome is what a fetch came to.
type Outcome struct {
	// Users is how many different users the last pass met.
	Users int
	// Gone is how many the end of the last pass removed.
	Gone int
	// Passes is how often the list was read; Settled says that the last time
	// nothing moved, as far as can be seen (see [Fetch]).
	Passes  int
	Settled bool
	// LeftOut are the rows of the last pass that could not be read, the first few
	// of them, and Unread is how many there were. Nobody can tell whom they are
	// about, so nobody is removed.
	LeftOut []LeftOut
	Unread  int
	// Budget is the rate limit by the last answer that told it.
	Budget client.Budget
	// Took is the time from beginning to end.
	Took time.Duration
}

// LeftOut is a row that could not be read, and its page.
type LeftOut struct {
	Page int
	client.LeftOut
}

// maxLeftOut is how many of them are told.
const maxLeftOut = 5

// PanicError is a panic in the midst of a request. It is returned as an error
// because on a goroutine of its own it would end the program and leave the
// terminal as it is.
type PanicError struct {
	Value any
	// Stack is the goroutine's, for a report of the crash.
	Stack []byte
}

// Error tells the panic without its stack.
func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// maxPasses is how often a list that moves is read. Whoever creates users all
// day would keep the program reading all day.
const maxPasses = 4

// Fetch reads all users that the options select into a reading of begin, page
// by page in the list's order. When something moved it reads everything again,
// into another reading, four times at most; the last reading is ended, whether
// it was quiet or not, and no other.
//
// A pass is quiet, and the outcome settled, when
//
//   - all its answers told the same total,
//   - the first and the last page, asked for once more at its end, held the same
//     uids in the same order, and
//   - no user came twice, as many users were met as the total says, and no page
//     but the last was short. These three are forgiven when the pass before saw
//     exactly the same, uid by uid: some services count wrongly all the time.
//
// A list of one page comes in one answer, which is one moment; it is quiet when
// it holds as many as it says.
//
// # What remains unseen
//
// Quiet means that what was read is the list as it was when the first page was
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
// quiet list that never was.
//
// # When it fails
//
// The error of a page that could not be read, after the client's own patience
// and three answers that were of no use, ends the fetch, and so does the context. What was put stays with the reading,
// which is not ended: nobody is removed. The outcome then tells how far it came.
func Fetch(ctx context.Context, from Lister, begin func() Reading, o Options) (Outcome, error) {
	o = o.withDefaults()
	f := &fetch{Options: o, from: from, pace: newPace(o), seed: maphash.MakeSeed()}
	began := o.Now()
	defer f.start(ctx)()
	err := f.passes(begin)
	f.out.Budget, f.out.Took = f.pace.known(), o.Now().Sub(began)
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
	number int
	answer chan<- answer
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
				j.answer <- f.read(ctx, j.number)
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
func (f *fetch) read(ctx context.Context, number int) (a answer) {
	defer func() {
		if v := recover(); v != nil {
			a = answer{err: &PanicError{Value: v, Stack: debug.Stack()}}
		}
	}()
	o := f.List
	o.PerPage, o.Page = f.PerPage, number
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

// ask hands the job to a worker; there is room for as many as [window] allows.
func (f *fetch) ask(number int) <-chan answer {
	to := make(chan answer, 1)
	f.jobs <- job{number, to}
	return to
}

// passes reads the list until a pass was quiet, or too often.
func (f *fetch) passes(begin func() Reading) error {
	var before uint64
	for {
		f.out.Passes++
		f.out.LeftOut, f.out.Unread = nil, 0
		p := &pass{fetch: f, reading: begin(), began: f.Now(), before: before}
		p.seen.SetSeed(f.seed)
		err := p.run()
		f.out.Users = p.reading.Count()
		if err == nil {
			err = f.ctx()
		}
		if err != nil {
			return err
		}
		f.out.Settled = p.isQuiet() && f.out.Unread == 0
		if f.out.Unread > 0 {
			return nil
		}
		if f.out.Settled || f.out.Passes == maxPasses {
			f.out.Gone = p.reading.End()
			return nil
		}
		before = p.seen.Sum64()
	}
}

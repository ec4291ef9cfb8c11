package ui

import (
	"slices"
	"time"
)

// requests are those in flight: what the footer tells of, and what quitting asks
// about. Only Update touches it.
type requests struct {
	last    request
	pending []pending
	logins  int // counts the sessions: an answer may be to a request of an earlier one
	waits   *waits
}

// pending is a request that has no answer yet. A write may change something.
type pending struct {
	request
	label  string
	write  bool
	logins int // the session it was made in
}

// number is for a request that is not shown as in flight: nobody waits for it.
func (r *requests) number() request {
	r.last++
	return r.last
}

// begin registers a request under a label such as "saving George Alan".
func (r *requests) begin(label string, write bool) request {
	r.last++
	r.pending = append(r.pending, pending{r.last, label, write, r.logins})
	return r.last
}

// end takes a request off the list. It reports whether the request was made in a
// session that is over.
func (r *requests) end(answered request) (stale bool) {
	r.pending = slices.DeleteFunc(r.pending, func(p pending) bool {
		if p.request == answered {
			stale = p.logins != r.logins
		}
		return p.request == answered
	})
	return stale
}

// busy names the newest request in flight, "" when there is none.
func (r *requests) busy() string {
	if len(r.pending) == 0 {
		return ""
	}
	return r.pending[len(r.pending)-1].label
}

// writing names a change in flight, "" when there is none.
func (r *requests) writing() string {
	for _, p := range r.pending {
		if p.write {
			return p.label
		}
	}
	return ""
}

// waiting is the newest request in flight that still waits for long enough to be
// told, and why it waits.
func (r *requests) waiting(now func() time.Time) (waits request, left time.Duration, reason error, ok bool) {
	for _, p := range slices.Backward(r.pending) {
		if wait, ok := r.waits.of(p.request); ok && wait.Until.Sub(now()) > shortWait {
			return p.request, wait.Until.Sub(now()), wait.Reason, true
		}
	}
	return 0, 0, nil, false
}

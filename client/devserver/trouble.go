package devserver

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// trouble draws what happens to each request from a seed: the same seed gives
// the same sequence. Requests draw in order of arrival.
type trouble struct {
	latency Latency
	faults  []Fault

	mu     sync.Mutex
	random *rand.Rand
}

// troubleStream separates these random numbers from the other uses of the same
// seed.
const troubleStream = 2

func newTrouble(o Options) (*trouble, error) {
	if err := o.Latency.check(); err != nil {
		return nil, fmt.Errorf("latency %s: %w", o.Latency, err)
	}
	for _, f := range o.Faults {
		if err := f.check(); err != nil {
			return nil, fmt.Errorf("fault %s: %w", f, err)
		}
	}
	return &trouble{
		latency: o.Latency, faults: o.Faults,
		random: rand.New(rand.NewPCG(o.seed(), troubleStream)),
	}, nil
}

// fate is what happens to one request. It may be slow and also meet one other
// fault.
type fate struct {
	latency, slow time.Duration
	fault         Fault // no kind means no fault
}

// String names the faults in the words that [ParseFault] reads; it is empty
// without faults.
func (f fate) String() string {
	var faults []string
	if f.fault.Kind != "" {
		faults = append(faults, f.fault.name())
	}
	if f.slow > 0 {
		faults = append(faults, string(FaultSlow)+":"+f.slow.String())
	}
	return strings.Join(faults, " ")
}

// draw draws one number for every fault, whether or not an earlier one hit, so
// that adding a fault at the end does not move the others. The first hit
// counts; slow ones add up.
func (t *trouble) draw() fate {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := fate{latency: t.latency.draw(t.random)}
	for _, fault := range t.faults {
		switch hit := t.random.Float64() < fault.Share; {
		case !hit:
		case fault.Kind == FaultSlow:
			f.slow += fault.Delay
		case f.fault.Kind == "":
			f.fault = fault
		}
	}
	return f
}

// disturb runs the next handler unless a fault intervenes. It cuts connections
// with the panic that net/http and [Server.Transport] recognise.
func (s *Server) disturb(w *statusWriter, r *http.Request, next http.HandlerFunc) {
	f := s.trouble.draw()
	w.fault = f.String()
	if !pause(r.Context(), f.latency) || f.fault.Kind == FaultDrop {
		panic(http.ErrAbortHandler)
	}
	switch {
	case f.fault.Kind == FaultStatus:
		s.refuse(w, f.fault.Status)
		return
	case f.fault.Kind == "" && f.slow == 0:
		next(w, r)
		return
	}
	answer := &recorder{header: w.Header()}
	next(answer, r)
	if !pause(r.Context(), f.slow) || f.fault.Kind == FaultLate {
		panic(http.ErrAbortHandler)
	}
	deliver(w, answer, f.fault.Kind)
}

// deliver sends an answer, damaged as the fault requires.
func deliver(w http.ResponseWriter, answer *recorder, kind FaultKind) {
	body := answer.body.Bytes()
	half := body[:len(body)/2]
	switch kind {
	case FaultBadJSON:
		body = half
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	case FaultCut:
		w.WriteHeader(answer.status)
		_, _ = w.Write(half)                      // breaks off either way
		_ = http.NewResponseController(w).Flush() // or net/http would buffer it
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(answer.status)
	_, _ = w.Write(body) // the client may have gone
}

// refuse answers with a status without doing anything. The service's answers
// with such a status are unknown: the envelope is a choice, and so is asking
// for a delay of one second.
func (s *Server) refuse(w http.ResponseWriter, status int) {
	e := failed()
	if status == http.StatusTooManyRequests {
		e = tooManyRequests()
		h := w.Header()
		h.Set("X-RateLimit-Limit", strconv.Itoa(s.meter.limitOf(standard)))
		h.Set("X-RateLimit-Remaining", "0")
		h.Set("X-RateLimit-Reset", strconv.FormatInt(s.now().Unix()+1, 10))
		h.Set("Retry-After", "1")
	}
	e.status = status
	send(w, status, errorJSON(e))
}

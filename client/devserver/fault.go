package devserver

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// FaultKind is a way for an answer to go wrong.
type FaultKind string

// The kinds of faults, in the words that [ParseFault] reads.
const (
	// FaultStatus refuses the request with status 429 or 5xx, in CometChat's
	// envelope, without doing anything. A 429 asks the client to wait one
	// second.
	FaultStatus FaultKind = "status"
	// FaultDrop cuts the connection before anything is done.
	FaultDrop FaultKind = "drop"
	// FaultLate performs the request, then cuts the connection instead of
	// answering.
	FaultLate FaultKind = "late"
	// FaultCut cuts the connection in the middle of the answer.
	FaultCut FaultKind = "cut"
	// FaultBadJSON sends half of the answer as if it were complete.
	FaultBadJSON FaultKind = "badjson"
	// FaultSlow performs the request and delays the answer.
	FaultSlow FaultKind = "slow"
)

// Fault is a kind of fault and the share of requests it affects.
type Fault struct {
	Kind FaultKind
	// Status is what [FaultStatus] answers: 429 or 500 to 599.
	Status int
	// Delay is how long [FaultSlow] delays the answer, at most 30 seconds.
	Delay time.Duration
	// Share is the fraction of requests affected, from 0 to 1.
	Share float64
}

// ParseFault reads a fault and its share of requests, such as 429:5%, 503:0.5%,
// drop:1%, cut:1%, late:1%, badjson:1% or slow:2s:10%.
func ParseFault(text string) (Fault, error) {
	parts := strings.Split(text, ":")
	f := Fault{Kind: FaultKind(parts[0])}
	var err error
	if f.Share, err = parseShare(parts[len(parts)-1]); err != nil {
		return Fault{}, fmt.Errorf("fault %q: %w", text, err)
	}
	status, notNumber := strconv.Atoi(parts[0])
	switch {
	case notNumber == nil:
		f.Kind, f.Status = FaultStatus, status
	case f.Kind == FaultStatus:
		f.Kind = "" // a status is written as a number
	case f.Kind == FaultSlow && len(parts) == 3:
		if f.Delay, err = time.ParseDuration(parts[1]); err != nil {
			return Fault{}, fmt.Errorf("fault %q: %q is not a duration such as 2s", text, parts[1])
		}
		parts = parts[1:]
	}
	if len(parts) != 2 {
		return Fault{}, fmt.Errorf("fault %q is not of the form 429:5%% or slow:2s:10%%", text)
	}
	if err := f.check(); err != nil {
		return Fault{}, fmt.Errorf("fault %q: %w", text, err)
	}
	return f, nil
}

func parseShare(text string) (float64, error) {
	number, isPercent := strings.CutSuffix(text, "%")
	percent, err := strconv.ParseFloat(number, 64)
	if err != nil || !isPercent {
		return 0, fmt.Errorf("%q is not a share such as 5%%", text)
	}
	return percent / 100, nil
}

// check refuses faults that cannot be served.
func (f Fault) check() error {
	switch f.Kind {
	case FaultDrop, FaultLate, FaultCut, FaultBadJSON:
	case FaultStatus:
		if f.Status != http.StatusTooManyRequests && (f.Status < 500 || f.Status > 599) {
			return errors.New("the status must be 429 or from 500 to 599")
		}
	case FaultSlow:
		if f.Delay <= 0 || f.Delay > maxPause {
			return fmt.Errorf("slow needs a duration of at most %s: slow:2s:10%%", maxPause)
		}
	default:
		return errors.New("the kinds are 429, 500 to 599, drop, late, cut, badjson and slow")
	}
	if !(f.Share >= 0 && f.Share <= 1) {
		return errors.New("the share must be from 0% to 100%")
	}
	return nil
}

// name is the fault without its share.
func (f Fault) name() string {
	switch f.Kind {
	case FaultStatus:
		return strconv.Itoa(f.Status)
	case FaultSlow:
		return string(f.Kind) + ":" + f.Delay.String()
	}
	return string(f.Kind)
}

// String writes the fault as [ParseFault] reads it.
func (f Fault) String() string {
	return f.name() + ":" + strconv.FormatFloat(f.Share*100, 'g', 10, 64) + "%"
}

package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"census/model"
)

// version is written on every line. Members that a later version adds are
// ignored by this one.
const version = 1

// The events.
const (
	intent  = "intent"
	outcome = "outcome"
)

// line is one line of a file: an intent with the change, or an outcome with what
// came of it. The id ties the two.
type line struct {
	Version   int           `json:"v"`
	Event     string        `json:"event"`
	ID        string        `json:"id"`
	Time      time.Time     `json:"time"`
	Owner     string        `json:"owner,omitempty"`
	Profile   string        `json:"profile,omitempty"`
	Actor     *Actor        `json:"actor,omitempty"`
	Operation string        `json:"operation,omitempty"`
	UID       string        `json:"uid,omitempty"`
	Request   *requestLine  `json:"request,omitempty"`
	Undoes    string        `json:"undoes,omitempty"`
	Result    Result        `json:"result,omitempty"`
	Error     model.RawText `json:"error,omitempty"`
	Before    *model.Record `json:"before,omitempty"`
	After     *model.Record `json:"after,omitempty"`
	// Private is empty, "omitted" or "lost".
	Private string `json:"private,omitempty"`
}

type requestLine struct {
	Method string        `json:"method"`
	Path   model.RawText `json:"path"`
	Body   model.RawText `json:"body,omitempty"`
}

var privateWords = map[Private]string{PrivateOmitted: "omitted", PrivateLost: "lost"}

func intentLine(id, owner string, now time.Time, c Change, private Private) line {
	return line{
		Version: version, Event: intent, ID: id, Time: now, Owner: owner,
		Profile: c.Profile, Actor: &c.Actor, Operation: c.Operation.Action.String(), UID: c.Operation.UID(),
		Request: &requestLine{c.Request.Method, model.RawText(c.Request.Path), model.RawText(c.Request.Body)},
		Undoes:  c.Undoes, Private: privateWords[private],
		Before: recordOf(c.Operation.Before), After: recordOf(c.Operation.After),
	}
}

func outcomeLine(id string, now time.Time, o Outcome) line {
	l := line{Version: version, Event: outcome, ID: id, Time: now, Result: o.Result, Error: model.RawText(o.Error)}
	if o.After != nil {
		l.After = recordOf(*o.After)
	}
	return l
}

// recordOf leaves nobody out.
func recordOf(u model.User) *model.Record {
	if u.UID == "" {
		return nil
	}
	r := model.Record(u)
	return &r
}

func userOf(r *model.Record) model.User {
	if r == nil {
		return model.User{}
	}
	return model.User(*r)
}

// text is the line as it is written, its line feed included.
func (l line) text() ([]byte, error) {
	text, err := json.Marshal(l)
	return append(text, '\n'), err
}

// parseLine reads a line. Its errors quote nothing of it.
func parseLine(text []byte) (line, error) {
	var l line
	if json.Unmarshal(text, &l) != nil {
		return l, errors.New("it is cut off or not JSON of a journal")
	}
	_, known := actionOf(l.Operation)
	switch {
	case l.ID == "":
		return l, errors.New("it has no id")
	case l.Event == intent && !known:
		return l, errors.New("its operation is not known")
	case l.Event != intent && l.Event != outcome:
		return l, errors.New("it is neither intent nor outcome")
	}
	return l, nil
}

// entry joins an intent and its outcome, which may be nil.
func (l line) entry(o *line) Entry {
	action, _ := actionOf(l.Operation)
	e := Entry{
		ID: l.ID, Time: l.Time, Profile: l.Profile, Undoes: l.Undoes, owner: l.Owner,
		Operation: model.Operation{Action: action, Before: userOf(l.Before), After: userOf(l.After)},
	}
	if l.Actor != nil {
		e.Actor = *l.Actor
	}
	if r := l.Request; r != nil {
		e.Request = Request{Method: r.Method, Path: string(r.Path), Body: []byte(r.Body)}
	}
	for private, word := range privateWords {
		if l.Private == word {
			e.Private = private
		}
	}
	if o != nil {
		e.Finished, e.Result, e.Error = o.Time, o.Result, string(o.Error)
		if o.After != nil {
			e.Operation.After = userOf(o.After)
		}
	}
	return e
}

// Damage is a line that could not be read. The lines around it are not affected.
type Damage struct {
	File string // without its folder
	Line int    // counted from 1
	// Problem is a clause that quotes nothing of the line.
	Problem string
}

// String reads "journal-000001.jsonl, line 7: it has no id".
func (d Damage) String() string { return fmt.Sprintf("%s, line %d: %s", d.File, d.Line, d.Problem) }

package query

import (
	"strings"

	"census/model"
)

// Op is a comparison, as typed.
type Op string

// The comparisons. OpHas only requires that the path exists.
const (
	OpHas          Op = ""
	OpContains     Op = ":"
	OpEqual        Op = "="
	OpNotEqual     Op = "!="
	OpLess         Op = "<"
	OpLessEqual    Op = "<="
	OpGreater      Op = ">"
	OpGreaterEqual Op = ">="
)

// Meta matches by a value in the metadata. Path is dotted and folded, Value is
// folded; see [Meta.In].
type Meta struct {
	Path  string
	Op    Op
	Value string
}

// In reports whether the metadata has a value at the path that compares as
// required. Paths lead through objects and any element of lists. If Value is a
// number, it is compared as one with numbers and with texts that are numbers,
// and is neither less nor more than anything else. Otherwise folded texts are
// compared, with true, false and null as these words. An object equals nothing.
// [OpNotEqual] is the negation of [OpEqual]: no value at the path is equal, or
// there is none.
func (m Meta) In(metadata model.Metadata) bool {
	if m.Op == OpNotEqual {
		return !Meta{m.Path, OpEqual, m.Value}.In(metadata)
	}
	want, numeric := numberOf(m.Value)
	holds := false
	find(metadata, m.Path, func(v metaValue) bool {
		switch {
		case m.Op == OpHas:
			holds = true
		case !v.isScalar():
		case numeric && m.Op != OpContains:
			holds = m.comparesNumber(v, want)
		default:
			holds = m.comparesText(string(appendFold(nil, v.text)))
		}
		return holds
	})
	return holds
}

func (m Meta) comparesNumber(v metaValue, want number) bool {
	if n, ok := numberOf(string(v.text)); ok {
		return m.Op.holds(n.compare(want))
	}
	return m.Op == OpEqual && string(appendFold(nil, v.text)) == m.Value
}

func (m Meta) comparesText(text string) bool {
	if m.Op == OpContains {
		return strings.Contains(text, m.Value)
	}
	return m.Op.holds(strings.Compare(text, m.Value))
}

// holds reports whether the outcome of a comparison satisfies the operator.
func (o Op) holds(order int) bool {
	switch o {
	case OpEqual:
		return order == 0
	case OpLess:
		return order < 0
	case OpLessEqual:
		return order <= 0
	case OpGreater:
		return order > 0
	case OpGreaterEqual:
		return order >= 0
	}
	return false
}

func (m Meta) match(s *subject) bool { return m.In(s.user.Metadata) }

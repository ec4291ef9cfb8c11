package model

import (
	"encoding/json"
	"slices"
	"strings"
)

// Path leads to a value inside metadata: the keys from the outside in. The
// empty path is metadata as a whole.
type Path []string

// String joins the keys with dots: plan.limits.seats. Keys containing a dot or
// a space are quoted.
func (p Path) String() string {
	parts := make([]string, len(p))
	for i, key := range p {
		if key == "" || strings.ContainsAny(key, ". \t\"") {
			key = quoteKey(key)
		}
		parts[i] = Clean(key)
	}
	return strings.Join(parts, ".")
}

// PathChange is one difference between two metadata texts. Before is nil for an
// added value, After for a removed one.
type PathChange struct {
	Path          Path
	Before, After json.RawMessage
}

// Retyped reports whether the value's type has changed, such as from the number
// 1 to the text "1".
func (c PathChange) Retyped() bool {
	return c.Before != nil && c.After != nil && JSONType(c.Before) != JSONType(c.After)
}

// DiffMetadata lists the changes that turn before into after. Objects are
// compared key by key, everything else as a whole; before's keys come in their
// order, followed by the new ones. Empty metadata counts as an object without
// keys. Values nested deeper than metadata may be are compared as a whole too.
func DiffMetadata(before, after Metadata) []PathChange {
	return diffValues(nil, whole(before), whole(after))
}

func whole(m Metadata) json.RawMessage {
	if len(m) == 0 {
		return json.RawMessage("{}")
	}
	return json.RawMessage(m)
}

func diffValues(at Path, before, after json.RawMessage) []PathChange {
	if sameJSON(before, after) {
		return nil
	}
	a, aIsObject := parseObject(before)
	b, bIsObject := parseObject(after)
	if !aIsObject || !bIsObject || len(at) == maxDepth {
		return []PathChange{{Path: slices.Clone(at), Before: before, After: after}}
	}
	var changes []PathChange
	for _, key := range a.keys {
		changes = append(changes, diffValues(append(at, key), a.values[key], b.values[key])...)
	}
	for _, key := range b.keys {
		if _, there := a.values[key]; !there {
			changes = append(changes, diffValues(append(at, key), nil, b.values[key])...)
		}
	}
	return changes
}

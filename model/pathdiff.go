package model

import (
	"encoding/json"
	"slices"
	"strings"
)

// Path leads to a value inside of metadata: the keys from the outside in. The
// empty path is metadata as a whole.
type Path []string

// String joins the keys with dots: plan.limits.seats. Keys with a dot or a blank
// in them are quoted.
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

// PathChange is one difference between two metadata texts. Before is nil for a
// value that was added, After for one that was removed.
type PathChange struct {
	Path          Path
	Before, After json.RawMessage
}

// Retyped reports whether the value has become one of another type, such as the
// number 1 the text "1".
func (c PathChange) Retyped() bool {
	return c.Before != nil && c.After != nil && JSONType(c.Before) != JSONType(c.After)
}

// DiffMetadata lists what turns before into after, objects compared key by key
// and everything else as a whole, in the order of before's keys, then after's
// new ones. Metadata that is empty counts as an object without keys. What stands
// deeper than metadata may nest is compared as a whole too.
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

package model

import (
	"encoding/json"
	"maps"
	"slices"
)

// Collision is a place that two people have changed differently since base. For
// a field other than metadata, Path is nil and the three values are the
// field's. For metadata, Path leads to the value, and the values' Text is its
// JSON, empty if there is no value.
type Collision struct {
	Key                Key
	Path               Path
	Base, Mine, Theirs Value
}

// Merged is the result of a three-way merge. While there are collisions, User
// has their value for each.
type Merged struct {
	User       User
	Collisions []Collision
}

// Merge combines two people's changes of one user: mine is what the person at
// the screen wants, theirs is what the service has now, and base is what both
// started from. Fields are merged individually, metadata by JSON path, tags by
// element. A change made on one side only is taken; a change made alike on both
// sides is taken once. Fields that are never editable are taken from theirs, as
// are those damaged in any of the three. Values nested deeper than metadata may
// be are merged as a whole.
func Merge(base, mine, theirs User) Merged {
	m := Merged{User: theirs}
	for _, f := range fields {
		switch {
		case f.Editable != Always || isDamaged(f.Key, base, mine, theirs) || f.Same(mine, base) || f.Same(mine, theirs):
		case f.Same(theirs, base):
			m.User = f.With(m.User, f.Value(mine))
		case f.Kind == KindTags:
			m.User = f.With(m.User, Value{Tags: mergeTags(base.Tags, mine.Tags, theirs.Tags)})
		case f.Kind == KindJSON:
			m.mergeMetadata(base.Metadata, mine.Metadata, theirs.Metadata)
		default:
			m.Collisions = append(m.Collisions, Collision{Key: f.Key, Base: f.Value(base), Mine: f.Value(mine), Theirs: f.Value(theirs)})
		}
	}
	return m
}

// Decide settles the first collision at the key and path with a value, and
// returns the merge without that collision.
func (m Merged) Decide(key Key, path Path, v Value) Merged {
	i := slices.IndexFunc(m.Collisions, func(c Collision) bool { return c.Key == key && slices.Equal(c.Path, path) })
	if i < 0 {
		return m
	}
	m.Collisions = slices.Delete(slices.Clone(m.Collisions), i, i+1)
	if f, ok := FieldOf(key); ok && f.Kind != KindJSON {
		m.User = f.With(m.User, v)
		return m
	}
	var value json.RawMessage
	if v.Text != "" {
		value = json.RawMessage(v.Text)
	}
	if len(path) == 0 {
		m.User.Metadata = Metadata(value)
		return m
	}
	m.User.Metadata = Metadata(putPath(whole(m.User.Metadata), path, value))
	return m
}

// mergeTags applies what mine added to base and removed from it to theirs.
func mergeTags(base, mine, theirs []string) []string {
	var tags []string
	for _, tag := range theirs {
		if slices.Contains(mine, tag) || !slices.Contains(base, tag) {
			tags = append(tags, tag)
		}
	}
	for _, tag := range mine {
		if !slices.Contains(base, tag) && !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return tags
}

func (m *Merged) mergeMetadata(base, mine, theirs Metadata) {
	if len(mine) == 0 || len(theirs) == 0 {
		// One side removed metadata as a whole, the other changed it.
		m.Collisions = append(m.Collisions, metadataCollision(nil, json.RawMessage(base), json.RawMessage(mine), json.RawMessage(theirs)))
		return
	}
	merged := m.mergeValues(nil, whole(base), json.RawMessage(mine), json.RawMessage(theirs))
	m.User.Metadata = Metadata(merged)
}

// mergeValues merges one value; nil means there is none.
func (m *Merged) mergeValues(at Path, base, mine, theirs json.RawMessage) json.RawMessage {
	switch {
	case sameJSON(mine, theirs), sameJSON(mine, base):
		return theirs
	case sameJSON(theirs, base):
		return mine
	}
	a, mineIsObject := parseObject(mine)
	b, theirsIsObject := parseObject(theirs)
	if !mineIsObject || !theirsIsObject || len(at) == maxDepth {
		m.Collisions = append(m.Collisions, metadataCollision(at, base, mine, theirs))
		return theirs
	}
	start, _ := parseObject(base) // an empty object if base has none
	merged := newObject()
	maps.Copy(merged.spelled, a.spelled)
	maps.Copy(merged.spelled, b.spelled)
	for _, key := range slices.Concat(b.keys, a.keys) {
		if _, done := merged.values[key]; done {
			continue
		}
		if value := m.mergeValues(append(at, key), start.values[key], a.values[key], b.values[key]); value != nil {
			merged.put(key, value)
		}
	}
	return merged.text()
}

func metadataCollision(at Path, base, mine, theirs json.RawMessage) Collision {
	return Collision{
		Key: KeyMetadata, Path: slices.Clone(at),
		Base: Value{Text: string(base)}, Mine: Value{Text: string(mine)}, Theirs: Value{Text: string(theirs)},
	}
}

// putPath returns the object with the value at the path; nil removes it.
// Missing objects along the path are created.
func putPath(object json.RawMessage, path Path, value json.RawMessage) json.RawMessage {
	o, ok := parseObject(object)
	if !ok {
		o = newObject()
	}
	key := path[0]
	switch {
	case len(path) > 1:
		o.put(key, putPath(o.values[key], path[1:], value))
	case value == nil:
		o.remove(key)
	default:
		o.put(key, value)
	}
	return o.text()
}

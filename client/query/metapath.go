package query

import (
	"math"
	"slices"
	"strings"

	"census/model"
)

// metaValue is a value found in metadata. Kind is its first byte: one of
// {["tfn, or anything else for a number.
type metaValue struct {
	kind byte
	text []byte // without quotes and escapes; empty for { and [
}

func (v metaValue) isScalar() bool { return v.kind != '{' && v.kind != '[' }

// finder looks for the values at a path.
type finder struct {
	scanner
	// visit is called with each value at the path and returns true to stop.
	visit  func(metaValue) bool
	folded []byte
}

// find visits the values at a folded path, through objects and any element of a
// list. Keys may themselves contain dots.
func find(m model.Metadata, path string, visit func(metaValue) bool) {
	f := finder{scanner: scan(m), visit: visit}
	f.find(path, 0)
}

func (f *finder) find(path string, depth int) {
	if depth > maxDepth {
		f.Stop()
		return
	}
	switch f.Peek() {
	case '{':
		for f.Pass(); f.More('}'); {
			f.member(path, depth)
		}
	case '[':
		for f.Pass(); f.More(']'); {
			f.find(path, depth+1)
		}
	default:
		f.Value()
	}
}

func (f *finder) member(path string, depth int) {
	key := f.key()
	if depth == 0 && isPrivate(key) {
		f.Value()
		return
	}
	f.folded = appendFold(f.folded[:0], key)
	rest, ok := strings.CutPrefix(path, string(f.folded))
	switch {
	case ok && rest == "":
		f.found(depth + 1)
	case ok && rest[0] == '.':
		f.find(rest[1:], depth+1)
	default:
		f.Value()
	}
}

// found visits the value that follows, or the elements of a list.
func (f *finder) found(depth int) {
	v := metaValue{kind: f.Peek()}
	switch v.kind {
	case '{', '[':
	case '"':
		v.text = f.plain(f.Quoted())
	default:
		if v.text = f.Bare(); v.text == nil {
			return
		}
	}
	switch {
	case f.visit(v) || depth > maxDepth:
		f.Stop()
	case v.kind == '{':
		f.Value()
	case v.kind == '[':
		for f.Pass(); f.More(']'); {
			f.found(depth + 1)
		}
	}
}

// MetaValue returns the first value at a dotted path in the metadata, for
// display: a text verbatim, a number as spelled, true, false or null. It is
// empty if there is none or it is an object. Keys are compared folded, lists
// are searched through, and @private is inaccessible. The text is as the
// service sent it, not sanitised.
func MetaValue(m model.Metadata, path string) string {
	text := ""
	find(m, Fold(path), func(v metaValue) bool {
		text = string(v.text)
		return v.isScalar()
	})
	return text
}

// MetaNumber returns the first number, or text that is a number, at a dotted
// path; ok is false if there is none. Large numbers lose digits, so it is only
// for sorting.
func MetaNumber(m model.Metadata, path string) (n float64, ok bool) {
	n = math.NaN()
	find(m, Fold(path), func(v metaValue) bool {
		found, isOne := numberOf(string(v.text))
		if v.isScalar() && isOne {
			n, ok = found.float, true
		}
		return ok
	})
	return n, ok
}

// MetaPaths appends the dotted paths of all texts, numbers, booleans and nulls
// in the metadata, each once, in order and with keys as spelled. Lists are
// searched through; what is under @private, or nested too deeply to be typed,
// is left out.
func MetaPaths(dst []string, m model.Metadata) []string {
	p := pathLister{scanner: scan(m), own: len(dst), paths: dst}
	p.list("", false, 0)
	return p.paths
}

// maxPath is how deep paths are listed: their total length grows with the
// square of the depth, which a stranger may have chosen.
const maxPath = 100

type pathLister struct {
	scanner
	paths []string
	own   int // where this metadata's paths begin in dst
}

// list lists the value at path; named is false above the first key.
func (p *pathLister) list(path string, named bool, depth int) {
	if depth > maxPath {
		p.Value()
		return
	}
	switch p.Peek() {
	case '{':
		for p.Pass(); p.More('}'); {
			p.member(path, named, depth)
		}
	case '[':
		for p.Pass(); p.More(']'); {
			p.list(path, named, depth+1)
		}
	default:
		if value := p.Value(); len(value) > 0 && path != "" && !slices.Contains(p.paths[p.own:], path) {
			p.paths = append(p.paths, path)
		}
	}
}

func (p *pathLister) member(path string, named bool, depth int) {
	key := string(p.key())
	switch {
	case depth == 0 && key == model.PrivateKey:
		p.Value()
	case named:
		p.list(path+"."+key, true, depth+1)
	default:
		p.list(key, true, depth+1)
	}
}

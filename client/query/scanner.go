package query

import "census/model"

// maxDepth is how deep metadata is followed: as deep as encoding/json goes.
const maxDepth = 10_000

// scanner walks metadata.
type scanner struct {
	model.JSONScanner
	// buffer holds one unescaped string, until the next one.
	buffer []byte
}

func scan(m model.Metadata) scanner { return scanner{JSONScanner: model.ScanJSON(m)} }

// key reads a key and its colon and returns the unescaped key, valid until the
// next string is read.
func (s *scanner) key() []byte { return s.plain(s.Key()) }

// plain is a string with its escapes resolved.
func (s *scanner) plain(raw []byte, escaped bool) []byte {
	if !escaped {
		return raw
	}
	s.buffer = model.AppendUnescapedJSON(s.buffer[:0], raw)
	return s.buffer
}

// values visits the strings and numbers in one value, at every depth, except
// what is under @private at the top level.
func (s *scanner) values(depth int, visit func(raw []byte, escaped bool)) {
	if depth > maxDepth {
		s.Stop()
		return
	}
	switch s.Peek() {
	case '{':
		for s.Pass(); s.More('}'); {
			if key := s.key(); depth == 0 && isPrivate(key) {
				s.Value()
				continue
			}
			s.values(depth+1, visit)
		}
	case '[':
		for s.Pass(); s.More(']'); {
			s.values(depth+1, visit)
		}
	case '"':
		if raw, escaped := s.Quoted(); raw != nil {
			visit(raw, escaped)
		}
	default:
		if word := s.Bare(); isNumber(word) {
			visit(word, false)
		}
	}
}

func isPrivate(key []byte) bool { return string(key) == model.PrivateKey }

func isNumber(word []byte) bool {
	return len(word) > 0 && (word[0] == '-' || word[0] >= '0' && word[0] <= '9')
}

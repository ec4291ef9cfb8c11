package query

import (
	"slices"
	"strings"
)

// Vocabulary lists values that occur among the users, most frequent first.
type Vocabulary struct {
	Roles, Tags, MetaPaths []string
}

// Completion replaces text[From:To] with Text.
type Completion struct {
	From, To int
	Text     string
}

// Complete offers continuations of the term at a byte offset of the text:
// fields, then their values. Those that start with what is typed come before
// those that only contain it. It offers nothing within a phrase or a regular
// expression.
func Complete(text string, at int, v Vocabulary) []Completion {
	at = min(max(at, 0), len(text))
	from := termStart(text[:at])
	typed := text[from:at]
	h := splitHead(typed)
	switch {
	case typed != "" && strings.IndexByte(`"/~`, typed[0]) >= 0:
		return nil
	case h.isMeta():
		return completePath(text, from, at, v.MetaPaths)
	case h.op != OpHas:
		return completeValue(text, from+len(h.name)+len(h.op), at, h, v)
	case h.name == typed:
		return completeField(text, from, at)
	}
	return nil
}

// termStart is where the term begins that text ends in, or the end of text when
// it ends between terms.
func termStart(text string) int {
	tokens := tokenize(text)
	if len(tokens) > 0 {
		if last := tokens[len(tokens)-1]; last.to == len(text) && (last.kind == termToken || last.kind == orToken) {
			return last.from
		}
	}
	return len(text)
}

// wordEnd is the end of the word around at, which is replaced as a whole: a
// space, parenthesis, comma, quote or one of the stops ends it.
func wordEnd(text string, at int, stops string) int {
	if n := strings.IndexAny(text[at:], " \t\r\n(),\""+stops); n >= 0 {
		return at + n
	}
	return len(text)
}

func completeField(text string, from, at int) []Completion {
	to := wordEnd(text, at, ".!"+operatorChars)
	if to < len(text) && text[to] == '.' {
		to++
	} else {
		to += len(operatorAt(text[to:]))
	}
	var offers []Completion
	for _, f := range fields {
		if strings.HasPrefix(f.name, strings.ToLower(text[from:at])) {
			offers = append(offers, Completion{from, to, f.name + f.begin()})
		}
	}
	return offers
}

// begin is what follows the field's name.
func (f field) begin() string {
	if f.name == metaField {
		return "."
	}
	return string(f.ops[0])
}

func completeValue(text string, from, at int, h head, v Vocabulary) []Completion {
	f, _ := fieldNamed(h.name)
	values := f.values
	switch f.name {
	case "role":
		values = v.Roles
	case "tag":
		values = v.Tags
	}
	if f.name == "role" || f.name == "tag" {
		from = lastItem(text, from, at)
	}
	return complete(text, from, at, values, quoteValue, "")
}

// lastItem is where the list item that ends at at begins.
func lastItem(text string, from, at int) int {
	p := parser{text: text}
	for {
		end := p.itemEnd(from, at)
		if end == at {
			return from
		}
		from = end + 1
	}
}

func completePath(text string, from, at int, paths []string) []Completion {
	from += len(metaField) + 1
	quoted := from < at && text[from] == '"'
	if !quoted && strings.ContainsAny(text[from:at], operatorChars+`!"`) {
		return nil
	}
	return complete(text, from, at, paths, quotePath, "!"+operatorChars)
}

// quotePath quotes a path unless it can be typed without quotes.
func quotePath(path string) string {
	if strings.ContainsAny(path, operatorChars+"!") {
		return `"` + strings.NewReplacer(`"`, `\"`, `\`, `\\`).Replace(path) + `"`
	}
	return quoteValue(path)
}

// complete offers the values that continue text[from:at]; the text it replaces
// ends at one of the stops.
func complete(text string, from, at int, values []string, quote func(string) string, stops string) []Completion {
	typed := strings.TrimPrefix(text[from:at], `"`)
	to := wordEnd(text, at, stops)
	if typed != text[from:at] { // include the closing quote
		to, _ = closing(text, from)
	}
	folded := Fold(strings.TrimSuffix(typed, `"`))
	var begin, contain []Completion
	for _, value := range values {
		offer := Completion{From: from, To: to, Text: quote(value)}
		switch name := Fold(value); {
		case offer.Text == text[from:to]:
		case strings.HasPrefix(name, folded):
			begin = append(begin, offer)
		case strings.Contains(name, folded):
			contain = append(contain, offer)
		}
	}
	return slices.Concat(begin, contain)
}

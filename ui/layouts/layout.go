package layouts

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// Limits of a [Layout].
const (
	MaxName    = 60   // characters of a view's name, and of its tab's
	MaxQuery   = 2000 // bytes of a view's query
	MaxColumns = 40
	MaxKey     = 300 // bytes of a column's key
	MaxWidth   = 300 // cells of a column
)

// Column is a column that is shown.
type Column struct {
	// Key is "name", "uid", "role" and so on, or "meta.plan" for a path in the
	// metadata.
	Key string `json:"key"`
	// Width is the width in cells that the person chose, 0 for none.
	Width int `json:"width,omitempty"`
}

// Sort is what the list is sorted by. An empty Column means the service's order.
type Sort struct {
	Column     string `json:"column"`
	Descending bool   `json:"descending,omitempty"`
}

// View is an arrangement under a name, with the question it answers.
type View struct {
	Name    string   `json:"name"`
	Query   string   `json:"query,omitempty"`
	Tab     string   `json:"tab,omitempty"`
	Sort    Sort     `json:"sort,omitzero"`
	Columns []Column `json:"columns,omitempty"`
}

// Layout is how the list is arranged. The zero Layout is that of a person who
// has arranged nothing.
type Layout struct {
	// Columns are those shown, from left to right; none means the program's own.
	Columns []Column
	Sort    Sort
	// Views are the saved ones: Views[0] under the key 1, Views[8] under 9; nil
	// where there is none.
	Views [9]*View
}

// Check says in a clause which limit the layout breaks, if any. [Store.Update]
// asks it as well.
func (l Layout) Check() error {
	if err := check(l.Columns, l.Sort); err != nil {
		return err
	}
	for i, v := range l.Views {
		if v == nil {
			continue
		}
		if err := v.check(); err != nil {
			return fmt.Errorf("view %d: %w", i+1, err)
		}
	}
	return nil
}

func (v View) check() error {
	for _, text := range []struct {
		what, text string
		size, most int
		unit       string
	}{
		{"name", v.Name, utf8.RuneCountInString(v.Name), MaxName, "characters"},
		{"tab", v.Tab, utf8.RuneCountInString(v.Tab), MaxName, "characters"},
		{"query", v.Query, len(v.Query), MaxQuery, "bytes"},
	} {
		if text.size > text.most {
			return fmt.Errorf("the %s has %d %s, at most %d are kept", text.what, text.size, text.unit, text.most)
		}
		if !utf8.ValidString(text.text) {
			return fmt.Errorf("the %s is not UTF-8", text.what)
		}
	}
	return check(v.Columns, v.Sort)
}

func check(columns []Column, sort Sort) error {
	if n := len(columns); n > MaxColumns {
		return fmt.Errorf("there are %d columns, at most %d are kept", n, MaxColumns)
	}
	seen := map[string]bool{}
	for i, c := range columns {
		if err := checkKey(c.Key); err != nil {
			return fmt.Errorf("column %d: %w", i+1, err)
		}
		if c.Key == "" {
			return fmt.Errorf("column %d has no key", i+1)
		}
		if seen[c.Key] {
			return fmt.Errorf("column %d was there before", i+1)
		}
		if c.Width < 0 || c.Width > MaxWidth {
			return fmt.Errorf("column %d: a width of %d is not between 0 and %d", i+1, c.Width, MaxWidth)
		}
		seen[c.Key] = true
	}
	if err := checkKey(sort.Column); err != nil {
		return fmt.Errorf("sort: %w", err)
	}
	return nil
}

func checkKey(key string) error {
	if len(key) > MaxKey {
		return fmt.Errorf("the key has %d bytes, at most %d are kept", len(key), MaxKey)
	}
	if !utf8.ValidString(key) {
		return errors.New("the key is not UTF-8")
	}
	return nil
}

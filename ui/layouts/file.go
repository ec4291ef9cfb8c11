package layouts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// maxFile bounds what is read of a file, in bytes. A layout at its limits needs
// less.
const maxFile = 1 << 20

// file is the form of a layout on the disk. Members it does not name are
// ignored, and gone once the layout is saved.
type file struct {
	Scope   string           `json:"scope"`
	Columns []Column         `json:"columns,omitempty"`
	Sort    Sort             `json:"sort,omitzero"`
	Views   map[string]*View `json:"views,omitempty"` // by key, "1" to "9"
}

func encode(scope string, l Layout) ([]byte, error) {
	f := file{Scope: scope, Columns: l.Columns, Sort: l.Sort, Views: map[string]*View{}}
	for i, v := range l.Views {
		if v != nil {
			f.Views[viewKey(i)] = v
		}
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false) // a query reads age>3
	e.SetIndent("", "  ")
	err := e.Encode(f)
	return text.Bytes(), err
}

// decode reads what encode wrote, or a person did. Its errors are clauses.
func decode(text []byte, scope string) (Layout, error) {
	if len(text) > maxFile {
		return Layout{}, fmt.Errorf("it has more than %d bytes", maxFile)
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")) // editors on Windows
	var f file
	if err := json.Unmarshal(text, &f); err != nil {
		return Layout{}, whereIn(text, err)
	}
	if f.Scope != scope {
		return Layout{}, errors.New("its scope is another one")
	}
	l := Layout{Columns: f.Columns, Sort: f.Sort}
	for i := range l.Views {
		l.Views[i] = f.Views[viewKey(i)]
	}
	return l, l.Check()
}

func viewKey(i int) string { return strconv.Itoa(i + 1) }

// whereIn says in which line a person finds what is wrong.
func whereIn(text []byte, err error) error {
	line := func(offset int64) int {
		return 1 + bytes.Count(text[:min(offset, int64(len(text)))], []byte("\n"))
	}
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("it is not JSON in line %d", line(syntax.Offset))
	case errors.As(err, &kind):
		return fmt.Errorf("line %d has a value of the wrong kind", line(kind.Offset))
	}
	return err
}

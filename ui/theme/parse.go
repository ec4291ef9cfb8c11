package theme

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// Error is a fault in a theme file.
type Error struct {
	Line    int
	Role    string // as it stands in the file; empty where the fault is about no role
	Problem string
}

func (e *Error) Error() string {
	at := fmt.Sprintf("line %d", e.Line)
	if e.Role == "" {
		return at + ": " + e.Problem
	}
	return at + ": " + e.Role + ": " + e.Problem
}

// parentKey names in a file the theme that the other lines change.
const parentKey = "parent"

// Parse reads a theme file: TOML with a line for each role that differs from the
// parent, such as accent = "#FF8800". The parent is a built-in theme with true
// colours, "dark" unless the file names another. A role that the file leaves out
// takes the colour of the one it follows, where the file names that, and the
// parent's otherwise. Errors are *Error.
func Parse(name string, text []byte) (*Theme, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // Windows editors write one
	if err := checkSyntax(text); err != nil {
		return nil, err
	}
	parent := builtin[0]
	colors := map[Role]Color{}
	var p unstable.Parser
	p.Reset(text)
	for p.NextExpression() {
		l, err := readLine(&p)
		if err != nil {
			return nil, err
		}
		if l.key == parentKey {
			var ok bool
			if parent, ok = Named(l.value); !ok {
				return nil, l.fault("there is no theme %q to change; the themes are %s", l.value, withColors())
			}
			continue
		}
		r, ok := roleNamed(l.key)
		if !ok {
			return nil, l.fault("no such role; the roles are %s", roleNames())
		}
		if colors[r], err = ParseHex(l.value); err != nil {
			return nil, l.fault("%v", err)
		}
	}
	return named(name, parent, colors), nil
}

// line is a key of the file with its value.
type line struct {
	number     int
	key, value string
}

func (l line) fault(format string, args ...any) error {
	return &Error{Line: l.number, Role: l.key, Problem: fmt.Sprintf(format, args...)}
}

// readLine takes the expression that the parser is at for a key and its text.
func readLine(p *unstable.Parser) (line, error) {
	node := p.Expression()
	var keys []string
	var l line
	for it := node.Key(); it.Next(); {
		keys = append(keys, string(it.Node().Data))
		l.number = p.Shape(it.Node().Raw).Start.Line
	}
	l.key = strings.Join(keys, ".")
	switch {
	case node.Kind != unstable.KeyValue:
		return l, l.fault("a theme has no tables, only lines such as accent = \"#FF8800\"")
	case node.Value().Kind != unstable.String:
		return l, l.fault("must be text in double quotes")
	}
	l.value = string(node.Value().Data)
	return l, nil
}

// checkSyntax finds what makes the text no TOML, keys given twice included.
func checkSyntax(text []byte) error {
	var ignored map[string]any
	err := toml.Unmarshal(text, &ignored)
	var fault *toml.DecodeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &fault):
		at, _ := fault.Position()
		return &Error{Line: at, Role: roleAt(text, at), Problem: "not valid TOML: " + strings.TrimPrefix(fault.Error(), "toml: ")}
	}
	return &Error{Line: 1, Problem: "not valid TOML"}
}

// roleAt is the role that a line of a broken file is about; empty when it is none.
func roleAt(text []byte, number int) string {
	lines := strings.Split(string(text), "\n")
	if number < 1 || number > len(lines) {
		return ""
	}
	key, _, _ := strings.Cut(lines[number-1], "=")
	if r, ok := roleNamed(strings.TrimSpace(key)); ok {
		return r.String()
	}
	return ""
}

func roleNames() string {
	var names []string
	for _, r := range Roles() {
		names = append(names, r.String())
	}
	return strings.Join(names, ", ")
}

func withColors() string {
	var names []string
	for _, t := range builtin {
		names = append(names, t.name)
	}
	return strings.Join(names, ", ")
}

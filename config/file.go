package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// maxFileSize is far more than any configuration needs.
const maxFileSize = 1 << 20

// ReadFile reads a configuration file of at most 1 MiB and returns its text and
// permissions. The real program uses it as [Sources].ReadFile. On systems
// without such permissions (Windows) they are reported as the owner's only.
func ReadFile(path string) ([]byte, fs.FileMode, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	if info.IsDir() {
		return nil, 0, errors.New("it is a directory")
	}
	text, err := io.ReadAll(io.LimitReader(f, maxFileSize+1))
	if err != nil {
		return nil, 0, err
	}
	if len(text) > maxFileSize {
		return nil, 0, errors.New("it is larger than 1 MiB, too large for a configuration")
	}
	mode := info.Mode().Perm()
	if runtime.GOOS == "windows" {
		mode = 0o600
	}
	return text, mode, nil
}

// entry is one value in the file, with its line.
type entry struct {
	text string
	line int
}

// document is a checked configuration file: every key is known and every value
// has passed its setting's check.
type document struct {
	path     string
	top      map[string]entry
	profiles map[string]map[string]entry
	// names are the profiles in the file's order, lines where each one begins.
	names []string
	lines map[string]int
}

// parse reads and checks a document. An empty text is an empty document. The
// errors are *Error.
func parse(path string, text []byte) (*document, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // some Windows editors write one
	d := &document{
		path:     path,
		top:      map[string]entry{},
		profiles: map[string]map[string]entry{},
		lines:    map[string]int{},
	}
	if err := d.checkSyntax(text); err != nil {
		return nil, err
	}
	// The decoder itself does not keep the lines of valid values, which the
	// settings' origins need, so this walks its parser.
	var p unstable.Parser
	p.Reset(text)
	var within []string // the table that the lines belong to
	for p.NextExpression() {
		node := p.Expression()
		keys, line := keyOf(&p, node)
		var err error
		switch node.Kind {
		case unstable.Table:
			within = keys
			err = d.addTable(keys, line)
		case unstable.ArrayTable:
			err = d.fault(line, keys, "must be one table in single brackets")
		case unstable.KeyValue:
			err = d.addValue(&p, slices.Concat(within, keys), line, node.Value())
		}
		if err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (d *document) fault(line int, keys []string, format string, args ...any) error {
	return &Error{
		Origin:  Origin{Level: File, Name: d.path, Line: line},
		Key:     strings.Join(keys, "."),
		Problem: fmt.Sprintf(format, args...),
	}
}

// checkSyntax finds what makes the text invalid TOML, including repeated keys.
// It words the fault itself, because the decoder's message may quote a value.
func (d *document) checkSyntax(text []byte) error {
	var ignored map[string]any
	err := toml.Unmarshal(text, &ignored)
	if err == nil {
		return nil
	}
	var fault *toml.DecodeError
	if !errors.As(err, &fault) {
		return d.fault(0, nil, "is not valid TOML")
	}
	line, column := fault.Position()
	if key := fault.Key(); len(key) > 0 {
		return d.fault(line, key, "is already set in the file")
	}
	return d.fault(line, keyAt(text, line), "not valid TOML at column %d: put text in double quotes", column)
}

// keyAt names the setting the line seems to be about. Anything else is not
// repeated: it may be part of a key pasted into the wrong place.
func keyAt(text []byte, line int) []string {
	lines := strings.Split(string(text), "\n")
	if line < 1 || line > len(lines) {
		return nil
	}
	before, _, _ := strings.Cut(lines[line-1], "=")
	name := strings.TrimSpace(before)
	if slices.Contains(append(keysAt(TopLevel), keysAt(PerProfile)...), name) {
		return []string{name}
	}
	return nil
}

func keyOf(p *unstable.Parser, n *unstable.Node) (keys []string, line int) {
	for it := n.Key(); it.Next(); {
		keys = append(keys, string(it.Node().Data))
		line = p.Shape(it.Node().Raw).Start.Line
	}
	return keys, line
}

// addTable handles the header of a table, or the key of an inline table.
func (d *document) addTable(keys []string, line int) error {
	switch {
	case keys[0] != "profiles":
		return d.fault(line, keys[:1], "must not be a table; the only tables are [profiles.NAME]")
	case len(keys) > 2:
		return d.fault(line, keys, "a profile cannot contain tables")
	case len(keys) == 2:
		d.addProfile(keys[1], line)
	}
	return nil
}

func (d *document) addProfile(name string, line int) map[string]entry {
	if d.profiles[name] == nil {
		d.profiles[name] = map[string]entry{}
		d.lines[name] = line
		d.names = append(d.names, name)
	}
	return d.profiles[name]
}

func (d *document) addValue(p *unstable.Parser, keys []string, line int, v *unstable.Node) error {
	if v.Kind == unstable.InlineTable {
		if err := d.addTable(keys, line); err != nil {
			return err
		}
		for it := v.Children(); it.Next(); {
			inner, line := keyOf(p, it.Node())
			if err := d.addValue(p, slices.Concat(keys, inner), line, it.Node().Value()); err != nil {
				return err
			}
		}
		return nil
	}
	into, s, err := d.slot(keys, line)
	if err != nil {
		return err
	}
	text, problem := valueOf(s, v)
	if problem != "" {
		return d.fault(line, keys, "%s", problem)
	}
	into[s.Name] = entry{text, line}
	return nil
}

// slot finds the setting that the key names, and the map for its value.
func (d *document) slot(keys []string, line int) (map[string]entry, Setting, error) {
	place, into := TopLevel, d.top
	if keys[0] == "profiles" {
		if len(keys) < 3 {
			return nil, Setting{}, d.fault(line, keys, "must be a table, as in [profiles.NAME]")
		}
		place, into = PerProfile, d.addProfile(keys[1], line)
	}
	name := keys[len(keys)-1]
	depth := map[Place]int{TopLevel: 1, PerProfile: 3}[place]
	i := slices.IndexFunc(table, func(s Setting) bool { return s.Name == name && s.isAt(place) })
	if len(keys) != depth || i < 0 {
		return nil, Setting{}, d.unknown(keys[:min(depth, len(keys))], line)
	}
	return into, table[i], nil
}

// unknown reports a key or table that is not known in this place.
func (d *document) unknown(keys []string, line int) error {
	name, here, other := keys[len(keys)-1], TopLevel, PerProfile
	hint := "belongs in a profile's table, [profiles.NAME]"
	if keys[0] == "profiles" {
		here, other = PerProfile, TopLevel
		hint = "belongs at the top of the file, before the first table"
	}
	if slices.Contains(keysAt(other), name) {
		return d.fault(line, keys, "%s", hint)
	}
	known := keysAt(here)
	if here == TopLevel {
		known = append(known, "profiles")
	}
	return d.fault(line, keys, "unknown key; %s", didYouMean(name, known))
}

// keysAt lists the keys allowed in the place.
func keysAt(place Place) []string {
	var names []string
	for _, s := range table {
		if s.isAt(place) {
			names = append(names, s.Name)
		}
	}
	return names
}

// valueOf reads the value of a setting, or says what is wrong with it.
func valueOf(s Setting, v *unstable.Node) (text, problem string) {
	switch {
	case s.Switch && v.Kind != unstable.Bool:
		return "", "must be true or false, without quotes"
	case !s.Switch && v.Kind != unstable.String:
		return "", "must be text in double quotes"
	}
	text = string(v.Data)
	if text == "" {
		return "", "must not be empty; remove the line instead"
	}
	return text, s.check(text)
}

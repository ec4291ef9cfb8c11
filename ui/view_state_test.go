package ui_test

import (
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"
	"testing"

	"census/ui/uitest"
)

// remembered are the types, and fields of types, that View may change: they remember what was drawn so
// that it need not be drawn again, or count the frames. Nothing else depends on
// what they hold.
var remembered = []string{
	"ui.answering",    // which frame asks a question
	"ui.metadataView", // metadata laid out for a width
	"table.measured",  // widths of texts

	"table.Model.cells", "table.Model.frame", // room to draw in
	"textedit.Area.text", "textedit.Area.joined", // the lines in one piece
	"ui.formField.found", // what is wrong with a text
}

// outside are the types that no view changes and that are too large to look at.
var outside = []string{"roster.Roster", "context.", "sync.", "atomic.", "client.", "changes.", "time.Location", "lipgloss.", "termenv.", "query."}

// Drawing changes nothing: however often the terminal wants a frame, what keys do
// next is the same.
func TestViewChangesNoState(t *testing.T) {
	shared := uitest.New(t)
	for _, screen := range screens {
		for _, size := range [][2]int{{120, 36}, {40, 12}} {
			t.Run(fmt.Sprintf("%s/%dx%d", screen.name, size[0], size[1]), func(t *testing.T) {
				options := append(slices.Clone(screen.options), uitest.Size(size[0], size[1]))
				if screen.name != "conflict" {
					options = append(options, uitest.Over(shared))
				}
				s := uitest.New(t, options...)
				screen.drive(s)
				before := state(s.App())
				s.Frame()
				after := state(s.App())
				for i := range before {
					if i >= len(after) || before[i] != after[i] {
						t.Fatalf("View has changed %s to %s", before[i], after[min(i, len(after)-1)])
					}
				}
			})
		}
	}
}

// state lists everything that can be reached from the value, a line each.
func state(v any) []string {
	w := walker{seen: map[uintptr]bool{}}
	w.walk("app", reflect.ValueOf(v))
	return w.lines
}

type walker struct {
	lines []string
	seen  map[uintptr]bool
}

func (w *walker) walk(path string, v reflect.Value) {
	if !v.IsValid() {
		w.lines = append(w.lines, path+" nil")
		return
	}
	name := strings.TrimPrefix(v.Type().String(), "*")
	if slices.Contains(remembered, name) || slices.ContainsFunc(outside, func(p string) bool { return strings.HasPrefix(name, p) }) {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || w.seen[v.Pointer()] {
			w.lines = append(w.lines, fmt.Sprintf("%s %t", path, v.IsNil()))
			return
		}
		w.seen[v.Pointer()] = true
		w.walk(path, v.Elem())
	case reflect.Interface:
		w.walk(path, v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i).Name; !slices.Contains(remembered, name+"."+field) {
				w.walk(path+"."+field, v.Field(i))
			}
		}
	case reflect.Slice, reflect.Array:
		w.lines = append(w.lines, fmt.Sprintf("%s [%d]", path, v.Len()))
		for i := range v.Len() {
			w.walk(fmt.Sprintf("%s[%d]", path, i), v.Index(i))
		}
	case reflect.Map:
		keys := v.MapKeys()
		sort.Slice(keys, func(i, j int) bool { return fmt.Sprint(keys[i]) < fmt.Sprint(keys[j]) })
		for _, k := range keys {
			w.walk(fmt.Sprintf("%s[%v]", path, k), v.MapIndex(k))
		}
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		w.lines = append(w.lines, fmt.Sprintf("%s %t", path, v.IsNil()))
	default:
		w.lines = append(w.lines, fmt.Sprintf("%s %v", path, v))
	}
}

// What is scrolled stays where it is as long as what keys act on can be seen, also
// where no frame is drawn between two keys.
func TestScrollingStaysWhereItIs(t *testing.T) {
	for name, open := range map[string]func(s *uitest.Screen) (down, up string){
		"metadata": func(s *uitest.Screen) (string, string) {
			toRichUser(s).Press("e")
			toField(s, "Metadata")
			return "down", "up"
		},
		"history": func(s *uitest.Screen) (string, string) {
			for range 15 {
				s.Press("j", "d", "y", "d", "y")
			}
			s.Press("H")
			return "j", "k"
		},
	} {
		s := uitest.New(t, uitest.Size(80, 13))
		down, up := open(s)
		first := s.Lines()[3]
		for range 12 {
			s.Press(down)
		}
		lowest := s.Lines()[3]
		back := s.Press(up, up).Lines()[3]
		if lowest == first || lowest != back {
			t.Errorf("%s: from %q to %q, then %q", name, first, lowest, back)
		}
	}
}

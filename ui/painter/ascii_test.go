package painter

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

func TestASCIILines(t *testing.T) {
	for _, test := range []struct{ line, want string }{
		{"plain", "plain"},
		{"▌ José       x", `> Jos\u00e9  x`},
		{"José      x", "Jos?      x"},
		{"José  x", "Jos?  x"},
		{"日本  x", "????  x"},
		{"日本       x", `\u65e5??   x`},
		{"日本         x", `\u65e5??     x`},
		{"日本           │ x", `\u65e5\u672c   | x`},
		{"👩‍👩‍👧 x", "?? x"},
		{"a…  ● online  b", "a~  * online  b"},
		{"\x1b[1mé\x1b[0m       x", "\x1b[1m" + `\u00e9` + "\x1b[0m  x"},
		{"a\u009bb", "ab"}, // nothing that a screen holds
		{"a\x9b1mb", "ab"},
		{"é" + Caret, "?" + Caret},
	} {
		if got := asciiLine(test.line); got != test.want {
			t.Errorf("%q is drawn as %q, want %q", test.line, got, test.want)
		}
	}
}

// holdsOnlyASCII is what a terminal of any charset can be sent.
func holdsOnlyASCII(line string) bool {
	return !strings.ContainsFunc(ansi.Strip(line), func(r rune) bool { return r < ' ' || r > '~' }) && isASCII(line)
}

// Any line is drawn in ASCII, as wide as it was, and what begins a column stays
// where it was.
func TestASCIIKeepsColumns(t *testing.T) {
	cell := rapid.StringOfN(rapid.RuneFrom([]rune("ab é日👩🇦🇿\u0301\u200d·…●│─\ufffd\u3164ßक्")), 0, 12, -1)
	rapid.Check(t, func(rt *rapid.T) {
		var line strings.Builder
		for range rapid.IntRange(1, 4).Draw(rt, "columns") {
			text := strings.TrimSpace(cell.Draw(rt, "cell"))
			line.WriteString(rapid.SampledFrom([]string{"", "\x1b[1m", "\x1b[38;5;3m"}).Draw(rt, "style"))
			line.WriteString(text + "\x1b[0m" + strings.Repeat(" ", rapid.IntRange(0, 20).Draw(rt, "room")))
		}
		was := line.String()
		got := asciiLine(was)
		if !holdsOnlyASCII(got) {
			rt.Fatalf("%q is drawn as %q", was, got)
		}
		before, after := pieces(was), pieces(got)
		if w, g := width(before), width(after); w != g {
			rt.Fatalf("%q is %d cells wide, %q %d", was, w, got, g)
		}
		for _, s := range segments(before) {
			if at := cellAt(after, s.column); s.column > 0 && at == " " && before[s.from].width > 0 {
				rt.Fatalf("nothing begins in column %d of %q, as it does in %q", s.column, got, was)
			}
		}
	})
}

func width(all []piece) (cells int) {
	for _, p := range all {
		cells += p.width
	}
	return cells
}

// cellAt is what is drawn in a column.
func cellAt(all []piece, column int) string {
	at := 0
	for _, p := range all {
		if p.width > 0 && column < at+p.width {
			return p.text
		}
		at += p.width
	}
	return ""
}

// Every screen is drawn in ASCII, as wide as it was, and census's own characters
// have a substitute each.
func TestScreensInASCII(t *testing.T) {
	screens := 0
	err := filepath.WalkDir("../testdata", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".golden") {
			return err
		}
		frame, err := os.ReadFile(path)
		screens++
		for line := range strings.SplitSeq(strings.TrimSuffix(string(frame), "\n"), "\n") {
			got := asciiLine(line)
			if w, g := width(pieces(line)), width(pieces(got)); !holdsOnlyASCII(got) || w != g {
				t.Errorf("%s: %q is drawn as %q, %d cells wide, want %d", path, line, got, g, w)
			}
		}
		return err
	})
	if err != nil || screens < 100 {
		t.Errorf("%d screens, %v", screens, err)
	}
	for ours, substitute := range ascii {
		if w := ansi.StringWidth(ours); w != len(substitute) || !isASCII(substitute) {
			t.Errorf("%q of %d cells becomes %q", ours, w, substitute)
		}
	}
}

// lookedUp are the files whose characters are looked for in texts and never drawn
// alone.
var lookedUp = []string{"client/query/foldtable.go", "model/glyph.go", "model/text.go", "ui/textedit/character.go"}

// Every sign that stands in a text of the program's own has a substitute: without
// one it would be drawn as if it were a user's character.
func TestOwnSignsHaveASubstitute(t *testing.T) {
	const root = "../.."
	signs := 0
	for _, dir := range []string{"client", "config", "model", "ui"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			name, _ := filepath.Rel(root, path)
			name = filepath.ToSlash(name)
			switch {
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "testdata" || name == "client/devserver" || name == "ui/painter"):
				return filepath.SkipDir
			case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || slices.Contains(lookedUp, name):
				return nil
			}
			for _, text := range literals(t, path) {
				for _, r := range text {
					if r <= '~' {
						continue
					}
					signs++
					if ascii[string(r)] == "" {
						t.Errorf("%s: %q has no substitute in %q", name, r, text)
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	if signs < 50 {
		t.Errorf("only %d signs were found", signs)
	}
}

// literals are the texts and characters that a source has been written with as
// they are. Those written as escapes are not meant to be read.
func literals(t *testing.T, path string) (texts []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && (l.Kind == token.STRING || l.Kind == token.CHAR) {
			texts = append(texts, l.Value)
		}
		return true
	})
	return texts
}

func TestASCIIText(t *testing.T) {
	for text, want := range map[string]string{
		"plain\n":                "plain\n",
		"“José” · 👍 → b… \u009b": `"Jos\u00e9" - \U0001f44d > b~ \u009b`,
		"\xff":                   `\ufffd`,
	} {
		if got := ASCII(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

func TestACanvasOfASCII(t *testing.T) {
	c := canvas{height: 2, ascii: true}
	if got := string(c.draw("● é\nx")); !holdsOnlyASCII(ansi.Strip(got)) || !strings.Contains(got, "* ?") {
		t.Errorf("drawn: %q", got)
	}
}

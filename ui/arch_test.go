package ui_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// arrows says which packages of census each package may depend on, directly or
// not: model ← client… ← client/session ← ui ← main → config, with the command line
// in main's layer. A package that is not listed fails the test.
var arrows = map[string][]string{
	"census/model":            {},
	"census/model/modeltest":  {"census/model"},
	"census/client":           {"census/model"},
	"census/client/devserver": {"census/model"},
	"census/client/journal":   {"census/model", "census/client/statefile"},
	"census/client/changes":   {"census/model", "census/client", "census/client/journal", "census/client/statefile"},
	"census/client/query":     {"census/model", "census/client"},
	"census/client/roster":    {"census/model", "census/client", "census/client/query"},
	"census/client/debuglog":  {"census/model", "census/client/statefile"},
	"census/client/mirror":    {"census/model", "census/client", "census/client/statefile"},
	"census/client/statefile": {},

	"census/client/statefile/statefiletest": {},

	"census/config":         {"census/model"},
	"census/ui/background":  {},
	"census/ui/keyboard":    {},
	"census/ui/painter":     {"census/model", "census/ui/keyboard"},
	"census/ui/table":       {},
	"census/ui/layouts":     {"census/client/statefile"},
	"census/ui/drafts":      {"census/model", "census/client/statefile"},
	"census/ui/userfile":    {"census/model"},
	"census/ui/words":       {"census/model", "census/client", "census/client/changes", "census/client/journal", "census/client/statefile", "census/ui/layouts"},
	"census/ui/textedit":    {},
	"census/ui/theme":       {},
	"census/ui":             belowUI,
	"census/ui/uitest":      append([]string{"census/client/devserver", "census/ui"}, belowUI...),
	"census/ui/cli":         belowMain,
	"census/ui/cli/ptytest": {},
	"census":                append([]string{"census/ui/cli"}, belowMain...),

	"census/client/devserver/sockets": {"census/model", "census/client/devserver"},

	"census/client/session": {
		"census/model", "census/client", "census/client/journal", "census/client/changes", "census/client/query",
		"census/client/roster", "census/client/mirror", "census/client/statefile",
	},
}

// belowUI is what the screens are made from, belowMain what the command line
// sees beside that.
var (
	belowUI = []string{
		"census/model", "census/client", "census/client/journal", "census/client/changes", "census/client/query",
		"census/client/roster", "census/client/mirror", "census/client/session", "census/ui/drafts", "census/ui/layouts", "census/client/statefile",
		"census/ui/userfile", "census/ui/words", "census/ui/textedit", "census/ui/theme", "census/ui/table", "census/ui/keyboard", "census/ui/painter",
	}
	belowMain = append([]string{"census/client/devserver", "census/client/devserver/sockets", "census/client/debuglog", "census/config", "census/ui", "census/ui/background"}, belowUI...)
)

func TestArrows(t *testing.T) {
	for pkg, deps := range dependencies(t) {
		allowed, ok := arrows[pkg]
		if !ok {
			t.Errorf("%s stands nowhere in the arrows", pkg)
			continue
		}
		for _, dep := range deps {
			if dep == "census" || strings.HasPrefix(dep, "census/") {
				if dep != pkg && !contains(allowed, dep) {
					t.Errorf("%s depends on %s, against the arrows", pkg, dep)
				}
			} else if pkg == "census/model" && strings.Contains(strings.Split(dep, "/")[0], ".") {
				t.Errorf("model depends on %s; it may import the standard library only", dep)
			}
		}
	}
}

// What only census serve needs is linked into nothing that the screens or a
// server inside a program are made from.
func TestSocketsAreForServeOnly(t *testing.T) {
	users := map[string]bool{"census/client/devserver/sockets": true, "census/ui/cli": true, "census": true}
	for pkg, deps := range dependencies(t) {
		if contains(deps, "github.com/coder/websocket") != users[pkg] {
			t.Errorf("%s depends on the library of sockets: %t, want %t", pkg, !users[pkg], users[pkg])
		}
	}
}

// dependencies lists every package of census that is more than tests, with all
// it depends on.
func dependencies(t *testing.T) map[string][]string {
	t.Helper()
	cmd := exec.Command("go", "list", "-f", "{{if .GoFiles}}{{.ImportPath}} {{join .Deps \" \"}}{{end}}", "./...")
	cmd.Dir = ".."
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	deps := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		if words := strings.Fields(line); len(words) > 0 {
			deps[words[0]] = words[1:]
		}
	}
	if len(deps) < 5 {
		t.Fatalf("go list found %d packages only: %v", len(deps), deps)
	}
	return deps
}

// The table of folders in docs/ARCHITECTURE.md is of the folders that there are.
func TestFoldersAreDescribed(t *testing.T) {
	page, err := os.ReadFile("../docs/ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	table, _, _ := strings.Cut(string(page), "\n## ")
	var described, there []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z/]+)` \\|").FindAllStringSubmatch(table, -1) {
		described = append(described, row[1])
	}
	for pkg := range dependencies(t) {
		if folder, ok := strings.CutPrefix(pkg, "census/"); ok {
			there = append(there, folder)
		}
	}
	slices.Sort(described)
	slices.Sort(there)
	if !slices.Equal(described, there) {
		t.Errorf("docs/ARCHITECTURE.md describes\n%s\nand there are\n%s", strings.Join(described, " "), strings.Join(there, " "))
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// Colours and escape sequences are named in styles.go and nowhere else.
func TestColoursStandInStylesOnly(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	colour := regexp.MustCompile(`lipgloss\.(Color|AdaptiveColor|ANSIColor|CompleteColor)|\\x1b\[|\\033\[|"#[0-9A-Fa-f]{6}"`)
	for _, file := range files {
		if file == "styles.go" || strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if hit := colour.Find(text); hit != nil {
			t.Errorf("%s names %q; colours belong into styles.go", file, hit)
		}
	}
}

// The top level holds what the project fixed, and nothing else.
func TestTopLevel(t *testing.T) {
	fixed := []string{"go.mod", "go.sum", "main.go", "ui", "client", "model", "config", "README.md", "docs", "LICENSE"}
	out, err := exec.Command("git", "-C", "..", "ls-files").Output()
	if err != nil {
		t.Skipf("not a git checkout, so nobody can say what belongs to it: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		top, _, _ := strings.Cut(strings.TrimSpace(line), "/")
		if !strings.HasPrefix(top, ".") && !contains(fixed, top) {
			t.Errorf("%s does not belong into the top level", top)
		}
	}
}

// Whoever drops an error says why: in a comment on the line, or right above it.
func TestDroppedErrorsSayWhy(t *testing.T) {
	dropped := regexp.MustCompile(`(^|[{;])\s*_(, _)* = `)
	err := filepath.WalkDir("..", func(path string, entry os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "testdata" || entry.Name() == "uitest" || entry.Name() == "ptytest"):
			return filepath.SkipDir
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		above := ""
		for i, line := range strings.Split(string(text), "\n") {
			if dropped.MatchString(line) && !strings.Contains(line, "//") && !strings.HasPrefix(strings.TrimSpace(above), "//") {
				t.Errorf("%s:%d: an error is dropped, and nothing says why: %s", path, i+1, strings.TrimSpace(line))
			}
			above = line
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

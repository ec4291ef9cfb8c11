package ui_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// docs/RELIABILITY.md names tests that there are: whole names, and patterns for
// -run and -fuzz.
func TestReliabilityNamesTests(t *testing.T) {
	page, err := os.ReadFile("../docs/RELIABILITY.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := namesOfTests(t)
	text := strings.ReplaceAll(string(page), `\|`, "|")
	for _, name := range regexp.MustCompile(`\b(Test|Fuzz)[A-Z]\w+`).FindAllString(text, -1) {
		if !strings.Contains(tests, "\n"+name) {
			t.Errorf("docs/RELIABILITY.md names %s, and no test is called so", name)
		}
	}
	for _, match := range regexp.MustCompile(`-(?:run|fuzz|bench) '?([A-Z][\w|]*)`).FindAllStringSubmatch(text, -1) {
		for alternative := range strings.SplitSeq(match[1], "|") {
			if alternative != "NAME" && !strings.Contains(tests, alternative) {
				t.Errorf("docs/RELIABILITY.md runs %s, and no test is called so", alternative)
			}
		}
	}
}

// namesOfTests lists the tests, fuzz targets and benchmarks of all packages, a
// line each.
func namesOfTests(t *testing.T) string {
	t.Helper()
	var names strings.Builder
	function := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)`)
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, match := range function.FindAllSubmatch(source, -1) {
			names.WriteString("\n" + string(match[1]))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names.String()
}

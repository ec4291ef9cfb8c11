package uitest_test

import (
	"os"
	"strings"
	"testing"

	"census/ui/uitest"
)

func TestEditGeorge(t *testing.T) {
	s := uitest.New(t, uitest.Size(80, 24))
	s.Press("/").Type("george").Press("enter", "e").Type(" II").Press("ctrl+s", "ctrl+s")
	s.Shows("saved George Alan II")
	s.Golden("saved") // testdata/TestEditGeorge/saved.golden; -update writes it
}

// The test above is the README's example.
func TestReadmeHasTheExample(t *testing.T) {
	source, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(source), ")\n\n")
	example, _, _ = strings.Cut(example, "\n\n")
	if !strings.HasPrefix(example, "func TestEditGeorge") || !strings.Contains(string(readme), "```go\n"+example+"\n```") {
		t.Errorf("README.md is stale; its example of a test must be:\n%s", example)
	}
}

package ui_test

import (
	"os"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"census/client/query"
	"census/ui/uitest"
)

// The screen at the top of the README is what the program shows.
func TestReadmeHasTheScreen(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	s := uitest.New(t, uitest.Size(120, 24)).Press("j", "j", "j", "j", "j", "j", "j", "j")
	want := ansi.Strip(strings.Join(s.Lines(), "\n"))
	if !strings.Contains(string(readme), want) {
		t.Errorf("README.md is stale; its screen must be:\n%s", want)
	}
}

// The search language of the README is the one there is.
func TestReadmeHasTheSearchLanguage(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := searchMarkdown(); !strings.Contains(string(readme), want) {
		t.Errorf("README.md is stale; its section on searching must hold:\n%s", want)
	}
}

// searchMarkdown is the table of the language for the README, ending in a line feed.
func searchMarkdown() string {
	var b strings.Builder
	b.WriteString("| typed | finds |\n|---|---|\n")
	for _, r := range query.Syntax() {
		b.WriteString("| `" + r.Example + "` | " + r.Meaning + " |\n")
	}
	return b.String()
}

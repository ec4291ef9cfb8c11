package config

import (
	"os"
	"strings"
	"testing"
)

// The README's table of settings is this package's.
func TestReadmeHasTheSettings(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := Markdown(); !strings.Contains(string(readme), want) {
		t.Errorf("README.md is stale; its table of settings must be:\n%s", want)
	}
}

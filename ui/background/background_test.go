package background

import (
	"os/exec"
	"strings"
	"testing"
)

func TestDark(t *testing.T) {
	for value, dark := range map[string]bool{
		"":             true,
		"15;0":         true,
		"0;15":         false,
		"0;default;15": false,
		"12;8":         true,
		"0;7":          false,
		"nonsense":     true,
	} {
		if got := Dark(value); got != dark {
			t.Errorf("Dark(%q) = %v, want %v", value, got, dark)
		}
	}
}

// The package only works if it does not depend on Bubble Tea itself.
func TestDoesNotImportBubbleTea(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	if strings.Contains(string(out), "bubbletea") {
		t.Error("census/ui/background must not depend on bubbletea, else it is initialised after it")
	}
}

func TestKnown(t *testing.T) {
	for value, want := range map[string][2]bool{"": {}, "nonsense": {}, "15;0": {true, true}, "0;15": {false, true}} {
		if dark, known := Known(value); [2]bool{dark, known} != want {
			t.Errorf("Known(%q) = %v, %v", value, dark, known)
		}
	}
}

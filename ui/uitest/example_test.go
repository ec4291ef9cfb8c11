package uitest_test

import (
	"testing"

	"census/ui/uitest"
)

// A test of a screen: open a user, change the name, and see it saved.
func Example() {
	_ = func(t *testing.T) {
		s := uitest.New(t, uitest.Size(80, 24))
		s.Press("/").Type("george").Press("enter", "e").Type(" II").Press("ctrl+s")
		s.Shows("saved George Alan II")
		s.Golden("saved")
	}
}

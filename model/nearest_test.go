package model

import "testing"

func TestNearest(t *testing.T) {
	known := []string{"role", "tag", "status", "name", "uid"}
	for name, want := range map[string]string{
		"rolle": "role", "rloe": "role", "ROLE": "role", "tga": "tag", "ta": "tag", "sttatus": "status", "sttaus": "status", "nmae": "name", "names": "name",
		"note": "", "foo": "", "ab": "", "x": "", "": "",
	} {
		if got := Nearest(name, known); got != want {
			t.Errorf("%q is near %q, want %q", name, got, want)
		}
	}
	if got := Nearest("role", nil); got != "" {
		t.Errorf("%q is near, without known names", got)
	}
}

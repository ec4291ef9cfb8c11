package query

import "testing"

func TestFirstWord(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "",
		"Amélie":                      "Amélie",
		"role:admin Amélie x":         "Amélie",
		`"new york" role:admin`:       "new york",
		`"say \"hi\""`:                `say "hi"`,
		"-anna otto":                  "otto",
		"anna OR otto":                "",
		"(anna) otto":                 "otto",
		"-(anna otto) ~fz /re/":       "",
		"status:online meta.plan=pro": "",
		"10:30":                       "10:30",
		`"unclosed`:                   "",
	} {
		if got := FirstWord(text); got != want {
			t.Errorf("FirstWord(%q) = %q, want %q", text, got, want)
		}
	}
}

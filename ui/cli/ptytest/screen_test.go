//go:build unix

package ptytest

import (
	"fmt"
	"strings"
	"testing"
)

func TestScreen(t *testing.T) {
	tests := map[string]struct{ output, want string }{
		"lines":              {"one\r\ntwo", "one\ntwo\n\n"},
		"raw line feed":      {"one\ntwo", "one\n   two\n\n"},
		"colours":            {"\x1b[1;31mred\x1b[0m!", "red!\n\n\n"},
		"full line":          {"12345678\r\nnext", "12345678\nnext\n\n"},
		"wrap":               {"123456789", "12345678\n9\n\n"},
		"scroll":             {"1\r\n2\r\n3\r\n4", "2\n3\n4\n"},
		"wide":               {"日本é\b.", "日本.\n\n\n"},
		"wide at the end":    {"1234567日", "1234567\n日\n\n"},
		"emoji of many":      {"👩‍👩‍👧|\r\x1b[2C*", "👩‍👩‍👧*\n\n\n"},
		"combining":          {"e\u0301|", "e\u0301|\n\n\n"},
		"position":           {"\x1b[2;3Hx\x1b[Hy\x1b[99;99Hz", "y\n  x\n       z\n"},
		"up and down":        {"\x1b[3Bx\x1b[2A\x1b[Dy", "y\n\nx\n"},
		"erase to the right": {"12345\x1b[3D\x1b[K", "12\n\n\n"},
		"erase to the left":  {"12345\x1b[3D\x1b[1K", "   45\n\n\n"},
		"erase below":        {"1\r\n2\r\n3\x1b[2H\x1b[J", "1\n\n\n"},
		"erase all":          {"1\r\n2\r\n3\x1b[2J", "\n\n\n"},
		"column":             {"12345678\x1b[3Gx\x1b[99Gy", "12x4567y\n\n\n"},
		"erase characters":   {"12345678\r\x1b[2C\x1b[3X*", "12*  678\n\n\n"},
		"half of a wide one": {"日本\x1b[2Gx\x1b[3G\x1b[Xy", " xy\n\n\n"},
		"no wrap":            {"\x1b[?7l12345678*\r\n1234567日", "1234567*\n123456日\n\n"},
		"tab":                {"a\tb", "a      b\n\n\n"},
		"alternate screen":   {"main\x1b[?1049hother\x1b[?1049l!", "main!\n\n\n"},
		"alternate, shown":   {"main\x1b[?1049h\x1b[Hother", "other\n\n\n"},
		"title is not text":  {"a\x1b]2;title\ab", "ab\n\n\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			whole := NewScreen(8, 3)
			whole.write([]byte(test.output + "\x1b[m"))
			if got := whole.Text(); got != test.want {
				t.Errorf("at once: %q, want %q", got, test.want)
			}
			torn := NewScreen(8, 3)
			for _, b := range []byte(test.output + "\x1b[m") {
				torn.write([]byte{b})
			}
			if got := torn.Text(); got != test.want {
				t.Errorf("byte by byte: %q, want %q", got, test.want)
			}
		})
	}
}

func TestScreenQuestions(t *testing.T) {
	s := NewScreen(8, 3)
	asked := s.write([]byte("a\x1b]11;?\a\x1b]10;?\x1b\\\x1b[6n\x1b[c\x1b]2;title\ab"))
	if len(asked) != 4 {
		t.Errorf("questions: %q", asked)
	}
	for _, q := range asked {
		if answer(q) == "" {
			t.Errorf("no answer to %q", q)
		}
	}
	if got := s.Text(); !strings.HasPrefix(got, "ab\n") {
		t.Errorf("screen: %q", got)
	}
}

func TestScreenModes(t *testing.T) {
	s := NewScreen(8, 3)
	if got := s.Switched(); got != nil {
		t.Errorf("a new terminal: %q", got)
	}
	s.write([]byte("\x1b[?25l\x1b[?1002;1006h\x1b[?1049h"))
	if got := strings.Join(s.Switched(), " "); got != "mode ?1002 is true mode ?1006 is true mode ?1049 is true mode ?25 is false" {
		t.Errorf("switched: %q", got)
	}
	s.write([]byte("\x1b[?1049l\x1b[?1006l\x1b[?1002l\x1b[?25h"))
	if got := s.Switched(); got != nil {
		t.Errorf("switched back: %q", got)
	}
}

func TestScreenResize(t *testing.T) {
	s := NewScreen(8, 3)
	s.write([]byte("main\x1b[?1049h\x1b[H12345678\r\n2\r\n3"))
	s.Resize(4, 2)
	if got := s.Text(); got != "1234\n2\n" {
		t.Errorf("smaller: %q", got)
	}
	s.Resize(10, 4)
	s.write([]byte("\x1b[?1049l!"))
	if got := s.Text(); got != "main!\n\n\n\n" {
		t.Errorf("larger, main screen: %q", got)
	}
}

func TestScreenKnowsHowCellsAreDrawn(t *testing.T) {
	s := NewScreen(6, 2)
	fmt.Fprint(s, "a\x1b[1;31;48;5;234mb\x1b[22;39;7mc\x1b[K\x1b[m\x1b[2;1H\x1b[38;2;1;2;3;44md\x1b[49me")
	for at, want := range map[[2]int]Look{
		{0, 0}: {},
		{1, 0}: {Foreground: "31", Background: "48;5;234", Bold: true},
		{2, 0}: {Background: "48;5;234", Reverse: true},
		{5, 0}: {Background: "48;5;234"}, // erased
		{0, 1}: {Foreground: "38;2;1;2;3", Background: "44"},
		{1, 1}: {Foreground: "38;2;1;2;3"},
		{2, 1}: {},
	} {
		if got := s.LookAt(at[0], at[1]); got != want {
			t.Errorf("cell %v is drawn %+v, want %+v", at, got, want)
		}
	}
}

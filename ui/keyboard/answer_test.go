package keyboard

import "testing"

// What terminals say when they are asked, and what is read from it.
var said = []struct {
	sent string
	want Answer
}{
	{"\x1b]11;rgb:1414/1616/1d1d\x1b\\", Answer{Kind: Background, R: 0x14, G: 0x16, B: 0x1d}},
	{"\x1b]11;rgb:ffff/FFFF/0000\a", Answer{Kind: Background, R: 255, G: 255}},
	{"\x1b]11;rgb:f/8/0\a", Answer{Kind: Background, R: 255, G: 136}},
	{"\x1b]11;rgba:1e/1e/2e/ff\a", Answer{Kind: Background, R: 0x1e, G: 0x1e, B: 0x2e}},
	{"\x1b[?62;22c", Answer{Kind: Attributes}},
	{"\x1b[?1;2c", Answer{Kind: Attributes}},
	{"\x1b[?997;1n", Answer{Kind: SchemeChange}},
}

// However an answer is cut, and however long each piece takes, it is an answer and
// no key.
func TestAnswersAreNoKeys(t *testing.T) {
	for _, s := range said {
		for _, pieces := range cuts(s.sent) {
			p := parser{expects: true, due: true}
			var units []unit
			for _, piece := range pieces {
				units = append(units, p.feed([]byte(piece))...)
				if p.waits() == shortly {
					units = append(units, p.giveUp()...)
				}
			}
			if len(units) > 0 || len(p.answers) != 1 || p.answers[0] != s.want {
				t.Errorf("%q in pieces %q: units %q, answers %v", s.sent, pieces, spell(units), p.answers)
			}
			if got := spell(p.feed([]byte("j"))); got != "j" {
				t.Errorf("a key after %q is %q", s.sent, got)
			}
		}
	}
}

// An answer that comes late may be torn after its escape: the escape is a key by
// then, but the rest is no text.
func TestTheRestOfALateAnswerIsNoText(t *testing.T) {
	for _, s := range said {
		p := parser{expects: true}
		p.feed([]byte("\x1b"))
		if got := spell(p.giveUp()); got != "\x1b" {
			t.Fatalf("an escape alone is %q", got)
		}
		units := p.feed([]byte(s.sent[1:]))
		if len(units) > 0 || len(p.answers) != 1 {
			t.Errorf("%q after its escape: units %q, answers %v", s.sent, spell(units), p.answers)
		}
	}
}

func TestAnAnswerThatBreaksOffEndsAtAKey(t *testing.T) {
	for sent, want := range map[string]string{
		"\x1b]11;rgb:14j":    "j",
		"\x1b]11;j":          "j",
		"\x1b]11;rgb:14\r":   "\r",
		"\x1b]11;rgb:\x1b[A": "\x1b[A",
	} {
		p := parser{expects: true}
		if got := spell(p.feed([]byte(sent))); got != want {
			t.Errorf("%q is %q, want %q", sent, got, want)
		}
	}
}

// Escape is a key at once where no answer is due.
func TestEscapeWaitsForAnAnswerOnlyWhileItIsDue(t *testing.T) {
	for due, want := range map[bool]waiting{false: shortly, true: longer} {
		p := parser{expects: true, due: due}
		p.feed([]byte("\x1b"))
		if got := p.waits(); got != want {
			t.Errorf("due %v: waits for %d, want %d", due, got, want)
		}
	}
}

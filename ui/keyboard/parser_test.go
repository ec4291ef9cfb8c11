package keyboard

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// kinds are what terminals send, each with the units it is.
var kinds = []struct{ name, sent, units string }{
	{"letter", "j", "j"},
	{"text", "héllo 日本 👩‍👩‍👧", "héllo 日本 👩‍👩‍👧"},
	{"control keys", "\r\t\x7f\x00\x03", "\r|\t|\x7f|\x00|\x03"},
	{"text and keys", "a\rb", "a|\r|b"},
	{"arrow", "\x1b[A", "\x1b[A"},
	{"arrow, application mode", "\x1bOA", "\x1bOA"},
	{"arrow with modifiers", "\x1b[1;5D", "\x1b[1;5D"},
	{"arrow with shift, DECCKM", "\x1b[OA", "\x1b[OA"},
	{"arrow with alt", "\x1b\x1b[A", "\x1b\x1b[A"},
	{"home with alt", "\x1b\x1b[1~", "\x1b\x1b[1~"},
	{"page", "\x1b[5~", "\x1b[5~"},
	{"function key", "\x1bOP", "\x1bOP"},
	{"function key, Linux console", "\x1b[[A", "\x1b[[A"},
	{"rxvt", "\x1b[7$\x1b[8^\x1b[7@", "\x1b[7$|\x1b[8^|\x1b[7@"},
	{"alt", "\x1bb\x1b\x7f\x1bé\x1b \x1b\r", "\x1bb|\x1b\x7f|\x1bé|\x1b |\x1b\r"},
	{"mouse", "\x1b[<64;10;20M\x1b[<0;1;1m", "\x1b[<64;10;20M|\x1b[<0;1;1m"},
	{"mouse, old", "\x1b[M !!\x1b[M`\xff~", "\x1b[M !!|\x1b[M`\xff~"},
	{"paste", "\x1b[200~d\x1b[Ay\r\n日\x1b[201~", "paste \"d\\x1b[Ay\\r\\n日\""},
	{"pastes", "\x1b[200~a\x1b[201~x\x1b[200~b\x1b[201~", "paste \"a\"|x|paste \"b\""},
	{"empty paste", "\x1b[200~\x1b[201~", ""},
	{"paste without end, and another", "\x1b[200~a\x1b[200~b\x1b[201~j", "paste \"a\"|paste \"b\"|j"},
	{"ctrl+c in a paste", "\x1b[200~a\x03b\x1b[201~j", "paste \"a\"|\x03|paste \"b\"|j"},
	{"end of no paste", "\x1b[201~j", "j"},
	{"escape and ctrl+c", "\x1b\x03", "\x1b|\x03"},
	{"escape and a click", "\x1b\x1b[<0;1;1M", "\x1b|\x1b[<0;1;1M"},
	{"escapes", "\x1b\x1b\x1bj", "\x1b|\x1b|\x1bj"},
	{"unknown key", "\x1b[57441u", "\x1b[57441u"},
	{"unknown key, rxvt", "\x1b[3$j", "j"},
	{"unknown key, application mode", "\x1bOwj\x1bO5Aj", "jj"},
	{"unknown key with alt", "\x1b\x1b[57441u", "\x1b|\x1b[57441u"},
	{"focus lost", "\x1b[Oj", "j"},
	{"colour", "\x1b]11;rgb:0000/0000/0000\x1b\\j", "j"},
	{"colour, old", "\x1b]11;rgb:0000/0000/0000\aj", "j"},
	{"version", "\x1bP>|XTerm(380)\x1b\\j", "j"},
	{"key in an answer", "\x1b]11;rgb:\x1b[Aj", "\x1b[A|j"},
	{"enter in an answer", "\x1b]11;rgb:\r", "\r"},
	{"sequence longer than any key", "\x1b[" + strings.Repeat("1;", maxSequence) + "Aj", "j"},
	{"longest sequence", "\x1b[" + strings.Repeat("1", maxSequence-3) + "Aj", "\x1b[" + strings.Repeat("1", maxSequence-3) + "A|j"},
	{"mode report", "\x1b[?2026;2$y", "\x1b[?2026;2$y"},
	{"sequence cut off by a key", "\x1b[1;\rj", "\r|j"},
	{"sequence cut off by another", "\x1b[1;\x1b[Aj", "\x1b[A|j"},
	{"mouse cut off", "\x1b[M \x1b[Aj", "\x1b[A|j"},
	{"bytes of no character", "a\xff\xc3(\xe6\x97", "a("},
}

// spell writes units as the table does.
func spell(units []unit) string {
	var words []string
	for _, u := range units {
		if u.isPaste {
			words = append(words, fmt.Sprintf("paste %q", u.pasted))
		} else {
			words = append(words, string(u.bytes))
		}
	}
	return strings.Join(words, "|")
}

// joined makes one unit of characters that follow each other, which are as many
// units as pieces, and one of pastes, of which ctrl+c makes several.
func joined(units []unit) (all []unit) {
	for _, u := range units {
		last := len(all) - 1
		switch {
		case last >= 0 && u.isPaste && all[last].isPaste:
			all[last].pasted += u.pasted
		case last >= 0 && u.isRun() && all[last].isRun():
			all[last].bytes = slices.Concat(all[last].bytes, u.bytes)
		default:
			all = append(all, u)
		}
	}
	return all
}

func TestUnits(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			for _, pieces := range cuts(k.sent) {
				var p parser
				var units []unit
				for _, piece := range pieces {
					units = append(units, p.feed([]byte(piece))...)
				}
				units = append(units, p.giveUp()...)
				if k.name != "paste without end, and another" {
					units = joined(units)
				}
				if got := spell(units); got != k.units {
					t.Errorf("%q in pieces %q is %q, want %q", k.sent, pieces, got, k.units)
				}
			}
		})
	}
}

// cuts are the text whole, cut at every one and at every two places, and byte by
// byte.
func cuts(text string) [][]string {
	all := [][]string{{text}, strings.Split(text, "")}
	bytewise := []string{}
	for i := range len(text) {
		bytewise = append(bytewise, text[i:i+1])
		for j := i; j <= len(text); j++ {
			all = append(all, []string{text[:i], text[i:j], text[j:]})
		}
	}
	return append(all, bytewise)
}

// What waits for more says so, and is nothing when nothing comes: no letter of a
// sequence becomes a command or text.
func TestGivingUp(t *testing.T) {
	for _, test := range []struct {
		sent  string
		waits waiting
		units string
	}{
		{"j", forNothing, ""},
		{"\x1b", shortly, "\x1b"},
		{"\x1b\x1b", shortly, "\x1b|\x1b"},
		{"\x1b[", longer, ""},
		{"\x1b[1;", longer, ""},
		{"\x1bO", longer, ""},
		{"\x1b\x1b[", longer, ""},
		{"\x1b[<64;1", longer, ""},
		{"\x1b[M ", longer, ""},
		{"\x1b]11;rgb:", longer, ""},
		{"\xe6\x97", longer, ""},
		{"\x1b\xe6", longer, ""},
		{"\x1b[200~", longer, ""},
		{"\x1b[200~d\x03", shortly, ""},
		{"\x1b[200~d\x03e", shortly, `paste "e"`},
		{"\x1b[200~d\x03\x1b[200~e", longer, `paste "e"`},
		{"\x1b[200~d\x1b[20", longer, `paste "d"`},
	} {
		var p parser
		p.feed([]byte(test.sent))
		if got := p.waits(); got != test.waits {
			t.Errorf("%q waits for %d, want %d", test.sent, got, test.waits)
		}
		if got := spell(p.giveUp()); got != test.units {
			t.Errorf("%q is %q, want %q", test.sent, got, test.units)
		}
		if got := spell(p.feed([]byte("j"))); got != "j" {
			t.Errorf("a key after %q is %q", test.sent, got)
		}
	}
}

// The rest of a paste that had seemed to be over is no command.
func TestThePasteThatGoesOn(t *testing.T) {
	var p parser
	p.feed([]byte("\x1b[200~one "))
	p.giveUp()
	if got := spell(p.feed([]byte("dy\x1b[201~j"))); got != `paste "dy"|j` {
		t.Errorf("the rest is %q", got)
	}
	p.feed([]byte("\x1b[200~one "))
	p.giveUp()
	if got := spell(p.feed([]byte("j\x1b[200~two\x1b[201~"))); got != `j|paste "two"` {
		t.Errorf("a key and another paste are %q", got)
	}
}

func TestLargePastesComeInPieces(t *testing.T) {
	const character = "日"
	text := strings.Repeat(character, maxPaste/len(character)*5/2)
	var p parser
	units := p.feed([]byte(pasteStart))
	for piece := range slices.Chunk([]byte(text), 1000) {
		units = append(units, p.feed(piece)...)
		if kept := len(p.text) + len(p.rest); kept > maxPaste+1000 {
			t.Fatalf("%d bytes are kept", kept)
		}
	}
	units = append(units, p.feed([]byte(pasteEnd))...)
	if len(units) != 3 || joined(units)[0].pasted != text {
		t.Errorf("%d bytes came as %d units of %d bytes", len(text), len(units), len(joined(units)[0].pasted))
	}
	for _, u := range units {
		if len(u.pasted) > maxPaste+1000 || strings.Trim(u.pasted, character) != "" {
			t.Errorf("a unit of %d bytes, or a character was cut", len(u.pasted))
		}
	}
}

func TestEndlessSequencesAreNotKept(t *testing.T) {
	for _, begin := range []string{"\x1b[", "\x1b]11;", "\x1bP", "\x1bO", "\x1b\x1b["} {
		var p parser
		p.feed([]byte(begin))
		for range 1000 {
			p.feed([]byte(strings.Repeat("1", 100)))
		}
		if len(p.rest) > maxSequence+1 {
			t.Errorf("%d bytes are kept of %q", len(p.rest), begin)
		}
	}
}

// Whatever came before, however it was cut: ctrl+c is a key at once.
func FuzzCtrlC(f *testing.F) {
	for _, k := range kinds {
		f.Add([]byte(k.sent), uint(1))
		f.Add([]byte(k.sent), uint(len(k.sent)/2+1))
	}
	f.Fuzz(func(t *testing.T, sent []byte, size uint) {
		var p parser
		for piece := range slices.Chunk(sent, int(size%100)+1) {
			p.feed(piece)
		}
		units := p.feed([]byte{ctrlC})
		if len(units) == 0 || !bytes.Equal(units[len(units)-1].bytes, []byte{ctrlC}) {
			t.Errorf("after %q ctrl+c is %q", sent, spell(units))
		}
	})
}

// However something is cut, it is what it is as a whole; and each unit is what
// Bubble Tea reads as one: short, and never less than a character.
func FuzzPieces(f *testing.F) {
	for _, k := range kinds {
		for size := range uint(4) {
			f.Add([]byte(k.sent+k.sent), size)
		}
	}
	f.Fuzz(func(t *testing.T, sent []byte, size uint) {
		var whole, torn parser
		want := append(whole.feed(sent), whole.giveUp()...)
		var units []unit
		for piece := range slices.Chunk(sent, int(size%100)+1) {
			units = append(units, torn.feed(piece)...)
			if len(torn.rest) > maxSequence+1 {
				t.Fatalf("%d bytes are kept of %q", len(torn.rest), sent)
			}
		}
		units = append(units, torn.giveUp()...)
		if got, want := spell(joined(units)), spell(joined(want)); got != want {
			t.Errorf("%q in pieces of %d is %q, as a whole %q", sent, size%100+1, got, want)
		}
		for _, u := range units {
			if len(u.bytes) == 0 || len(u.bytes) >= 256 && !u.isRun() {
				t.Errorf("a unit of %d bytes", len(u.bytes))
			}
		}
	})
}

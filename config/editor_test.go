package config

import (
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestEditor(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the commands of this test are written for a Unix shell")
	}
	for _, test := range []struct {
		name, file string
		environ    []string
		want       []string
		origin     string
		warning    string
	}{
		{name: "none", want: []string{"vi"}, origin: "default"},
		{name: "EDITOR", environ: []string{"EDITOR=nano -w"}, want: []string{"nano", "-w"}, origin: "EDITOR"},
		{name: "VISUAL first", environ: []string{"EDITOR=nano", "VISUAL= code --wait "}, want: []string{"code", "--wait"}, origin: "VISUAL"},
		{name: "blank VISUAL", environ: []string{"EDITOR=nano", "VISUAL= "}, want: []string{"nano"}, origin: "EDITOR"},
		{
			name: "the setting first", file: `editor = "'/my apps/e' +x"`, environ: []string{"VISUAL=code"},
			want: []string{"/my apps/e", "+x"}, origin: defaultFile + ":1",
		},
		{
			name: "unusable VISUAL", environ: []string{"VISUAL=e 'x", "EDITOR=nano"},
			want: []string{"nano"}, origin: "EDITOR", warning: "VISUAL is not used: it must not end inside a quote or with a backslash",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := mustLoad(t, sources(oneFile(test.file), test.environ...))
			if !slices.Equal(s.Editor, test.want) {
				t.Errorf("%q, want %q", s.Editor, test.want)
			}
			if got := originOf(s, editorName).String(); got != test.origin {
				t.Errorf("comes from %s, want %s", got, test.origin)
			}
			if got := strings.Join(s.Warnings, ";"); got != test.warning {
				t.Errorf("warnings %q, want %q", got, test.warning)
			}
		})
	}
}

func TestSplitWords(t *testing.T) {
	for _, test := range []struct {
		command string
		windows bool
		want    []string
	}{
		{command: "", want: nil},
		{command: " \t vi\t-n  ", want: []string{"vi", "-n"}},
		{command: `a\ b "c d"'e f' ''`, want: []string{"a b", "c de f", ""}},
		{command: `"a\"b\\c\d" '\x'`, want: []string{`a"b\c\d`, `\x`}},
		{command: `$HOME *`, want: []string{"$HOME", "*"}},
		{command: `"C:\Program Files\e.exe" -n`, windows: true, want: []string{`C:\Program Files\e.exe`, "-n"}},
	} {
		if got, err := splitWords(test.command, test.windows); err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, %v; want %q", test.command, got, err, test.want)
		}
	}
	for _, command := range []string{`"a`, `'a`, `a\`, `"a\"`} {
		if words, err := splitWords(command, false); err == nil {
			t.Errorf("%s: %q, want an error", command, words)
		}
	}
}

package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"census/config"
	"census/ui"
	"census/ui/theme"
)

// run is one finished command line.
type run struct {
	code        int
	out, errOut string
}

// bench runs command lines with a home directory of their own and without a
// terminal.
type bench struct {
	home    string
	environ []string
	program func(*program)
}

func newBench(t *testing.T, environ ...string) *bench {
	t.Helper()
	home := t.TempDir()
	return &bench{home: home, environ: append([]string{"HOME=" + home, "TERM=xterm-256color"}, environ...)}
}

// config writes the configuration file.
func (b *bench) config(t *testing.T, text string) {
	t.Helper()
	dir := filepath.Join(b.home, ".config", "census")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) run(ctx context.Context, args ...string) run {
	var out, errOut bytes.Buffer
	p := &program{
		environ: b.environ, stdin: strings.NewReader(""), stdout: &out, stderr: &errOut,
		isTerminal: isTerminal, show: neverShown, now: func() time.Time { return time.Unix(1700000000, 0) },
	}
	if b.program != nil {
		b.program(p)
	}
	code := p.run(ctx, args)
	return run{code, out.String(), errOut.String()}
}

func neverShown(context.Context, ui.Options, io.Reader, io.Writer) (string, error) {
	return "", errors.New("the screens must not be shown here")
}

// onTerminal gives the bench a terminal, and screens that do what show does.
func (b *bench) onTerminal(show func(context.Context, ui.Options) (string, error)) {
	b.program = func(p *program) {
		p.isTerminal = func(any) bool { return true }
		p.show = func(ctx context.Context, o ui.Options, _ io.Reader, _ io.Writer) (string, error) { return show(ctx, o) }
	}
}

func TestVersion(t *testing.T) {
	got := newBench(t).run(t.Context(), "--version")
	if got.code != exitOK || !strings.HasPrefix(got.out, "census ") || got.errOut != "" {
		t.Errorf("%+v", got)
	}
	// The same through the entry point that main uses.
	var out bytes.Buffer
	if code := Run(t.Context(), []string{"--version"}, nil, strings.NewReader(""), &out, io.Discard); code != exitOK || out.String() != got.out {
		t.Errorf("Run: code %d, %q", code, out.String())
	}
}

func TestHelpMentionsEverything(t *testing.T) {
	got := newBench(t).run(t.Context(), "--help")
	if got.code != exitOK || got.errOut != "" {
		t.Fatalf("%+v", got)
	}
	want := []string{"serve", "info", "census --read-only", "from the first of"}
	for _, s := range config.Table() {
		if s.Flag != "" {
			want = append(want, "--"+s.Flag, s.FlagDoc)
		}
		if s.Env != "" {
			want = append(want, s.Env, s.Doc)
		}
		if s.Secret && strings.Contains(got.out, "--"+strings.ReplaceAll(s.Name, "_", "-")) {
			t.Errorf("%s must not be a flag", s.Name)
		}
	}
	for _, e := range exitCodes {
		want = append(want, fmt.Sprint(e.code), e.meaning)
	}
	for _, text := range want {
		if !strings.Contains(got.out, text) {
			t.Errorf("help does not mention %q", text)
		}
	}
	if sub := newBench(t).run(t.Context(), "info", "--help"); strings.Contains(sub.out, "Exit codes") || !strings.Contains(sub.out, "--profile NAME") {
		t.Errorf("help of a command: %s", sub.out)
	}
}

// Mistakes exit with 2, one line on standard error, and nothing on standard
// output.
func TestMistakes(t *testing.T) {
	for _, test := range []struct {
		name    string
		args    []string
		environ []string
		file    string
		want    string // part of the message
	}{
		{name: "unknown flag", args: []string{"--colour"}, want: "unknown flag: --colour; see census --help"},
		{name: "unknown command", args: []string{"sevre"}, want: `unknown command "sevre" for "census" Did you mean this? serve; see census --help`},
		{name: "argument too many", args: []string{"info", "now"}, want: "see census --help"},
		{name: "flag without value", args: []string{"--profile"}, want: "flag needs an argument"},
		{name: "empty flag", args: []string{"info", "--profile="}, want: "--profile: must not be empty"},
		{name: "a switch that is neither true nor false", args: []string{"--read-only=maybe"}, want: "invalid argument"},
		{name: "a secret as a flag", args: []string{"--api-key", "x"}, want: "unknown flag: --api-key"},
		{name: "mistyped key", file: "[profiles.a]\nregoin=\"us\"\n", want: "config.toml:2: profiles.a.regoin: unknown key; did you mean region?"},
		{name: "mistyped key, info", args: []string{"info"}, file: "thme=\"dark\"\n", want: "config.toml:1: thme: unknown key; did you mean theme?"},
		{name: "mistyped variable", environ: []string{"CENSUS_REGOIN=us"}, want: "CENSUS_REGOIN: unknown variable; did you mean CENSUS_REGION?"},
		{name: "no such profile", args: []string{"--profile", "a"}, want: `--profile: unknown profile "a"`},
		{name: "control characters", args: []string{"--a\x1b[31m\nb"}, want: `--a\x1b[31m b`},
		{name: "no home for a database", args: []string{"serve"}, environ: []string{"HOME="}, want: "--db FILE"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t)
			b.environ = append(test.environ, b.environ...)
			if test.file != "" {
				b.config(t, test.file)
			}
			got := b.run(t.Context(), test.args...)
			if got.code != exitUsage || got.out != "" {
				t.Errorf("code %d, output %q", got.code, got.out)
			}
			if !strings.Contains(got.errOut, test.want) || strings.Count(got.errOut, "\n") != 1 || !strings.HasPrefix(got.errOut, "census: ") {
				t.Errorf("message %q, want one line with %q", got.errOut, test.want)
			}
		})
	}
}

// Without a terminal nothing starts; one sentence says what to do instead.
func TestNotATerminal(t *testing.T) {
	for _, test := range []struct {
		name string
		edit func(*program)
		want string
	}{
		{"neither", func(*program) {}, "standard input"},
		{"input only", func(p *program) { p.isTerminal = func(s any) bool { return s == any(p.stdin) } }, "standard output"},
		{"output only", func(p *program) { p.isTerminal = func(s any) bool { return s == any(p.stdout) } }, "standard input"},
		{"dumb", func(p *program) {
			p.isTerminal = func(any) bool { return true }
			p.environ = append([]string{"TERM=dumb"}, p.environ...)
		}, "TERM=dumb"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t)
			b.program = test.edit
			got := b.run(t.Context())
			if got.code != exitUsage || got.out != "" || strings.Count(got.errOut, "\n") != 1 {
				t.Errorf("%+v", got)
			}
			for _, text := range []string{test.want, "census serve", "census info"} {
				if !strings.Contains(got.errOut, text) {
					t.Errorf("%q does not mention %q", got.errOut, text)
				}
			}
			if left, _ := os.ReadDir(b.home); len(left) != 0 {
				t.Errorf("something was started: %v", left)
			}
		})
	}
}

func TestATerminalIsRecognised(t *testing.T) {
	control, terminal, err := pty.Open()
	if err != nil {
		t.Skipf("this system gives no pseudo terminal: %v", err)
	}
	defer control.Close()
	defer terminal.Close()
	if !isTerminal(terminal) {
		t.Error("a pseudo terminal is a terminal")
	}
}

func TestAFileIsNotATerminal(t *testing.T) {
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if isTerminal(f) || isTerminal(&bytes.Buffer{}) || isTerminal(nil) {
		t.Error("a file, a buffer and nil are not terminals")
	}
}

func TestScreensGetTheirOptions(t *testing.T) {
	b := newBench(t, "COLORFGBG=0;15")
	b.config(t, "mouse = false\nreview = \"several\"\ndrafts = false\n[profiles.work]\nbase_url=\"https://a.example\"\nauth_key=\"key\"\n")
	var got ui.Options
	b.onTerminal(func(_ context.Context, o ui.Options) (string, error) { got = o; return "saved 2 users", nil })
	if r := b.run(t.Context(), "--read-only"); r.code != exitOK || r.out != "saved 2 users\n" || r.errOut != "" {
		t.Errorf("%+v", r)
	}
	if got.Profile != "work" || got.Mouse || got.Appearance.Background != theme.LightGround || got.Connect == nil || got.Copy == nil || got.Open == nil {
		t.Errorf("options %+v", got)
	}
	if got.ReviewAll || got.Drafts == nil || !got.TextsOnly || got.Edit == nil || got.EditDir != filepath.Join(b.home, ".local", "state", "census", "edits") {
		t.Errorf("options %+v", got)
	}
}

// Without a state directory, drafts and edited texts are not kept.
func TestScreensWithoutAStateDirectory(t *testing.T) {
	b := newBench(t)
	b.environ = []string{"TERM=xterm"}
	b.onTerminal(func(ctx context.Context, o ui.Options) (string, error) {
		if o.Drafts != nil || o.Edit != nil || !o.ReviewAll {
			t.Errorf("options %+v", o)
		}
		return "", nil
	})
	if r := b.run(t.Context()); r.code != exitOK {
		t.Errorf("%+v", r)
	}
}

// When the screens end, so does the local server they used.
func TestScreensCloseTheLocalServer(t *testing.T) {
	b := newBench(t)
	var options ui.Options
	b.onTerminal(func(ctx context.Context, o ui.Options) (string, error) {
		options = o
		_, err := o.Connect(ctx)
		return "", err
	})
	if r := b.run(t.Context()); r.code != exitOK || r.errOut != "" {
		t.Fatalf("%+v", r)
	}
	if _, err := options.Connect(t.Context()); err == nil || !strings.Contains(err.Error(), "ending") {
		t.Errorf("connecting after the end: %v", err)
	}
}

func TestHowTheScreensEnd(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range []struct {
		name string
		ctx  context.Context
		err  error
		code int
		want string
	}{
		{"quit", t.Context(), nil, exitOK, ""},
		{"signal", t.Context(), fmt.Errorf("run: %w", ui.ErrInterrupted), exitInterrupted, ""},
		{"signal and full disk", t.Context(), fmt.Errorf("%w; %w: %w", ui.ErrInterrupted, ui.ErrNotKept, errors.New("disk full")), exitInterrupted, "census: interrupted; what was typed could not be kept on the disk: disk full\n"},
		{"cancelled", cancelled, context.Canceled, exitInterrupted, ""},
		{"failed", t.Context(), errors.New("no \x1b[31m tty\nat all"), exitFailure, "census: no \\x1b[31m tty; at all\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t)
			b.onTerminal(func(context.Context, ui.Options) (string, error) { return "", test.err })
			if r := b.run(test.ctx); r.code != test.code || r.errOut != test.want || r.out != "" {
				t.Errorf("%+v, want code %d and %q", r, test.code, test.want)
			}
		})
	}
}

func TestInfo(t *testing.T) {
	b := newBench(t, "CENSUS_ME=bob", "CENSUS_DEBUG=census.log")
	b.config(t, "[profiles.work]\napp_id=\"2468ace\"\nregion=\"us\"\napi_key=\"0123456789abcdef0123456789abcdef01234567\"\n")
	if err := os.Chmod(filepath.Join(b.home, ".config", "census", "config.toml"), 0o644); err != nil {
		t.Fatal(err)
	}
	got := b.run(t.Context(), "info", "--read-only")
	if got.code != exitOK || got.errOut != "" {
		t.Fatalf("%+v", got)
	}
	file := filepath.Join(b.home, ".config", "census", "config.toml")
	for _, line := range []string{
		"service CometChat, app 2468ace, region us",
		"configuration " + file + " found",
		"local database " + filepath.Join(b.home, ".local", "share", "census", "local.db"),
		"journal " + filepath.Join(b.home, ".local", "state", "census", "journal"),
		"drafts " + filepath.Join(b.home, ".local", "state", "census", "drafts"),
		"editor vi default",
		"crash reports " + filepath.Join(b.home, ".local", "state", "census"),
		"profile work " + file + ":1",
		"app_id 2468ace " + file + ":2",
		"region us " + file + ":3",
		"me bob CENSUS_ME",
		"api_key 01234… " + file + ":4",
		"read_only true --read-only",
		"mouse true default",
		"debug census.log CENSUS_DEBUG",
		"warning: " + file + " contains secrets",
	} {
		if !strings.Contains(strings.Join(strings.Fields(got.out), " "), line) {
			t.Errorf("no %q in\n%s", line, got.out)
		}
	}
}

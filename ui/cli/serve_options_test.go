package cli

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// output collects what a running command writes, for tests that read it in the
// meantime.
type output struct {
	mu   sync.Mutex
	text strings.Builder
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// serveApart runs census serve with separate outputs and returns the facts once
// it is ready. end stops it and returns the exit code.
func serveApart(t *testing.T, stdin io.Reader, args ...string) (facts map[string]string, errOut *output, end func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	errOut = &output{}
	reader, writer := io.Pipe()
	code := make(chan int, 1)
	p := &program{
		environ: []string{"HOME=" + t.TempDir()}, stdin: stdin, stdout: writer, stderr: errOut,
		isTerminal: func(any) bool { return true }, show: neverShown, now: time.Now,
	}
	go func() {
		code <- p.run(ctx, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...))
		_ = writer.Close()
	}()
	var all strings.Builder
	for b := make([]byte, 1); strings.Count(all.String(), "\n") < readyLines; all.Write(b) {
		if _, err := io.ReadFull(reader, b); err != nil {
			cancel()
			t.Fatalf("census serve ended with %d: %s", <-code, errOut)
		}
	}
	facts = map[string]string{"all": all.String()}
	for line := range strings.Lines(all.String()) {
		name, value, _ := strings.Cut(strings.Replace(line, " on ", ": ", 1), ": ")
		facts[name] = strings.TrimSpace(value)
	}
	return facts, errOut, func() int { cancel(); return <-code }
}

// users requests the first page.
func users(t *testing.T, facts map[string]string, path string) (status int, body string, err error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, facts["listening"]+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("apikey", facts["api key"])
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	return response.StatusCode, string(text), err
}

func TestServeRefusesBadFlags(t *testing.T) {
	for args, want := range map[string]string{
		"--latency fast":            "latency",
		"--latency 1s±2s":           "below zero",
		"--fault boom:1%":           "boom:1%",
		"--fault 429":               "429",
		"--fault drop:200%":         "100%",
		"--fault slow:10%":          "slow",
		"--rate-limit -1":           "--rate-limit",
		"--rate-limit many":         "rate-limit",
		"--churn -1":                "--churn",
		"--churn 1000000":           "--churn",
		"--seed -1":                 "--seed",
		"--seed 1e6":                "seed",
		"--yes":                     "--reset",
		"--seed 5 --seed-file x":    "choose one",
		"--random -1":               "random",
		"--fault 1%:drop --churn 1": "1%:drop",
	} {
		r := newBench(t).run(t.Context(), append([]string{"serve", "--db", ":memory:"}, strings.Fields(args)...)...)
		if r.code != exitUsage || r.out != "" || !strings.Contains(r.errOut, want) || strings.Count(r.errOut, "\n") != 1 {
			t.Errorf("%s: %+v", args, r)
		}
	}
}

func TestServeWithTrouble(t *testing.T) {
	for args, want := range map[string]struct {
		status int
		failed bool
	}{
		"--fault drop:100%":                     {0, true},
		"--fault late:0% --fault 503:100%":      {503, false},
		"--fault cut:100%":                      {200, true},
		"--latency 1ms±1ms --fault slow:1ms:9%": {200, false},
		"--churn 5 --random 7":                  {200, false},
	} {
		facts, _, end := serveApart(t, nil, append([]string{"--db", ":memory:"}, strings.Fields(args)...)...)
		status, body, err := users(t, facts, "/v3/users")
		if status != want.status || (err != nil) != want.failed {
			t.Errorf("%s: %d %.80s %v", args, status, body, err)
		}
		if code := end(); code != exitOK {
			t.Errorf("%s: ended with %d", args, code)
		}
	}
}

func TestServeLimitsTheRate(t *testing.T) {
	facts, _, end := serveApart(t, nil, "--db", ":memory:", "--rate-limit", "1")
	defer end()
	refused := false
	for range 3 { // a minute may end between two of them
		status, body, err := users(t, facts, "/v3/users")
		if err != nil {
			t.Fatal(err)
		}
		refused = refused || status == 429 && strings.Contains(body, "ERR_TOO_MANY_REQUESTS")
	}
	if !refused {
		t.Error("three requests in a row were served")
	}
}

func TestServeLogsRequests(t *testing.T) {
	facts, errOut, end := serveApart(t, nil, "--db", ":memory:", "--log", "--fault", "drop:0%")
	key := facts["api key"]
	for _, path := range []string{"/v3/users?searchKey=a", "/v3/apikeys/" + key, "/v3/users/" + key, "/nowhere"} {
		if _, _, err := users(t, facts, path); err != nil {
			t.Fatal(err)
		}
	}
	if code := end(); code != exitOK {
		t.Errorf("ended with %d", code)
	}
	lines := strings.Split(strings.TrimSpace(errOut.String()), "\n")
	form := regexp.MustCompile(`^\d\d:\d\d:\d\d GET /\S+ \d{3} \d+\.\dms$`)
	for _, line := range lines {
		if !form.MatchString(line) {
			t.Errorf("line %q", line)
		}
	}
	if len(lines) != 4 || !strings.Contains(lines[0], "GET /v3/users 200 ") || !strings.Contains(lines[3], "GET /nowhere 404 ") {
		t.Errorf("logged %q", lines)
	}
	if strings.Contains(errOut.String(), key) {
		t.Errorf("a key is in the log: %s", errOut)
	}
}

func TestServeLogNamesFaults(t *testing.T) {
	for fault, want := range map[string]string{
		"drop:100%":     `– \d+\.\dms fault:drop\n`,
		"503:100%":      `503 \d+\.\dms fault:503\n`,
		"slow:1ms:100%": `200 \d+\.\dms fault:slow:1ms\n`,
	} {
		facts, errOut, end := serveApart(t, nil, "--db", ":memory:", "--log", "--fault", fault)
		_, _, _ = users(t, facts, "/v3/users")
		end()
		if !regexp.MustCompile(`GET /v3/users ` + want).MatchString(errOut.String()) {
			t.Errorf("%s logged %q", fault, errOut)
		}
	}
}

// The second server on a file says which process uses it, and leaves it alone.
func TestServeIsAloneOnItsDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	facts, _, end := serveApart(t, nil, "--db", path)
	for _, args := range [][]string{nil, {"--reset", "--yes"}} {
		r := newBench(t).run(t.Context(), append([]string{"serve", "--addr", "127.0.0.1:0", "--db", path}, args...)...)
		if r.code != exitUsage || r.out != "" || !strings.Contains(r.errOut, path) || strings.Count(r.errOut, "\n") != 1 ||
			!strings.Contains(r.errOut, fmt.Sprint("process ", os.Getpid())) {
			t.Errorf("%v: %+v", args, r)
		}
	}
	if status, _, err := users(t, facts, "/v3/users"); status != 200 || err != nil {
		t.Errorf("the first server: %d, %v", status, err)
	}
	if code := end(); code != exitOK {
		t.Errorf("ended with %d", code)
	}
}

func TestServeReset(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	keyOf := func(stdin string, args ...string) string {
		t.Helper()
		facts, errOut, end := serveApart(t, strings.NewReader(stdin), append([]string{"--db", path}, args...)...)
		if asked := strings.Contains(errOut.String(), "Delete "+path); asked != (stdin != "") {
			t.Errorf("%v: asked: %t", args, asked)
		}
		if code := end(); code != exitOK {
			t.Errorf("ended with %d", code)
		}
		return facts["api key"]
	}
	first := keyOf("", "--reset") // nothing exists yet, so there is no question
	if keyOf("") != first {
		t.Error("the key changed without a reset")
	}
	second := keyOf("y\n", "--reset")
	if second == first {
		t.Error("yes, and still the old key")
	}
	if third := keyOf("", "--reset", "--yes"); third == second {
		t.Error("--yes, and still the old key")
	}
}

func TestServeResetNeedsAYes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	_, _, end := serveApart(t, nil, "--db", path)
	end()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		terminal bool
		stdin    string
		code     int
		want     string
	}{
		{false, "y\n", exitUsage, "--yes"},
		{true, "n\n", exitFailure, "nothing was deleted"},
		{true, "", exitFailure, "nothing was deleted"},
		{true, "yesterday\n", exitFailure, "nothing was deleted"},
	} {
		b := newBench(t)
		b.program = func(p *program) {
			p.isTerminal = func(any) bool { return test.terminal }
			p.stdin = strings.NewReader(test.stdin)
		}
		r := b.run(t.Context(), "serve", "--addr", "127.0.0.1:0", "--db", path, "--reset")
		if r.code != test.code || !strings.Contains(r.errOut, test.want) || r.out != "" {
			t.Errorf("%+v: %+v", test, r)
		}
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("the database changed: %v", err)
	}
}

func TestServeSeeds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	for round, want := range []string{"", "already exists"} {
		facts, errOut, end := serveApart(t, nil, "--db", path, "--seed", "1500")
		if text := errOut.String(); !strings.Contains(text, want) || want == "" && text != "" {
			t.Errorf("round %d says %q", round, text)
		}
		_, body, err := users(t, facts, "/v3/users?perPage=1&withDeactivated=1")
		if err != nil || !strings.Contains(body, `"total":1505,`) {
			t.Errorf("round %d: %s, %v", round, body, err)
		}
		end()
	}
	facts, _, end := serveApart(t, nil, "--db", ":memory:", "--seed", "0")
	defer end()
	if _, body, err := users(t, facts, "/v3/users"); err != nil || !strings.Contains(body, `"total":5,`) {
		t.Errorf("without invented users: %s, %v", body, err)
	}
}

func TestServeSeedsFromAFile(t *testing.T) {
	dir := t.TempDir()
	path, file := filepath.Join(dir, "app.db"), filepath.Join(dir, "users.jsonl")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(`{"uid":"one","name":"One","role":"pilot"}` + "\n" + `{"uid":"two"}`)
	r := newBench(t).run(t.Context(), "serve", "--addr", "127.0.0.1:0", "--db", path, "--seed-file", file)
	if r.code != exitFailure || !strings.Contains(r.errOut, "users.jsonl: line 2: The name field is required.") {
		t.Errorf("a wrong file: %+v", r)
	}
	for _, text := range []string{"", `{"uid":"one","name":"One","role":"pilot"}`} {
		write(text)
		db := filepath.Join(dir, fmt.Sprint(len(text)))
		for round, want := range []string{"", "already exists"} {
			facts, errOut, end := serveApart(t, nil, "--db", db, "--seed-file", file)
			if said := errOut.String(); !strings.Contains(said, want) || want == "" && said != "" {
				t.Errorf("%q, round %d says %q", text, round, said)
			}
			_, body, err := users(t, facts, "/v3/users")
			if total := fmt.Sprintf(`"total":%d,`, min(1, len(text))); err != nil || !strings.Contains(body, total) {
				t.Errorf("%q, round %d: %s, %v", text, round, body, err)
			}
			end()
		}
	}
}

func TestServeExposed(t *testing.T) {
	r := newBench(t).run(t.Context(), "serve", "--addr", "0.0.0.0:0", "--db", ":memory:")
	if r.code != exitFailure || !strings.Contains(r.errOut, "--expose") {
		t.Errorf("without the flag: %+v", r)
	}
	for addr, warns := range map[string]bool{"0.0.0.0:0": true, "127.0.0.1:0": false} {
		_, errOut, end := serveApart(t, nil, "--db", ":memory:", "--expose", "--addr", addr)
		if got := strings.Contains(errOut.String(), "warning: other machines can reach"); got != warns {
			t.Errorf("%s: %q", addr, errOut)
		}
		end()
	}
}

func TestServeHelpShowsHowToPointThere(t *testing.T) {
	r := newBench(t).run(t.Context(), "serve", "--help")
	for _, want := range []string{
		"curl -H 'apikey: APIKEY' 'http://ADDR/v3/users", "CENSUS_BASE_URL=http://ADDR/v3", "CometChat.init('APPID', app)",
		"overrideAdminHost('ADDR/v3')", "--latency TIME", "--fault KIND:SHARE", "--rate-limit", "--churn", "--expose", "--reset", "--yes", "--log", "--seed",
	} {
		if !strings.Contains(r.out, want) {
			t.Errorf("help does not show %q:\n%s", want, r.out)
		}
	}
}

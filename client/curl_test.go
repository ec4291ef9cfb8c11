package client

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"census/model"
)

// shells are the shells of the sh family to test, if installed.
var shells = []string{"sh", "dash", "bash", "zsh", "ksh", "busybox"}

// nasty is the user of testdata/curl-quoting.json, whose metadata tries to
// break out of the quotes, with more of the kind added.
func nasty(t *testing.T) model.User {
	t.Helper()
	text, err := os.ReadFile("testdata/curl-quoting.json")
	if err != nil {
		t.Fatal(err)
	}
	var users []struct{ Metadata map[string]string }
	if err := json.Unmarshal(text, &users); err != nil {
		t.Fatal(err)
	}
	fields := users[0].Metadata
	fields["f"] = `'"'; echo RAN; '`
	fields["g"] = `\'; echo RAN; \\' \u0041 $HOME ${IFS} !! ~ *`
	fields["h"] = "\x00\a\x1b[31m\x7f\u0085\u2028\u2066\U000e0041 é 日本 👩‍💻 \ufffe"
	fields["'; echo RAN; '"] = "a key"
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "\t")
	if err := e.Encode(fields); err != nil {
		t.Fatal(err)
	}
	return model.User{UID: "q1", Name: "O'Neil \u202e$(echo RAN)", StatusMessage: "'\n`echo RAN`\\", Metadata: model.Metadata(b.String())}
}

// A copied command does in every shell exactly what census would do.
func TestCurlSendsTheSameInEveryShell(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skipf("no curl here to run: %v", err)
	}
	type received struct {
		method, path string
		header       http.Header
		body         []byte
	}
	arrived := make(chan received, 10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		arrived <- received{r.Method, r.URL.EscapedPath(), r.Header, body}
		_, _ = io.WriteString(w, "{}")
	}))
	defer server.Close()
	c := mustNew(t, Config{BaseURL: server.URL + "/it's/v3", Key: testKey, Me: "ann", Token: testToken})
	patch := model.Diff(model.User{UID: "q1"}, nasty(t))
	update, err := c.PreviewUpdate(patch)
	if err != nil {
		t.Fatal(err)
	}
	create, err := c.PreviewCreate(nasty(t))
	if err != nil {
		t.Fatal(err)
	}
	block, err := c.PreviewAction(model.Block, "q1")
	if err != nil {
		t.Fatal(err)
	}
	for _, shell := range shells {
		path, err := exec.LookPath(shell)
		if err != nil {
			t.Logf("%s is not tested: %v", shell, err)
			continue
		}
		for _, r := range []Request{update, create, block} {
			args := []string{"-c", r.Curl()}
			if shell == "busybox" {
				args = append([]string{"sh"}, args...)
			}
			cmd := exec.CommandContext(t.Context(), path, args...)
			cmd.Env = []string{"PATH=" + os.Getenv("PATH"), apiKeyVariable + "=" + testKey, authTokenVariable + "=" + testToken}
			out, err := cmd.CombinedOutput()
			if err != nil || string(out) != "{}" {
				t.Errorf("%s: %v, prints %q\n%s", shell, err, out, r.Curl())
			}
			if len(arrived) != 1 {
				t.Fatalf("%s: %d requests", shell, len(arrived))
			}
			got := <-arrived
			if got.method != r.Method || strings.ReplaceAll(got.path, "%27", "'") != "/it's/v3"+r.Path {
				t.Errorf("%s: %s %s, want %s", shell, got.method, got.path, r)
			}
			for name, values := range r.Header {
				if value := got.header.Get(name); value != values[0] && value != testKey && value != testToken && name != "User-Agent" {
					t.Errorf("%s: header %s is %q, want %q", shell, name, value, values[0])
				}
			}
			wantSameJSON(t, got.body, r.Body)
		}
	}
}

// wantSameJSON compares values, the order of keys and the spelling of numbers.
func wantSameJSON(t rapid.TB, got, want []byte) {
	t.Helper()
	tokens := func(text []byte) (all []any) {
		d := json.NewDecoder(bytes.NewReader(text))
		d.UseNumber()
		for {
			token, err := d.Token()
			if err != nil {
				return append(all, err.Error())
			}
			all = append(all, token)
		}
	}
	if diff := cmp.Diff(tokens(want), tokens(got)); diff != "" {
		t.Errorf("the body is %s\n%s", got, diff)
	}
}

// For any JSON: the values stay the same, on one safe line, without anything
// that ends the quotes in any shell.
func TestJSONForShellKeepsEveryValue(t *testing.T) {
	letters := []rune("a'\"\\\n\t\r$`!;é日\u202e\u2028\u0085\U000e0041\U0001f600\x00\x1b\x7f{}[]:, 0")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom(letters))
		value := rapid.MapOf(text, rapid.SliceOf(text)).Draw(t, "value")
		indent := rapid.SampledFrom([]string{"", "\t", " "}).Draw(t, "indent")
		body, err := json.MarshalIndent(value, "", indent)
		if err != nil {
			t.Fatal(err)
		}
		shown := jsonForShell(body)
		wantSameJSON(t, []byte(shown), body)
		if model.Clean(shown) != shown || strings.Contains(shown, "'") || strings.Contains(shown, `\\`) {
			t.Errorf("not safe: %s", shown)
		}
	})
}

func TestARequestKnowsWhetherItHoldsPrivateValues(t *testing.T) {
	c := mustNew(t, Config{AppID: "a1b2", Region: "eu", Key: testKey})
	for metadata, want := range map[string]bool{
		`{"@private":{"email":"x"}}`: true,
		`{"a":{"@private":1}}`:       false, // private only at the top level
		`{"a":"@private"}`:           false,
	} {
		r, err := c.PreviewUpdate(model.Diff(model.User{UID: "bob"}, model.User{UID: "bob", Metadata: model.Metadata(metadata)}))
		if err != nil || r.HoldsPrivate() != want {
			t.Errorf("%s: %v, %v", metadata, r.HoldsPrivate(), err)
		}
	}
}

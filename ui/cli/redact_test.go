package cli

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"census/client/devserver"
	"census/ui"
)

// Errors and crash reports use the same redactor: it finds escaped spellings
// and the user:password part of foreign addresses, and removes no ordinary
// letters.
func TestErrorsAndCrashReportsAreRedactedAlike(t *testing.T) {
	const key = "p+a/s=s%w&rd-needs-escaping"
	text := strings.Join([]string{
		"key " + key, "query " + url.QueryEscape(key), "path " + url.PathEscape(key), `json p+a\/s=s%w\u0026rd-needs-escaping`,
		"proxy http://alice:hunter2@proxy.test:3128", "a token t is no part of a text",
	}, "; ")
	const want = "key [redacted]; query [redacted]; path [redacted]; json [redacted]; " +
		"proxy http://[redacted]@proxy.test:3128; a token [redacted] is no part of a text"
	b := newBench(t, "CENSUS_API_KEY="+key, "CENSUS_AUTH_TOKEN=t", "CENSUS_BASE_URL=https://x.example")

	b.onTerminal(func(context.Context, ui.Options) (string, error) { return "bye " + text, errors.New(text) })
	if r := b.run(t.Context()); r.errOut != "census: "+want+"\n" || r.out != "bye "+want+"\n" {
		t.Errorf("printed\n%s%swant\n%s", r.errOut, r.out, want)
	}
	b.onTerminal(func(context.Context, ui.Options) (string, error) {
		return "", &ui.Crash{Value: text, Stack: []byte("stack " + text)}
	})
	b.run(t.Context())
	reports, err := filepath.Glob(filepath.Join(b.home, ".local", "state", "census", "crash-*.txt"))
	if err != nil || len(reports) != 1 {
		t.Fatalf("%v, %v", reports, err)
	}
	report, err := os.ReadFile(reports[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"panic: " + want, "stack " + want} {
		if !strings.Contains(string(report), line) {
			t.Errorf("no %q in\n%s", line, report)
		}
	}
}

// A token made for logging in as a user is a secret like those configured.
func TestTokensOfSessionsAreSecretsToo(t *testing.T) {
	server, base := service(t)
	b := newBench(t, "CENSUS_AUTH_KEY="+server.Facts().AuthKey, "CENSUS_ME=cometchat-uid-2", "CENSUS_BASE_URL="+base)
	b.onTerminal(func(ctx context.Context, o ui.Options) (string, error) {
		s, err := o.Connect(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if s, err = s.LogInAs(ctx, "cometchat-uid-3"); err != nil {
			t.Fatal(err)
		}
		return "tokens: " + strings.Join(tokensOf(t, server, "cometchat-uid-2", "cometchat-uid-3"), " "), nil
	})
	if r := b.run(t.Context()); r.out != "tokens: [redacted] [redacted]\n" {
		t.Errorf("printed %q, %s", r.out, r.errOut)
	}
}

// tokensOf are the tokens the server has made for the users.
func tokensOf(t *testing.T, server *devserver.Server, uids ...string) (tokens []string) {
	t.Helper()
	for _, uid := range uids {
		r := httptest.NewRequest(http.MethodGet, "/v3/users/"+uid+"/auth_tokens", nil)
		r.Header.Set("apikey", server.Facts().APIKey)
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		var answer struct{ Data []struct{ AuthToken string } }
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || len(answer.Data) != 1 {
			t.Fatalf("%s, %v", w.Body, err)
		}
		tokens = append(tokens, answer.Data[0].AuthToken)
	}
	return tokens
}

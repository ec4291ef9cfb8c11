package words

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"census/client"
	"census/client/changes"
)

func TestExplain(t *testing.T) {
	api := func(status int, code, message string) *client.APIError {
		return &client.APIError{Op: "update user ann", Status: status, Code: code, Message: message}
	}
	limited := api(429, "ERR_TOO_MANY_REQUESTS", "slow down")
	limited.RetryAfter = 15 * time.Second
	invalid := api(400, "ERR_BAD_REQUEST", "Failed to validate")
	invalid.Details = map[string][]string{"tags.0": {"The tags.0 field is required."}}
	taken := api(400, "ERR_UID_ALREADY_EXISTS", "x")
	taken.Method, taken.Path = "POST", "/users"
	for _, c := range []struct {
		err   error
		want  string
		retry bool
	}{
		{fmt.Errorf("save: %w", context.Canceled), "Cancelled", true},
		{errors.Join(context.Canceled, client.ErrOutcomeUnknown), "not known whether the change was made", false},
		{&changes.LostError{Verdict: changes.NotYet}, "may yet make the change", true},
		{api(401, "AUTH_ERR_APIKEY_NOT_FOUND", "The key does not exist."), "does not accept the credential: The key does not exist.", false},
		{api(403, "AUTH_ERR_NO_ACCESS", ""), "may not do this", false},
		{limited, "asks you to wait 15s", true},
		{api(402, "ERR_PLAN_QUOTA_RESTRICTION", "exhausted"), "plan", false},
		{taken, "uid is taken", false},
		{api(409, "", "somebody was faster"), "changed, or the change conflicts with another: somebody was faster.", true},
		{api(404, "ERR_UID_NOT_FOUND", "x"), "not found", false},
		{api(404, "", "not found (a web page, not the API)"), "Nothing found at this address (404): not found (a web page, not the API).", true},
		{api(404, "ERR_API_NOT_FOUND", "no such route"), "Nothing found at this address (404): no such route.", true},
		{invalid, "The tags.0 field is required.", false},
		{api(400, "ERR_BAD_REQUEST", "too large"), "values: too large.", false},
		{fmt.Errorf("list users: %w: connection refused (127.0.0.1:1): %w", client.ErrUnreachable, syscall.ECONNREFUSED), "connection refused (127.0.0.1:1)", true},
		{fmt.Errorf("list users: HTML: %w", client.ErrBadAnswer), "does not match CometChat", true},
		{fmt.Errorf("list users: no key: %w", client.ErrNoCredential), "No credential", false},
		{api(500, "ERR_EXCEPTION", "went wrong"), "The service failed (500): went wrong.", true},
		{&client.ConfigError{Err: errors.New("app id: must be letters")}, "app id: must be letters.", false},
		{fmt.Errorf("%w; nothing is changed", &client.ConfigError{Err: errors.New("no place for the journal")}), "no place for the journal; nothing is changed.", false},
		{errors.New("odd\x1b[2J"), `odd\x1b[2J.`, true},
	} {
		x := Explain(c.err)
		if !strings.Contains(x.What, c.want) || x.Retry != c.retry {
			t.Errorf("%v:\n got %q (again: %v)\nwant %q (again: %v)", c.err, x.What, x.Retry, c.want, c.retry)
		}
		if strings.ContainsAny(x.Line("again"), "\x1b\n") {
			t.Errorf("%v: control characters in %q", c.err, x.Line("again"))
		}
	}
}

package cli

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"census/ui"
)

// A credential from the environment that replaces the profile's is named when
// the session begins, even if that fails, and by census info.
func TestAnOverridingCredentialIsNamedAtTheStart(t *testing.T) {
	server, base := service(t)
	for _, test := range []struct {
		name, key string
		fails     bool
	}{
		{"it works", server.Facts().AuthKey, false},
		{"it does not", planted["auth_key"], true},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t, "CENSUS_AUTH_KEY="+test.key)
			b.config(t, fmt.Sprintf("[profiles.work]\nbase_url = %q\nme = \"cometchat-uid-1\"\nauth_key = %q\n", base, planted["api_key"]))
			const want = "CENSUS_AUTH_KEY is used, not the profile's own auth_key ("
			b.onTerminal(func(ctx context.Context, o ui.Options) (string, error) {
				s, err := o.Connect(ctx)
				if (err != nil) != test.fails || !strings.HasPrefix(s.Remark, want) {
					t.Errorf("%v, remark %q", err, s.Remark)
				}
				return "", nil
			})
			if r := b.run(t.Context()); r.code != exitOK {
				t.Errorf("code %d: %s", r.code, r.errOut)
			}
			if r := b.run(t.Context(), "info"); !strings.Contains(r.out, "note: "+want) {
				t.Errorf("census info says\n%s", r.out)
			}
		})
	}
}

// A key from the file with an address from the environment prevents the start.
func TestAKeyOfTheFileIsNotSentElsewhere(t *testing.T) {
	b := newBench(t, "CENSUS_BASE_URL=https://elsewhere.example/v3")
	b.config(t, fmt.Sprintf("[profiles.work]\napp_id = \"2468ace\"\nregion = \"us\"\napi_key = %q\n", planted["api_key"]))
	b.onTerminal(func(context.Context, ui.Options) (string, error) {
		t.Error("the screens are shown")
		return "", nil
	})
	r := b.run(t.Context())
	if r.code != exitUsage || !strings.Contains(r.errOut, "CENSUS_BASE_URL: is set, but the credential is from the file") ||
		!strings.Contains(r.errOut, "must come from the same place") || len(leaks(r.errOut)) > 0 {
		t.Errorf("code %d: %s", r.code, r.errOut)
	}
}

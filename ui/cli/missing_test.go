package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"census/client"
	"census/client/changes"
	"census/config"
	"census/model"
	"census/ui"
	"census/ui/drafts"
)

// The local program starts again after its own user was deactivated or deleted,
// and with a me that never existed.
func TestTheLocalProgramStartsWithoutItsUser(t *testing.T) {
	for _, action := range []model.Action{model.Deactivate, model.Delete} {
		home := "HOME=" + t.TempDir()
		first := newConnector(settings(t, home), &secrets{})
		s, err := first.connect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		me, err := s.API.User(t.Context(), s.Actor().Me)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Changes.Act(t.Context(), action, me); err != nil {
			t.Fatal(err)
		}
		if u, err := s.API.User(t.Context(), "cometchat-uid-2"); err != nil || u.Name == "" {
			t.Errorf("the running program reads %+v, %v", u, err)
		}
		if err := first.close(); err != nil {
			t.Fatal(err)
		}
		for _, environ := range [][]string{{home}, {home, "CENSUS_ME=nobody-here"}} {
			s, err := connectWith(t, environ...)
			if err != nil || s.Actor().Session || !strings.Contains(s.Remark, "without a session") || s.LogInAs == nil {
				t.Fatalf("%v: session %+v, %v", environ, s, err)
			}
			wantUsers(t, s)
			if u, err := s.API.User(t.Context(), "cometchat-uid-2"); err != nil || u.Name == "" {
				t.Errorf("%v: read %+v, %v", environ, u, err)
			}
			if _, err := s.API.ListBlocked(t.Context(), 1, 10); !client.IsUserNotFound(err) {
				t.Errorf("%v: the screens are not told that me is missing: %v", environ, err)
			}
			base := model.User{UID: "cometchat-uid-2", Name: "George Alan", CreatedAt: 1}
			mine := base
			mine.StatusMessage = "edited " + environ[len(environ)-1]
			if _, err := s.Changes.Update(t.Context(), changes.Edit{Base: base, Mine: mine}); err != nil {
				t.Errorf("%v: edit: %v", environ, err)
			}
		}
	}
}

// A rejected token does not stop work that an API key can do; if it is the only
// credential, it does.
func TestARejectedTokenWithAnAPIKey(t *testing.T) {
	server, base := service(t)
	apiKey, token := "CENSUS_API_KEY="+server.Facts().APIKey, "CENSUS_AUTH_TOKEN="+tokenOf(t, server, "cometchat-uid-1")
	api, err := client.New(client.Config{BaseURL: base, Key: server.Facts().APIKey})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := api.Deactivate(t.Context(), []string{"cometchat-uid-1"}); err != nil {
		t.Fatal(err)
	}
	for _, environ := range [][]string{{apiKey, token}, {apiKey, token, "CENSUS_ME=cometchat-uid-1"}, {apiKey, "CENSUS_ME=cometchat-uid-1"}} {
		s, err := connectWith(t, append(environ, "CENSUS_BASE_URL="+base)...)
		said := strings.Contains(s.Remark, "without a session")
		if err != nil || s.Actor().Session || s.Actor().Credential != model.APIKey || said != (environ[1] == token) {
			t.Fatalf("session %+v, %v", s, err)
		}
		wantUsers(t, s)
	}
	if _, err := connectWith(t, token, "CENSUS_BASE_URL="+base); !errors.Is(err, client.ErrUnauthorized) {
		t.Errorf("the token alone: %v", err)
	}
}

// After the first profile's connection has failed, another profile can be
// chosen; it has its own drafts, and is closed with the program.
func TestAnotherProfileAfterAFailedStart(t *testing.T) {
	server, base := service(t)
	b := newBench(t)
	b.config(t, fmt.Sprintf("profile = \"dead\"\n[profiles.dead]\nbase_url = %q\nauth_token = %q\n[profiles.work]\nbase_url = %q\napi_key = %q\n[profiles.half]\napp_id = \"x\"\n",
		base, planted["auth_token"], base, server.Facts().APIKey))
	b.onTerminal(func(ctx context.Context, o ui.Options) (string, error) {
		if !slices.Equal(o.Profiles, []string{"dead", "work", "half", config.LocalProfile}) {
			t.Errorf("profiles %q", o.Profiles)
		}
		if _, err := o.Connect(ctx); !errors.Is(err, client.ErrUnauthorized) {
			t.Errorf("the first profile: %v", err)
		}
		var wrong *client.ConfigError
		if s, err := o.ConnectTo(ctx, "half"); !errors.As(err, &wrong) || s.Profile != "half" || !strings.Contains(err.Error(), "profiles.half") {
			t.Errorf("a profile without a credential: %+v, %v", s, err)
		}
		for _, profile := range []string{"work", "work", config.LocalProfile} {
			s, err := o.ConnectTo(ctx, profile)
			if err != nil || s.Profile != profile || s.Drafts == nil {
				t.Fatalf("%s: %+v, %v", profile, s, err)
			}
			wantUsers(t, s)
			if err := s.Drafts.Save(t.Context(), drafts.Draft{ID: drafts.NewID(), UID: "bob", Base: model.User{UID: "bob", CreatedAt: 1}}); err != nil {
				t.Error(err)
			}
			if first, err := o.Drafts.List(t.Context()); err != nil || len(first.Drafts) != 0 {
				t.Errorf("%s: its drafts are the first profile's: %+v, %v", profile, first, err)
			}
		}
		return "", nil
	})
	if r := b.run(t.Context()); r.code != exitOK {
		t.Errorf("%+v", r)
	}
}

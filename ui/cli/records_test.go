package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"census/client/changes"
	"census/client/journal"
	"census/client/statefile"
	"census/config"
	"census/model"
	"census/ui"
	"census/ui/drafts"
)

func mustConnect(t *testing.T, environ ...string) (*connector, ui.Session) {
	t.Helper()
	return mustConnectAs(t, settings(t, environ...))
}

func mustConnectAs(t *testing.T, s config.Settings) (*connector, ui.Session) {
	t.Helper()
	c := newConnector(s, &secrets{})
	t.Cleanup(func() {
		if err := c.close(); err != nil {
			t.Error(err)
		}
	})
	session, err := c.connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c, session
}

// setMetadata changes the first sample user's metadata.
func setMetadata(t *testing.T, s ui.Session, uid, metadata string) {
	t.Helper()
	base, err := s.API.User(t.Context(), uid)
	if err != nil {
		t.Fatal(err)
	}
	mine := base
	mine.Metadata = model.Metadata(metadata)
	if _, err := s.Changes.Update(t.Context(), changes.Edit{Base: base, Mine: mine}); err != nil {
		t.Fatal(err)
	}
}

func entries(t *testing.T, s ui.Session) []journal.Entry {
	t.Helper()
	h, err := s.Journal.Entries(t.Context(), journal.Filter{Profile: s.Profile})
	if err != nil || len(h.Damaged) > 0 {
		t.Fatalf("%v, damaged %v", err, h.Damaged)
	}
	return h.Entries
}

// textOf is the content of all files below the folder; none of the files and
// folders may be accessible to other users.
func textOf(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
			t.Errorf("%s has mode %o", path, mode)
		}
		if entry.IsDir() {
			return nil
		}
		text, err := os.ReadFile(path)
		all.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// The journal has a change made through a session, before and after, without
// any secret, and so also a change by a user logged in from it.
func TestChangesAreRecorded(t *testing.T) {
	server, base := service(t)
	token := tokenOf(t, server, "cometchat-uid-1")
	home := t.TempDir()
	_, s := mustConnect(t, "HOME="+home, "CENSUS_API_KEY="+server.Facts().APIKey, "CENSUS_AUTH_TOKEN="+token, "CENSUS_BASE_URL="+base)
	setMetadata(t, s, "cometchat-uid-2", `{"plan":"gold"}`)
	other, err := s.LogInAs(t.Context(), "cometchat-uid-3")
	if err != nil {
		t.Fatal(err)
	}
	setMetadata(t, other, "cometchat-uid-3", `{"plan":"silver"}`)

	got := entries(t, s)
	if len(got) != 2 || len(entries(t, other)) != 2 {
		t.Fatalf("%d entries, want 2: %+v", len(got), got)
	}
	if got[0].Actor.Me != "cometchat-uid-3" || got[1].Actor.Me != "cometchat-uid-1" || got[1].Result != journal.Applied || got[1].Operation.UID() != "cometchat-uid-2" {
		t.Errorf("entries %+v", got)
	}
	text := textOf(t, filepath.Join(home, ".local", "state", "census", "journal"))
	for _, want := range []string{"gold", "silver"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in the journal:\n%s", want, text)
		}
	}
	for _, secret := range []string{server.Facts().APIKey, server.Facts().AuthKey, token} {
		if strings.Contains(text, secret) {
			t.Error("a secret is in the journal")
		}
	}
}

func TestTheJournalLeavesPrivateValuesOutWhenTold(t *testing.T) {
	server, base := service(t)
	home := t.TempDir()
	s := settings(t, "HOME="+home, "CENSUS_API_KEY="+server.Facts().APIKey, "CENSUS_BASE_URL="+base)
	s.JournalPrivate = false
	_, session := mustConnectAs(t, s)
	setMetadata(t, session, "cometchat-uid-2", `{"@private":{"note":"hush"},"plan":"gold"}`)
	text := textOf(t, s.Dirs.Journal())
	if strings.Contains(text, "hush") || !strings.Contains(text, "gold") {
		t.Errorf("the journal has:\n%s", text)
	}
	if got := entries(t, session); len(got) != 1 || got[0].Private != journal.PrivateLost {
		t.Errorf("entries %+v", got)
	}
}

// The sample users exist in every app: the record of one service must not be
// offered, let alone undone, in another.
func TestServicesAreKeptApart(t *testing.T) {
	home := t.TempDir()
	connectTo := func() (*connector, ui.Session) {
		server, base := service(t)
		return mustConnect(t, "HOME="+home, "CENSUS_API_KEY="+server.Facts().APIKey, "CENSUS_BASE_URL="+base)
	}
	first, one := connectTo()
	second, two := connectTo()
	if one.Profile != two.Profile {
		t.Fatalf("profiles %q and %q: this test needs one name for two services", one.Profile, two.Profile)
	}
	setMetadata(t, one, "cometchat-uid-2", `{}`)
	if n, m := len(entries(t, one)), len(entries(t, two)); n != 1 || m != 0 {
		t.Errorf("%d and %d entries, want 1 and 0", n, m)
	}
	d := drafts.Draft{ID: drafts.NewID(), Profile: one.Profile, UID: "ann",
		Values: map[model.Key]model.Value{model.KeyName: {Text: "Ann"}}}
	if err := first.records.draftsOrNil().Save(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if err := first.close(); err != nil { // as if the program had ended
		t.Fatal(err)
	}
	if found, err := second.records.draftsOrNil().List(t.Context()); err != nil || len(found.Drafts) != 0 {
		t.Errorf("another service's drafts: %+v, %v", found, err)
	}
	next := newRecords(first.settings.Dirs, first.records.scope)
	defer next.close()
	store := next.draftsOrNil()
	if found, err := store.List(t.Context()); err != nil || len(found.Drafts) != 1 {
		t.Fatalf("drafts %+v, %v", found, err)
	}
	if got, err := store.Claim(t.Context(), d.ID); err != nil || got.UID != "ann" {
		t.Errorf("%+v, %v", got, err)
	}
	if err := store.Discard(d.ID); err != nil {
		t.Error(err)
	}
	textOf(t, first.settings.Dirs.Drafts()) // also checks the file modes
}

// Nothing is opened before its first use, nor after the end.
func TestFilesAreOpenedOnFirstUse(t *testing.T) {
	s := settings(t)
	r := newRecords(s.Dirs, "test")
	store := r.draftsOrNil()
	if _, err := os.Stat(s.Dirs.State); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the state directory is there already: %v", err)
	}
	if _, err := store.List(t.Context()); err != nil {
		t.Error(err)
	}
	for range 2 { // closing twice does no harm
		if err := r.close(); err != nil {
			t.Error(err)
		}
	}
	id := drafts.NewID()
	errs := []error{store.Save(t.Context(), drafts.Draft{ID: id}), store.Discard(id)}
	_, err := store.List(t.Context())
	errs = append(errs, err)
	_, err = store.Claim(t.Context(), id)
	for i, err := range append(errs, err) {
		if !errors.Is(err, statefile.ErrClosed) {
			t.Errorf("use %d after the end: %v", i, err)
		}
	}
}

// A session that cannot record changes is refused, unless it is read-only. A
// later attempt may succeed.
func TestNoJournalNoChanges(t *testing.T) {
	server, base := service(t)
	s := settings(t, "CENSUS_API_KEY="+server.Facts().APIKey, "CENSUS_BASE_URL="+base)
	if err := os.MkdirAll(s.Dirs.State, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.Dirs.Journal(), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c := newConnector(s, &secrets{})
	defer c.close()
	got, err := c.connect(t.Context())
	if err == nil || !strings.Contains(err.Error(), s.Dirs.Journal()) || !strings.Contains(err.Error(), "nothing is changed without a record") {
		t.Errorf("%v", err)
	}
	if got.API != nil || got.Changes != nil || got.Profile != s.Profile {
		t.Errorf("besides the error, there is %+v", got)
	}

	reading := s
	reading.ReadOnly = true
	if _, session := mustConnectAs(t, reading); session.Journal != nil || session.Changes == nil {
		t.Errorf("a read-only session is %+v", session)
	} else {
		wantUsers(t, session)
		if _, err := session.Changes.Create(t.Context(), model.User{UID: "new", Name: "New"}); err == nil {
			t.Error("a read-only session must refuse changes")
		}
	}

	if err := os.Remove(s.Dirs.Journal()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.connect(t.Context()); err != nil {
		t.Errorf("once the fault is gone: %v", err)
	}
	nowhere := s
	nowhere.Dirs = config.Dirs{}
	if _, err := newConnector(nowhere, &secrets{}).connect(t.Context()); err == nil || !strings.Contains(err.Error(), "set HOME or XDG_STATE_HOME") {
		t.Errorf("without a place: %v", err)
	}
}

package devserver

import (
	"database/sql"
	"testing"
	"testing/synctest"
	"time"
)

// snapshot is every user, by uid.
func snapshot(t *testing.T, a *app) map[string]record {
	t.Helper()
	all := map[string]record{}
	rows, err := collect(t.Context(), a.store.reader, scanRecord,
		"SELECT "+recordColumns+", "+recordTags+" FROM users u"+recordRelations, sql.Named("viewer", nobody))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		all[r.UID] = r
	}
	return all
}

func TestChurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newApp(t, Options{Users: 60, Churn: 15})
		before := snapshot(t, a)
		a.as("cometchat-uid-1")("PUT", "/me", `{"platform":"WEB","deviceId":"d"}`).ok()
		for range 10 {
			<-time.After(time.Second) // inside the synctest bubble: takes no real time
			synctest.Wait()
		}
		presence, messages, metadata := 0, 0, 0
		for uid, r := range snapshot(t, a) {
			was := before[uid]
			if r.Name != was.Name || r.Role != was.Role || r.DeactivatedAt != was.DeactivatedAt {
				t.Errorf("%s: more changed than should: %+v, %+v", uid, was, r)
			}
			if r.Deactivated() && (r.Status != was.Status || r.UpdatedAt != was.UpdatedAt) {
				t.Errorf("%s changed though deactivated", uid)
			}
			presence += one(r.Status != was.Status)
			messages += one(r.StatusMessage != was.StatusMessage)
			metadata += one(string(r.Metadata) != string(was.Metadata))
		}
		if presence < 10 || messages < 10 || metadata < 10 {
			t.Errorf("presence of %d, messages of %d, metadata of %d changed", presence, messages, metadata)
		}
		if got := a.admin("GET", "/users/cometchat-uid-1", "").user().Status; got != "available" {
			t.Errorf("a user with a session is %s", got)
		}
		if err := a.Close(); err != nil { // also ends the churn, which the bubble would otherwise report
			t.Error(err)
		}
	})
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func TestChurnIsDeterministic(t *testing.T) {
	run := func(seed uint64) string {
		var text string
		synctest.Test(t, func(t *testing.T) {
			a := newApp(t, Options{Users: 20, Seed: seed, Churn: 5})
			<-time.After(3 * time.Second) // inside the synctest bubble
			synctest.Wait()
			text = a.admin("GET", "/users?perPage=1000", "").ok().text
			if err := a.Close(); err != nil {
				t.Error(err)
			}
		})
		return text
	}
	if first, second := run(7), run(7); first != second {
		t.Error("the same seed changes other users")
	}
}

func TestChurnOfNobody(t *testing.T) {
	a := sampleApp(t)
	for _, uid := range []string{"1", "2", "3", "4", "5"} {
		a.admin("DELETE", "/users/cometchat-uid-"+uid, "").ok()
	}
	if err := a.stir(t.Context(), 3, newInventor(1, 0, 0)); err != nil {
		t.Error(err)
	}
	if _, err := a.store.writer.Exec("DELETE FROM users"); err != nil {
		t.Fatal(err)
	}
	if err := a.stir(t.Context(), 3, newInventor(1, 0, 0)); err != nil {
		t.Error(err)
	}
}

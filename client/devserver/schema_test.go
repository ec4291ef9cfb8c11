package devserver

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// oldDatabase writes a file as the program's first version did, with one user
// who has a token and has blocked another user.
func oldDatabase(t *testing.T, path string) (f Facts, token string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	f = Facts{AppID: "0123456789abcdef", Region: "us", AuthKey: randomHex(40), APIKey: randomHex(40)}
	token = "old_1700000000" + randomHex(30)
	for _, step := range []struct {
		statement string
		args      []any
	}{
		{schema[0], nil},
		{"PRAGMA user_version = 1", nil},
		{"INSERT INTO app VALUES (1, ?, ?)", []any{f.AppID, f.Region}},
		{"INSERT INTO api_keys VALUES (?, 'Auth Key', 'authOnly', 1), (?, 'Rest API Key', 'fullAccess', 1)", []any{f.AuthKey, f.APIKey}},
		{"INSERT INTO roles (role, name, created_at) VALUES ('default', 'Default Role', 1)", nil},
		{`INSERT INTO users (id, uid, name, name_key, role, created_at) VALUES
			(1, 'old', 'Old', 'old', 'default', 2), (2, 'other', 'Other', 'other', 'default', 1)`, nil},
		{"INSERT INTO tags VALUES (1, 0, 'kept')", nil},
		{"INSERT INTO auth_tokens (user_id, auth_token, digest, created_at) VALUES (1, ?, ?, 1)", []any{token, digest(token)}},
		{"INSERT INTO blocks (blocker, blocked, created_at) VALUES (1, 2, 3)", nil},
	} {
		if _, err := db.Exec(step.statement, step.args...); err != nil {
			t.Fatalf("%v in %s", err, step.statement)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return f, token
}

func TestOldDatabaseIsMigrated(t *testing.T) {
	path := filepath.Join(t.TempDir(), "census.db")
	facts, token := oldDatabase(t, path)
	a := fileApp(t, path)
	if a.Facts() != facts {
		t.Errorf("facts %v, want %v", a.Facts(), facts)
	}
	a.admin("GET", "/users?withTags=1", "").is(`{"data":[` +
		`{"uid":"old","name":"Old","status":"offline","role":"default","tags":["kept"],"createdAt":2},` +
		`{"uid":"other","name":"Other","status":"offline","role":"default","createdAt":1}],` +
		`"meta":{"pagination":{"total":2,"count":2,"per_page":100,"current_page":1,"total_pages":1},"cursor":{"updatedAt":2,"affix":"prepend"}}}`)
	a.send("GET", "/v3/blockedusers", "", "authtoken", token).
		is(`{"data":[{"uid":"other","name":"Other","status":"offline","role":"default","blockedByMe":true,"blockedByMeAt":3,` +
			`"blockedAt":3,"createdAt":1,"conversationId":"old_user_other"}],` +
			`"meta":{"pagination":{"total":0,"count":1,"per_page":100,"current_page":1,"total_pages":1},"cursor":{"updatedAt":1,"affix":"prepend"}}}`)
	if diff := cmp.Diff(tables(t, sampleApp(t)), tables(t, a)); diff != "" {
		t.Errorf("tables differ from a new database's (-new +old):\n%s", diff)
	}
}

// tables lists the database's schema.
func tables(t *testing.T, a *app) []string {
	t.Helper()
	all, err := collect(t.Context(), a.store.reader, func(row scanner) (text string, err error) {
		return text, row.Scan(&text)
	}, "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY name")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

package devserver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// seedFileOf writes the lines to a file.
func seedFileOf(t *testing.T, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "users.jsonl")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// everybody is the REST API's list of all users, one per line.
func (a *app) everybody() []string {
	a.t.Helper()
	var all []string
	for page := 1; ; page++ {
		var list struct{ Data []json.RawMessage }
		a.admin("GET", fmt.Sprintf("/users?perPage=1000&withTags=1&withDeactivated=1&page=%d", page), "").ok().decode(&list)
		if len(list.Data) == 0 {
			return all
		}
		for _, u := range list.Data {
			var line bytes.Buffer // metadata may span several lines
			if err := json.Compact(&line, u); err != nil {
				a.t.Fatal(err)
			}
			all = append(all, line.String())
		}
	}
}

// A new database filled from an export lists what the old one did, byte for
// byte, including with more users than one batch holds.
func TestSeedFileIsAnExport(t *testing.T) {
	old := newApp(t, Options{Users: 2500})
	old.admin("POST", "/roles", `{"role":"pilot","name":"Pilot"}`).ok()
	old.admin("PUT", "/users/cometchat-uid-1", `{"role":"pilot","metadata":{"z":1.0,"a":{"@private":1,"é":"\u00e9"}},"tags":["b","a"]}`).ok()
	export := old.everybody()
	if len(export) != 2505 {
		t.Fatalf("%d users", len(export))
	}
	var stored []int
	a := newApp(t, Options{SeedFile: seedFileOf(t, export...), Users: 7, Progress: func(n, total int) { stored = append(stored, n, total) }})
	got := a.everybody()
	if strings.Join(got, "\n") != strings.Join(export, "\n") {
		t.Errorf("%d users, want %d; the first is\n%s\nwant\n%s", len(got), len(export), got[0], export[0])
	}
	if got := fmt.Sprint(stored); got != "[1000 0 2000 0 2505 0]" {
		t.Errorf("progress %s", got)
	}
	if got := a.admin("GET", "/roles/pilot", "").ok().text; !strings.Contains(got, `"name":"pilot"`) {
		t.Errorf("the role of a user is %s", got)
	}
	a.as("cometchat-uid-1")("GET", "/users?searchKey=an", "").ok() // indexes and tokens exist
}

func TestSeedFileIsReadAsItIsWritten(t *testing.T) {
	a := newApp(t, Options{SeedFile: seedFileOf(t,
		"\ufeff"+`{"$census":1,"scope":"tag:managed"}`+"\r", "",
		`{"uid":"One ","name":"One","avatar":"","tags":[],"metadata":{},"link":null,"blockedByMe":true,"authToken":"x"}`+"\r",
		` {"uid":"two","name":"Two","status":"available","role":"VIP","createdAt":1600000000,"updatedAt":"1600000001","deactivatedAt":1600000002}`)})
	want := `[{"uid":"one","name":"One","status":"offline","role":"default","createdAt":1773480413} ` +
		`{"uid":"two","name":"Two","status":"available","role":"vip","createdAt":1600000000,"updatedAt":1600000001,"deactivatedAt":1600000002}]`
	if got := fmt.Sprint(a.everybody()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	empty := newApp(t, Options{SeedFile: seedFileOf(t, "")})
	if got := empty.everybody(); len(got) != 0 {
		t.Errorf("an empty file gives %s", got)
	}
}

// A faulty file fills nothing: the next start finds a new database.
func TestSeedFileThatIsWrong(t *testing.T) {
	good := `{"uid":"good","name":"Good"}`
	many := make([]string, maxRoles+1)
	for i := range many {
		many[i] = fmt.Sprintf(`{"uid":"u%d","name":"U","role":"r%d"}`, i, i)
	}
	for text, want := range map[string]string{
		good + "\n{":       "line 2: not a JSON object",
		good + "\n[]":      "line 2: not a JSON object",
		good + "\n" + good: "line 2: duplicate of the user in line 1",
		good + "\n\n" + `{"uid":"GOOD","name":"x"}`: "line 3: duplicate of the user in line 1",
		`{"name":"x"}`:                                              "line 1: The uid field is required.",
		`{"uid":"x","name":""}`:                                     "line 1: The name field is required.",
		`{"uid":"x","name":"x","createdAt":1}`:                      "line 1: The createdAt must be",
		`{"uid":"x","name":"x","role":"a\u001b[1mb"}`:               "line 1: The role may not contain control characters.",
		good + "\n" + `{"uid":"` + strings.Repeat("x", maxSeedLine): "line 2: bufio.Scanner: token too long",
		strings.Join(many, "\n"):                                    "the app and its users have 32 roles, at most 25 are allowed",
	} {
		path := filepath.Join(t.TempDir(), "census.db")
		s, err := New(Options{DB: path, SeedFile: seedFileOf(t, text)})
		if err == nil {
			_ = s.Close()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v, want %s", text, err, want)
		}
		a := newApp(t, Options{DB: path, Users: -1})
		if n := len(a.everybody()); n != 5 {
			t.Errorf("%.60q left %d users", text, n)
		}
	}
	if _, err := New(Options{SeedFile: filepath.Join(t.TempDir(), "none")}); err == nil {
		t.Error("a missing file is none")
	}
}

package ui_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"census/ui/uitest"
)

// answering lets the service have one user, with metadata as it stands there.
func answering(user string) uitest.Option {
	return uitest.Around(func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			var body string
			switch r.URL.Path {
			case "/v3/users":
				body = `{"data":[` + user + `],"meta":{"pagination":{"total":1,"count":1,"per_page":100,"current_page":1,"total_pages":1}}}`
			case "/v3/users/d1":
				body = `{"data":` + user + `}`
			default:
				return next.RoundTrip(r)
			}
			return &http.Response{
				StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
				Body: io.NopCloser(strings.NewReader(body)), Request: r,
			}, nil
		})
	})
}

func userWith(metadata string) string {
	return `{"uid":"d1","name":"Deep","role":"default","status":"offline","createdAt":1700000000,"tags":[],"metadata":` + metadata + `}`
}

// caseUser is the only user of a file of cases.
func caseUser(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/cases/" + name)
	var users []struct{ Metadata json.RawMessage }
	if err != nil || json.Unmarshal(text, &users) != nil || len(users) != 1 {
		t.Fatalf("%s is no list of one user: %v", name, err)
	}
	return userWith(string(users[0].Metadata))
}

// Metadata of any depth and length is shown, cut where it has to be, and the keys
// of list, detail and form go on working.
func TestHostileMetadataIsShownCut(t *testing.T) {
	levels := func(n int) string { return strings.Repeat(`{"a":`, n) + `1` + strings.Repeat(`}`, n) }
	for name, user := range map[string]string{
		"400 levels":       caseUser(t, "deep-metadata.json"),
		"a long line":      caseUser(t, "long-line-metadata.json"),
		"9 000 levels":     userWith(levels(9_000)),
		"9 000 lists":      userWith(`{"a":` + strings.Repeat(`[`, 9_000) + strings.Repeat(`]`, 9_000) + `}`),
		"metadata in it":   userWith(strings.Repeat(`{"metadata":`, 9_000) + `1` + strings.Repeat(`}`, 9_000)),
		"400 KB in a line": userWith(`{"a":"` + strings.Repeat("QUJD", 100_000) + `"}`),
		"100 000 elements": userWith(`{"a":[` + strings.Repeat("1,", 100_000) + `1]}`),
		"400 KB of flags":  userWith(`{"a":"` + strings.Repeat("🇩🇪", 50_000) + `"}`),
		"400 KB of marks":  userWith(`{"a":"e` + strings.Repeat("\u0301", 200_000) + `"}`),
	} {
		t.Run(name, func(t *testing.T) {
			for _, width := range []int{80, 120} { // the detail below, and beside the list
				s := uitest.New(t, answering(user), uitest.Size(width, 30))
				s.Shows("Deep").Fits()
				s.Press("enter").Shows("Metadata").Press("G", "pgup", "g", "p").Fits()
				toField(s.Press("e"), "Metadata").Fits()
				s.Press("down", "end", "left", "x", "ctrl+h", "up", "ctrl+end", "enter", "ctrl+home").Type(`"`).Fits()
				s.Press("ctrl+l", "backspace", "ctrl+s").Fits()
				s.Press("ctrl+z", "ctrl+r", "ctrl+s").Fits()
				s.Press("esc", "y", "esc").Shows("Deep").Fits()
			}
		})
	}
}

// What is cut says so.
func TestTheEndOfCutMetadata(t *testing.T) {
	var members []string
	for i := range 4_000 {
		members = append(members, fmt.Sprintf(`"k%d":%d`, i, i))
	}
	s := uitest.New(t, answering(userWith("{"+strings.Join(members, ",")+"}")), uitest.Size(120, 30))
	s.Press("enter", "G").Shows("… the rest is not shown", `"k2998": 2998`).Hides(`"k2999"`)
}

package ui_test

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"

	"census/ui/uitest"
)

// timesService has the users of testdata/cases/times.json, whose times are in
// milliseconds, yet to come, and no times at all. Their now is the screen's.
func timesService(t *testing.T) *oddService {
	t.Helper()
	text, err := os.ReadFile("testdata/cases/times.json")
	if err != nil {
		t.Fatal(err)
	}
	soon := strconv.FormatInt(uitest.Clock.Unix()+300, 10)
	service := &oddService{}
	if err := json.Unmarshal([]byte(strings.ReplaceAll(string(text), `"now+300"`, soon)), &service.rows); err != nil || len(service.rows) != 5 {
		t.Fatalf("%d users, %v", len(service.rows), err)
	}
	return service
}

// Times are shown as what they mean, or as damaged; now is for minutes only.
func TestOddTimesAreShownSensibly(t *testing.T) {
	s := uitest.New(t, uitest.Users(-1), uitest.Size(140, 24), uitest.Around(timesService(t).around))
	s.Golden("list")
	for uid, want := range map[string][]string{
		"t1": {"30 Jun 2021 22:02:37 UTC · 5 years ago"},
		"t2": {"17 Mar 2030 17:46:40 UTC · 3 years from now"},
		"t3": {"damaged: Last active"},
		"t4": {"1 Jan 1970 00:00:01 UTC · a long while ago"},
		"t5": {"5 minutes from now"},
	} {
		s.Press("/").Type("uid:"+uid).Press("enter", "enter").Shows(want...)
		s.Press("esc", "esc")
	}
}

// Sorted by when they were seen, who cannot be compared comes last.
func TestOddTimesAreSorted(t *testing.T) {
	s := uitest.New(t, uitest.Users(-1), uitest.Size(140, 24), uitest.Around(timesService(t).around))
	s.Press("s")
	choose(t, s, "last active")
	var order []string
	for _, line := range s.Lines() {
		for _, uid := range []string{"t1", "t2", "t3", "t4", "t5"} {
			if strings.Contains(line, "  "+uid+"  ") && len(order) < 5 {
				order = append(order, uid)
			}
		}
	}
	if got := strings.Join(order, " "); got != "t2 t5 t1 t4 t3" {
		t.Errorf("sorted they are %s\n%s", got, strings.Join(s.Lines(), "\n"))
	}
}

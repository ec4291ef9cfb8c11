package ui_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"census/model"
	"census/ui/uitest"
)

// oddRow is a row of the client's testdata/odd-users.json.
type oddRow struct {
	Fault   string
	Row     json.RawMessage
	Damaged []model.Key
	LeftOut string
}

func oddRows(t *testing.T) (all []oddRow) {
	t.Helper()
	text, err := os.ReadFile("../client/testdata/odd-users.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &all); err != nil || len(all) < 30 {
		t.Fatalf("%d odd users, %v", len(all), err)
	}
	return all
}

// member reads one member of a row; empty when there is none or no text.
func (o oddRow) member(key model.Key) (text string) {
	var members map[string]json.RawMessage
	_ = json.Unmarshal(o.Row, &members)
	_ = json.Unmarshal(members[string(key)], &text)
	return text
}

// oddService answers with rows of the test's own in place of the users, and does
// to them what an update says.
type oddService struct {
	mu   sync.Mutex
	rows []json.RawMessage
	puts []string
}

func (o *oddService) around(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		o.mu.Lock()
		defer o.mu.Unlock()
		_, uid, _ := strings.Cut(r.URL.Path, "/users/")
		switch {
		case r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/users"):
			return o.list(r), nil
		case uid == "" || strings.Contains(uid, "/"):
			return next.RoundTrip(r)
		case r.Method == http.MethodPut:
			o.put(r, uid)
		}
		return answered(`{"data":` + string(o.row(uid)) + `}`), nil
	})
}

// list is counted and paged like that of the service.
func (o *oddService) list(r *http.Request) *http.Response {
	size, page := 100, 1
	_, _ = fmt.Sscan(r.URL.Query().Get("perPage"), &size)
	_, _ = fmt.Sscan(r.URL.Query().Get("page"), &page)
	from := min((page-1)*size, len(o.rows))
	rows := o.rows[from:min(from+size, len(o.rows))]
	data, _ := json.Marshal(rows)
	return answered(fmt.Sprintf(`{"data":%s,"meta":{"pagination":{"total":%d,"count":%d,"per_page":%d,"current_page":%d,"total_pages":%d}}}`,
		data, len(o.rows), len(rows), size, page, (len(o.rows)+size-1)/size))
}

func (o *oddService) row(uid string) json.RawMessage {
	for _, row := range o.rows {
		if bytes.Contains(row, []byte(`"uid": "`+uid+`"`)) || bytes.Contains(row, []byte(`"uid":"`+uid+`"`)) {
			return row
		}
	}
	return json.RawMessage(`null`)
}

func (o *oddService) put(r *http.Request, uid string) {
	body, _ := io.ReadAll(r.Body)
	o.puts = append(o.puts, string(body))
	for i, row := range o.rows {
		if !bytes.Equal(row, o.row(uid)) {
			continue
		}
		var members map[string]json.RawMessage
		if json.Unmarshal(row, &members) == nil && json.Unmarshal(body, &members) == nil {
			o.rows[i], _ = json.Marshal(members)
		}
	}
}

func answered(body string) *http.Response {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
}

func goodRow(uid, name string) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"uid":%q,"name":%q,"role":"default","status":"offline","createdAt":1700000000,"tags":[]}`, uid, name))
}

// Each odd user costs nobody else their row: it is shown with what could be read
// and marked, or left out with a notice.
func TestAnOddUserIsShownOrTold(t *testing.T) {
	for _, o := range oddRows(t) {
		t.Run(o.Fault, func(t *testing.T) {
			service := &oddService{rows: []json.RawMessage{goodRow("ann", "Ann Good"), o.Row, goodRow("bob", "Bob Good")}}
			s := uitest.New(t, uitest.Around(service.around))
			s.Shows("Ann Good", "Bob Good")
			switch {
			case o.LeftOut != "":
				s.Shows("1 row is left out: page 1, row 2", o.LeftOut)
			case len(o.Damaged) > 0:
				s.Shows("! ", o.member(model.KeyUID)).Press("j").Shows("damaged: ")
			default:
				s.Shows(o.member(model.KeyUID)).Hides("damaged")
			}
		})
	}
}

// A damaged field is locked with its reason, and no save carries it.
func TestADamagedFieldIsNeverSent(t *testing.T) {
	for _, o := range oddRows(t) {
		if len(o.Damaged) == 0 {
			continue
		}
		t.Run(o.Fault, func(t *testing.T) {
			service := &oddService{rows: []json.RawMessage{o.Row}}
			s := uitest.New(t, uitest.Around(service.around)).Press("e")
			for _, key := range o.Damaged {
				if f, _ := model.FieldOf(key); f.Editable == model.Always {
					s.Shows("locked: damaged")
				}
			}
			field, member := "Name", "name"
			if len(o.Damaged) > 5 {
				s.Press("ctrl+s").Shows("nothing has changed")
				return
			}
			if o.Damaged[0] == model.KeyName {
				field, member = "Status message", "statusMessage"
			}
			toField(s, field).Type("New").Press("ctrl+s", "ctrl+s").Shows("saved")
			if len(service.puts) != 1 || !strings.HasPrefix(service.puts[0], `{"`+member+`":"`) || strings.Count(service.puts[0], `":`) != 1 {
				t.Errorf("sent %v, want %s alone", service.puts, member)
			}
		})
	}
}

package mirror

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"census/client"
	"census/model"
)

// service answers GET /users with quirks. The zero value, with users, is correct.
type service struct {
	users int
	cap   int // the most it gives a page, 0 for as many as are asked
	// skips: it begins a page where one of the asked size would, however few it
	// gives.
	skips bool
	total func(s *service, rows, request int) int // what it counts; nil is right
	empty int                                     // the number of a page that comes empty, 0 for none
	cut   int                                     // the number of a page that comes without its last row
	twice int                                     // the number of a page whose first row is the first user's again; all three of pages of more than one
	stuck bool                                    // it takes no notice of the page
	echo  bool                                    // it claims to have given as many as were asked
	few   bool                                    // it claims to have one page
	late  int                                     // the first page that it refuses, 0 for none

	requests int64 // atomic
}

// What services count in place of all users.
func rightTotal(s *service, _, _ int) int { return s.users }
func noTotal(*service, int, int) int      { return 0 }
func pageTotal(_ *service, rows, _ int) int {
	return rows
}
func lessTotal(s *service, _, _ int) int           { return s.users - 3 }
func moreTotal(s *service, _, _ int) int           { return s.users + 3 }
func tinyTotal(*service, int, int) int             { return 1 }
func changingTotal(s *service, _, request int) int { return s.users + request }

// lateTotal changes with the third request.
func lateTotal(s *service, _, request int) int { return s.users + max(0, request-2) }

func (s *service) RoundTrip(req *http.Request) (*http.Response, error) {
	request := int(atomic.AddInt64(&s.requests, 1))
	q := req.URL.Query()
	number, _ := strconv.Atoi(q.Get("page"))
	asked, _ := strconv.Atoi(q.Get("perPage"))
	if s.late > 0 && number >= s.late {
		return answered(req, http.StatusUnprocessableEntity, map[string]any{"error": map[string]any{"code": "ERR_PAGE", "message": "no such page"}})
	}
	given := asked
	if s.cap > 0 {
		given = min(given, s.cap)
	}
	rows := s.rows(number, asked, given)
	total := s.users
	if s.total != nil {
		total = s.total(s, len(rows), request)
	}
	pagination := map[string]any{"total": total, "per_page": given, "current_page": number, "total_pages": (total + given - 1) / given}
	if s.echo {
		pagination["per_page"] = asked
	}
	if s.few {
		pagination["total_pages"] = 1
	}
	return answered(req, http.StatusOK, map[string]any{"data": rows, "meta": map[string]any{"pagination": pagination}})
}

func (s *service) rows(number, asked, given int) []any {
	rows := []any{}
	isPage := given > 1
	if isPage && number == s.empty {
		return rows
	}
	page := number
	if s.stuck {
		page = 1
	}
	from := (page - 1) * given
	if s.skips {
		from = (page - 1) * asked
	}
	for i := from; i < min(s.users, from+given); i++ {
		rows = append(rows, s.user(i))
	}
	if isPage && number == s.cut && len(rows) > 0 {
		rows = rows[:len(rows)-1]
	}
	if isPage && number == s.twice && len(rows) > 0 {
		rows[0] = s.user(0)
	}
	return rows
}

func (s *service) user(i int) any {
	return map[string]any{"uid": s.uid(i), "name": "N", "createdAt": 1, "tags": []string{}}
}

func (s *service) uid(i int) string { return fmt.Sprintf("u%04d", i) }

func answered(req *http.Request, status int, body any) (*http.Response, error) {
	text, err := json.Marshal(body)
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Request: req,
		Body: io.NopCloser(bytes.NewReader(text)), ContentLength: int64(len(text)),
	}, err
}

// fetch reads everybody over the wire into a crowd that knows all of them already,
// as the disk may, and somebody who is not there any more.
func (s *service) fetch(t testing.TB, perPage, workers int) (*crowd, Outcome, error) {
	t.Helper()
	api, err := client.New(client.Config{BaseURL: "https://h.test/v3", Key: "key", Transport: s, Retry: client.RetryPolicy{Attempts: 1}})
	if err != nil {
		t.Fatal(err)
	}
	c := newCrowd(t)
	for i := range s.users {
		c.users[s.uid(i)] = model.User{UID: s.uid(i)}
	}
	c.users["gone"] = model.User{UID: "gone"}
	out, err := Fetch(t.Context(), api, c.begin, timed(Options{List: client.ListOptions{WithTags: true}, PerPage: perPage, Workers: workers}))
	return c, out, err
}

// judge fails where somebody is taken to be gone who is there, or all are said to
// be known without that being so.
func (s *service) judge(c *crowd, out Outcome) (wrong string) {
	for i := range s.users {
		if c.users[s.uid(i)].UID == "" {
			return fmt.Sprintf("%s is taken to be gone", s.uid(i))
		}
	}
	switch {
	case out.Settled != (c.ended > 0), out.Settled != (out.Doubt == NoDoubt):
		return fmt.Sprintf("ended %d", c.ended)
	case out.Settled && out.Users != s.users:
		return "not everybody was met"
	case out.Settled && out.Counted > 0 && out.Counted != out.Users:
		return "the service counts otherwise"
	}
	return ""
}

// Every evidence that proves nothing, one by one. Where the rest shows who is
// there, all are read nevertheless.
func TestWhatProvesNothingRemovesNobody(t *testing.T) {
	for _, tt := range []struct {
		name    string
		service service
		perPage int
		doubt   Doubt
		met     int
	}{
		{"nothing is wrong", service{}, 1000, NoDoubt, 250},
		{"nothing is wrong, in pages", service{}, 100, NoDoubt, 250},
		{"capped", service{cap: 100}, 1000, NoDoubt, 250},
		{"capped, as if it were not", service{cap: 100, echo: true}, 1000, NoDoubt, 250},
		{"capped and uncounted", service{cap: 100, echo: true, total: noTotal}, 1000, NoDoubt, 250},
		{"capped, with gaps", service{cap: 100, skips: true, echo: true}, 1000, NoDoubt, 250},
		{"capped, with gaps and uncounted", service{cap: 100, skips: true, echo: true, total: noTotal}, 1000, NoDoubt, 250},
		{"capped, with gaps and a page's total", service{cap: 100, skips: true, few: true, total: pageTotal}, 1000, Moving, 250},
		{"a page's total", service{total: pageTotal}, 100, Moving, 250},
		{"a page's total, pages of one size", service{users: 300, total: pageTotal, few: true}, 100, Miscounted, 300},
		{"no total", service{total: noTotal}, 100, NoDoubt, 250},
		{"no total, one page by the counters", service{total: noTotal, few: true}, 100, NoDoubt, 250},
		{"a total that is too small", service{total: lessTotal}, 100, Miscounted, 250},
		{"a total that is too large", service{total: moreTotal}, 100, Miscounted, 250},
		{"a total below the page", service{total: tinyTotal}, 1000, Miscounted, 250},
		{"a total that changes", service{total: changingTotal}, 100, Moving, 250},
		{"a total that changes behind one page", service{total: lateTotal}, 1000, Moving, 250},
		{"an empty first page", service{empty: 1}, 100, Gaps, 150},
		{"an empty first page, uncounted", service{empty: 1, total: noTotal}, 100, Moving, 150},
		{"an empty page", service{empty: 2}, 100, Gaps, 150},
		{"an empty page, uncounted", service{empty: 2, total: noTotal}, 100, Longer, 101},
		{"an empty last page", service{empty: 3}, 100, Miscounted, 200},
		{"an empty last page, uncounted", service{empty: 3, total: noTotal}, 100, Longer, 201},
		{"a short page", service{cut: 2}, 100, Gaps, 249},
		{"a short last page, uncounted", service{cut: 3, total: noTotal}, 100, Longer, 250},
		{"somebody twice", service{twice: 2}, 100, Moving, 249},
		{"the same page again", service{stuck: true}, 100, Repeating, 100},
		{"the same page again, uncounted", service{stuck: true, total: noTotal}, 100, Repeating, 100},
		{"the same page again, with its total", service{stuck: true, total: pageTotal}, 100, Repeating, 100},
		{"the same page again, of everybody", service{stuck: true}, 1000, Repeating, 250},
		{"late pages are refused", service{late: 200}, 100, Refused, 250},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := tt.service
			if s.users == 0 {
				s.users = 250
			}
			c, out, err := s.fetch(t, tt.perPage, 4)
			if err != nil || out.Doubt != tt.doubt || out.Users != tt.met {
				t.Errorf("got doubt %d, %d met in %d passes and %d requests, %v", out.Doubt, out.Users, out.Passes, s.requests, err)
			}
			if wrong := s.judge(c, out); wrong != "" {
				t.Error(wrong)
			}
			if s.requests > 60 {
				t.Errorf("%d requests", s.requests)
			}
		})
	}
}

// Whatever a service that rests does: nobody who is there is taken to be gone, and
// whoever says that all are known has met all. One that does nothing wrong is
// believed, however few it gives.
func TestSettledIsProven(t *testing.T) {
	settled, doubts := 0, map[Doubt]int{}
	rapid.Check(t, func(r *rapid.T) {
		s := service{
			users: rapid.IntRange(0, 60).Draw(r, "users"),
			cap:   rapid.SampledFrom([]int{0, 0, 2, 3, 7, 20}).Draw(r, "cap"),
			skips: rapid.Bool().Draw(r, "skips"), echo: rapid.Bool().Draw(r, "echo"), few: rapid.Bool().Draw(r, "one page"),
		}
		isFlawed := rapid.Bool().Draw(r, "flawed")
		if isFlawed {
			s.total = []func(*service, int, int) int{rightTotal, noTotal, pageTotal, lessTotal, moreTotal, tinyTotal, changingTotal}[rapid.IntRange(0, 6).Draw(r, "total")]
			s.empty = rapid.SampledFrom([]int{0, 0, 1, 2, 3, 5}).Draw(r, "empty")
			s.cut = rapid.SampledFrom([]int{0, 0, 1, 2, 3}).Draw(r, "cut")
			s.twice = rapid.SampledFrom([]int{0, 0, 2, 3}).Draw(r, "twice")
			s.stuck = rapid.IntRange(0, 5).Draw(r, "stuck") == 0
			s.late = rapid.SampledFrom([]int{0, 0, 4, 30}).Draw(r, "late")
		}
		perPage := rapid.SampledFrom([]int{2, 5, 10, 100}).Draw(r, "perPage")
		c, out, err := s.fetch(t, perPage, rapid.IntRange(1, 4).Draw(r, "workers"))
		if err != nil {
			if c.ended > 0 || !isFlawed {
				r.Errorf("ended %d, %v", c.ended, err)
			}
			return
		}
		if wrong := s.judge(c, out); wrong != "" || !isFlawed && !out.Settled {
			r.Errorf("%s: %+v", wrong, out)
		}
		doubts[out.Doubt]++
		if out.Settled {
			settled++
			if gone := c.users["gone"]; gone.UID != "" || out.Gone != 1 {
				r.Errorf("nobody is gone: %+v", out)
			}
		}
	})
	if settled == 0 || len(doubts) < 4 {
		t.Errorf("%d settled, doubts and how often: %v", settled, doubts)
	}
	t.Log(fmt.Sprint("doubts and how often: ", doubts))
}

// A doubt that comes again just so is not looked at a third time.
func TestASteadyDoubtIsReadTwice(t *testing.T) {
	s := service{users: 250, total: lessTotal}
	if _, out, err := s.fetch(t, 100, 1); err != nil || out.Passes != 2 || out.Counted != 247 || out.Users != 250 {
		t.Errorf("%+v, %v", out, err)
	}
	if s.requests != 2*4 { // three pages, and the one after them
		t.Errorf("%d requests", s.requests)
	}
}

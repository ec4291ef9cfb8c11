package client

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// heavy is a service with many users, for which a page larger than fits is too
// much: either nothing arrives, or an answer beyond the limit. A page has at
// most most users.
type heavy struct {
	users, fits, most int
	isSilent          bool
	asked             []string // page and size of each request
}

func (h *heavy) RoundTrip(req *http.Request) (*http.Response, error) {
	q := req.URL.Query()
	page, _ := strconv.Atoi(q.Get("page"))
	size, _ := strconv.Atoi(q.Get("perPage"))
	h.asked = append(h.asked, fmt.Sprintf("%d of %d", page, size))
	size = min(size, h.most)
	body := io.Reader(strings.NewReader(h.page(page, size)))
	switch {
	case size <= h.fits:
	case h.isSilent:
		<-req.Context().Done()
		return nil, req.Context().Err()
	default:
		body = blanks{}
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(body), Request: req}, nil
}

func (h *heavy) page(page, size int) string {
	var rows []string
	for i := (page - 1) * size; i < min(page*size, h.users); i++ {
		rows = append(rows, userJSON(fmt.Sprintf("u%04d", i)))
	}
	return list(h.users, len(rows), size, page, max((h.users+size-1)/size, 1), rows...)
}

func (h *heavy) client(t *testing.T) *Client {
	return mustNew(t, Config{BaseURL: "https://h.test", Key: testKey, Transport: h})
}

// A page read in halves equals the page.
func TestAPageInHalves(t *testing.T) {
	for _, users := range []int{0, 1, 25, 26, 49, 50, 51, 99, 100, 101, 240} {
		for _, fits := range []int{100, 50, 25} {
			for number := 1; number <= 3; number++ {
				synctest.Test(t, func(t *testing.T) {
					easy := &heavy{users: users, fits: 1000, most: 1000}
					want, err := easy.client(t).ListUsers(t.Context(), ListOptions{Page: number})
					if err != nil {
						t.Fatal(err)
					}
					h := &heavy{users: users, fits: fits, most: 1000, isSilent: true}
					got, err := h.client(t).ListUsers(t.Context(), ListOptions{Page: number})
					if got.Requests < 1 || got.Requests > 100/fits {
						t.Errorf("read in %d requests", got.Requests)
					}
					got.Requests = want.Requests
					if diff := cmp.Diff(want, got); err != nil || diff != "" {
						t.Errorf("page %d of %d users, %d at once: %v\n%s", number, users, fits, err, diff)
					}
				})
			}
		}
	}
}

// Unreadable rows of either half are reported with their row on the page.
func TestHalvesReportUnreadableRows(t *testing.T) {
	s := serve(t,
		exchange{want: "GET /users?perPage=2&page=1", answer: list(4, 2, 2, 1, 2, userJSON("ann"), `{"uid":1}`)},
		exchange{want: "GET /users?perPage=2&page=2", answer: list(4, 2, 2, 2, 2, `{"uid":2}`, userJSON("bob"))},
	)
	c := s.client(admin)
	c.fits.Store(2)
	p, err := c.ListUsers(t.Context(), ListOptions{PerPage: 4})
	if err != nil || p.Rows() != 4 || len(p.LeftOut) != 2 || p.LeftOut[0].Row != 2 || p.LeftOut[1].Row != 3 {
		t.Errorf("got %+v, %v", p, err)
	}
}

// A page after the last one may omit the total; the half before it has it.
func TestAnUncountedHalfKeepsTheTotal(t *testing.T) {
	s := serve(t,
		exchange{want: "GET /users?perPage=2&page=1", answer: list(3, 2, 2, 1, 2, userJSON("ann"), userJSON("bob"))},
		exchange{want: "GET /users?perPage=2&page=2", answer: `{"data":[` + userJSON("cy") + `]}`},
	)
	c := s.client(admin)
	c.fits.Store(2)
	p, err := c.ListUsers(t.Context(), ListOptions{PerPage: 4})
	if err != nil || len(p.Users) != 3 || p.Total != 3 || !p.TotalKnown {
		t.Errorf("got %+v, %v", p, err)
	}
}

// That a page is too much is found out only once.
func TestTooMuchIsRequestedOnce(t *testing.T) {
	for _, isSilent := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			h := &heavy{users: 240, fits: 60, most: 1000, isSilent: isSilent}
			c := h.client(t)
			start := time.Now()
			for page := 1; page != 0; {
				p, err := c.ListUsers(t.Context(), ListOptions{Page: page})
				if err != nil {
					t.Fatal(err)
				}
				page = p.Next
			}
			want := []string{"1 of 100", "1 of 50", "2 of 50", "3 of 50", "4 of 50", "5 of 50"}
			if diff := cmp.Diff(want, h.asked); diff != "" {
				t.Errorf("silent: %t\n%s", isSilent, diff)
			}
			if took := time.Since(start); isSilent != (took >= maxSilence) || took > maxSilence+time.Second {
				t.Errorf("silent: %t: took %v", isSilent, took)
			}
		})
	}
}

// If nothing at all arrives the reading ends, and no page size is learned.
func TestNothingIsLearnedFromSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &heavy{users: 240, most: 1000, isSilent: true}
		c := h.client(t)
		if p, err := c.ListUsers(t.Context(), ListOptions{}); err == nil || len(p.Users) > 0 {
			t.Errorf("got %+v, %v", p, err)
		}
		want := []string{"1 of 100", "1 of 50", "1 of 25", "1 of 25", "1 of 25", "1 of 25"}
		if diff := cmp.Diff(want, h.asked); diff != "" {
			t.Error(diff)
		}
		h.asked, h.fits = nil, 100
		if p, err := c.ListUsers(t.Context(), ListOptions{}); err != nil || len(p.Users) != 100 || p.Requests != 1 {
			t.Errorf("got %+v, %v, asked %q", p, err, h.asked)
		}
	})
}

// A service that returns fewer users than requested has different page
// boundaries: halves would leave users out.
func TestShortPagesAreNotJoined(t *testing.T) {
	h := &heavy{users: 240, fits: 20, most: 30}
	if p, err := h.client(t).ListUsers(t.Context(), ListOptions{Page: 2}); err == nil {
		t.Errorf("got %d users, asked %q", len(p.Users), h.asked)
	}
}

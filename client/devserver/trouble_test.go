package devserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseFault(t *testing.T) {
	for text, want := range map[string]Fault{
		"429:5%":         {Kind: FaultStatus, Status: 429, Share: 0.05},
		"503:0.5%":       {Kind: FaultStatus, Status: 503, Share: 0.005},
		"drop:100%":      {Kind: FaultDrop, Share: 1},
		"cut:1%":         {Kind: FaultCut, Share: 0.01},
		"late:0%":        {Kind: FaultLate},
		"badjson:1%":     {Kind: FaultBadJSON, Share: 0.01},
		"slow:2s:10%":    {Kind: FaultSlow, Delay: 2 * time.Second, Share: 0.1},
		"slow:1m0s:0.1%": {}, "slow:10%": {}, "slow:0s:1%": {}, "slow:-1s:1%": {}, "slow:fast:1%": {},
		"": {}, "drop": {}, "drop:": {}, "drop:5": {}, "drop:%": {}, "drop:101%": {}, "drop:-1%": {}, "drop:NaN%": {},
		"drop:1s:1%": {}, "429:1s:5%": {}, "404:5%": {}, "600:5%": {}, "status:5%": {}, "boom:5%": {}, ":5%": {},
	} {
		got, err := ParseFault(text)
		if diff := cmp.Diff(want, got); diff != "" || (err == nil) != (want != Fault{}) {
			t.Errorf("%q: %v (-want +got):\n%s", text, err, diff)
		}
		switch {
		case err == nil && got.String() != text:
			t.Errorf("%q is written as %q", text, got.String())
		case err != nil && !strings.HasPrefix(err.Error(), fmt.Sprintf("fault %q", text)):
			t.Errorf("the error of %q does not name it: %v", text, err)
		}
	}
}

func TestParseLatency(t *testing.T) {
	for text, want := range map[string]Latency{
		"200ms":     {Mean: 200 * time.Millisecond},
		"50ms±30ms": {50 * time.Millisecond, 30 * time.Millisecond},
		"1s+-1s":    {time.Second, time.Second},
		"":          {}, "fast": {}, "5": {}, "-1s": {}, "1s±": {}, "1s±2s": {}, "1s±-1s": {}, "29s±2s": {}, "±1s": {},
	} {
		got, err := ParseLatency(text)
		if got != want || (err == nil) != (want != Latency{}) {
			t.Errorf("%q: %v, %v; want %v", text, got, err, want)
		}
		if again, _ := ParseLatency(got.String()); err == nil && again != got {
			t.Errorf("%q is written as %q", text, got)
		}
	}
}

func TestNewRefusesImpossibleTrouble(t *testing.T) {
	for want, o := range map[string]Options{
		"fault":      {Faults: []Fault{{Kind: "boom"}}},
		"latency":    {Latency: Latency{Mean: -1}},
		"rate limit": {RateLimit: -1},
		"churn":      {Churn: MaxChurn + 1},
	} {
		if s, err := New(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
			if err == nil {
				_ = s.Close()
			}
		}
	}
}

// certain is a server on which every request meets the fault.
func certain(t *testing.T, text string) *app {
	t.Helper()
	f, err := ParseFault(text)
	if err != nil {
		t.Fatal(err)
	}
	return newApp(t, Options{Users: -1, Faults: []Fault{f}})
}

// over runs the test over both ways to reach a server: a port and the
// transport.
func over(t *testing.T, a *app, test func(t *testing.T, url string, client *http.Client)) {
	t.Helper()
	t.Run("transport", func(t *testing.T) { test(t, "http://app.test", &http.Client{Transport: a.Transport()}) })
	t.Run("port", func(t *testing.T) {
		l, err := Listen("127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- a.Serve(ctx, l) }()
		transport := &http.Transport{DisableKeepAlives: true}
		test(t, "http://"+l.Addr().String(), &http.Client{Transport: transport})
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// rename requests a name that shows whether the change was applied.
func rename(t *testing.T, a *app, url string, client *http.Client) (*http.Response, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "PUT", url+"/v3/users/cometchat-uid-1",
		strings.NewReader(fmt.Sprintf(`{"name":%q}`, t.Name())))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("apikey", a.Facts().APIKey)
	return client.Do(r)
}

func isApplied(t *testing.T, a *app) bool {
	t.Helper()
	r, err := findUser(t.Context(), a.store.reader, "cometchat-uid-1", nobody)
	if err != nil {
		t.Fatal(err)
	}
	return r.Name == t.Name()
}

func TestFaultsThatCutTheConnection(t *testing.T) {
	for text, applied := range map[string]bool{"drop:100%": false, "late:100%": true} {
		t.Run(text, func(t *testing.T) {
			a := certain(t, text)
			over(t, a, func(t *testing.T, url string, client *http.Client) {
				if response, err := rename(t, a, url, client); err == nil {
					t.Errorf("answered %s", response.Status)
				}
				if isApplied(t, a) != applied {
					t.Errorf("applied: %t, want %t", !applied, applied)
				}
			})
		})
	}
}

func TestFaultCut(t *testing.T) {
	a := certain(t, "cut:100%")
	over(t, a, func(t *testing.T, url string, client *http.Client) {
		response, err := rename(t, a, url, client)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = response.Body.Close() }()
		text, err := io.ReadAll(response.Body)
		if !errors.Is(err, io.ErrUnexpectedEOF) || len(text) < 10 || !strings.HasPrefix(string(text), `{"data":{"uid"`) {
			t.Errorf("read %q, %v", text, err)
		}
		if !isApplied(t, a) {
			t.Error("not applied")
		}
	})
}

func TestFaultBadJSON(t *testing.T) {
	a := certain(t, "badjson:100%")
	over(t, a, func(t *testing.T, url string, client *http.Client) {
		response, err := rename(t, a, url, client)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = response.Body.Close() }()
		text, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != 200 || len(text) == 0 || json.Valid(text) {
			t.Errorf("%s %q, %v", response.Status, text, err)
		}
		if !isApplied(t, a) {
			t.Error("not applied")
		}
	})
}

func TestFaultStatus(t *testing.T) {
	for text, code := range map[string]string{"429:100%": "ERR_TOO_MANY_REQUESTS", "500:100%": "ERR_EXCEPTION", "503:100%": "ERR_EXCEPTION"} {
		t.Run(text, func(t *testing.T) {
			a := certain(t, text)
			over(t, a, func(t *testing.T, url string, client *http.Client) {
				response, err := rename(t, a, url, client)
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = response.Body.Close() }()
				body, err := io.ReadAll(response.Body)
				if err != nil || !strings.HasPrefix(text, fmt.Sprint(response.StatusCode)) || !strings.Contains(string(body), code) {
					t.Errorf("%s %s, %v", response.Status, body, err)
				}
				if (response.Header.Get("Retry-After") == "1") != (response.StatusCode == 429) {
					t.Errorf("Retry-After %q", response.Header.Get("Retry-After"))
				}
				if response.StatusCode == 429 && (response.Header.Get("X-RateLimit-Remaining") != "0" || response.Header.Get("X-RateLimit-Limit") != "20000" ||
					response.Header.Get("X-RateLimit-Reset") != fmt.Sprint(testNow.Unix()+1)) {
					t.Errorf("headers %v", response.Header)
				}
				if isApplied(t, a) {
					t.Error("applied")
				}
			})
		})
	}
}

// A preflight is the browser's business and meets no fault.
func TestPreflightMeetsNoFault(t *testing.T) {
	a := certain(t, "drop:100%")
	answer := httptest.NewRecorder()
	a.ServeHTTP(answer, httptest.NewRequest("OPTIONS", "/v3/users", nil))
	if answer.Code != http.StatusOK {
		t.Errorf("answered %d", answer.Code)
	}
}

func TestLatencyAndSlowAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newApp(t, Options{
			Users:   -1,
			Latency: Latency{Mean: 200 * time.Millisecond},
			Faults:  []Fault{{Kind: FaultSlow, Delay: 2 * time.Second, Share: 1}},
		})
		begin := time.Now()
		a.admin("GET", "/users/cometchat-uid-1", "").ok()
		if took := time.Since(begin); took != 2200*time.Millisecond {
			t.Errorf("took %s", took)
		}
		// A client that gives up during the delay has changed nothing; one that
		// gives up waiting for the answer has.
		for patience, applied := range map[time.Duration]bool{100 * time.Millisecond: false, time.Second: true} {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			name := patience.String()
			r, _ := http.NewRequestWithContext(ctx, "PUT", "http://app.test/v3/users/cometchat-uid-2",
				strings.NewReader(fmt.Sprintf(`{"name":%q}`, name)))
			r.Header.Set("apikey", a.Facts().APIKey)
			if _, err := a.Transport().RoundTrip(r); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("after %s: %v", name, err)
			}
			cancel()
			if got := a.admin("GET", "/users/cometchat-uid-2", "").user().Name; (got == name) != applied {
				t.Errorf("after %s the name is %q", name, got)
			}
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestLatencySpreads(t *testing.T) {
	l := Latency{Mean: 50 * time.Millisecond, Spread: 30 * time.Millisecond}
	lots, err := newTrouble(Options{Latency: l})
	if err != nil {
		t.Fatal(err)
	}
	least, most := time.Hour, time.Duration(0)
	for range 1000 {
		f := lots.draw()
		least, most = min(least, f.latency), max(most, f.latency)
	}
	if least < 20*time.Millisecond || most > 80*time.Millisecond || least > 25*time.Millisecond || most < 75*time.Millisecond {
		t.Errorf("from %s to %s", least, most)
	}
}

// sequence is the fate of the first requests.
func sequence(t *testing.T, o Options) string {
	t.Helper()
	lots, err := newTrouble(o)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for range 400 {
		f := lots.draw()
		fmt.Fprint(&b, f.fault.Kind, f.fault.Status, f.slow, f.latency, " ")
	}
	return b.String()
}

func TestTheSameSeedMeetsTheSameFaults(t *testing.T) {
	o := Options{
		Seed: 7, Latency: Latency{time.Second, time.Second},
		Faults: []Fault{{Kind: FaultDrop, Share: 0.1}, {Kind: FaultSlow, Delay: 1, Share: 0.2}, {Kind: FaultStatus, Status: 500, Share: 0.1}},
	}
	first := sequence(t, o)
	if sequence(t, o) != first {
		t.Error("two servers with one seed differ")
	}
	drops, refusals, slow := strings.Count(first, "drop"), strings.Count(first, "status500"), strings.Count(first, "1ns")
	if drops < 20 || drops > 60 || refusals < 20 || refusals > 60 || slow < 50 || slow > 120 {
		t.Errorf("of 400: %d drops, %d refusals, %d slow", drops, refusals, slow)
	}
	o.Seed = 8
	if sequence(t, o) == first {
		t.Error("two seeds meet the same")
	}
}

func TestRateLimit(t *testing.T) {
	a := newApp(t, Options{Users: -1, RateLimit: 3})
	for left := 2; left >= 0; left-- {
		got := a.admin("GET", "/users", "").ok()
		if h := got.header; h.Get("X-RateLimit-Limit") != "3" || h.Get("X-RateLimit-Remaining") != fmt.Sprint(left) || h.Get("Retry-After") != "" {
			t.Errorf("headers %v, %d should be left", h, left)
		}
	}
	refused := a.admin("GET", "/users", "")
	refused.fails(429, "ERR_TOO_MANY_REQUESTS", nil)
	want := map[string]string{
		"X-RateLimit-Limit": "3", "X-RateLimit-Remaining": "0", "X-RateLimit-Limit-For-App": "100000",
		"X-RateLimit-Reset": fmt.Sprint(testNow.Unix() + 7), "Retry-After": "7", // it is 9:26:53
	}
	for name, value := range want {
		if got := refused.header.Get(name); got != value {
			t.Errorf("%s: %s, want %s", name, got, value)
		}
	}
	a.admin("POST", "/users", `{"uid":"other-class","name":"X"}`).ok()
	a.now = a.now.Add(7 * time.Second)
	a.admin("GET", "/users", "").ok()
}

// Without a limit of its own, the server reports the published limits and
// refuses nothing.
func TestPublishedRateLimits(t *testing.T) {
	a := newApp(t, Options{Users: -1})
	for class, limit := range map[rate]int{standard: standardLimit, core: coreLimit, importing: importLimit} {
		for range limit + 1 {
			if err := a.meter.note(http.Header{}, class, a.now); err != nil {
				t.Fatalf("class %d: %v", class, err)
			}
		}
	}
	limited := meter{limit: 500}
	if limited.limitOf(importing) != importLimit || limited.limitOf(core) != 500 {
		t.Error("a limit lifts the one for imports")
	}
}

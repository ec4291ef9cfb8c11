package client

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
)

const proxiedVariable = "CENSUS_TEST_ASK"

// A key sent in clear text never goes to a proxy, however this machine's name
// is spelled. net/http reads the proxy variables once per process, so each case
// runs in a new process.
func TestPlainHTTPNeverUsesAProxy(t *testing.T) {
	if base := os.Getenv(proxiedVariable); base != "" {
		for _, address := range []string{"http://LOCALHOST/", "http://example.com/", "ftp://example.com/"} {
			if via, err := proxyOf(httptest.NewRequest(http.MethodGet, address, nil)); via != nil || err != nil {
				t.Errorf("%s goes through %v, %v", address, via, err)
			}
		}
		_, _ = mustNew(t, Config{BaseURL: base, Key: testKey, Retry: RetryPolicy{Attempts: 1}}).ListUsers(t.Context(), ListOptions{})
		return
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var seen atomic.Int32
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen.Add(1)
		if strings.Contains(r.Header.Get("apikey"), testKey) {
			t.Errorf("the proxy is handed the key, for %s", r.URL)
		}
		w.WriteHeader(http.StatusBadGateway)
	}))
	t.Cleanup(proxy.Close)
	ask := func(base string) {
		cmd := exec.CommandContext(t.Context(), program, "-test.run=^TestPlainHTTPNeverUsesAProxy$")
		for _, name := range []string{"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"} {
			cmd.Env = append(cmd.Env, name+"="+proxy.URL)
		}
		cmd.Env = append(cmd.Env, proxiedVariable+"="+base)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", base, err, out)
		}
	}
	for _, base := range []string{"http://LOCALHOST:1/v3", "http://LocalHost:1/v3", "http://localhost:1/v3", "http://127.0.0.1:1/v3", "http://[::1]:1/v3", "http://127.8.8.8:1/v3"} {
		ask(base)
	}
	if n := seen.Load(); n != 0 {
		t.Errorf("the proxy is asked %d times for this machine", n)
	}
	ask("https://census.invalid/v3")
	if seen.Load() == 0 {
		t.Error("https does not go through the proxy: this test could not fail")
	}
}

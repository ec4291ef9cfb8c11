package devserver_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"census/client/devserver"
	"census/client/devserver/sockets"
)

// showTime is how long a browser may take to show the page.
const showTime = 90 * time.Second

// watch is added to the page: it reports what the page shows to the test.
const watch = `<script>setInterval(() => {
	const text = (id) => document.getElementById(id)?.innerText ?? "";
	fetch("/seen", { method: "POST", body: JSON.stringify([document.title, ...["conversations", "users", "groups", "messages"].map(text)]) });
}, 200)</script>`

// The page of testdata/uikit in a browser: CometChat's React UI kit shows users
// and sees them come online, shows that there are no conversations, groups and
// messages, and none of its requests fails.
func TestUIKitPage(t *testing.T) {
	chromium := tool(t, "chromium")
	dir := installPage(t)
	server, err := devserver.New(devserver.Options{Users: -1, Sockets: sockets.Upgrade})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	asked := &requests{}
	app := httptest.NewServer(asked.of(server))
	defer app.Close()

	seen := make(chan string, 100)
	page := httptest.NewServer(pageHandler(t, dir, seen))
	defer page.Close()
	facts := server.Facts()
	query := url.Values{"address": {strings.TrimPrefix(app.URL, "http://")}, "app": {facts.AppID}, "key": {facts.AuthKey}, "user": {"cometchat-uid-1"}}
	ctx, cancel := context.WithTimeout(t.Context(), showTime)
	defer cancel()
	browser := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
		"--user-data-dir="+filepath.Join(t.TempDir(), "profile"), "--remote-debugging-port=0", page.URL+"/?"+query.Encode())
	browser.WaitDelay = 5 * time.Second
	if err := browser.Start(); err != nil {
		t.Skipf("the browser does not start: %v", err)
	}
	defer func() {
		cancel()
		_ = browser.Wait() // killed on purpose
	}()

	text := await(ctx, t, seen, "Nancy Grace", "John Paul", "George Alan", "No Conversations", "No Groups")
	if strings.Contains(text, "Online") {
		t.Errorf("a user is already online: %s", text)
	}
	if _, err := logIn(ctx, app.URL, server, "cometchat-uid-2"); err != nil {
		t.Fatal(err)
	}
	await(ctx, t, seen, "Online")
	for _, wanted := range []string{"GET /v3.0/conversations", "GET /v3.0/groups", "GET /v3.0/users?", "GET /v3.0/users/cometchat-uid-2/messages",
		"POST /v3.0/users/cometchat-uid-2/conversation/read", "GET /"} {
		for !asked.has(wanted) { // the page makes some requests after showing its content
			select {
			case <-seen:
			case <-ctx.Done():
				t.Fatalf("the page has not requested %s, only\n%s", wanted, asked)
			}
		}
	}
	for _, failed := range asked.failed() {
		t.Errorf("a request of the page failed: %s", failed)
	}
	t.Logf("the page has requested\n%s", asked)
}

// installPage copies the page to a temporary folder and builds it there. If it
// cannot, it skips the test.
func installPage(t *testing.T) (dir string) {
	t.Helper()
	npm := tool(t, "npm")
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "uikit"))); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), installTime)
	defer cancel()
	install := exec.CommandContext(ctx, npm, "install", "--no-package-lock", "--no-audit", "--no-fund",
		"--ignore-scripts", "--legacy-peer-deps", "--prefer-offline", "--loglevel=error")
	install.Dir = dir
	install.WaitDelay = time.Second
	if out, err := install.CombinedOutput(); err != nil {
		t.Skipf("npm cannot install the UI kit here: %v\n%s", err, out)
	}
	build := exec.CommandContext(ctx, npm, "run", "build")
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

func pageHandler(t *testing.T, dir string, seen chan<- string) http.Handler {
	t.Helper()
	index, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/built/", http.FileServer(http.Dir(dir)))
	mux.HandleFunc("POST /seen", func(_ http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		select {
		case seen <- string(text):
		default: // the test reads the next one
		}
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(append(index, watch...)) })
	return mux
}

// await watches the page until it shows all the words, and returns its text.
func await(ctx context.Context, t *testing.T, seen <-chan string, words ...string) (last string) {
	t.Helper()
	for {
		select {
		case last = <-seen:
		case <-ctx.Done():
			t.Fatalf("the page shows %s, without %q", last, words)
		}
		if strings.Contains(last, "failed:") {
			t.Fatalf("the page shows %s", last)
		}
		if !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(last, word) }) {
			return last
		}
	}
}

// logIn opens a session of the user.
func logIn(ctx context.Context, address string, server *devserver.Server, uid string) (token string, err error) {
	if token, err = server.AuthToken(ctx, uid); err != nil {
		return "", err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPut, address+"/v3.0/me", strings.NewReader(`{"platform":"WEB","deviceId":"d"}`))
	if err != nil {
		return "", err
	}
	r.Header.Set("authtoken", token)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	return token, response.Body.Close()
}

// requests records the requests a server received and how they were answered.
type requests struct {
	mu  sync.Mutex
	all []string
}

func (q *requests) of(server http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen := &statusOf{ResponseWriter: w, status: http.StatusOK}
		line := r.Method + " " + r.URL.RequestURI()
		defer func() {
			q.mu.Lock()
			defer q.mu.Unlock()
			q.all = append(q.all, fmt.Sprintf("%s %d", line, seen.status))
		}()
		if r.Header.Get("Upgrade") != "" { // lasts as long as the page
			q.mu.Lock()
			q.all = append(q.all, line+" …")
			q.mu.Unlock()
		}
		server.ServeHTTP(seen, r)
	})
}

func (q *requests) has(beginning string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.ContainsFunc(q.all, func(line string) bool { return strings.HasPrefix(line, beginning) })
}

func (q *requests) failed() (lines []string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, line := range q.all {
		if status := line[strings.LastIndexByte(line, ' ')+1:]; status >= "400" && status <= "599" {
			lines = append(lines, line)
		}
	}
	return lines
}

// String lists each request once.
func (q *requests) String() string {
	q.mu.Lock()
	defer q.mu.Unlock()
	lines := slices.Clone(q.all)
	slices.Sort(lines)
	return strings.Join(slices.Compact(lines), "\n")
}

// statusOf remembers the status that was sent.
type statusOf struct {
	http.ResponseWriter
	status int
}

// Unwrap lets net/http find the capabilities of the wrapped writer.
func (w *statusOf) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *statusOf) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

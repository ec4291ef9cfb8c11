package devserver_test

import (
	"context"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"census/client/devserver"
	"census/client/devserver/sockets"
)

// Time limits for the two halves of the test.
const (
	installTime = 60 * time.Second
	checkTime   = 2 * time.Minute
)

// sdkVersions are published versions of the official SDK: the one package.json
// names, and the first and last of each earlier minor version.
var sdkVersions = []string{"4.2.0", "4.1.13", "4.1.1", "4.0.13", "4.0.0"}

// The official SDK's user management works against this server; see the README
// in testdata/sdk. The SDK is proprietary and therefore installed for the test
// only.
func TestOfficialSDK(t *testing.T) {
	for _, version := range sdkVersions {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			checkSDK(t, version)
		})
	}
}

func checkSDK(t *testing.T, version string) {
	t.Helper()
	node, dir := installSDK(t, version)
	server, err := devserver.New(devserver.Options{Users: 20, Sockets: sockets.Upgrade})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	app := httptest.NewServer(server)
	defer app.Close()

	ctx, cancel := context.WithTimeout(t.Context(), checkTime)
	defer cancel()
	check := exec.CommandContext(ctx, node, "--experimental-websocket", "--test-reporter=tap", "check.mjs")
	check.Dir = dir
	facts := server.Facts()
	check.Env = append(os.Environ(), "CENSUS_URL="+app.URL, "CENSUS_APP_ID="+facts.AppID,
		"CENSUS_AUTH_KEY="+facts.AuthKey, "CENSUS_API_KEY="+facts.APIKey)
	out, err := check.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	// A report without checks would also be green.
	if passed := tapCount(out, "pass"); passed < 35 || tapCount(out, "fail") != 0 || tapCount(out, "skipped") != 0 {
		t.Fatalf("%d checks passed\n%s", passed, out)
	}
}

// installSDK copies the checks to a temporary folder and installs that version
// of the SDK there. If it cannot, it skips the test.
func installSDK(t *testing.T, sdk string) (node, dir string) {
	t.Helper()
	node = tool(t, "node")
	npm := tool(t, "npm")
	if out, err := exec.CommandContext(t.Context(), node, "--experimental-websocket", "--version").CombinedOutput(); err != nil {
		t.Skipf("the checks need Node from 20.10 on: %v\n%s", err, out)
	}
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "sdk"))); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), installTime)
	defer cancel()
	install := exec.CommandContext(ctx, npm, "install", "--no-package-lock", "--no-audit", "--no-fund",
		"--ignore-scripts", "--prefer-offline", "--loglevel=error", "@cometchat/chat-sdk-javascript@"+sdk)
	install.Dir = dir
	install.WaitDelay = time.Second
	if out, err := install.CombinedOutput(); err != nil {
		t.Skipf("npm cannot install the SDK here: %v\n%s", err, out)
	}
	return node, dir
}

func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("the official SDK needs %s: %v", name, err)
	}
	return path
}

// tapCount reads a number from the end of a report, such as "# pass 38".
func tapCount(report []byte, what string) int {
	found := regexp.MustCompile(`(?m)^# ` + what + ` (\d+)`).FindSubmatch(report)
	if found == nil {
		return -1
	}
	n, _ := strconv.Atoi(string(found[1]))
	return n
}

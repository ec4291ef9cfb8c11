package devserver

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

func TestFaultsStayInTheLog(t *testing.T) {
	var log bytes.Buffer
	a := newApp(t, Options{Users: -1, Log: slog.New(slog.NewTextHandler(&log, nil))})
	a.admin("GET", "/users", "").ok()
	if line := log.String(); !strings.Contains(line, "method=GET path=/v3/users status=200") || strings.Contains(line, a.Facts().APIKey) {
		t.Errorf("log of a request: %s", line)
	}
	secret := strings.Repeat("5ec2e7", 6)
	a.admin("GET", "/users/x/auth_tokens/"+secret, "").fails(404, "ERR_UID_NOT_FOUND", nil)
	a.admin("GET", "/apikeys/"+secret+"/%1b[2J", "").fails(404, "ERR_API_NOT_FOUND", nil)
	if text := log.String(); strings.Contains(text, secret) || strings.Contains(text, "\x1b") {
		t.Errorf("a secret or an escape sequence is in the log: %s", text)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	closed := a.admin("GET", "/users", "")
	closed.fails(500, "ERR_EXCEPTION", nil)
	if strings.Contains(closed.text, "sql") || !strings.Contains(log.String(), "database is closed") {
		t.Errorf("answered %s\nlogged %s", closed.text, log.String())
	}
}

func TestPanicsAreAnsweredWithoutDetails(t *testing.T) {
	var log bytes.Buffer
	a := newApp(t, Options{Users: -1, Log: slog.New(slog.NewTextHandler(&log, nil))})
	a.mux.HandleFunc("GET /v3/panic", a.serve(&endpoint{forKey: &route{
		handle: func(*Server, *call) ([]byte, error) { panic("the secret reason") },
	}}))
	got := a.admin("GET", "/panic", "")
	got.fails(500, "ERR_EXCEPTION", nil)
	if strings.Contains(got.text, "secret") || strings.Contains(got.text, ".go:") {
		t.Errorf("the answer tells too much: %s", got.text)
	}
	if !strings.Contains(log.String(), "the secret reason") {
		t.Errorf("the log tells too little: %s", log.String())
	}
}

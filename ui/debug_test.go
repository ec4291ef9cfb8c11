package ui

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/client/changes"
	"census/model"
	"census/ui/drafts"
)

func TestLinesOfTheDebugLog(t *testing.T) {
	const secret = "hush"
	user := model.User{UID: secret, Name: secret, Metadata: model.Metadata(`{"@private":{"a":"hush"}}`), Tags: []string{secret}, CreatedAt: 1700000000}
	refused := &client.APIError{Op: "update user " + secret, Message: secret, Status: 400, Code: "ERR_BAD_REQUEST", Details: map[string][]string{"metadata": {secret}}}
	runes := func(text string) tea.KeyMsg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text)} }
	for _, test := range []struct {
		msg    tea.Msg
		typing bool
		want   string
	}{
		{msg: runes("d"), want: "key d"},
		{msg: runes("d"), typing: true, want: "key text of 1 characters"},
		{msg: tea.KeyMsg{Type: tea.KeySpace, Runes: []rune(" ")}, typing: true, want: "key text of 1 characters"},
		{msg: runes(secret), want: "key text of 4 characters"},
		{msg: tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(secret), Paste: true}, want: "key paste of 4 characters"},
		{msg: tea.KeyMsg{Type: tea.KeyCtrlS}, typing: true, want: "key ctrl+s"},
		{msg: tea.MouseMsg{X: 3, Y: 4, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft}, want: "mouse left press at 3,4"},
		{msg: tea.WindowSizeMsg{Width: 80, Height: 24}, want: "tea.WindowSizeMsg Width=80 Height=24"},
		{msg: nil, want: "nil"},
		{msg: spinMsg{}, want: "spinMsg"},
		{
			msg:  pageMsg{request: 7, page: client.Page{Users: []model.User{user, user}, Total: 40}},
			want: "pageMsg #7 page.Users[2] page.Total=40",
		},
		{msg: userMsg{request: 8, user: user}, want: "userMsg #8"},
		{msg: savedMsg{request: 9, err: refused}, want: "savedMsg #9: 400 ERR_BAD_REQUEST"},
		{
			msg:  actedMsg{request: 10, action: model.Deactivate, user: user, result: changes.Result{User: user}, err: client.ErrUnreachable},
			want: "actedMsg #10 action=deactivate: service unreachable",
		},
		{msg: draftPutAside{11, drafts.Draft{UID: secret, Base: user}, errors.New("no space left")}, want: "draftPutAside #11: no space left"},
	} {
		if got := logLine(test.msg, test.typing); got != test.want {
			t.Errorf("%T: %q, want %q", test.msg, got, test.want)
		}
	}
}

// Whatever message is given an error tells it to the log.
func TestMessagesTellTheirErrors(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	carrying, telling := map[string]bool{}, map[string]bool{}
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".go") || strings.HasSuffix(file.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				if s, ok := n.Type.(*ast.StructType); ok && hasError(s) {
					carrying[n.Name.Name] = true
				}
			case *ast.FuncDecl:
				if n.Name.Name != "failure" || n.Recv == nil {
					break
				}
				if receiver, ok := n.Recv.List[0].Type.(*ast.Ident); ok {
					telling[receiver.Name] = true
				}
			}
			return true
		})
	}
	delete(carrying, "mirrorRun")   // what the messages about it led to
	delete(carrying, "bulkResults") // shows what a message has told
	if len(carrying) < 20 {
		t.Errorf("only %d messages with an error were found", len(carrying))
	}
	for name := range carrying {
		if !telling[name] {
			t.Errorf("%s has an error and no method failure", name)
		}
	}
}

func hasError(s *ast.StructType) bool {
	for _, field := range s.Fields.List {
		for _, name := range field.Names {
			if t, ok := field.Type.(*ast.Ident); ok && name.Name == "err" && t.Name == "error" {
				return true
			}
		}
	}
	return false
}

// A log that nobody asked for is free.
func TestNoDebugLogCostsNothing(t *testing.T) {
	a := New(t.Context(), Options{})
	var msg tea.Msg = pageMsg{request: 1}
	if n := testing.AllocsPerRun(100, func() { a.logMessage(msg) }); n != 0 {
		t.Errorf("a message allocates %v times for a log that is off", n)
	}
}

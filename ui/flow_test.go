package ui_test

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/uitest"
)

const (
	me    = "cometchat-uid-1" // Andrew Joseph
	other = "cometchat-uid-2" // George Alan
)

// toField presses tab until the focus is on the field with the label.
func toField(s *uitest.Screen, label string) *uitest.Screen {
	for range 10 {
		for _, line := range s.Lines() {
			if strings.HasPrefix(line, "▌") && strings.Contains(line[:min(len(line), 30)], " "+label) {
				return s
			}
		}
		s.Press("tab")
	}
	return s
}

func TestEditYourOwnStatusMessage(t *testing.T) {
	s := uitest.New(t)
	before := s.User(me)
	s.Shows("Andrew Joseph (you)").Press("enter", "e")
	s.Shows("locked: you cannot change your own role")
	toField(s, "Status message").Type("On the road").Press("ctrl+s", "ctrl+s")
	s.Shows("saved Andrew Joseph ✓", "On the road")

	after := s.User(me)
	if p := model.Diff(before, after); !slices.Equal(p.Keys(), []model.Key{model.KeyStatusMessage}) || after.StatusMessage != "On the road" {
		t.Errorf("the server changed %v to %q, want the status message only", p.Keys(), after.StatusMessage)
	}
}

func TestYourOwnRoleCannotBeTouched(t *testing.T) {
	requests := &recorder{}
	s := uitest.New(t, uitest.Around(requests.around))
	s.Press("e")
	toField(s, "Role").Press("right", "enter", "space", "ctrl+r").Type("admin")
	toField(s, "Name").Type("!").Press("ctrl+s", "ctrl+s").Shows("saved")
	if u := s.User(me); u.Role != model.DefaultRole || u.Name != "Andrew Joseph!" {
		t.Errorf("role %q, name %q", u.Role, u.Name)
	}
	if sent := requests.body("PUT", "/me"); strings.Contains(sent, "role") || !strings.Contains(sent, "Andrew Joseph!") {
		t.Errorf("PUT /me carried %s: the role must never be in it", sent)
	}
}

func TestEditAnotherUserSendsOnlyWhatChanged(t *testing.T) {
	requests := &recorder{}
	s := uitest.New(t, uitest.Around(requests.around))
	before := s.User(other)
	s.Press("j", "e")
	toField(s, "Role").Press("enter").Shows("▌ ✓ default").Press("g", "enter") // the first role of the menu
	toField(s, "Tags").Type("vip,beta").Press("enter")
	toField(s, "Metadata").Type(`{"plan": "pro", "n": 1.0}`).Press("ctrl+s", "ctrl+s")
	s.Shows("saved George Alan ✓")

	after := s.User(other)
	if want := []model.Key{model.KeyRole, model.KeyTags, model.KeyMetadata}; !slices.Equal(model.Diff(before, after).Keys(), want) {
		t.Errorf("the server changed %v, want %v", model.Diff(before, after).Keys(), want)
	}
	if after.Role != "admin" || !slices.Equal(after.Tags, []string{"vip", "beta"}) || string(after.Metadata) != `{"plan":"pro","n":1.0}` {
		t.Errorf("the server holds role %q, tags %v, metadata %s", after.Role, after.Tags, after.Metadata)
	}
	if sent := requests.body("PUT", "/users/"+other); strings.Contains(sent, "name") || strings.Contains(sent, "avatar") {
		t.Errorf("the request carried %s: fields that were not edited must stay out", sent)
	}
}

func TestClearingUnsets(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "e")
	toField(s, "Avatar").Press("ctrl+u", "ctrl+s", "ctrl+s").Shows("saved")
	if u := s.User(other); u.Avatar != "" {
		t.Errorf("avatar %q, want none", u.Avatar)
	}
}

func TestCreateAndTakenUID(t *testing.T) {
	s := uitest.New(t)
	if _, err := s.Admin.CreateUser(t.Context(), model.User{UID: "faster", Name: "Colleague"}); err != nil {
		t.Fatal(err)
	}
	s.Press("n").Shows("new user").Type("Faster")
	s.Shows("becomes faster")
	s.Press("tab").Type("Somebody").Press("ctrl+s").Shows("UID              + faster").Press("ctrl+s")
	s.Shows("taken already", "Not saved", "Somebody", "Faster")
	if !strings.HasPrefix(lineWith(s, "UID "), "▌") {
		t.Errorf("the focus is not on the uid:\n%s", s.Frame())
	}
	s.Type("-new").Hides("taken already").Press("ctrl+s", "ctrl+s")
	s.Shows("created Somebody ✓", "▌ Somebody")
	if u := s.User("faster-new"); u.Name != "Somebody" || u.Role != model.DefaultRole {
		t.Errorf("created %+v", u)
	}
}

func TestInvalidFieldsAreNotSent(t *testing.T) {
	requests := &recorder{}
	s := uitest.New(t, uitest.Around(requests.around))
	s.Press("j", "e")
	toField(s, "Link").Type("htp://example.com").Press("tab")
	s.Shows("! needs http:// or https://")
	s.Press("ctrl+s")
	if requests.count("PUT") != 0 || !strings.HasPrefix(lineWith(s, "Link "), "▌") {
		t.Errorf("%d requests sent, focus:\n%s", requests.count("PUT"), s.Frame())
	}
	toField(s, "Metadata").Type("{\"a\": 1").Press("enter").Type(`"b"`)
	s.Shows(`! line 2, column 1: a comma is missing before "b"`)
}

func TestFailedSaveKeepsEveryCharacter(t *testing.T) {
	fail := &failing{method: http.MethodPut, status: 500}
	s := uitest.New(t, uitest.Around(fail.around))
	s.Press("j", "e").Type(" Esq.")
	toField(s, "Status message").Type("typed")
	fail.on = true
	s.Press("ctrl+s", "ctrl+s").Hides("saved George").Shows("George Alan Esq.", "typed")
	if u := s.User(other); u.Name != "George Alan" {
		t.Fatalf("the server has %q", u.Name)
	}
	fail.on = false
	s.Press("ctrl+s", "ctrl+s").Shows("saved George Alan Esq.")
	if u := s.User(other); u.Name != "George Alan Esq." || u.StatusMessage != "typed" {
		t.Errorf("the server has %q, %q", u.Name, u.StatusMessage)
	}
}

// A save that was carried out but whose answer was lost is found out, not
// guessed.
func TestLostAnswerIsLookedUp(t *testing.T) {
	for _, applied := range []bool{true, false} {
		lose := &losing{method: http.MethodPut, applied: applied}
		s := uitest.New(t, uitest.Around(lose.around))
		s.Press("j", "e").Type("!")
		lose.on = true
		s.Press("ctrl+s", "ctrl+s")
		if applied {
			s.Shows("saved George Alan!")
		} else {
			s.Shows("Not saved. The answer was lost, and the service still has the old values.", "George Alan!")
		}
	}
}

func TestBusySaveShowsAndBlocksTyping(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "e").Type("!")
	s.Press("ctrl+s").Send(uitest.Key("ctrl+s")).Shows("saving George Alan")
	s.Hides("✓").Send(uitest.Key("x")).Hides("!x")
	s.Send(uitest.Key("esc")).Settle()
	if u := s.User(other); strings.Contains(lineWith(s, "saved"), "✓") != (u.Name == "George Alan!") {
		t.Errorf("the server has %q and the screen says:\n%s", u.Name, s.Frame())
	}
}

func TestLeavingAFormWithEditsAsks(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "e").Type("!").Press("esc").Shows("Discard 1 change?", "Name")
	s.Press("n").Shows("George Alan!").Press("esc", "y").Hides("George Alan!")
	s.Press("e", "esc").Hides("Discard").Shows("[Active")
}

func TestQuitAsksOnlyWhenSomethingCanBeLost(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "e").Type("!").Press("ctrl+c").Shows("Quit?", "1 unsaved change will be lost")
	s.Press("ctrl+c").Press("esc").Shows("George Alan!")
	if s.Ended() {
		t.Fatal("it quit without an answer")
	}
	s.Press("ctrl+c", "y")
	if !s.Ended() {
		t.Error("it did not quit")
	}
	if s := uitest.New(t).Press("q"); !s.Ended() {
		t.Error("q did not quit though nothing was pending")
	}
}

func TestQuitWhileSavingAsks(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "e").Type("!")
	s.Press("ctrl+s").Send(uitest.Key("ctrl+s"), uitest.Key("ctrl+c")).Shows("Quit?", "Still saving George Alan")
}

func TestDeactivateAndReactivate(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "d").Shows("Deactivate George Alan?").Press("d").Shows("Deactivate George Alan?")
	s.Press("y").Shows("deactivated George Alan ✓").Hides("cometchat-uid-2")
	s.Press("tab").Shows("[Deactivated").Press("/").Type("george").Press("enter").Shows("× inactive", "reactivate")
	s.Press("d", "y").Shows("reactivated George Alan ✓", "No deactivated users match")
	if s.User(other).Deactivated() {
		t.Error("still deactivated")
	}
}

func TestDeleteAsksForTheUID(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "D").Shows("Delete George Alan?", "cannot be undone")
	s.Type("cometchat").Press("enter").Shows("! that is not cometchat-uid-2")
	s.Type("-uid-2").Press("enter").Shows("deleted George Alan ✓").Hides("cometchat-uid-2 ")
	if _, err := s.Admin.User(t.Context(), other); err == nil {
		t.Error("the server still has the user")
	}
}

func TestBlockAndUnblock(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "b", "y").Shows("blocked George Alan ✓", "⊘ blocked")
	s.Press("enter").Shows("Blocked by you   yes").Press("b").Shows("Unblock George Alan?").Press("y")
	s.Shows("unblocked George Alan ✓", "Blocked by you   no")
}

func TestSearchFilterAndBack(t *testing.T) {
	s := uitest.New(t)
	s.Press("/").Type("george").Shows("George Alan").Hides("Nancy Grace")
	s.Press("enter").Shows("/ george").Press("esc").Shows("Nancy Grace")
	s.Press("/").Type("zzz").Shows("No users match “zzz”", "esc clear the filter").Press("esc")
	s.Press("f").Type("j").Press("esc")
	s.Press("f", "enter").Shows("status:online").Hides("○ offline")
	s.Press("f", "enter").Hides("status:online").Shows("○ offline")
}

// An answer to an older search must not replace a newer one's.
func TestStaleSearchIsDropped(t *testing.T) {
	s := uitest.New(t)
	s.Press("/")
	s.Send(uitest.Key("g"), uitest.Key("e"), uitest.Key("o")).Settle()
	s.Shows("George Alan").Hides("Nancy Grace")
}

func TestNextPageComesWithTheCursor(t *testing.T) {
	requests := &recorder{}
	s := uitest.New(t, uitest.Users(1200), uitest.RateLimit(1), uitest.Around(requests.around))
	if n := requests.pages(); n != 1 {
		t.Fatalf("%d pages read for the first screen, want 1", n)
	}
	s.Press("G").Press("G")
	if n := requests.pages(); n != 3 {
		t.Errorf("%d pages read, want 3", n)
	}
	for range 12 {
		s.Press("G")
	}
	last := requests.pages()
	s.Press("G")
	if n := requests.pages(); n != last || last < 11 {
		t.Errorf("%d pages read after the last, want %d", n, last)
	}
}

func TestRefreshKeepsTheCursor(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "j")
	if _, err := s.Admin.CreateUser(t.Context(), model.User{UID: "newest", Name: "Newest"}); err != nil {
		t.Fatal(err)
	}
	s.Press("r").Shows("▌ Nancy Grace", "newest")
}

func TestCopyAndOpen(t *testing.T) {
	s := uitest.New(t)
	s.Press("y").Shows("uid copied to the clipboard ✓").Press("O")
	s.Press("Y", "j", "enter").Shows("name copied")
	if !slices.Equal(s.Copied, []string{me, "Andrew Joseph"}) {
		t.Errorf("copied %q", s.Copied)
	}
	if len(s.Opened) != 1 || !strings.HasPrefix(s.Opened[0], "https://") {
		t.Errorf("opened %q", s.Opened)
	}
	s.Press("o").Shows("cannot open: the user has no link")
}

func TestLogInAsAnotherUser(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "L", "y").Shows("you: cometchat-uid-2", "you are now cometchat-uid-2 ✓", "▌ George Alan (you)")
	s.Press("L").Shows("you are already this user").Press("e").Shows("locked: you cannot change your own role")
}

func TestAuthKey(t *testing.T) {
	s := uitest.New(t, uitest.As(model.AuthKey, me))
	s.Shows("Auth key", "Andrew Joseph (you)")
	only(s, other).Press("d").Shows("needs a REST API key; this is an Auth key")
	s.Press("D").Shows("cannot delete George Alan").Press("tab").Shows("deactivated users cannot be listed")
	s.Press("e").Shows("@private is not shown to an Auth key").Type("!").Press("ctrl+s", "ctrl+s").Shows("saved George Alan!")
	s.Press("n").Type("made-by-auth").Press("tab").Type("Made").Press("ctrl+s", "ctrl+s").Shows("created Made")
	if s.User("made-by-auth").Name != "Made" {
		t.Error("not created")
	}
}

func TestAuthKeyWithoutMeAsks(t *testing.T) {
	s := uitest.New(t, uitest.As(model.AuthKey, ""))
	s.Shows("Log in as whom?").Type("nobody-here").Press("enter").Shows("! no user “nobody-here”")
	s.Press("ctrl+u").Type(me).Press("enter").Shows("you: "+me, "Andrew Joseph (you)").Hides("Log in as whom?")
}

func TestLoggingInAtAWrongAddressIsNoMissingUser(t *testing.T) {
	isWrong := func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.Method != http.MethodPost {
				return next.RoundTrip(r)
			}
			return &http.Response{StatusCode: http.StatusNotFound, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("<html>")), Request: r}, nil
		})
	}
	s := uitest.New(t, uitest.As(model.AuthKey, ""), uitest.Around(isWrong))
	s.Shows("Log in as whom?").Type(me).Press("enter").Shows("Nothing found at this address (404)").Hides("no user")
}

// The lists of a session leave out its own user, who is read beside them: first
// in the list, there after everybody was read, and read again with the others.
func TestYouAreInTheListOfYourSession(t *testing.T) {
	for _, credential := range []model.Credential{model.UserToken, model.AuthKey} {
		s := uitest.New(t, uitest.As(credential, me))
		s.Shows("▌ Andrew Joseph (you)", "of 61").Press("/").Type("andrew").Shows("all 61 active known", "Andrew Joseph (you)").Press("esc")
		admin := uitest.New(t, uitest.Over(s))
		admin.Press("e").Type("!").Press("ctrl+s", "ctrl+s").Shows("saved Andrew Joseph!")
		s.Press("r").Shows("▌ Andrew Joseph! (yo", "of 61").Hides("not read yet")
	}
}

// only searches for the one user. Lists of a session begin with whoever is
// online.
func only(s *uitest.Screen, uid string) *uitest.Screen {
	return s.Press("esc", "/").Type("uid:" + uid).Press("enter")
}

func TestTokenOnly(t *testing.T) {
	s := uitest.New(t, uitest.As(model.UserToken, me))
	s.Shows("auth token", "Andrew Joseph (you)")
	only(s, me).Press("e")
	toField(s, "Status message").Type("by token").Press("ctrl+s", "ctrl+s").Shows("saved Andrew Joseph")
	if s.User(me).StatusMessage != "by token" {
		t.Error("not saved")
	}
	only(s, other).Press("e").Shows("an auth token can only edit its own user").Press("n").Shows("cannot create users")
	s.Press("b", "y").Shows("blocked George Alan")
}

func TestReadOnly(t *testing.T) {
	requests := &recorder{}
	s := uitest.New(t, uitest.ReadOnly(), uitest.Around(requests.around))
	s.Shows("read-only").Press("e").Shows("cannot edit", "--read-only").Press("n", "d", "D", "b")
	if n := requests.count("PUT") + requests.count("POST") + requests.count("DELETE"); n != 0 {
		t.Errorf("%d changes sent", n)
	}
}

// A right the service refuses is learned and shown as disabled from then on.
func TestRefusedRightIsLearned(t *testing.T) {
	fail := &failing{method: http.MethodPost, status: 403, body: `{"error":{"code":"AUTH_ERR_NO_ACCESS","message":"no"}}`}
	s := uitest.New(t, uitest.As(model.AuthKey, me), uitest.Around(fail.around))
	s.Press("n").Type("x-1").Press("tab").Type("X")
	fail.on = true
	s.Press("ctrl+s", "ctrl+s").Shows("The credential may not do this", "X").Press("esc", "y", "n")
	s.Shows("cannot create users: the service refused this to your Auth key")
}

func TestEmptyAndFailedScreens(t *testing.T) {
	fail := &failing{method: http.MethodGet, status: 500, on: true}
	s := uitest.New(t, uitest.Around(fail.around))
	s.Shows("Nothing was lost", "r try again")
	fail.on = false
	s.Press("r").Shows("Andrew Joseph")

	s = uitest.New(t, uitest.Users(-1))
	for range 5 {
		s.Press("G", "D").Type(uidUnderCursor(s)).Press("enter") // oneself last: reading is on one's behalf
	}
	s.Shows("No users yet.", "n create the first one")
}

func uidUnderCursor(s *uitest.Screen) string {
	for _, line := range s.Lines() {
		if strings.HasPrefix(line, "▌") {
			for _, word := range strings.Fields(line) {
				if strings.HasPrefix(word, "cometchat-uid-") {
					return word
				}
			}
		}
	}
	return ""
}

func TestHostileTextNeverReachesTheTerminal(t *testing.T) {
	hostile := "x\u202e\x1b[31m\x07\nred\u2066"
	s := uitest.New(t)
	_, err := s.Admin.CreateUser(t.Context(), model.User{
		UID: "hostile", Name: hostile, StatusMessage: hostile, Tags: []string{hostile},
		Metadata: model.Metadata("{\"k\u202e\": \"v\u2067\u009b\"}"),
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Press("r", "g")
	for _, keys := range [][]string{{"enter"}, {"p"}, {"Y"}, {"esc"}, {"e"}, {"tab", "tab", "tab", "tab", "tab", "tab"}, {"esc"}, {"d"}, {"esc", "D"}} {
		s.Press(keys...)
		for _, bad := range []string{"\x1b", "\u202e", "\u2066", "\u2067", "\u009b", "\x07"} {
			if frame := withoutPlacement(s.Frame()); strings.Contains(frame, bad) {
				t.Fatalf("after %v the frame holds %q:\n%q", keys, bad, frame)
			}
		}
		s.Fits()
	}
	s.Press("esc", "y")
	if len(s.Copied) == 0 || strings.ContainsAny(strings.Join(s.Copied, ""), "\x1b\u202e\n\x07") {
		t.Errorf("copied %q", s.Copied)
	}
}

// withoutPlacement takes out the sequences by which the table keeps its columns
// straight, the only ones a colourless frame may hold.
func withoutPlacement(frame string) string {
	for _, end := range []string{"G", "X"} {
		for {
			i := strings.Index(frame, "\x1b[")
			if i < 0 {
				break
			}
			j := i + 2
			for j < len(frame) && frame[j] >= '0' && frame[j] <= '9' {
				j++
			}
			if j == len(frame) || string(frame[j]) != end {
				break
			}
			frame = frame[:i] + frame[j+1:]
		}
	}
	return frame
}

func TestUntouchedHostileFieldIsNotChanged(t *testing.T) {
	s := uitest.New(t)
	name := "Tab\u202eName"
	if _, err := s.Admin.CreateUser(t.Context(), model.User{UID: "odd", Name: name}); err != nil {
		t.Fatal(err)
	}
	s.Press("r", "g", "e").Shows("1 hidden character")
	toField(s, "Status message").Type("x").Press("ctrl+s", "ctrl+s").Shows("saved")
	if got := s.User("odd").Name; got != name {
		t.Errorf("the name became %q", got)
	}
}

func TestQuickKeysInOneMessage(t *testing.T) {
	s := uitest.New(t)
	s.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("jj")}).Settle().Shows("▌ Nancy Grace")
	s.Paste("jj").Shows("▌ Nancy Grace")
}

// Text is text where it is typed, even when it arrives at once and spells the
// name of a key.
func TestTypedTextThatSpellsAKeyIsText(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "e")
	toField(s, "Status message")
	for _, text := range []string{"ctrl+s", "up", "enter", "esc", "home"} {
		s.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text)}).Settle()
	}
	s.Shows("ctrl+supenteresc").Hides("saved", "Discard")
	toField(s, "Tags").Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("one,two,")}).Settle()
	s.Shows("[one] [two]")
}

func TestUndoAndRevertInAField(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "e").Type("xy").Press("ctrl+z").Shows("George Alanx").Hides("George Alanxy")
	s.Type("z").Press("ctrl+r").Hides("George Alanx").Press("esc").Hides("Discard")
}

func TestHelpShowsOnlyWhatWorksHere(t *testing.T) {
	s := uitest.New(t, uitest.As(model.UserToken, me), uitest.Size(120, 60))
	only(s, me).Press("?").Shows("deactivate the user", "needs a REST API key; this is a user's auth token").Hides("pretty-print")
	s.Press("?").Shows("[Active").Press("e").Press("f1").Shows("save what changed").Hides("deactivate the user")
	s.Press("esc").Shows("Status message")
}

func lineWith(s *uitest.Screen, text string) string {
	for _, line := range s.Lines() {
		if strings.Contains(line, text) {
			return line
		}
	}
	return ""
}

// recorder keeps what was sent.
type recorder struct {
	mu   sync.Mutex // the mirror asks several times at once
	sent []sentRequest
}

type sentRequest struct{ line, body string }

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func (rec *recorder) around(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		var body []byte
		if r.Body != nil {
			body, _ = io.ReadAll(r.Body)
			r.Body = io.NopCloser(strings.NewReader(string(body)))
		}
		rec.mu.Lock()
		rec.sent = append(rec.sent, sentRequest{r.Method + " " + r.URL.RequestURI(), string(body)})
		rec.mu.Unlock()
		return next.RoundTrip(r)
	})
}

func (rec *recorder) body(method, path string) string {
	for _, r := range slices.Backward(rec.sent) {
		if strings.HasPrefix(r.line, method+" /v3"+path) {
			return r.body
		}
	}
	return ""
}

// count counts the requests whose line begins so; a path must match wholly.
func (rec *recorder) count(prefix string) int {
	n := 0
	for _, r := range rec.sent {
		rest, ok := strings.CutPrefix(r.line, prefix)
		if ok && (rest == "" || rest[0] == ' ' || rest[0] == '?') {
			n++
		}
	}
	return n
}

// pages counts the pages of users that were read; counting users reads one.
func (rec *recorder) pages() int {
	n := 0
	for _, r := range rec.sent {
		if strings.HasPrefix(r.line, "GET /v3/users?") && !strings.Contains(r.line, "perPage=1&") {
			n++
		}
	}
	return n
}

// failing answers requests of one method by itself while it is on.
type failing struct {
	method string
	status int
	body   string
	on     bool
}

func (f *failing) around(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		if !f.on || r.Method != f.method {
			return next.RoundTrip(r)
		}
		body := f.body
		if body == "" {
			body = `{"error":{"code":"ERR_OPERATION_FAILED","message":"The operation failed"}}`
		}
		return &http.Response{StatusCode: f.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
	})
}

// losing loses the answers of one method, after or before the server has seen
// the request.
type losing struct {
	method  string
	applied bool
	on      bool
}

func (l *losing) around(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		if !l.on || r.Method != l.method {
			return next.RoundTrip(r)
		}
		if l.applied {
			if resp, err := next.RoundTrip(r); err == nil {
				resp.Body.Close()
			}
		}
		return nil, io.ErrUnexpectedEOF
	})
}

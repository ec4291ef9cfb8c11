package ui_test

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"census/client/journal"
	"census/model"
	"census/ui/uitest"
)

// change lets somebody else change a user behind the program's back.
func change(t testing.TB, s *uitest.Screen, uid string, edit func(*model.User)) {
	t.Helper()
	before := s.User(uid)
	after := before
	edit(&after)
	if _, err := s.Admin.UpdateUser(t.Context(), model.Diff(before, after)); err != nil {
		t.Fatal(err)
	}
}

// What is copied may hold more than the screen shows, and then that is said.
func TestCopyingPrivateMetadataSaysSo(t *testing.T) {
	s := uitest.New(t, uitest.Editor(func(text string) string { return strings.Replace(text, `"plan": "free"`, `"plan": "pro"`, 1) }))
	change(t, s, other, func(u *model.User) {
		u.Metadata = model.Metadata(`{"plan":"free","@private":{"email":"secret@example.com"}}`)
	})
	s.Press("j", "r", "E", "ctrl+s").Shows("Save George Alan?").Hides("secret@example.com")
	s.Press("y").Shows("curl command with its @private values copied to")
	s.Press("esc", "esc").Press("y", "Y").Shows("Metadata").Hides("secret@example.com")
	s.Press("end", "G", "enter").Shows("metadata with its @private values copied to")
	for _, text := range s.Copied {
		if strings.Contains(text, "metadata") && !strings.Contains(text, "secret@example.com") {
			t.Errorf("copied %s", text)
		}
	}
}

func TestReviewShowsWhatIsSent(t *testing.T) {
	s := uitest.New(t)
	change(t, s, other, func(u *model.User) {
		u.Metadata = model.Metadata(`{"plan":"free","age":30,"@private":{"email":"secret@example.com"}}`)
		u.Tags = []string{"demo", "old"}
	})
	s.Press("j", "r", "e")
	toField(s, "Tags").Press("backspace").Type("new,")
	toField(s, "Metadata").Press("ctrl+r")
	toField(s, "Status message").Type("On the road")
	s.Press("ctrl+s").Shows("Save George Alan?", "2 fields changed, 1 tag added, 1 tag removed", "+ On the road", "– old", "+ new", "PUT http://127.0.0.1/v3/users/cometchat-uid-2", `"statusMessage":"On the road"`)
	s.Press("y").Shows("curl command copied to")
	if len(s.Copied) != 1 || !strings.Contains(s.Copied[0], "$CENSUS_API_KEY") || strings.Contains(s.Copied[0], s.Server.Facts().APIKey) {
		t.Errorf("copied %q", s.Copied)
	}
	s.Press("e").Shows("On the road▏").Press("ctrl+s", "esc").Shows("On the road▏").Hides("Save George")
	s.Press("ctrl+s", "enter").Shows("saved George Alan ✓")
	if u := s.User(other); !strings.Contains(string(u.Metadata), "secret@example.com") || !slices.Equal(u.Tags, []string{"demo", "new"}) {
		t.Errorf("%s %v", u.Metadata, u.Tags)
	}
}

func TestReviewShowsMetadataByPathAndMasksPrivate(t *testing.T) {
	s := uitest.New(t, uitest.Editor(func(text string) string {
		return strings.NewReplacer(`"free"`, `"pro"`, `30`, `"30"`, "old@", "new@").Replace(text)
	}))
	change(t, s, other, func(u *model.User) {
		u.Metadata = model.Metadata(`{"plan":"free","age":30,"@private":{"email":"old@example.com"}}`)
	})
	s.Press("j", "r", "e")
	toField(s, "Metadata").Press("ctrl+e").Press("ctrl+s")
	s.Shows(`~ plan  "free" → "pro"`, `~ age  30 → "30"  (number → text)`, "~ @private.email  … → …").Hides("new@example.com")
	s.Press("ctrl+s").Shows("saved")
	if u := s.User(other); string(u.Metadata.Compact()) != `{"plan":"pro","age":"30","@private":{"email":"new@example.com"}}` {
		t.Errorf("%s", u.Metadata)
	}
}

func TestTwoProgramsEditDifferentKeysAndBothSurvive(t *testing.T) {
	a := uitest.New(t, uitest.Editor(func(text string) string { return strings.Replace(text, `"x": 1`, `"x": 2`, 1) }))
	change(t, a, other, func(u *model.User) { u.Metadata = model.Metadata(`{"x":1,"y":1.0}`) })
	a.Press("j", "r", "e")
	toField(a, "Metadata").Press("ctrl+e")

	b := uitest.New(t, uitest.Over(a), uitest.Editor(func(text string) string { return strings.Replace(text, `1.0`, `1.5`, 1) }))
	b.Press("j", "e")
	toField(b, "Metadata").Press("ctrl+e").Press("ctrl+s", "ctrl+s").Shows("saved")

	a.Press("ctrl+s").Hides("Somebody else").Press("ctrl+s").Shows("saved")
	if u := a.User(other); string(u.Metadata.Compact()) != `{"x":2,"y":1.5}` {
		t.Errorf("%s", u.Metadata)
	}
}

func TestACollisionAsksAndNothingIsSentBefore(t *testing.T) {
	requests := &recorder{}
	s := uitest.New(t, uitest.Around(requests.around))
	s.Press("j", "e")
	toField(s, "Status message").Type("mine")
	toField(s, "Link").Type("https://mine.example")
	change(t, s, other, func(u *model.User) { u.StatusMessage, u.Link, u.Name = "theirs", "https://theirs.example", "George II" })
	s.Press("ctrl+s").Shows("Somebody else has changed George II since you began", "0 of 2 decided", "theirs", "mine")
	s.Press("ctrl+s").Shows("2 places still to be decided")
	s.Press("m").Shows("1 of 2 decided").Press("t", "ctrl+s").Shows("Save George II?", "+ https://mine.example").Hides("+ theirs")
	if n := requests.count("PUT"); n != 0 {
		t.Fatalf("%d changes were sent before all was decided", n)
	}
	s.Press("ctrl+s").Shows("saved George II")
	u := s.User(other)
	if got := []string{u.Name, u.Link, u.StatusMessage}; !slices.Equal(got, []string{"George II", "https://mine.example", "theirs"}) {
		t.Errorf("the server has %q", got)
	}
}

func TestAUserGoneMeanwhileIsSaid(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "e").Type("!")
	if _, err := s.Admin.Deactivate(t.Context(), []string{other}); err != nil {
		t.Fatal(err)
	}
	s.Press("ctrl+s").Shows("Not saved. The user has been deactivated in the meantime.", "George Alan!")
}

func TestUndoOfEachChangeRestoresTheEarlierState(t *testing.T) {
	s := uitest.New(t)
	before := s.User(other)
	same := func(what string) {
		t.Helper()
		if now := s.User(other); !model.Diff(before, now).IsEmpty() || now.Deactivated() {
			t.Errorf("after undoing %s: %v", what, model.Diff(before, now).Keys())
		}
	}
	s.Press("j", "e").Type("!")
	toField(s, "Avatar").Press("ctrl+u", "ctrl+s", "ctrl+s").Shows("saved George Alan!")
	s.Press("u").Shows("Undo changing George Alan!?", "– George Alan!", "+ George Alan").Press("ctrl+s").Shows("undone: the change of George Alan ✓")
	same("an update")

	s.Press("d", "y").Shows("deactivated").Press("u").Shows("Undo deactivating George Alan?").Press("y").Shows("undone: deactivated George Alan ✓")
	same("a deactivation")

	s.Press("/").Type("george").Press("enter", "b", "y").Shows("⊘ blocked").Press("u", "y").Shows("undone: blocked George Alan ✓").Hides("⊘ blocked")
	same("a block")

	s.Press("n").Type("made").Press("tab").Type("Made").Press("ctrl+s", "ctrl+s").Shows("created Made")
	s.Press("u").Shows("Undo creating Made?", "deleted for good").Type("made").Press("enter").Shows("undone: created Made ✓")
	if _, err := s.Admin.User(t.Context(), "made"); err == nil {
		t.Error("the created user is still there")
	}
	s.Press("u").Shows("nothing to undo")
}

func TestUndoMeetsLaterChanges(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "e").Type("!").Press("ctrl+s", "ctrl+s").Shows("saved")
	change(t, s, other, func(u *model.User) { u.Name = "Somebody's choice" })
	s.Press("u").Shows("Somebody's choice has been changed since.", "0 of 1 decided").Press("t", "ctrl+s").Shows("nothing to undo")
	if u := s.User(other); u.Name != "Somebody's choice" {
		t.Errorf("name %q", u.Name)
	}
}

func TestHistoryListsShowsAndUndoes(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "e").Type("!").Press("ctrl+s", "ctrl+s").Shows("saved")
	s.Press("b", "y").Shows("blocked")
	s.Press("H").Shows("2 changes", "blocked", "changed", "George Alan!")
	s.Press("j", "enter").Shows("– George Alan", "+ George Alan!", "cometchat-uid-1, API key").Golden("history")
	s.Press("esc", "u").Shows("Undo changing George Alan!?").Press("ctrl+s").Shows("undone", "3 changes", "changed       George Alan  "+other, "an undo")
	if u := s.User(other); u.Name != "George Alan" {
		t.Errorf("name %q", u.Name)
	}
	s.Press("/").Type("block").Press("enter").Shows("1 change").Press("esc", "esc").Shows("[Active")
}

func TestADeletedUserCanBeCreatedAgain(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "D").Type(other).Press("enter").Shows("deleted George Alan")
	s.Press("H", "u").Shows("new user", "George Alan", "Messages and conversations are gone for good").Press("ctrl+s", "ctrl+s")
	if u := s.User(other); u.Name != "George Alan" {
		t.Errorf("%+v", u)
	}
}

// An earlier program recorded what it was about to do and was killed before it
// heard the answer; whether the change was made is looked up, not guessed.
func TestAChangeWhoseEndNobodySawIsLookedUp(t *testing.T) {
	for _, made := range []bool{true, false} {
		dir := t.TempDir()
		s := uitest.New(t)
		before := s.User(other)
		after := before
		after.Name = "George Alan!"
		killed := journal.New(dir, journal.Options{})
		if _, err := killed.Begin(t.Context(), journal.Change{Profile: "local", Operation: model.Operation{Action: model.Update, Before: before, After: after}}); err != nil {
			t.Fatal(err)
		}
		if made {
			change(t, s, other, func(u *model.User) { u.Name = after.Name })
		}
		if err := killed.Close(); err != nil {
			t.Fatal(err)
		}
		next := uitest.New(t, uitest.Over(s), uitest.Journal(dir))
		if made {
			next.Shows("Unfinished when census ended: changed George Alan!: it was made")
		} else {
			next.Shows("Unfinished when census ended: changed George Alan!: it was not made")
		}
		uitest.New(t, uitest.Over(s), uitest.Journal(dir)).Hides("Unfinished")
	}
}

func TestTypingSurvivesAKill(t *testing.T) {
	dir := t.TempDir()
	s := uitest.New(t, uitest.Drafts(dir))
	s.Press("j", "e").Type(" Esq.")
	toField(s, "Tags").Type("half-typed")
	toField(s, "Metadata").Type(`{"a": `)
	s.Kill()

	next := uitest.New(t, uitest.Over(s), uitest.Drafts(dir))
	next.Shows("Typed earlier and not saved", "go on with George Alan · Name, Tags, Metadata").Press("enter")
	next.Shows("3 changes", "George Alan Esq.", "half-typed", `{"a": `)
	toField(next, "Metadata").Press("end").Type("1}").Press("ctrl+s", "ctrl+s").Shows("saved George Alan Esq.")
	if u := next.User(other); u.Name != "George Alan Esq." || !slices.Equal(u.Tags, []string{"half-typed"}) || !u.Metadata.Equal(model.Metadata(`{"a":1}`)) {
		t.Errorf("%+v", u)
	}
	next.Kill()
	uitest.New(t, uitest.Over(s), uitest.Drafts(dir)).Hides("Typed earlier")
}

func TestQuittingKeepsTheDraftAndDiscardingDoesNot(t *testing.T) {
	dir := t.TempDir()
	s := uitest.New(t, uitest.Drafts(dir))
	s.Press("n").Type("brand-new").Press("ctrl+c").Shows("will be kept as a draft").Press("y")
	s.Kill()
	next := uitest.New(t, uitest.Over(s), uitest.Drafts(dir))
	next.Shows("a new user").Press("enter").Shows("brand-new").Press("esc", "y")
	next.Kill()
	uitest.New(t, uitest.Over(s), uitest.Drafts(dir)).Hides("Typed earlier")
}

func TestDraftsCanBeDiscardedWithoutOpening(t *testing.T) {
	dir := t.TempDir()
	s := uitest.New(t, uitest.Drafts(dir))
	s.Press("j", "e").Type("!")
	s.Kill()
	next := uitest.New(t, uitest.Over(s), uitest.Drafts(dir))
	next.Press("G").Shows("▌   discard George Alan").Press("enter").Shows("Discard what was typed?").Press("y")
	next.Kill()
	uitest.New(t, uitest.Over(s), uitest.Drafts(dir)).Hides("Typed earlier")
}

func TestEditingInTheEditor(t *testing.T) {
	tries := 0
	s := uitest.New(t, uitest.Editor(func(text string) string {
		tries++
		if tries == 1 {
			return strings.Replace(text, `"George Alan"`, `"George" "Alan"`, 1)
		}
		if !strings.Contains(text, `"George" "Alan"`) || !strings.Contains(text, "line") {
			t.Errorf("the second try does not hold the first one's text and fault:\n%s", text)
		}
		return strings.Replace(text, `"George" "Alan"`, `"George Allan"`, 1)
	}))
	s.Press("j", "E").Shows("1 change", "George Allan").Press("ctrl+s", "ctrl+s").Shows("saved George Allan")
	if tries != 2 || s.User(other).Name != "George Allan" {
		t.Errorf("%d tries, name %q", tries, s.User(other).Name)
	}
}

func TestGivingUpOnAFaultKeepsTheText(t *testing.T) {
	tries := 0
	s := uitest.New(t, uitest.Editor(func(text string) string {
		if tries++; tries == 1 {
			return strings.Replace(text, `"George Alan"`, `"George" "Alan"`, 1)
		}
		return text
	}))
	s.Press("j", "E").Shows("The text still has its fault", "census-user-")
}

func TestAnUnchangedTextChangesNothing(t *testing.T) {
	s := uitest.New(t, uitest.Editor(func(text string) string { return text }))
	s.Press("j", "E").Shows("nothing has changed").Hides("edit George")
	s.Press("e")
	toField(s, "Metadata").Press("ctrl+e").Shows("nothing has changed")
}

func TestWithoutAnEditorItIsSaid(t *testing.T) {
	uitest.New(t).Press("j", "E").Shows("there is no editor here")
}

func TestACollisionCanBeWrittenAnew(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "e")
	toField(s, "Link").Type("https://mine.example")
	change(t, s, other, func(u *model.User) { u.Link = "https://theirs.example" })
	s.Press("ctrl+s", "e").Shows("value: https://mine.example").Press("ctrl+u").Type("nonsense").Press("enter")
	s.Shows("! needs http:// or https://").Press("ctrl+u").Type("https://both.example").Press("enter")
	s.Shows("1 of 1 decided", "● written https://both.example").Press("ctrl+s", "ctrl+s").Shows("saved")
	if u := s.User(other); u.Link != "https://both.example" {
		t.Errorf("link %q", u.Link)
	}
}

func TestPaletteFindsAndRunsCommands(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", ":").Shows("open the user", "not now").Type("history").Shows("all changes made").Press("enter").Shows("Nothing has been changed")
	s.Press("esc", "ctrl+p").Type("dact").Shows("▌ deactivate").Press("enter").Shows("Deactivate George Alan?")
	s.Press("esc", ":").Type("unblock").Press("esc").Shows("[Active")
	s.Press("g", ":").Type("block").Press("enter").Shows("you cannot block yourself")
	s.Press("esc", "enter", ":").Type("@priv").Press("enter").Hides("▌ @private")
	s.Press(":").Type("xqzw").Shows("no command matches “xqzw”").Press("enter").Shows("no command matches")
}

// What somebody else writes between typing and resuming is merged or asked about,
// never overwritten.
func TestAResumedDraftIsComparedWithWhatOthersDid(t *testing.T) {
	dir := t.TempDir()
	s := uitest.New(t, uitest.Drafts(dir), uitest.Editor(func(text string) string { return strings.Replace(text, `"x": 1`, `"x": 2`, 1) }))
	change(t, s, other, func(u *model.User) { u.Metadata = model.Metadata(`{"x":1}`) })
	s.Press("j", "r", "e")
	toField(s, "Metadata").Press("ctrl+e")
	toField(s, "Link").Type("https://mine.example")
	s.Kill()
	change(t, s, other, func(u *model.User) {
		u.Metadata, u.Link = model.Metadata(`{"x":1,"colleague":true}`), "https://theirs.example"
	})
	next := uitest.New(t, uitest.Over(s), uitest.Drafts(dir))
	next.Press("enter", "ctrl+s").Shows("Somebody else has changed", "0 of 1 decided", "theirs.example").Press("m", "ctrl+s", "ctrl+s").Shows("saved")
	if u := next.User(other); string(u.Metadata.Compact()) != `{"x":2,"colleague":true}` || u.Link != "https://mine.example" {
		t.Errorf("%s %s", u.Metadata, u.Link)
	}
}

func TestTypingBeforeTheReadingArrivesStillCollides(t *testing.T) {
	s := uitest.New(t)
	change(t, s, other, func(u *model.User) { u.Name = "Theirs" })
	s.Press("j") // the list does not know yet
	s.Send(uitest.Key("e"), uitest.Key("!")).Settle()
	s.Press("ctrl+s").Shows("Somebody else has changed Theirs")
}

func TestADraftEmptiedOnceIsKeptAgain(t *testing.T) {
	dir := t.TempDir()
	s := uitest.New(t, uitest.Drafts(dir))
	s.Press("j", "e").Type("x").Press("backspace").Type("again")
	s.Kill()
	uitest.New(t, uitest.Over(s), uitest.Drafts(dir)).Shows("go on with George Alan")
}

func TestAChosenRoleIsKept(t *testing.T) {
	dir := t.TempDir()
	s := uitest.New(t, uitest.Drafts(dir))
	s.Press("j", "e")
	toField(s, "Role").Press("enter", "j", "enter")
	s.Kill()
	uitest.New(t, uitest.Over(s), uitest.Drafts(dir)).Shows("go on with George Alan · Role")
}

func TestAFormLeftWithoutChangesLeavesNoDraft(t *testing.T) {
	dir := t.TempDir()
	s := uitest.New(t, uitest.Drafts(dir))
	s.Press("j", "e").Type("x")
	s.Send(uitest.Key("backspace"), uitest.Key("esc")).Settle()
	s.Kill()
	uitest.New(t, uitest.Over(s), uitest.Drafts(dir)).Hides("Typed earlier")
}

func TestAnUndoDoesNotPopUpUnderTyping(t *testing.T) {
	s := uitest.New(t)
	s.Press("n").Type("made").Press("tab").Type("Made").Press("ctrl+s", "ctrl+s").Shows("created Made")
	s.Send(uitest.Key("u"), uitest.Key("/"))
	s.Type("mary").Shows("/ mary").Hides("Undo:")
	if _, err := s.Admin.User(t.Context(), "made"); err != nil {
		t.Errorf("typing undid the creation: %v", err)
	}
}

func TestEditsOfAUserWhoIsGoneCanBePutAside(t *testing.T) {
	s := uitest.New(t, uitest.Drafts(t.TempDir()))
	s.Press("j", "e").Type("!")
	if _, err := s.Admin.Deactivate(t.Context(), []string{other}); err != nil {
		t.Fatal(err)
	}
	s.Press("ctrl+s").Shows("k keep this as a draft").Press("esc").Shows("k keeps them as a draft").Press("k").Shows("kept as a draft")
	if _, err := s.Admin.Reactivate(t.Context(), []string{other}); err != nil {
		t.Fatal(err)
	}
	s.Press("t").Shows("go on with George Alan").Press("enter").Shows("George Alan!").Press("ctrl+s", "ctrl+s").Shows("saved George Alan!")
	s.Press("t").Shows("there is no draft")
}

func TestDecisionsSurviveGoingBackToTheForm(t *testing.T) {
	s := uitest.New(t)
	s.Press("j", "e").Type("!")
	change(t, s, other, func(u *model.User) { u.Name = "Theirs" })
	s.Press("ctrl+s", "m", "ctrl+s").Shows("Save Theirs?").Press("e").Shows("George Alan!")
	s.Press("ctrl+s").Shows("Save Theirs?").Hides("decided").Press("ctrl+s").Shows("saved George Alan!")
}

func TestTheEditorHoldsTheForm(t *testing.T) {
	s := uitest.New(t, uitest.Editor(func(string) string { return `{"a": 1}` }))
	s.Press("j", "e")
	toField(s, "Metadata")
	s.Send(uitest.Key("ctrl+e"), uitest.Key("ctrl+s")).Settle()
	s.Hides("Save George").Shows(`"a": 1`).Press("ctrl+s", "ctrl+s").Shows("saved")
	if u := s.User(other); !u.Metadata.Equal(model.Metadata(`{"a":1}`)) {
		t.Errorf("%s", u.Metadata)
	}
}

func TestPrivateStaysMaskedInConflictsAndReviewClosesAtLogIn(t *testing.T) {
	s := uitest.New(t, uitest.Size(200, 40), uitest.Editor(func(text string) string { return strings.Replace(text, `"x": 1`, `"x": 2`, 1) }))
	change(t, s, other, func(u *model.User) { u.Metadata = model.Metadata(`{"x":1,"@private":{"email":"secret@example.com"}}`) })
	s.Press("j", "r", "e")
	toField(s, "Metadata").Press("ctrl+e")
	change(t, s, other, func(u *model.User) { u.Metadata = nil })
	s.Press("ctrl+s").Shows("0 of 1 decided").Hides("secret@")
}

func TestAnotherStoredValueIsShownNotHidden(t *testing.T) {
	s := uitest.New(t, uitest.Around(func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			resp, err := next.RoundTrip(r)
			if err == nil && r.Method == http.MethodPut {
				body, _ := io.ReadAll(resp.Body)
				resp.Body = io.NopCloser(strings.NewReader(strings.ReplaceAll(string(body), "George Alan!", "GEORGE")))
				resp.ContentLength = -1
			}
			return resp, err
		})
	}))
	s.Press("j", "e").Type("!").Press("ctrl+s", "ctrl+s").Shows("the service stored another value than was sent: Name").Hides("✓")
}

func TestUndoingACreationLeavesTheDetail(t *testing.T) {
	s := uitest.New(t)
	s.Press("n").Type("made").Press("tab").Type("Made").Press("ctrl+s", "ctrl+s").Shows("▌ Made")
	s.Press("enter", "u").Type("made").Press("enter").Shows("undone: created Made ✓", "[Active").Hides("Has blocked you")
}

func TestKeptAsADraftIsSaidOnceItIs(t *testing.T) {
	s := uitest.New(t, uitest.Drafts(t.TempDir()))
	s.Press("j", "e").Type("!").Press("esc")
	s.Send(uitest.Key("k"), uitest.Key("?"), uitest.Key("esc")).Hides("kept as a draft", "cancelling").Shows("George Alan!")
	s.Settle().Shows("kept as a draft: t opens it again").Hides("edit George")
	s.Press("t", "enter").Shows("George Alan!").Hides("George Alan!?")
}

func TestAFormThatCannotBeKeptStays(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "drafts")
	s := uitest.New(t, uitest.Drafts(dir))
	s.Press("j", "e").Type("!")
	takeAway(t, dir)
	s.Press("esc", "k").Shows("Not kept as a draft, so the form stays open", "edit George")
	s.Type("?").Press("ctrl+s").Shows("+ George Alan!?").Press("esc")
	giveBack(t, dir)
	s.Press("esc", "k").Shows("kept as a draft: t").Hides("edit George")
}

func TestAProgramThatCannotKeepStaysOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "drafts")
	s := uitest.New(t, uitest.Drafts(dir))
	s.Press("j", "e").Type("!")
	takeAway(t, dir)
	s.Press("ctrl+c").Shows("1 unsaved change will be kept as a draft").Press("y")
	if s.Shows("Not quit: what is typed could not be kept on the disk", "George Alan!").Hides("Quit?"); s.Ended() {
		t.Fatal("the program ended and lost what was typed")
	}
	s.Press("ctrl+c").Shows("1 unsaved change will be lost: they could not be kept").Press("esc")
	giveBack(t, dir)
	s.Press("ctrl+c", "y")
	s.Kill()
	uitest.New(t, uitest.Over(s), uitest.Drafts(dir)).Shows("go on with George Alan · Name")
}

func TestWhoKnowsMayQuitAllTheSame(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "drafts")
	s := uitest.New(t, uitest.Drafts(dir))
	s.Press("j", "e").Type("!")
	takeAway(t, dir)
	if s.Press("ctrl+c", "y", "ctrl+c", "y"); !s.Ended() {
		t.Errorf("still there:\n%s", s.Frame())
	}
}

func TestADraftThatCannotBeRemovedIsSaid(t *testing.T) {
	dir := t.TempDir()
	s := uitest.New(t, uitest.Drafts(dir))
	s.Press("j", "e").Type("!")
	typed, err := filepath.Glob(filepath.Join(dir, "draft-*"))
	if err != nil || len(typed) != 1 {
		t.Fatal(typed, err)
	}
	inTheWay := filepath.Join(typed[0], "in the way")
	if err := errors.Join(os.Remove(typed[0]), os.MkdirAll(inTheWay, 0o700)); err != nil {
		t.Fatal(err)
	}
	s.Press("esc", "y").Shows("The draft could not be removed: ")
}

// takeAway is what a disk that is gone or full does to a folder.
func takeAway(t *testing.T, dir string) {
	t.Helper()
	if err := os.Rename(dir, dir+".away"); err != nil {
		t.Fatal(err)
	}
}

func giveBack(t *testing.T, dir string) {
	t.Helper()
	if err := os.Rename(dir+".away", dir); err != nil {
		t.Fatal(err)
	}
}

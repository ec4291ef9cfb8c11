package ui_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"census/model"
	"census/ui/uitest"
)

// editors do one thing after the other: the first what the first says, and so on.
func editors(t *testing.T, do ...func(path string) error) uitest.Option {
	t.Helper()
	return uitest.EditorOf(func(path string) error {
		if len(do) == 0 {
			t.Errorf("the editor was opened once more than expected, with %s", path)
			return nil
		}
		now := do[0]
		do = do[1:]
		return now(path)
	})
}

// replacing writes a text in place of another, as editors do that save.
func replacing(old, new string) func(string) error {
	return func(path string) error {
		text, err := os.ReadFile(path)
		if err == nil && !strings.Contains(string(text), old) {
			err = errors.New("there is no " + old)
		}
		if err != nil {
			return err
		}
		return os.WriteFile(path, []byte(strings.Replace(string(text), old, new, 1)), 0o600)
	}
}

func writing(text string) func(string) error {
	return func(path string) error { return os.WriteFile(path, []byte(text), 0o600) }
}

func untouched(string) error { return nil }

// texts are the files that were given to the editor and are still there.
func texts(t *testing.T, dir string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "edits", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// nothingLeft looks whether anything of what was typed is left on the disk.
func nothingLeft(t *testing.T, dir string) {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(dir, "draft-*"))
	if left = append(left, texts(t, dir)...); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

// killedWhileEditing is a program that is killed when the editor has written the
// file.
func killedWhileEditing(t *testing.T, dir string, write func(string) error, open func(*uitest.Screen)) *uitest.Screen {
	t.Helper()
	var s *uitest.Screen
	s = uitest.New(t, uitest.Drafts(dir), editors(t, func(path string) error {
		err := write(path)
		s.Kill()
		return err
	}))
	open(s)
	if !s.Ended() {
		t.Fatal("the editor was not opened")
	}
	return s
}

func editGeorge(s *uitest.Screen) { s.Press("j", "E") }

func TestATextOfTheEditorSurvivesAKill(t *testing.T) {
	dir := t.TempDir()
	s := killedWhileEditing(t, dir, replacing(`"George Alan"`, `"George Allan"`), editGeorge)
	next := uitest.New(t, uitest.Over(s), uitest.Drafts(dir))
	next.Shows("Typed earlier and not saved", "go on with George Alan · Name · from the editor").Press("enter")
	next.Shows("1 change", "George Allan")
	if left := texts(t, dir); len(left) > 0 {
		t.Errorf("what is in the form is still in %v", left)
	}
	next.Press("ctrl+s").Shows("– George Alan", "+ George Allan").Press("ctrl+s").Shows("saved George Allan")
	nothingLeft(t, dir)
}

func TestATextOfTheEditorAndTheFormAroundItSurviveAKill(t *testing.T) {
	dir := t.TempDir()
	s := killedWhileEditing(t, dir, replacing("\n{}\n", "\n{\"a\": 1} // mine\n"), func(s *uitest.Screen) {
		s.Press("j", "e").Type("!")
		toField(s, "Metadata").Type("{}")
		s.Send(uitest.Key("ctrl+e")).Settle()
	})
	next := uitest.New(t, uitest.Over(s), uitest.Drafts(dir))
	next.Shows("go on with George Alan · Name, Metadata · from the editor").Press("enter").Shows("2 changes", "George Alan!", `"a": 1`)
	next.Kill()
	last := uitest.New(t, uitest.Over(s), uitest.Drafts(dir))
	last.Shows("go on with George Alan · Name, Metadata · now").Press("enter", "ctrl+s", "ctrl+s").Shows("saved George Alan!")
	if u := last.User(other); !u.Metadata.Equal(model.Metadata(`{"a":1}`)) {
		t.Errorf("%s", u.Metadata)
	}
	nothingLeft(t, dir)
}

func TestAFaultyTextThatWasLeftIsOpenedAtItsFault(t *testing.T) {
	dir := t.TempDir()
	s := killedWhileEditing(t, dir, replacing(`"George Alan"`, `"George" "Allan"`), editGeorge)
	next := uitest.New(t, uitest.Over(s), uitest.Drafts(dir), editors(t, replacing(`"George" "Allan"`, `"George Allan"`)))
	next.Shows("go on with George Alan · a text of the editor with a fault").Press("enter").Shows("George Allan", "1 change")
	next.Press("ctrl+s", "ctrl+s").Shows("saved George Allan")
	nothingLeft(t, dir)

	s = killedWhileEditing(t, dir, replacing(`"George Alan"`, `"George" "Allan"`), editGeorge)
	blind := uitest.New(t, uitest.Over(s), uitest.Drafts(dir))
	blind.Press("enter").Shows("The text has a fault: line 6")
	isKeptIn(t, blind)
}

func TestATextThatWasLeftIsDiscardedWithItsDiff(t *testing.T) {
	dir := t.TempDir()
	s := killedWhileEditing(t, dir, replacing(`"George Alan"`, `"George Allan"`), editGeorge)
	next := uitest.New(t, uitest.Over(s), uitest.Drafts(dir))
	next.Press("G", "enter").Shows("Discard what was typed?", "– George Alan", "+ George Allan").Press("esc")
	next.Press("t", "G", "enter", "y").Press("t").Shows("there is no draft")
	nothingLeft(t, dir)
}

// Somebody whose program was killed may still have the file open in an editor
// with a window of its own.
func TestATextThatSaysNothingIsNotOfferedAndStaysForAWhile(t *testing.T) {
	dir := t.TempDir()
	s := killedWhileEditing(t, dir, untouched, editGeorge)
	uitest.New(t, uitest.Over(s), uitest.Drafts(dir)).Hides("Typed earlier").Press("t").Shows("there is no draft")
	left := texts(t, dir)
	if len(left) != 1 {
		t.Fatalf("left: %v", left)
	}
	if err := replacing(`"George Alan"`, `"George Allan"`)(left[0]); err != nil {
		t.Fatal(err)
	}
	uitest.New(t, uitest.Over(s), uitest.Drafts(dir)).Shows("go on with George Alan · Name · from the editor")
}

func TestAnEditorThatRemovesTheFileIsSaid(t *testing.T) {
	dir := t.TempDir()
	s := uitest.New(t, uitest.Drafts(dir), editors(t, os.Remove, os.Remove))
	s.Press("j", "E").Shows("The editor removed the file, so nothing has changed").Hides("kept in", "edit George")
	s.Press("e")
	toField(s, "Metadata").Press("ctrl+e").Shows("The editor removed the file").Hides("kept in", "1 change").Press("esc")
	nothingLeft(t, dir)
}

func TestAnEditorThatFailsKeepsWhatItWrote(t *testing.T) {
	dir := t.TempDir()
	crash := errors.New("signal: killed")
	s := uitest.New(t, uitest.Drafts(dir), editors(t,
		func(string) error { return crash },
		func(path string) error { return errors.Join(os.Remove(path), crash) },
		func(path string) error {
			return errors.Join(replacing(`"George Alan"`, `"George Allan"`)(path), crash)
		},
	))
	for range 2 {
		s.Press("g", "j", "E").Shows("The editor failed: ", "signal: killed").Hides("kept in")
		nothingLeft(t, dir)
	}
	s.Press("E").Shows("The editor failed: signal: killed. The text was not taken over. It is kept in")
	isKeptIn(t, s)
	s.Press("t").Shows("go on with George Alan · Name · from the editor").Press("enter").Shows("George Allan").Press("esc", "y")
	nothingLeft(t, dir)
}

// isKeptIn looks for the file that the screen names.
func isKeptIn(t *testing.T, s *uitest.Screen) {
	t.Helper()
	joined := strings.Join(strings.Fields(strings.Join(s.Lines(), "")), "")
	path := regexp.MustCompile(`keptin(/.*\.jsonc)`).FindStringSubmatch(joined)
	if len(path) != 2 {
		t.Fatalf("no file is named:\n%s", s.Frame())
	}
	if _, err := os.Stat(path[1]); err != nil {
		t.Error(err)
	}
}

func TestAnEditorThatCannotBeGivenAFileIsNotOpened(t *testing.T) {
	dir := t.TempDir()
	s := uitest.New(t, uitest.Drafts(dir), editors(t))
	if err := os.WriteFile(filepath.Join(dir, "edits"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s.Press("j", "E").Shows("The editor failed: it was not opened: ").Hides("kept in")
	s.Press("e")
	toField(s, "Metadata").Press("ctrl+e").Shows("it was not opened").Hides("1 change")
}

// Whatever an editor makes of the line ends and the encoding, what was written is
// read, or named.
func TestAnEditorThatWritesDifferently(t *testing.T) {
	old, new := `"George Alan"`, `"George Allan"`
	for name, write := range map[string]func(string) string{
		"carriage returns": func(text string) string { return strings.ReplaceAll(text, "\n", "\r") },
		"Windows":          func(text string) string { return "\ufeff" + strings.ReplaceAll(text, "\n", "\r\n") },
		"UTF-16": func(text string) string {
			var b strings.Builder
			b.WriteString("\xff\xfe")
			for _, r := range text { // ASCII
				b.WriteString(string(r) + "\x00")
			}
			return b.String()
		},
	} {
		dir := t.TempDir()
		edit := func(text string) string { return write(strings.Replace(text, old, new, 1)) }
		uitest.New(t, uitest.Drafts(dir), uitest.Editor(edit)).Press("j", "E").Shows("George Allan", "1 change").Press("esc", "y")
		s := uitest.New(t, uitest.Drafts(dir), uitest.Editor(write))
		if s.Press("j", "E").Shows("nothing has changed").Hides("edit George"); t.Failed() {
			t.Fatal(name)
		}
		nothingLeft(t, dir)
	}
	s := uitest.New(t, editors(t, replacing("George Alan\"", "Ren\xe9e\""), func(path string) error {
		return replacing("// !! line 7, column 15: not valid UTF-8", "// !! line 7, column 15: not valid UTF-8")(path)
	}))
	s.Press("j", "E").Shows("The text still has its fault")
	isKeptIn(t, s)
}

func TestATextThatChangesNoFieldIsToldFromOneThatWasNotTouched(t *testing.T) {
	dir := t.TempDir()
	s := uitest.New(t, uitest.Drafts(dir), editors(t, writing("// all gone\n"), untouched, writing("\n"), writing("// nothing")))
	s.Press("j", "E").Shows("no field has changed").Press("E").Shows("nothing has changed")
	s.Press("E").Shows("no field has changed").Press("e")
	toField(s, "Metadata").Press("ctrl+e").Shows("no field has changed").Hides("1 change").Press("esc")
	nothingLeft(t, dir)
}

// Metadata that was given up with a fault is neither lost nor taken for saved.
func TestFaultyMetadataOfTheEditorBelongsToTheForm(t *testing.T) {
	dir := t.TempDir()
	s := uitest.New(t, uitest.Drafts(dir), editors(t,
		writing(`{"a": }`), untouched,
		untouched,
		replacing(`{"a": }`, `{"a": 1}`),
		writing(`{"b": }`), untouched,
	))
	s.Press("j", "e")
	toField(s, "Metadata").Press("ctrl+e").Shows("The text still has its fault and was not taken over. ctrl+e opens it again, ctrl+r drops it", "1 change")
	s.Press("tab", "ctrl+s").Shows("Not saved: the text of the editor is not taken over").Hides("Save George")
	s.Press("esc").Shows("Discard 1 change?", "the text of the editor").Press("esc")
	s.Press("ctrl+e").Shows("The text still has its fault").Press("ctrl+e").Shows(`"a": 1`)
	s.Press("ctrl+e").Shows("still has its fault").Press("ctrl+r").Hides(`"a": 1`, "1 change").Press("ctrl+s").Shows("nothing has changed")
	s.Press("esc")
	nothingLeft(t, dir)
}

func TestFaultyMetadataOfTheEditorSurvivesAKill(t *testing.T) {
	dir := t.TempDir()
	s := uitest.New(t, uitest.Drafts(dir), editors(t, writing(`{"a": }`), untouched))
	s.Press("j", "e").Type("!")
	toField(s, "Metadata").Press("ctrl+e")
	s.Kill()
	given := uitest.New(t, uitest.Over(s), uitest.Drafts(dir), editors(t, untouched))
	given.Press("enter").Shows("2 changes", "ctrl+e opens it again").Type("x").Press("ctrl+z")
	given.Kill()
	next := uitest.New(t, uitest.Over(s), uitest.Drafts(dir), editors(t, replacing(`{"a": }`, `{"a": 1}`)))
	next.Shows("go on with George Alan · Name · a text of the editor with a fault").Press("enter")
	next.Shows("George Alan!", `"a": 1`, "2 changes").Press("esc", "y")
	nothingLeft(t, dir)
}

// Who wants nothing kept of what is typed in forms still gets back what the editor
// had; what is in a form is not on the disk.
func TestOnlyTextsOfTheEditorAreKept(t *testing.T) {
	dir := t.TempDir()
	s := uitest.New(t, uitest.Drafts(dir), uitest.TextsOnly(), editors(t, replacing("\n{\n", "\n{\n\"b\": 2,\n"), untouched))
	s.Press("j", "e").Type("!")
	toField(s, "Metadata").Type(`{"a": 1}`).Press("ctrl+l", "ctrl+e").Shows(`"b": 2`)
	nothingLeft(t, dir)
	s.Press("ctrl+c").Shows("2 unsaved changes will be lost.")
}

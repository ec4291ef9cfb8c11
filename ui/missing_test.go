package ui_test

import (
	"testing"

	"census/ui/uitest"
)

const myself = "cometchat-uid-1"

// Whoever deactivates themselves goes on with the API key: users are read, edited
// and found, nobody is you any more.
func TestDeactivatingYourselfEndsNothingButYourSession(t *testing.T) {
	s := uitest.New(t)
	s.Shows("you: " + myself).Press("d").Shows("This is you: blocking and your own session would end")
	s.Press("y").Shows("deactivated Andrew Joseph · that was you, nobody is logged in now").Hides("you: ")
	s.Press("enter").Shows("George Alan", "cometchat-uid-2").Hides("!")
	s.Press("r").Hides("not there")
	s.Press("b").Shows("cannot block George Alan: nobody is logged in")
	s.Press("e").Type(" II").Press("ctrl+s", "ctrl+s").Shows("saved George Alan II ✓")
	s.Press("esc", "u").Shows("Undo").Press("esc")
	s.Press("tab").Shows("Andrew Joseph").Press("d", "y").Shows("reactivated Andrew Joseph")
	s.Press("shift+tab", "g").Shows("Andrew Joseph").Press("L", "y").Shows("you are now "+myself, "you: "+myself)
}

// The same with many at once, with deleting, and with taking back.
func TestYourSessionEndsHoweverYouAreRemoved(t *testing.T) {
	s := uitest.New(t)
	s.Press("space", "space", "d", "y").Hides("you: ").Shows("2 deactivated").Press("esc")

	s = uitest.New(t)
	s.Press("D").Type(myself).Press("enter").Shows("deleted Andrew Joseph · that was you").Hides("you: ")

	s = uitest.New(t)
	s.Press("j", "d", "y", "tab", "d", "y").Shows("reactivated George Alan").Press("shift+tab", "j", "L", "y").Shows("you: cometchat-uid-2")
	s.Press("u", "y").Shows("undone: reactivated George Alan · that was you").Hides("you: ")
}

// The next start goes on too, says so, and offers what can be done.
func TestAStartWithoutYouOffersWhatCanBeDone(t *testing.T) {
	s := uitest.New(t)
	s.Press("d", "y").Shows("that was you")
	const question = "You, cometchat-uid-1, are deactivated, deleted or were never created"

	alone := uitest.New(t, uitest.Over(s))
	alone.Shows(question, "go on with the API key, logged in as nobody", "George Alan").Hides("you: ")
	alone.Press("enter").Shows("nobody is logged in: L logs in as the user under the cursor").Hides(question)
	alone.Press("enter").Shows("cometchat-uid-2").Hides("not there")

	other := uitest.New(t, uitest.Over(s))
	other.Shows(question).Press("j", "j", "enter").Shows("Log in as whom?").Type("cometchat-uid-3").Press("enter").Shows("you: cometchat-uid-3")

	back := uitest.New(t, uitest.Over(s))
	back.Shows(question).Press("j").Shows("reactivate cometchat-uid-1 and log in").Press("enter").Shows("you: "+myself, "Andrew Joseph (you)")
	if u := s.User(myself); u.Deactivated() {
		t.Error("the server still has me deactivated")
	}
}

func TestAStartWithoutYouThatChangesNothing(t *testing.T) {
	s := uitest.New(t)
	s.Press("D").Type(myself).Press("enter").Shows("that was you")
	only := uitest.New(t, uitest.Over(s), uitest.ReadOnly())
	only.Shows("go on with the API key").Hides("reactivate " + myself)
	again := uitest.New(t, uitest.Over(s))
	again.Press("j", "enter").Shows("The user was not found")
	again.Press("enter").Shows("cometchat-uid-2").Hides("you: ")
}

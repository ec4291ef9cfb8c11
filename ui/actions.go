package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/words"
)

// toggle is what the deactivate key means for the user.
func toggle(u model.User) model.Action {
	if u.Deactivated() {
		return model.Reactivate
	}
	return model.Deactivate
}

// blockToggle is what the block key means for the user.
func blockToggle(u model.User) model.Action {
	if u.BlockedByMe {
		return model.Unblock
	}
	return model.Block
}

// do runs a command that list and detail share on a user; it reports whether
// the command is one of them. What the policy refuses ends in a notice with the
// reason.
func (e *env) do(cmd command, u model.User, roles []string) (n nav, c tea.Cmd, handled bool) {
	switch cmd {
	case cmdEdit:
		n, c = e.edit(u, roles)
	case cmdEditor:
		n, c = e.editOutside(u)
	case cmdClone:
		n, c = e.create(cloneOf(u), roles)
	case cmdDeactivate:
		n, c = e.ask(toggle(u), u)
	case cmdDelete:
		n, c = e.ask(model.Delete, u)
	case cmdBlock:
		n, c = e.ask(blockToggle(u), u)
	case cmdLogInAs:
		n, c = e.askLogIn(u)
	case cmdUndoLast:
		n, c = e.undo.last()
	case cmdHistory:
		n = nav{push: newHistory(e)}
	case cmdCopy:
		c = e.copy("uid", u.UID)
	case cmdCopyMenu:
		n = nav{push: newMenu(e, "Copy", e.copyItems(u))}
	case cmdOpenLink:
		n, c = e.open(u, model.KeyLink)
	case cmdOpenAvatar:
		n, c = e.open(u, model.KeyAvatar)
	default:
		return nav{}, nil, false
	}
	return n, c, true
}

func (e *env) edit(u model.User, roles []string) (nav, tea.Cmd) {
	if v := e.mayEdit(u); !v.Allowed() {
		return problem("cannot edit " + words.Called(u) + ": " + v.Reason), nil
	}
	return nav{push: newForm(e, u, roles)}, nil
}

func (e *env) create(template model.User, roles []string) (nav, tea.Cmd) {
	if v := e.may(model.Create, model.User{}); !v.Allowed() {
		return problem("cannot create users: " + v.Reason), nil
	}
	return nav{push: newForm(e, template, roles)}, nil
}

// cloneOf is a new user with everything of u that can be given to another one.
func cloneOf(u model.User) model.User {
	clone := model.User{TagsKnown: true}
	for _, f := range model.Fields() {
		if f.Editable == model.Always {
			clone = f.With(clone, f.Value(u))
		}
	}
	return clone
}

// ask puts the question that stands before an action, or the reason against it.
func (e *env) ask(action model.Action, u model.User) (nav, tea.Cmd) {
	verb := words.Of(action).Plain
	if v := e.may(action, u); !v.Allowed() {
		return problem("cannot " + verb + " " + words.Called(u) + ": " + v.Reason), nil
	}
	yes := func() (nav, tea.Cmd) { return nav{}, e.act(action, u) }
	title := strings.ToUpper(verb[:1]) + verb[1:] + " " + words.Called(u) + "?"
	lines := []string{model.Clean(u.UID)}
	if e.known.Actor().IsMe(u.UID) {
		lines = append(lines, "This is you: "+whatEnds)
	}
	switch action {
	case model.Delete:
		lines = append(lines, "This cannot be undone: the user, their messages and conversations are removed for good.")
		return nav{push: e.askForUID(title, lines, u.UID, yes)}, nil
	case model.Deactivate:
		lines = append(lines, "They disappear from lists and cannot log in until reactivated; nothing is removed.")
	case model.Reactivate:
		lines = append(lines, "They can log in again.")
	case model.Block:
		lines = append(lines, "On behalf of "+model.Clean(e.known.Actor().Me)+", until unblocked.")
	case model.Unblock:
		lines = append(lines, "On behalf of "+model.Clean(e.known.Actor().Me)+".")
	}
	return nav{push: newQuestion(e, title, lines, verb, yes)}, nil
}

// askForUID asks before a user is deleted for good: the uid has to be typed.
func (e *env) askForUID(title string, lines []string, uid string, yes func() (nav, tea.Cmd)) view {
	t := newTypedExactly(e, title, lines, "type the uid to confirm", uid, yes)
	t.verb, t.danger = "delete for good", true
	return t
}

func (e *env) youNote(u model.User) string {
	if e.known.Actor().IsMe(u.UID) {
		return "this is you"
	}
	return ""
}

func (e *env) act(action model.Action, u model.User) tea.Cmd {
	r := e.begin(words.Of(action).Doing+" "+words.Called(u), true)
	return act(e.ctx, r, e.session.Changes, action, u)
}

// whatEnds is what somebody does to themselves who deactivates or deletes their
// own user. Only an API key can, and it does not depend on a user.
const whatEnds = "blocking and your own session would end; census goes on with the API key."

func (e *env) askLogIn(u model.User) (nav, tea.Cmd) {
	if reason := e.mayLogInAs(u); reason != "" {
		return problem("cannot log in as " + words.Called(u) + ": " + reason), nil
	}
	lines := []string{model.Clean(u.UID), "They become you: their role is locked, blocking is on their behalf."}
	yes := func() (nav, tea.Cmd) { return nav{}, e.logIn(u.UID) }
	return nav{push: newQuestion(e, "Log in as "+words.Called(u)+"?", lines, "log in", yes)}, nil
}

// copy puts text on the clipboard, made safe first: what is pasted must not
// carry escape sequences either.
func (e *env) copy(what, text string) tea.Cmd {
	return copyText(e.begin("copying", false), e.Copy, what, model.Clean(text))
}

// withPrivate is said of a copied text in which the screen shows … and the
// clipboard has the values.
const withPrivate = " with its " + model.PrivateKey + " values"

// copyItems offers every field that can be edited; metadata as one line of JSON
// that stays JSON.
func (e *env) copyItems(u model.User) []menuItem {
	var items []menuItem
	for _, f := range model.Fields() {
		text, what := f.Value(u).Text, f.Label
		shown := text
		switch f.Kind {
		case model.KindTags:
			text = strings.Join(u.Tags, ", ")
			shown = text
		case model.KindJSON:
			text = model.EscapeJSON(string(u.Metadata.Compact()))
			shown = maskPrivate(u.Metadata)
			if _, folded := u.Metadata.FoldPrivate(); folded {
				what += withPrivate
			}
		}
		if text == "" || f.Editable == model.Never {
			continue
		}
		items = append(items, menuItem{
			label: fit(f.Label, labelWidth) + model.Clean(shown),
			pick:  func() (nav, tea.Cmd) { return nav{}, e.copy(what, text) },
		})
	}
	return items
}

// addressReason is why a user's address cannot be opened, if it cannot.
func addressReason(u model.User, key model.Key) string {
	f, _ := model.FieldOf(key)
	what, address := strings.ToLower(f.Label), f.Value(u).Text
	switch {
	case u.IsDamaged(key):
		return "the " + what + " is damaged"
	case address == "":
		return "the user has no " + what
	case !model.IsWebURL(address):
		return "the " + what + " is no http or https address"
	}
	return ""
}

func (e *env) open(u model.User, key model.Key) (nav, tea.Cmd) {
	if reason := addressReason(u, key); reason != "" {
		return problem("cannot open: " + reason), nil
	}
	f, _ := model.FieldOf(key)
	return nav{}, openAddress(e.begin("opening", false), e.Open, f.Value(u).Text)
}

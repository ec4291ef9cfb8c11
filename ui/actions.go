package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
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

// verbs names the actions: while it goes on, and once it is done.
var verbs = map[model.Action]struct{ doing, done string }{
	model.Deactivate: {"deactivating", "deactivated"},
	model.Reactivate: {"reactivating", "reactivated"},
	model.Delete:     {"deleting", "deleted"},
	model.Block:      {"blocking", "blocked"},
	model.Unblock:    {"unblocking", "unblocked"},
}

// do runs a command that list and detail share on a user. What the policy
// refuses ends in a notice with the reason.
func (e *env) do(cmd command, u model.User, roles []string) (nav, tea.Cmd) {
	switch cmd {
	case cmdEdit:
		return e.edit(u, roles)
	case cmdClone:
		return e.create(cloneOf(u), roles)
	case cmdDeactivate:
		return e.ask(toggle(u), u)
	case cmdDelete:
		return e.ask(model.Delete, u)
	case cmdBlock:
		return e.ask(blockToggle(u), u)
	case cmdLogInAs:
		return e.askLogIn(u)
	case cmdCopy:
		return nav{}, e.copy("uid", u.UID)
	case cmdCopyMenu:
		return nav{push: newMenu(e, "Copy", e.copyItems(u))}, nil
	case cmdOpenLink:
		return e.open(u.Link)
	case cmdOpenAvatar:
		return e.open(u.Avatar)
	}
	return nav{}, nil
}

func (e *env) edit(u model.User, roles []string) (nav, tea.Cmd) {
	if v := e.mayEdit(u); !v.Allowed() {
		return problem("cannot edit " + called(u) + ": " + v.Reason), nil
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
	return model.User{
		Name: u.Name, Avatar: u.Avatar, Link: u.Link, Role: u.Role, StatusMessage: u.StatusMessage,
		Metadata: u.Metadata, Tags: u.Tags, TagsKnown: true,
	}
}

// ask puts the question that stands before an action, or the reason against it.
func (e *env) ask(action model.Action, u model.User) (nav, tea.Cmd) {
	if v := e.may(action, u); !v.Allowed() {
		return problem("cannot " + infinitive(action) + " " + called(u) + ": " + v.Reason), nil
	}
	yes := func() (nav, tea.Cmd) { return nav{}, e.act(action, u) }
	title := strings.ToUpper(infinitive(action)[:1]) + infinitive(action)[1:] + " " + called(u) + "?"
	lines := []string{join(" · ", model.Clean(u.UID), e.youNote(u))}
	switch action {
	case model.Delete:
		lines = append(lines, "This cannot be undone: the user, their messages and conversations are removed for good.")
		return nav{push: newTyped(e, title, lines, "type the uid to confirm", u.UID, yes)}, nil
	case model.Deactivate:
		lines = append(lines, "They disappear from lists and cannot log in until reactivated; nothing is removed.")
	case model.Reactivate:
		lines = append(lines, "They can log in again.")
	case model.Block:
		lines = append(lines, "On behalf of "+model.Clean(e.session.Actor.Me)+", until unblocked.")
	case model.Unblock:
		lines = append(lines, "On behalf of "+model.Clean(e.session.Actor.Me)+".")
	}
	return nav{push: newQuestion(e, title, lines, infinitive(action), yes)}, nil
}

func (e *env) youNote(u model.User) string {
	if e.session.Actor.IsMe(u.UID) {
		return "this is you"
	}
	return ""
}

func infinitive(action model.Action) string {
	switch action {
	case model.Deactivate:
		return "deactivate"
	case model.Reactivate:
		return "reactivate"
	case model.Delete:
		return "delete"
	case model.Block:
		return "block"
	case model.Unblock:
		return "unblock"
	}
	return "change"
}

func (e *env) act(action model.Action, u model.User) tea.Cmd {
	r := e.begin(verbs[action].doing+" "+called(u), true)
	return act(e.ctx, r, e.session.API, action, u)
}

// mayLogInAs is the reason against logging in as the user, if any.
func (e *env) mayLogInAs(u model.User) string {
	if e.session.LogInAs == nil {
		return first(e.may(model.LogInAs, u).Reason, "this connection cannot log anybody in")
	}
	return e.may(model.LogInAs, u).Reason
}

func (e *env) askLogIn(u model.User) (nav, tea.Cmd) {
	if reason := e.mayLogInAs(u); reason != "" {
		return problem("cannot log in as " + called(u) + ": " + reason), nil
	}
	lines := []string{model.Clean(u.UID), "They become you: their role is locked, blocking is on their behalf."}
	yes := func() (nav, tea.Cmd) { return nav{}, e.logIn(u.UID) }
	return nav{push: newQuestion(e, "Log in as "+called(u)+"?", lines, "log in", yes)}, nil
}

func (e *env) logIn(uid string) tea.Cmd {
	return logInAs(e.ctx, e.begin("logging in", false), e.session, uid)
}

// copy puts text on the clipboard, made safe first: what is pasted must not
// carry escape sequences either.
func (e *env) copy(what, text string) tea.Cmd {
	return copyText(e.begin("copying", false), e.Copy, what, model.Clean(text))
}

func (e *env) copyItems(u model.User) []menuItem {
	var items []menuItem
	for _, f := range model.Fields() {
		text := f.Value(u).Text
		if f.Kind == model.KindTags {
			text = strings.Join(u.Tags, ", ")
		}
		if text == "" || f.Editable == model.Never {
			continue
		}
		items = append(items, menuItem{
			label: fit(f.Label, labelWidth) + model.Clean(text),
			pick:  func() (nav, tea.Cmd) { return nav{}, e.copy(f.Label, text) },
		})
	}
	return items
}

// addressReason is why an address cannot be opened, if it cannot.
func addressReason(address string) string {
	switch {
	case address == "":
		return "there is none"
	case !model.IsWebURL(address):
		return "not an http or https address"
	}
	return ""
}

func (e *env) open(address string) (nav, tea.Cmd) {
	if reason := addressReason(address); reason != "" {
		return problem("cannot open: " + reason), nil
	}
	return nav{}, openAddress(e.begin("opening", false), e.Open, address)
}

// handle is the root's part of an answer: what concerns the whole program.
func (a *App) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case connectedMsg:
		return a.connected(msg)
	case rolesMsg:
		a.learn(model.ListRoles, msg.err)
		if msg.err == nil {
			a.env.roles = msg.roles
		}
	case blockedMsg:
		if msg.err == nil {
			for _, u := range msg.users {
				a.env.setBlocked(u.UID, true)
			}
		}
	case savedMsg:
		a.learn(map[bool]model.Action{true: model.Create, false: model.Update}[msg.created], msg.err)
	case actedMsg:
		a.acted(msg)
	case copiedMsg:
		if msg.err != nil {
			a.tell(notice{noticeProblem, "could not copy: " + model.Clean(msg.err.Error())})
		} else {
			a.notice = notice{noticeDone, strings.ToLower(msg.what) + " copied to the " + msg.via}
		}
	case openedMsg:
		if msg.err != nil {
			a.tell(notice{noticeProblem, "could not open the browser: " + model.Clean(msg.err.Error())})
		} else {
			a.notice = notice{noticeInfo, "opened " + model.Clean(msg.address)}
		}
	}
	return nil
}

// connected takes the session over and asks for what the screens need beside
// the list: the roles, and whom me has blocked.
func (a *App) connected(msg connectedMsg) tea.Cmd {
	e := a.env
	if msg.err != nil {
		if e.connected {
			a.tell(notice{noticeProblem, explain(msg.err).line()})
		} else if l, ok := a.views[0].(*list); ok {
			l.problem = msg.err
		}
		return nil
	}
	e.session, e.connected, e.roles, e.blocked = msg.session, true, nil, nil
	if msg.session.AskMe {
		return a.apply(nav{push: newLogIn(e)}, nil)
	}
	return tea.Batch(a.askRoles(), a.askBlocked())
}

func (a *App) askRoles() tea.Cmd {
	e := a.env
	if !e.may(model.ListRoles, model.User{}).Allowed() {
		return nil
	}
	return listRoles(e.ctx, e.begin("reading roles", false), e.session.API)
}

// askBlocked is for the API key: with a session, lists say by themselves who is
// blocked.
func (a *App) askBlocked() tea.Cmd {
	e := a.env
	if e.session.Actor.Me == "" || e.session.Actor.Credential != model.APIKey {
		return nil
	}
	return listBlocked(e.ctx, e.begin("reading blocked users", false), e.session.API)
}

// acted tells how an action went. Views follow by themselves.
func (a *App) acted(msg actedMsg) {
	a.learn(msg.action, msg.err)
	if msg.err != nil {
		a.tell(notice{noticeProblem, called(msg.user) + " is not " + verbs[msg.action].done + ". " + explain(msg.err).line()})
		return
	}
	switch msg.action {
	case model.Block:
		a.env.setBlocked(msg.user.UID, true)
	case model.Unblock:
		a.env.setBlocked(msg.user.UID, false)
	}
	a.tell(notice{noticeDone, verbs[msg.action].done + " " + called(msg.user)})
}

// learn remembers what the service has refused to the credential, so that it is
// shown disabled from then on.
func (a *App) learn(action model.Action, err error) {
	if err != nil && isNoAccess(err) {
		a.env.session.Actor = a.env.session.Actor.WithRefused(action)
	}
}

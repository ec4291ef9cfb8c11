package ui

import (
	"context"
	"errors"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/words"
)

// handle is the root's part of an answer: what concerns the whole program. Stale
// means that somebody else has logged in since the request was made; rights and
// relations are then about somebody else.
func (a *App) handle(msg tea.Msg, stale bool) tea.Cmd {
	if !stale {
		a.note(msg)
	}
	switch msg := msg.(type) {
	case connectedMsg:
		return a.connected(msg)
	case actedMsg:
		a.acted(msg, stale)
	case actedAllMsg:
		if !stale {
			a.removedAmong(msg)
		}
	case blockedMsg:
		if !stale {
			return a.missMe(msg.err)
		}
	case historyMsg, checkedMsg, savedMsg, undoneMsg:
		return a.apply(a.env.undo.update(msg, stale))
	case recoveredMsg:
		a.recovered(msg)
	case copiedMsg:
		a.copied(msg)
	case openedMsg:
		a.opened(msg)
	case mirroredMsg, mirrorStepMsg, loadedMsg, storedMsg, keptLayoutMsg:
		return a.handleKept(msg)
	default:
		return a.handleTyped(msg)
	}
	return nil
}

// handleKept is handle for what is known of the users and kept on the disk.
func (a *App) handleKept(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case mirroredMsg, mirrorStepMsg, loadedMsg:
		return a.apply(a.env.mirror.update(msg))
	case storedMsg:
		if msg.err != nil && !isCancelled(msg.err) {
			a.tell(notice{noticeProblem, "The users could not be kept on the disk: " + model.Clean(msg.err.Error())})
		}
	case keptLayoutMsg:
		if msg.err != nil {
			a.tell(notice{noticeProblem, explainLayout(msg.err)})
		}
	}
	return nil
}

// handleTyped is handle for what is typed: drafts, and texts from the editor.
func (a *App) handleTyped(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case draftsFound:
		return a.offerDrafts(msg)
	case draftTaken:
		return a.openDraft(msg)
	case draftKept:
		if msg.err != nil {
			a.tell(notice{noticeProblem, "What is typed could not be kept on the disk: " + model.Clean(msg.err.Error())})
		}
	case draftDropped:
		if msg.err != nil {
			a.tell(notice{noticeProblem, "The draft could not be removed: " + model.Clean(msg.err.Error())})
		}
	case allKept:
		return a.apply(a.leaving.kept(msg))
	case editorClosed:
		switch {
		case msg.draft.Text.Whole:
			return a.apply(a.env.editedOutside(msg))
		case !a.hasForm(msg.draft.ID):
			return a.apply(a.env.leaveText(msg, notice{noticeInfo, "The form is closed"}), nil)
		}
	}
	return nil
}

// note keeps what an answer says of the app and of the credential's rights.
func (a *App) note(msg tea.Msg) {
	switch msg := msg.(type) {
	case rolesMsg:
		a.env.known.NoteRefusal(model.ListRoles, msg.err)
		if msg.err == nil || len(msg.roles) > 0 {
			a.env.known.SetRoles(msg.roles)
		}
	case blockedMsg:
		for _, u := range msg.users { // those read before a failure are blocked all the same
			a.env.known.SetBlocked(u.UID, true)
		}
	case countMsg:
		if msg.tab == tabDeactivated {
			a.env.known.NoteRefusal(model.ListDeactivated, msg.err)
		}
	case savedMsg:
		action := model.Update
		if msg.created {
			action = model.Create
		}
		a.env.known.NoteRefusal(action, msg.err)
		if msg.stored() {
			a.env.known.Saved(msg.result.User)
		}
	case actedMsg:
		a.env.known.NoteRefusal(msg.action, msg.err)
		if msg.err == nil {
			a.env.known.Acted(msg.action, msg.user.UID, msg.result, a.env.Now())
		}
	case actedAllMsg:
		a.env.known.NoteRefusal(msg.action, msg.err)
	case undoneMsg:
		if msg.err == nil {
			a.env.known.Undone(msg.entry, msg.result)
		}
	case userMsg:
		if msg.err == nil {
			a.env.known.Read(msg.user)
		}
	}
}

// connected takes the session over and asks for what the screens need beside
// the list: the roles, and whom me has blocked.
func (a *App) connected(msg connectedMsg) tea.Cmd {
	e := a.env
	switch {
	case msg.err != nil && e.connected && !e.session.AskMe:
		a.tell(notice{noticeProblem, words.Explain(msg.err).Line("")})
		return nil
	case msg.err != nil:
		if !e.connected {
			e.hold(msg.session) // for the header
			a.remark(msg.session)
		}
		return nil
	}
	if e.connected && msg.session.Actor().Me != "" {
		a.tell(notice{noticeDone, "you are now " + model.Clean(msg.session.Actor().Me)})
	}
	a.remark(msg.session)
	e.take(msg.session)
	if msg.session.AskMe {
		return a.apply(nav{push: newLogIn(e)}, nil)
	}
	return tea.Batch(e.mirror.load(), a.askLayout(), a.askRoles(), a.askBlocked(), a.askUnfinished(), a.askDrafts())
}

// remark says what the session has to say once.
func (a *App) remark(s Session) {
	if s.Remark != "" {
		a.tell(notice{noticeInfo, s.Remark})
	}
}

// askLayout reads how the list was arranged.
func (a *App) askLayout() tea.Cmd {
	if a.env.session.Layouts == nil {
		return nil
	}
	return loadLayout(a.env.ctx, a.env.number(), a.env.session.Layouts)
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
	if actor := e.known.Actor(); actor.Me == "" || actor.Credential != model.APIKey {
		return nil
	}
	return listBlocked(e.ctx, e.begin("reading blocked users", false), e.session.API)
}

// acted tells how an action went. Views follow by themselves.
func (a *App) acted(msg actedMsg, stale bool) {
	verb := words.Of(msg.action)
	if msg.err != nil {
		a.tell(notice{noticeProblem, words.Called(msg.user) + " is not " + verb.Done + ". " + words.Explain(msg.err).Line("")})
		return
	}
	if msg.result.JournalErr != nil {
		a.tell(notice{noticeProblem, verb.Done + ", but not recorded in the history: " + model.Clean(msg.result.JournalErr.Error())})
		return
	}
	text := verb.Done + " " + words.Called(msg.user)
	if !stale && (msg.action == model.Deactivate || msg.action == model.Delete) {
		text += a.env.removed(msg.user.UID)
	}
	a.tell(notice{noticeDone, text})
}

func (a *App) copied(msg copiedMsg) {
	if msg.err != nil {
		a.tell(notice{noticeProblem, "could not copy: " + model.Clean(msg.err.Error())})
		return
	}
	a.notice = notice{noticeDone, strings.ToLower(msg.what) + " copied to the " + msg.via}
}

func (a *App) opened(msg openedMsg) {
	if msg.err != nil {
		a.tell(notice{noticeProblem, "could not open the browser: " + model.Clean(msg.err.Error())})
		return
	}
	a.notice = notice{noticeInfo, "opened " + model.Clean(msg.address)}
}

// isCancelled reports whether the program itself gave the request up.
func isCancelled(err error) bool { return errors.Is(err, context.Canceled) }

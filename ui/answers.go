package ui

import (
	"context"
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/words"
)

// handle is the root's part of an answer: what concerns the whole program. Stale
// means that somebody else has logged in since the request was made; rights and
// relations are then about somebody else.
func (a *App) handle(msg tea.Msg, stale bool) tea.Cmd {
	if !stale {
		a.env.learn(msg)
	}
	switch msg := msg.(type) {
	case connectedMsg:
		return a.connected(msg)
	case actedMsg:
		a.acted(msg, stale)
	case actedAllMsg:
		if !stale {
			return a.apply(nav{notice: a.env.removedAmong(msg)}, nil)
		}
	case blockedMsg:
		if !stale {
			return a.apply(a.env.missMe(msg.err), nil)
		}
	case historyMsg, checkedMsg, savedMsg, undoneMsg:
		return a.apply(a.env.undo.update(msg, stale))
	case mirroredMsg, mirrorStepMsg, loadedMsg:
		return a.apply(a.env.mirror.update(msg))
	case draftsFound:
		return a.offerDrafts(msg)
	case draftTaken:
		return a.openDraft(msg)
	case allKept:
		return a.apply(a.leaving.kept(msg))
	case editorClosed:
		switch {
		case msg.draft.Text.Whole:
			return a.apply(a.env.editedOutside(msg))
		case !a.hasForm(msg.draft.ID):
			return a.apply(a.env.leaveText(msg, notice{noticeInfo, "The form is closed"}), nil)
		}
	case told:
		if n := msg.told(); n.kind != noticeNone {
			a.notice = n
		}
	}
	return nil
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
	return tea.Batch(e.askAround(), a.askDrafts())
}

// remark says what the session has to say once.
func (a *App) remark(s Session) {
	if s.Remark != "" {
		a.tell(notice{noticeInfo, s.Remark})
	}
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

// isCancelled reports whether the program itself gave the request up.
func isCancelled(err error) bool { return errors.Is(err, context.Canceled) }

package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"census/model"
)

// learn keeps what an answer says of the app and of the credential's rights.
func (c *connection) learn(msg tea.Msg) {
	switch msg := msg.(type) {
	case rolesMsg:
		c.known.NoteRefusal(model.ListRoles, msg.err)
		if msg.err == nil || len(msg.roles) > 0 {
			c.known.SetRoles(msg.roles)
		}
	case blockedMsg:
		for _, u := range msg.users { // those read before a failure are blocked all the same
			c.known.SetBlocked(u.UID, true)
		}
	case countMsg:
		if msg.tab == tabDeactivated {
			c.known.NoteRefusal(model.ListDeactivated, msg.err)
		}
	case savedMsg:
		action := model.Update
		if msg.created {
			action = model.Create
		}
		c.known.NoteRefusal(action, msg.err)
		if msg.stored() {
			c.known.Saved(msg.result.User)
		}
	case actedMsg:
		c.known.NoteRefusal(msg.action, msg.err)
		if msg.err == nil {
			c.known.Acted(msg.action, msg.user.UID, msg.result, c.options.Now())
		}
	case actedAllMsg:
		c.known.NoteRefusal(msg.action, msg.err)
	case undoneMsg:
		if msg.err == nil {
			c.known.Undone(msg.entry, msg.result)
		}
	case userMsg:
		if msg.err == nil {
			c.known.Read(msg.user)
		}
	}
}

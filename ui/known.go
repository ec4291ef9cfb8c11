package ui

import (
	"census/client/roster"
	"census/model"
	"census/ui/words"
)

// ownUID is the uid of the session's own user where lists are that user's, and
// empty where they are the app's. Whether the service shows the own user in such
// a list is not published, so census reads that user beside it.
func (e *env) ownUID() string {
	if e.session.Actor.Credential == model.APIKey {
		return ""
	}
	return e.session.Actor.Me
}

// namesake is who has the uid already, however it is spelled, as far as census
// knows; a user who is known to be nobody else than you may be known by the uid
// alone.
func (e *env) namesake(uid string) (model.User, bool) {
	s := e.users.Snapshot()
	if id, ok := s.FindSame(uid); ok {
		return s.User(id), true
	}
	return model.User{UID: e.session.Actor.Me}, e.session.Actor.IsMe(uid)
}

// listsDeactivated reports whether the credential shows deactivated users too. All
// there are to be known are active ones otherwise.
func (e *env) listsDeactivated() bool {
	return e.may(model.ListDeactivated, model.User{}).Allowed()
}

// everybody is how many users can be known, where all are: "255", or of a
// credential that shows no others "238 active".
func (e *env) everybody(s *roster.Snapshot) string {
	if e.listsDeactivated() {
		return words.Grouped(s.Len())
	}
	active, _ := s.Lifecycles()
	return words.Grouped(active) + " active"
}

// learnUser puts a user as an answer has it among those known. What the answer
// does not say stays as it was.
func (e *env) learnUser(u model.User) {
	s := e.users.Snapshot()
	if id, ok := s.Find(u.UID); ok {
		u = withTags(u, s.User(id))
	}
	e.users.Put(u)
}

// learnSaved is learnUser for the answer to a change, which does not say who has
// blocked whom.
func (e *env) learnSaved(u model.User) {
	s := e.users.Snapshot()
	if id, ok := s.Find(u.UID); ok {
		u = withRelations(u, s.User(id))
	}
	e.users.Put(u)
}

// learnActed does to the known user what the service has done.
func (e *env) learnActed(msg actedMsg) {
	uid := msg.user.UID
	switch {
	case msg.err != nil:
	case msg.action == model.Delete:
		e.users.Remove(uid)
	case msg.result.User.UID != "":
		e.learnSaved(msg.result.User)
	case msg.action == model.Deactivate:
		e.users.Update(uid, func(u model.User) model.User {
			u.DeactivatedAt = model.UnixTime(e.Now().Unix()) // until it is read
			return u
		})
	case msg.action == model.Reactivate:
		e.users.Update(uid, func(u model.User) model.User {
			u.DeactivatedAt = 0
			return u
		})
	}
}

// learnUndone does to the known user what taking a change back has done.
func (e *env) learnUndone(msg undoneMsg) {
	switch {
	case msg.err != nil:
	case msg.result.User.UID != "":
		e.learnSaved(msg.result.User)
	case msg.entry.Operation.Action == model.Create:
		e.users.Remove(msg.entry.Operation.UID())
	}
}

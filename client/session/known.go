package session

import (
	"errors"
	"slices"
	"sync"
	"time"

	"census/client"
	"census/client/changes"
	"census/client/journal"
	"census/client/roster"
	"census/model"
)

// Known is what has been learnt in a session: of the app its users and roles, of
// the actor what the service refuses them and whom they have blocked. Who gets an
// answer from the service tells it here. It asks nobody, and is safe for concurrent
// use. Use [NewKnown].
type Known struct {
	users *roster.Roster

	mu      sync.RWMutex
	actor   model.Actor
	roles   []model.Role
	blocked map[string]bool
}

// NewKnown knows who works, and nothing else.
func NewKnown(actor model.Actor) *Known {
	return &Known{users: roster.New(), actor: actor, blocked: map[string]bool{}}
}

// Users are all that are known.
func (k *Known) Users() *roster.Roster { return k.users }

// Actor is who works, as far as is known now.
func (k *Known) Actor() model.Actor {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.actor
}

// May asks the policy about the actor.
func (k *Known) May(action model.Action, u model.User) model.Verdict {
	return model.May(k.Actor(), action, u)
}

// NoteRefusal notes how an action went: what the service refuses to the credential
// ([client.ErrNoAccess]) the actor may not do from then on.
func (k *Known) NoteRefusal(action model.Action, err error) {
	if !errors.Is(err, client.ErrNoAccess) {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.actor = k.actor.WithRefused(action)
}

// LogOut ends what is done as the user, if that is the actor: their key still
// works. It reports whether it was.
func (k *Known) LogOut(uid string) (ended bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if ended = k.actor.IsMe(uid); ended {
		k.actor.Me, k.actor.Session = "", false
	}
	return ended
}

// OwnUID is the uid of the actor where lists are that user's, and empty where they
// are the app's. Whether the service shows the own user in such a list is not
// published, so who reads a list reads that user beside it.
func (k *Known) OwnUID() string {
	a := k.Actor()
	if a.Credential == model.APIKey {
		return ""
	}
	return a.Me
}

// ListsDeactivated reports whether the credential shows deactivated users too. All
// there are to be known are active ones otherwise.
func (k *Known) ListsDeactivated() bool {
	return k.May(model.ListDeactivated, model.User{}).Allowed()
}

// Namesake is who has the uid already, however it is spelled, as far as is known;
// a user who is known to be nobody else than the actor may be known by the uid
// alone.
func (k *Known) Namesake(uid string) (model.User, bool) {
	s := k.users.Snapshot()
	if id, ok := s.FindSame(uid); ok {
		return s.User(id), true
	}
	a := k.Actor()
	return model.User{UID: a.Me}, a.IsMe(uid)
}

// Roles are those that the service has listed, nil until it has. The slice is not
// to be changed.
func (k *Known) Roles() []model.Role {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.roles
}

// SetRoles takes over what the service lists.
func (k *Known) SetRoles(roles []model.Role) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.roles = roles
}

// RoleSlugs are the roles a user can be given, sorted: the service's, or where it
// does not list them, the default one and those met so far.
func (k *Known) RoleSlugs(met ...string) []string {
	slugs := []string{model.DefaultRole}
	for _, r := range k.Roles() {
		slugs = append(slugs, r.Slug)
	}
	slugs = append(slugs, met...)
	slices.Sort(slugs)
	slugs = slices.Compact(slugs)
	return slices.DeleteFunc(slugs, func(s string) bool { return s == "" })
}

// SetBlocked notes whether the actor has blocked the user: for answers that do not
// say it of the users they hold, also later ones.
func (k *Known) SetBlocked(uid string, is bool) {
	k.mu.Lock()
	k.blocked[uid] = is
	k.mu.Unlock()
	k.users.SetBlocked(uid, is)
}

// WithBlocked adds to a user what the answer about it did not say: whether the
// actor has blocked it.
func (k *Known) WithBlocked(u model.User) model.User {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if is, known := k.blocked[u.UID]; known {
		u.BlockedByMe = is
	}
	return u
}

// Read takes over a user as an answer has it. What the answer does not say stays as
// it was.
func (k *Known) Read(u model.User) {
	s := k.users.Snapshot()
	if id, ok := s.Find(u.UID); ok {
		u = u.WithTagsOf(s.User(id))
	}
	k.users.Put(u)
}

// Saved is Read for the answer to a change, which does not say who has blocked
// whom.
func (k *Known) Saved(u model.User) {
	s := k.users.Snapshot()
	if id, ok := s.Find(u.UID); ok {
		u = u.WithRelationsOf(s.User(id))
	}
	k.users.Put(u)
}

// Acted does to the known user what the service has done at a time, which stands
// for the service's own until the user is read.
func (k *Known) Acted(action model.Action, uid string, result changes.Result, at time.Time) {
	switch {
	case action == model.Delete:
		k.users.Remove(uid)
	case result.User.UID != "":
		k.Saved(result.User)
	case action == model.Deactivate:
		k.deactivate(uid, model.UnixTime(at.Unix()))
	case action == model.Reactivate:
		k.deactivate(uid, 0)
	}
	if action == model.Block || action == model.Unblock {
		k.SetBlocked(uid, action == model.Block)
	}
}

func (k *Known) deactivate(uid string, at model.UnixTime) {
	k.users.Update(uid, func(u model.User) model.User {
		u.DeactivatedAt = at
		return u
	})
}

// ActedAll is Acted for many users, whom it changes all at once. Those who are not
// as was wanted stay as they are known.
func (k *Known) ActedAll(results []changes.UserResult) {
	var wanted []model.User
	s := k.users.Snapshot()
	for _, r := range results {
		if id, ok := s.Find(r.UID); ok && r.Fate.IsWanted() {
			wanted = append(wanted, r.User.WithRelationsOf(s.User(id)))
		}
	}
	k.users.Put(wanted...)
}

// Undone does to the known user what taking a change back has done.
func (k *Known) Undone(e journal.Entry, result changes.Result) {
	switch {
	case result.User.UID != "":
		k.Saved(result.User)
	case e.Operation.Action == model.Create:
		k.users.Remove(e.Operation.UID())
	}
	if action := e.Operation.Action; action == model.Block || action == model.Unblock {
		k.SetBlocked(e.Operation.UID(), action == model.Unblock)
	}
}

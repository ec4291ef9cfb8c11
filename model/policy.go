package model

import (
	"fmt"
	"slices"
)

// Credential is what census signs its requests with; it determines what the
// service allows.
type Credential int

// The three credentials, and none: there are no rights by default.
const (
	NoCredential Credential = iota
	APIKey                  // REST API key, scope fullAccess
	AuthKey                 // Auth key, scope authOnly
	UserToken               // auth token of one user
)

// String names the credential as CometChat's dashboard does.
func (c Credential) String() string {
	switch c {
	case APIKey:
		return "API key"
	case AuthKey:
		return "Auth key"
	case UserToken:
		return "auth token"
	}
	return "no credential"
}

// Action is something an actor can ask the service to do.
type Action int

// The actions. Editing single fields of a user is decided by [MayEdit].
const (
	Create Action = iota
	Update
	Deactivate
	Reactivate
	Delete // for good
	Block
	Unblock
	LogInAs
	ListDeactivated
	ListRoles
)

// String names the action as a verb in plain form, such as "deactivate". The
// journal's files contain the names of operations, so those must not change.
func (a Action) String() string {
	names := [...]string{
		Create: "create", Update: "update", Deactivate: "deactivate", Reactivate: "reactivate", Delete: "delete",
		Block: "block", Unblock: "unblock", LogInAs: "log in as", ListDeactivated: "list deactivated", ListRoles: "list roles",
	}
	if a < 0 || int(a) >= len(names) {
		return fmt.Sprintf("action %d", int(a))
	}
	return names[a]
}

// Actor is the user of the program: the credential, the uid set as me (may be
// empty), and what is known about the credential's rights.
type Actor struct {
	Me         string
	Credential Credential
	// Session means that there is also an auth token of me, in addition to a
	// key.
	Session bool
	// ReadOnly refuses every change.
	ReadOnly bool
	// Refused lists the actions that the service has answered with
	// AUTH_ERR_NO_ACCESS.
	Refused []Action
}

// IsMe reports whether the uid is the actor's own profile.
func (a Actor) IsMe(uid string) bool { return a.Me != "" && SameUID(a.Me, uid) }

// WithRefused returns the actor with one more action known to be refused.
func (a Actor) WithRefused(action Action) Actor {
	if !slices.Contains(a.Refused, action) {
		a.Refused = append(slices.Clone(a.Refused), action)
	}
	return a
}

// Verdict answers whether something is allowed. Reason is a clause for the
// screen, empty if it is.
type Verdict struct{ Reason string }

// Allowed reports whether the answer is yes.
func (v Verdict) Allowed() bool { return v.Reason == "" }

var yes = Verdict{}

func no(reason string) Verdict { return Verdict{Reason: reason} }

// Why a field is locked although fields like it can be edited.
const (
	ReasonOwnRole = "you cannot change your own role"
	ReasonDamaged = "damaged: the service sent an unreadable value"
)

// MayEdit answers whether the actor may edit this field of the user. It is the
// only place that decides: the form locks fields, the patch is built and the
// client refuses changes according to it. A user for whom [User.IsNew] is true
// is about to be created.
func MayEdit(a Actor, u User, key Key) Verdict {
	f, ok := FieldOf(key)
	if !ok || f.Editable == Never {
		return no(readOnlyReason(key))
	}
	if u.IsNew() {
		return May(a, Create, u)
	}
	switch {
	case f.Editable == AtCreation:
		return no("fixed since creation")
	case key == KeyRole && a.IsMe(u.UID):
		return no(ReasonOwnRole)
	case u.IsDamaged(key):
		return no(ReasonDamaged)
	}
	return May(a, Update, u)
}

func readOnlyReason(key Key) string {
	switch key {
	case KeyStatus, KeyLastActiveAt:
		return "follows the user's presence"
	case KeyBlockedByMe, KeyHasBlockedMe:
		return "changes by blocking and unblocking"
	}
	return "set by the service"
}

// May answers whether the actor may perform the action on the user. For actions
// that concern no user (Create, ListDeactivated, ListRoles) the user is
// ignored.
func May(a Actor, action Action, u User) Verdict {
	if a.ReadOnly && isChange(action) {
		return no("read-only: started with --read-only or read_only = true")
	}
	if slices.Contains(a.Refused, action) {
		return no("the service refused this to your " + a.Credential.String())
	}
	if v := credentialMay(a, action, u); !v.Allowed() {
		return v
	}
	return stateAllows(a, action, u)
}

func isChange(action Action) bool {
	return action != LogInAs && action != ListDeactivated && action != ListRoles
}

// credentialMay is the table of rights, see rest.md section 2, where the
// sources disagree about the Auth key. census follows the SDK's documentation
// (create, update, log in) and learns the rest from the service's answers.
func credentialMay(a Actor, action Action, u User) Verdict {
	switch a.Credential {
	case APIKey:
		return yes
	case AuthKey:
		switch action {
		case Create, Update, LogInAs, Block, Unblock:
			return yes
		}
		return no("needs a REST API key; this is an Auth key")
	case UserToken:
		switch action {
		case Update:
			if a.IsMe(u.UID) {
				return yes
			}
			return no("an auth token can only edit its own user")
		case Block, Unblock:
			return yes
		}
		if action == Create || action == LogInAs {
			return no("needs an API key or an Auth key; this is a user's auth token")
		}
		return no("needs a REST API key; this is a user's auth token")
	}
	return no("no credential")
}

// stateAllows checks the action against the user's state. A damaged state
// forbids nothing: the service knows the real one.
func stateAllows(a Actor, action Action, u User) Verdict {
	switch action {
	case Update, Block, Deactivate:
		if u.Deactivated() {
			return no("the user is deactivated: reactivate first")
		}
	case Reactivate:
		if !u.Deactivated() && !u.IsDamaged(KeyDeactivatedAt) {
			return no("the user is active")
		}
	}
	switch action {
	case Block, Unblock:
		return mayRelate(a, action, u)
	case LogInAs:
		switch {
		case u.Deactivated():
			return no("the user is deactivated: reactivate first")
		case a.Session && a.IsMe(u.UID):
			return no("you are already this user")
		}
	}
	return yes
}

func mayRelate(a Actor, action Action, u User) Verdict {
	switch {
	case a.Me == "":
		return no("nobody is logged in: set me or CENSUS_ME")
	case a.IsMe(u.UID):
		return no("you cannot block yourself")
	case action == Block && u.BlockedByMe:
		return no("you have already blocked this user")
	case action == Unblock && !u.BlockedByMe && !u.IsDamaged(KeyBlockedByMe):
		return no("you have not blocked this user")
	}
	return yes
}

// MetadataRemark warns about metadata that the actor cannot see: only the user
// and admin calls see @private (rest.md section 5.1), so someone reading
// through another user's session would send metadata back without it. It is
// empty if everything is visible.
func MetadataRemark(a Actor, u User) string {
	if a.Credential == APIKey || u.IsNew() || a.IsMe(u.UID) {
		return ""
	}
	return PrivateKey + " is not shown to an " + a.Credential.String() + "; saving metadata may remove it"
}

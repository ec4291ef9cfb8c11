package model

import (
	"fmt"
	"slices"
)

// Credential is what census signs its requests with; it decides what the
// service lets it do.
type Credential int

// The three credentials, and none: nobody has a right by default.
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

// The actions. Editing single fields of a user is [MayEdit]'s question.
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
// journal's files hold these names: those of its operations must stay.
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

// Actor is who works with the program: the credential, the user named as me
// (empty when nobody is), and what is known of the credential's rights.
type Actor struct {
	Me         string
	Credential Credential
	// Session says that an auth token of me is at hand beside a key.
	Session bool
	// ReadOnly refuses every change.
	ReadOnly bool
	// Refused lists what the service answered with AUTH_ERR_NO_ACCESS.
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

// Verdict answers "may I?". Its Reason is a clause for the screen and empty
// when the answer is yes.
type Verdict struct{ Reason string }

// Allowed reports whether the answer is yes.
func (v Verdict) Allowed() bool { return v.Reason == "" }

var yes = Verdict{}

func no(reason string) Verdict { return Verdict{Reason: reason} }

// Why a field of a user is locked though such fields can be edited.
const (
	ReasonOwnRole = "you cannot change your own role"
	ReasonDamaged = "damaged: what the service sent here cannot be read"
)

// MayEdit answers whether the actor may edit the field of the user. It is the
// one place that knows: the form locks by it, the patch is built by it and the
// client refuses by it. A user that [User.IsNew] is about to be created.
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

// May answers whether the actor may do the action to the user. For actions that
// concern no user (Create, ListDeactivated, ListRoles) the user is ignored.
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

// credentialMay is the table of rights: rest.md section 2, where the sources
// disagree on the Auth key. census follows the SDK's documentation (create,
// update, log in) and learns the rest from the service's answers.
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
			return no("an auth token edits its own user only")
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

// stateAllows checks the action against the state the user is in. A damaged state
// stands against nothing: the service knows it.
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
			return no("you are this user already")
		}
	}
	return yes
}

func mayRelate(a Actor, action Action, u User) Verdict {
	switch {
	case a.Me == "":
		return no("nobody is logged in: name yourself with me or CENSUS_ME")
	case a.IsMe(u.UID):
		return no("you cannot block yourself")
	case action == Block && u.BlockedByMe:
		return no("you have blocked this user already")
	case action == Unblock && !u.BlockedByMe && !u.IsDamaged(KeyBlockedByMe):
		return no("you have not blocked this user")
	}
	return yes
}

// MetadataRemark warns of what the actor cannot see in the user's metadata:
// @private is shown to the user and to admin calls only (rest.md section 5.1),
// so someone reading through another user's session would send metadata back
// without it. Empty when everything is seen.
func MetadataRemark(a Actor, u User) string {
	if a.Credential == APIKey || u.IsNew() || a.IsMe(u.UID) {
		return ""
	}
	return PrivateKey + " is not shown to an " + a.Credential.String() + "; saving metadata may remove it"
}

package model

import (
	"slices"
	"strings"
)

// Key is the name of a user's field on the wire.
type Key string

// The fields of a user.
const (
	KeyUID           Key = "uid"
	KeyName          Key = "name"
	KeyAvatar        Key = "avatar"
	KeyLink          Key = "link"
	KeyRole          Key = "role"
	KeyStatusMessage Key = "statusMessage"
	KeyTags          Key = "tags"
	KeyMetadata      Key = "metadata"
	KeyStatus        Key = "status"
	KeyLastActiveAt  Key = "lastActiveAt"
	KeyHasBlockedMe  Key = "hasBlockedMe"
	KeyBlockedByMe   Key = "blockedByMe"
	KeyCreatedAt     Key = "createdAt"
	KeyUpdatedAt     Key = "updatedAt"
	KeyDeactivatedAt Key = "deactivatedAt"
)

// Kind is the type of a field's content, which determines how it is shown and
// edited.
type Kind int

// The kinds of fields.
const (
	KindText     Kind = iota // one line of text
	KindURL                  // an http or https address
	KindChoice               // one of a list kept by the service
	KindTags                 // several short texts
	KindJSON                 // one JSON object
	KindPresence             // online or offline
	KindTime                 // a moment
	KindFlag                 // yes or no
)

// EditableWhen says when a field can be written at all. Who may write it is for
// [MayEdit] to decide.
type EditableWhen int

// The values of EditableWhen.
const (
	Never EditableWhen = iota
	AtCreation
	Always
)

// Limit is the maximum size of a field; a Max of 0 means that no limit is
// published.
type Limit struct {
	Max  int
	Unit string // "characters", "bytes" or "tags"
}

// Value is the content of one field of one user. The field's Kind determines
// which member counts: Tags, Time and Flag for their kinds, Text for all
// others.
type Value struct {
	Text string
	Tags []string
	Time UnixTime
	Flag bool
}

// IsEmpty reports whether the value is empty.
func (v Value) IsEmpty() bool {
	return v.Text == "" && len(v.Tags) == 0 && v.Time.IsZero() && !v.Flag
}

// Field is everything census knows about one field of a user: one row of the
// table from which form, detail, patch and tests are derived.
type Field struct {
	Key      Key
	Label    string
	Short    string // the label for narrow places; empty means Label
	Kind     Kind
	Editable EditableWhen
	Required bool
	// Unset means that an update clears the field through the wire's unset list
	// (published for avatar, link and metadata only).
	Unset bool
	Limit Limit
	// Hint is one line of help for filling in the field.
	Hint string

	get      func(User) Value
	set      func(*User, Value)
	validate func(Value) string
}

// ShortLabel is the label for narrow places.
func (f Field) ShortLabel() string {
	if f.Short != "" {
		return f.Short
	}
	return f.Label
}

// Value returns the user's value for this field.
func (f Field) Value(u User) Value { return f.get(u) }

// With returns a copy of the user with this field set to the value. A field
// that is never editable stays unchanged.
func (f Field) With(u User, v Value) User {
	if f.set != nil {
		f.set(&u, v)
	}
	return u
}

// Same reports whether this field is the same in both users.
func (f Field) Same(a, b User) bool { return f.SameValue(f.get(a), f.get(b)) }

// SameValue reports whether two values of this field are equivalent for the
// service: metadata may differ in white space.
func (f Field) SameValue(a, b Value) bool {
	if f.Kind == KindJSON {
		return Metadata(a.Text).Equal(Metadata(b.Text))
	}
	return a.Text == b.Text && slices.Equal(a.Tags, b.Tags) && a.Time == b.Time && a.Flag == b.Flag
}

// Fields returns the table of fields in the order of the screens: editable ones
// first, then those the service sets.
func Fields() []Field { return slices.Clone(fields) }

// FieldOf returns the row for the key; ok is false if the key is unknown.
func FieldOf(key Key) (f Field, ok bool) {
	i := slices.IndexFunc(fields, func(f Field) bool { return f.Key == key })
	if i < 0 {
		return Field{}, false
	}
	return fields[i], true
}

// fields is the table. It is read-only.
var fields = []Field{
	{
		Key: KeyUID, Label: "UID", Kind: KindText, Editable: AtCreation, Required: true,
		Limit:    Limit{uidMax, "characters"},
		Hint:     "a-z 0-9 - _ · cannot be changed later",
		get:      func(u User) Value { return Value{Text: u.UID} },
		set:      func(u *User, v Value) { u.UID = NormalizeUID(v.Text) },
		validate: validateUID,
	},
	{
		Key: KeyName, Label: "Name", Kind: KindText, Editable: Always, Required: true,
		Limit:    Limit{nameMax, "characters"},
		Hint:     "any script",
		get:      func(u User) Value { return Value{Text: u.Name} },
		set:      func(u *User, v Value) { u.Name = strings.TrimSpace(v.Text) },
		validate: validateName,
	},
	{
		Key: KeyAvatar, Label: "Avatar", Kind: KindURL, Editable: Always, Unset: true,
		Limit:    Limit{urlMax, "characters"},
		Hint:     "http:// or https:// address of a picture",
		get:      func(u User) Value { return Value{Text: u.Avatar} },
		set:      func(u *User, v Value) { u.Avatar = strings.TrimSpace(v.Text) },
		validate: validateURL,
	},
	{
		Key: KeyLink, Label: "Link", Kind: KindURL, Editable: Always, Unset: true,
		Limit:    Limit{urlMax, "characters"},
		Hint:     "http:// or https:// address of a profile page",
		get:      func(u User) Value { return Value{Text: u.Link} },
		set:      func(u *User, v Value) { u.Link = strings.TrimSpace(v.Text) },
		validate: validateURL,
	},
	{
		Key: KeyRole, Label: "Role", Kind: KindChoice, Editable: Always, Required: true,
		Limit:    Limit{roleMax, "characters"},
		Hint:     "one of the app's roles",
		get:      func(u User) Value { return Value{Text: u.Role} },
		set:      func(u *User, v Value) { u.Role = strings.TrimSpace(v.Text) },
		validate: validateRole,
	},
	{
		Key: KeyStatusMessage, Label: "Status message", Short: "Message", Kind: KindText, Editable: Always,
		Hint: "free text",
		get:  func(u User) Value { return Value{Text: u.StatusMessage} },
		set:  func(u *User, v Value) { u.StatusMessage = v.Text },
	},
	{
		Key: KeyTags, Label: "Tags", Kind: KindTags, Editable: Always,
		Limit: Limit{tagsMax, "tags"},
		Hint:  "up to 25, each up to 100 characters",
		get:   func(u User) Value { return Value{Tags: u.Tags} },
		set: func(u *User, v Value) {
			u.Tags = slices.Clone(v.Tags)
			u.TagsKnown = true
		},
		validate: validateTags,
	},
	{
		Key: KeyMetadata, Label: "Metadata", Kind: KindJSON, Editable: Always, Unset: true,
		Limit:    Limit{MetadataMaxBytes, "bytes"},
		Hint:     "one JSON object, at most 5 KB",
		get:      func(u User) Value { return Value{Text: string(u.Metadata)} },
		set:      func(u *User, v Value) { u.Metadata = Metadata(strings.TrimSpace(v.Text)) },
		validate: validateMetadata,
	},
	{
		Key: KeyStatus, Label: "Status", Kind: KindPresence,
		get: func(u User) Value { return Value{Text: u.Status.String()} },
	},
	{
		Key: KeyLastActiveAt, Label: "Last active", Short: "Seen", Kind: KindTime,
		get: func(u User) Value { return Value{Time: u.LastActiveAt} },
	},
	{
		Key: KeyBlockedByMe, Label: "Blocked by you", Short: "Blocked", Kind: KindFlag,
		get: func(u User) Value { return Value{Flag: u.BlockedByMe} },
	},
	{
		Key: KeyHasBlockedMe, Label: "Has blocked you", Short: "Blocks you", Kind: KindFlag,
		get: func(u User) Value { return Value{Flag: u.HasBlockedMe} },
	},
	{
		Key: KeyCreatedAt, Label: "Created", Kind: KindTime,
		get: func(u User) Value { return Value{Time: u.CreatedAt} },
	},
	{
		Key: KeyUpdatedAt, Label: "Updated", Kind: KindTime,
		get: func(u User) Value { return Value{Time: u.UpdatedAt} },
	},
	{
		Key: KeyDeactivatedAt, Label: "Deactivated", Kind: KindTime,
		get: func(u User) Value { return Value{Time: u.DeactivatedAt} },
	},
}

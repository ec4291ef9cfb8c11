package model

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// The limits published on CometChat's page "properties and constraints".
const (
	uidMax  = 100
	nameMax = 100
	urlMax  = 3000
	roleMax = 100
	tagsMax = 25
	tagMax  = 100
)

// FieldError says what is wrong with one field, worded for the person who can
// correct it.
type FieldError struct {
	Key     Key
	Problem string
}

// Error reads "link: needs http:// or https://".
func (e *FieldError) Error() string { return string(e.Key) + ": " + e.Problem }

// Validate checks a value against the field's rule. It returns nil or a
// *FieldError. Fields that are never editable accept everything.
func (f Field) Validate(v Value) error {
	if problem := f.problem(v); problem != "" {
		return &FieldError{Key: f.Key, Problem: problem}
	}
	return nil
}

// ValidateChange is Validate for a value that replaces another. Only newly
// added tags are checked: an unusual existing tag is no reason to refuse a new
// one.
func (f Field) ValidateChange(before, after Value) error {
	if f.Kind != KindTags {
		return f.Validate(after)
	}
	if problem := tagsProblem(before.Tags, after.Tags); problem != "" {
		return &FieldError{Key: f.Key, Problem: problem}
	}
	return nil
}

func (f Field) problem(v Value) string {
	if f.Required && strings.TrimSpace(v.Text) == "" {
		return "must not be empty"
	}
	if f.validate == nil || v.IsEmpty() {
		return ""
	}
	return f.validate(v)
}

// ValidateNew checks every field of a user about to be created.
func ValidateNew(u User) []error {
	var problems []error
	for _, f := range fields {
		if f.Editable == Never || f.Key == KeyRole && u.Role == "" {
			continue // the service assigns the default role
		}
		if err := f.Validate(f.Value(u)); err != nil {
			problems = append(problems, err)
		}
	}
	return problems
}

// Validate checks every change of the patch.
func (p Patch) Validate() []error {
	var problems []error
	for _, c := range p.Changes {
		f, ok := FieldOf(c.Key)
		if !ok || f.Editable != Always {
			problems = append(problems, &FieldError{c.Key, "cannot be changed"})
			continue
		}
		if err := f.ValidateChange(c.Before, c.Value); err != nil {
			problems = append(problems, err)
		}
	}
	return problems
}

// NormalizeUID returns what the service makes of a uid at creation: lower case,
// without surrounding spaces.
func NormalizeUID(uid string) string { return strings.ToLower(strings.TrimSpace(uid)) }

// SameUID reports whether two uids name the same user: the service looks users
// up in lower case, however the uid is spelled.
func SameUID(a, b string) bool { return NormalizeUID(a) == NormalizeUID(b) }

// ExistingUID is the uid of an existing user, as entered by a person or in a
// setting. The rule for uids applies at creation only: older users have
// capitals, dots or other scripts in theirs, and such a uid keeps its spelling.
func ExistingUID(text string) string {
	if validateUID(Value{Text: text}) == "" {
		return NormalizeUID(text)
	}
	return strings.TrimSpace(text)
}

// CheckExistingUID says why a text cannot name an existing user in any request,
// or returns an empty string.
func CheckExistingUID(uid string) string {
	switch {
	case strings.TrimSpace(uid) == "":
		return "must not be empty"
	case uid == "." || uid == "..":
		return "is a path step, which no request can name"
	}
	return ""
}

func validateUID(v Value) string {
	uid := NormalizeUID(v.Text)
	for _, r := range uid {
		if !isUIDRune(r) {
			return fmt.Sprintf("may only contain a-z 0-9 - _, not %s", quoteRune(r))
		}
	}
	return tooLong(uid, uidMax)
}

func isUIDRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_'
}

func quoteRune(r rune) string {
	if r == ' ' {
		return "a blank"
	}
	return "“" + Clean(string(r)) + "”"
}

func validateName(v Value) string {
	if !HasVisible(v.Text) {
		return "has no visible characters"
	}
	return tooLong(strings.TrimSpace(v.Text), nameMax)
}

func validateRole(v Value) string { return tooLong(v.Text, roleMax) }

func tooLong(s string, limit int) string {
	if n := utf8.RuneCountInString(s); n > limit {
		return fmt.Sprintf("%d characters, %d too many", n, n-limit)
	}
	return ""
}

func validateURL(v Value) string {
	text := strings.TrimSpace(v.Text)
	if !IsWebURL(text) {
		if u, err := url.Parse(text); err == nil && (u.Scheme == "http" || u.Scheme == "https") {
			return "the host is missing, as in https://example.com"
		}
		return "needs http:// or https://"
	}
	if strings.ContainsAny(text, " \t\r\n") {
		return "must not contain spaces"
	}
	return tooLong(text, urlMax)
}

// IsWebURL reports whether the text is an absolute http or https address with a
// host, the only kind that census stores as avatar or link, or opens.
func IsWebURL(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != ""
}

func validateTags(v Value) string { return tagsProblem(nil, v.Tags) }

// tagsProblem says what is wrong with newly added tags, or with the number of
// tags.
func tagsProblem(before, after []string) string {
	earlier := slices.Clone(before)
	for _, tag := range after {
		if i := slices.Index(earlier, tag); i >= 0 {
			earlier = slices.Delete(earlier, i, i+1)
			continue
		}
		if problem := ValidateTag(tag); problem != "" {
			return problem
		}
		if first := slices.Index(after, tag); slices.Contains(after[first+1:], tag) {
			return fmt.Sprintf("“%s” is listed twice", Clean(tag))
		}
	}
	if n := len(after); n > tagsMax {
		return fmt.Sprintf("%d tags, %d too many", n, n-tagsMax)
	}
	return ""
}

// ValidateTag says what is wrong with one tag, or returns an empty string.
func ValidateTag(tag string) string {
	if !HasVisible(tag) {
		return "a tag must not be blank"
	}
	if problem := tooLong(tag, tagMax); problem != "" {
		return fmt.Sprintf("“%s” has %s", Clean(firstRunes(tag, 12)), problem)
	}
	return ""
}

func validateMetadata(v Value) string {
	if err := CheckObject(v.Text); err != nil {
		return err.Error()
	}
	if size := Metadata(v.Text).Size(); size > MetadataMaxBytes {
		return fmt.Sprintf("%d bytes, %d too many", size, size-MetadataMaxBytes)
	}
	return ""
}

// MetadataWarning is a remark about metadata of a size ([Metadata.Size]) that
// is allowed but may not work everywhere, or empty.
func MetadataWarning(size int) string {
	if size > MetadataWarnBytes && size <= MetadataMaxBytes {
		return "over 1.6 KB: some CometChat documents name that as the limit"
	}
	return ""
}

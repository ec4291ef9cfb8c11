package ui

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/model"
)

// failing is a message that may carry an error.
type failing interface{ failure() error }

// logMessage tells the debug log of a message before it is handled.
func (a *App) logMessage(msg tea.Msg) {
	if a.env.Debug != nil {
		a.env.Debug(logLine(msg, a.top().Capturing()))
	}
}

// logLine is a message in one line: its type, the number of its request, how many
// there are of what it carries, and its error. Texts are left out, for they may be
// anything that users have stored; so is what is typed.
func logLine(msg tea.Msg, typing bool) string {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return "key " + describeKey(msg, typing)
	case tea.MouseMsg:
		return fmt.Sprintf("mouse %s at %d,%d", msg, msg.X, msg.Y)
	}
	v := reflect.ValueOf(msg)
	if !v.IsValid() {
		return "nil"
	}
	parts := append([]string{strings.TrimPrefix(v.Type().String(), "ui.")}, numbers(v, "", true)...)
	line := strings.Join(parts, " ")
	if f, ok := msg.(failing); ok && f.failure() != nil {
		line += ": " + client.Brief(f.failure())
	}
	return line
}

// describeKey names a key that means a command. Of a text it says how long it is.
func describeKey(k tea.KeyMsg, typing bool) string {
	isText := k.Type == tea.KeyRunes || k.Type == tea.KeySpace
	switch {
	case k.Paste:
		return fmt.Sprintf("paste of %d characters", len(k.Runes))
	case isText && (typing || len(k.Runes) > 1):
		return fmt.Sprintf("text of %d characters", max(1, len(k.Runes)))
	}
	return k.String()
}

// numbers are the fields of a struct that are numbers, switches or lengths and not
// zero, and of structs in it as well, but not of users: how old somebody is, say, is
// theirs. Unexported fields of other packages cannot be read, and need not be.
func numbers(v reflect.Value, prefix string, deeper bool) (parts []string) {
	if v.Kind() != reflect.Struct {
		return nil
	}
	for i := range v.NumField() {
		field, name := v.Field(i), prefix+v.Type().Field(i).Name
		switch {
		case field.IsZero():
		case field.Type() == reflect.TypeFor[request]():
			parts = append(parts, fmt.Sprintf("#%d", field.Int()))
		case field.Type() == reflect.TypeFor[model.Action]():
			parts = append(parts, name+"="+model.Action(field.Int()).String())
		case field.Type() == reflect.TypeFor[time.Duration]():
			parts = append(parts, name+"="+time.Duration(field.Int()).String())
		case field.Kind() == reflect.Bool:
			parts = append(parts, name)
		case field.CanInt():
			parts = append(parts, fmt.Sprintf("%s=%d", name, field.Int()))
		case field.Kind() == reflect.Slice, field.Kind() == reflect.Map:
			parts = append(parts, fmt.Sprintf("%s[%d]", name, field.Len()))
		case field.Kind() == reflect.Struct && deeper && !isPrivate(field.Type()):
			parts = append(parts, numbers(field, name+".", false)...)
		}
	}
	return parts
}

func isPrivate(t reflect.Type) bool {
	return t == reflect.TypeFor[model.User]() || t == reflect.TypeFor[time.Time]()
}

// What went wrong, if anything, of the messages that say so.

func (m connectedMsg) failure() error  { return m.err }
func (m pageMsg) failure() error       { return m.err }
func (m countMsg) failure() error      { return m.err }
func (m rolesMsg) failure() error      { return m.err }
func (m blockedMsg) failure() error    { return m.err }
func (m userMsg) failure() error       { return m.err }
func (m checkedMsg) failure() error    { return m.err }
func (m savedMsg) failure() error      { return m.err }
func (m actedMsg) failure() error      { return m.err }
func (m historyMsg) failure() error    { return m.err }
func (m undoneMsg) failure() error     { return m.err }
func (m recoveredMsg) failure() error  { return m.err }
func (m copiedMsg) failure() error     { return m.err }
func (m openedMsg) failure() error     { return m.err }
func (m foundMsg) failure() error      { return m.err }
func (m actedAllMsg) failure() error   { return m.err }
func (m loadedMsg) failure() error     { return m.err }
func (m storedMsg) failure() error     { return m.err }
func (m mirroredMsg) failure() error   { return m.err }
func (m layoutMsg) failure() error     { return m.err }
func (m keptLayoutMsg) failure() error { return m.err }
func (m draftKept) failure() error     { return m.err }
func (m draftDropped) failure() error  { return m.err }
func (m draftPutAside) failure() error { return m.err }
func (m allKept) failure() error       { return m.err }
func (m draftsFound) failure() error   { return m.err }
func (m draftTaken) failure() error    { return m.err }
func (m editorClosed) failure() error  { return m.err }

package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/words"
)

// startFailure is what can be done when there is nobody to be seen because a
// request failed; why is nil when none has.
type startFailure struct {
	env *env
	why error
}

// wayOut is a key that a failed start has, and what it does.
type wayOut struct {
	cmd  command
	does string
}

// view is the screen of it.
func (f startFailure) view(width int) string {
	return f.env.styles.failure(words.Explain(f.why), f.waysOut(), width)
}

// happened reports whether a request has failed.
func (f startFailure) happened() bool { return f.why != nil }

// passes reports whether trying again may help.
func (f startFailure) passes() bool { return f.happened() && words.Explain(f.why).Retry }

// failure is the screen of a request that failed with nothing else to show. It
// names the keys that may help, and none that cannot.
func (s *styles) failure(x words.Explanation, ways []wayOut, width int) string {
	lines := []string{""}
	for _, line := range wrap("! "+x.What, max(10, width-4)) {
		lines = append(lines, "  "+s.danger.Render(line))
	}
	lines = append(lines, "")
	for _, line := range wrap(words.Join(" ", "Nothing was lost.", x.Next), max(10, width-4)) {
		lines = append(lines, "  "+line)
	}
	for _, o := range ways {
		lines = append(lines, "  "+s.accent.Render(keyOf(inList, o.cmd))+" "+o.does)
	}
	return strings.Join(lines, "\n")
}

// waysOut are what can be done about the failure on the screen.
func (f startFailure) waysOut() []wayOut {
	var all []wayOut
	if f.passes() {
		all = append(all, wayOut{cmdRefresh, "try again"})
	}
	if f.mayBeMe() {
		all = append(all, wayOut{cmdLogInAs, "log in as somebody else"})
	}
	if f.noProfile() == "" {
		all = append(all, wayOut{cmdProfile, "choose another profile"})
	}
	return all
}

// mayBeMe reports whether the failure can be about whom the session is of, and a
// key is at hand to log somebody else in.
func (f startFailure) mayBeMe() bool {
	s := f.env.session
	return f.happened() && !f.passes() && s.LogInAs != nil && f.env.known.Actor().Session
}

// noProfile is the reason against connecting with another profile, if any.
func (f startFailure) noProfile() string {
	switch {
	case f.env.ConnectTo == nil || len(f.env.otherProfiles()) == 0:
		return "there is no other profile"
	case !f.happened():
		return "another profile is for a start that failed; else census --profile NAME"
	}
	return ""
}

// chooseProfile offers the other profiles.
func (f startFailure) chooseProfile() (nav, tea.Cmd) {
	if reason := f.noProfile(); reason != "" {
		return info(reason), nil
	}
	var items []menuItem
	for _, name := range f.env.otherProfiles() {
		items = append(items, menuItem{label: model.Clean(name), pick: func() (nav, tea.Cmd) {
			return nav{}, f.env.startAs(name)
		}})
	}
	return nav{push: newMenu(f.env, "Connect with the profile", items)}, nil
}

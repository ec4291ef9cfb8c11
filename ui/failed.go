package ui

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/words"
)

// wayOut is a key that a failed start has, and what it does.
type wayOut struct {
	cmd  command
	does string
}

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
func (l *list) waysOut() []wayOut {
	var all []wayOut
	if words.Explain(l.walk.problem).Retry {
		all = append(all, wayOut{cmdRefresh, "try again"})
	}
	if l.mayBeMe() {
		all = append(all, wayOut{cmdLogInAs, "log in as somebody else"})
	}
	if l.noProfile() == "" {
		all = append(all, wayOut{cmdProfile, "choose another profile"})
	}
	return all
}

// mayBeMe reports whether the failure can be about whom the session is of, and a
// key is at hand to log somebody else in.
func (l *list) mayBeMe() bool {
	s := l.env.session
	return l.hasFailed() && s.LogInAs != nil && l.env.known.Actor().Session && !words.Explain(l.walk.problem).Retry
}

// hasFailed reports whether there is nobody to be seen because a request failed.
func (l *list) hasFailed() bool { return l.walk.problem != nil && l.env.known.Users().Len() == 0 }

// noProfile is the reason against connecting with another profile, if any.
func (l *list) noProfile() string {
	switch {
	case l.env.ConnectTo == nil || len(l.env.otherProfiles()) == 0:
		return "there is no other profile"
	case !l.hasFailed():
		return "another profile is for a start that failed; else census --profile NAME"
	}
	return ""
}

// otherProfiles are those that are not in use.
func (e *env) otherProfiles() []string {
	var others []string
	for _, name := range e.Profiles {
		if name != e.Profile {
			others = append(others, name)
		}
	}
	return others
}

// chooseProfile offers the other profiles.
func (l *list) chooseProfile() (nav, tea.Cmd) {
	if reason := l.noProfile(); reason != "" {
		return info(reason), nil
	}
	var items []menuItem
	for _, name := range l.env.otherProfiles() {
		items = append(items, menuItem{label: model.Clean(name), pick: func() (nav, tea.Cmd) {
			return nav{}, l.env.startAs(name)
		}})
	}
	return nav{push: newMenu(l.env, "Connect with the profile", items)}, nil
}

// startAs connects with the profile, now and where it is tried again.
func (e *env) startAs(profile string) tea.Cmd {
	to := e.ConnectTo
	e.Profile, e.connected = profile, false
	e.hold(Session{})
	e.Connect = func(ctx context.Context) (Session, error) { return to(ctx, profile) }
	return e.start()
}

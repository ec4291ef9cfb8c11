package ui

import (
	"context"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"census/client"
	"census/model"
)

// Commands are plain functions of what they need: they run on their own
// goroutine and must not see a view.

func connect(ctx context.Context, r request, open func(context.Context) (Session, error)) tea.Cmd {
	return func() tea.Msg {
		s, err := open(ctx)
		return connectedMsg{r, s, err}
	}
}

func logInAs(ctx context.Context, r request, s Session, uid string) tea.Cmd {
	return func() tea.Msg {
		next, err := s.LogInAs(ctx, uid)
		return connectedMsg{r, next, err}
	}
}

func listUsers(ctx context.Context, r request, api API, o client.ListOptions) tea.Cmd {
	return func() tea.Msg {
		page, err := api.ListUsers(ctx, o)
		return pageMsg{r, page, err}
	}
}

func countUsers(ctx context.Context, r request, api API, tab int, o client.ListOptions) tea.Cmd {
	return func() tea.Msg {
		page, err := api.ListUsers(ctx, o)
		return countMsg{r, tab, page, err}
	}
}

func listRoles(ctx context.Context, r request, api API) tea.Cmd {
	return func() tea.Msg {
		roles, err := api.ListRoles(ctx)
		return rolesMsg{r, roles, err}
	}
}

// maxBlockedPages bounds how much of the blocked list is read at the start: who
// has blocked more users than this sees the rest in the detail only.
const maxBlockedPages = 10

func listBlocked(ctx context.Context, r request, api API) tea.Cmd {
	return func() tea.Msg {
		var users []model.User
		for page, n := 1, 0; page != 0 && n < maxBlockedPages; n++ {
			p, err := api.ListBlocked(ctx, page, client.DefaultPerPage)
			if err != nil {
				return blockedMsg{r, users, err}
			}
			users = append(users, p.Users...)
			page = p.Next
		}
		return blockedMsg{r, users, nil}
	}
}

func readUser(ctx context.Context, r request, api API, uid string) tea.Cmd {
	return func() tea.Msg {
		u, err := api.User(ctx, uid)
		return userMsg{r, uid, u, err}
	}
}

func createUser(ctx context.Context, r request, api API, u model.User) tea.Cmd {
	return func() tea.Msg {
		created, err := api.CreateUser(ctx, u)
		return savedMsg{r, u.UID, true, created, err}
	}
}

// updateUser sends the patch. The client knows by which way: the actor's own
// profile goes through the session when there is one.
func updateUser(ctx context.Context, r request, api API, p model.Patch) tea.Cmd {
	return func() tea.Msg {
		u, err := api.UpdateUser(ctx, p)
		return savedMsg{r, p.UID, false, u, err}
	}
}

func act(ctx context.Context, r request, api API, action model.Action, u model.User) tea.Cmd {
	return func() tea.Msg {
		return actedMsg{r, action, u, perform(ctx, api, action, u.UID)}
	}
}

func perform(ctx context.Context, api API, action model.Action, uid string) error {
	switch action {
	case model.Deactivate:
		return deactivated(api.Deactivate(ctx, []string{uid}))
	case model.Reactivate:
		return deactivated(api.Reactivate(ctx, []string{uid}))
	case model.Delete:
		return api.DeleteUser(ctx, uid, true)
	case model.Block:
		return blocked(api.Block(ctx, []string{uid}))
	case model.Unblock:
		return blocked(api.Unblock(ctx, []string{uid}))
	}
	return fmt.Errorf("action %d is not one of the list's", action)
}

// deactivated turns the three lists of an activation into the answer for the
// one user asked about. Being so already is what was wanted.
func deactivated(a client.Activation, err error) error {
	if err == nil && len(a.NotFound) > 0 {
		return fmt.Errorf("the service does not know the user: %w", client.ErrNotFound)
	}
	return err
}

func blocked(outcomes []client.Outcome, err error) error {
	if err != nil {
		return err
	}
	for _, o := range outcomes {
		if !o.OK {
			return &refusedOutcome{o.Message}
		}
	}
	return nil
}

// refusedOutcome is a request that was answered but refused for one user.
type refusedOutcome struct{ message string }

func (e *refusedOutcome) Error() string { return e.message }

func copyText(r request, put func(string) (string, error), what, text string) tea.Cmd {
	return func() tea.Msg {
		via, err := put(text)
		return copiedMsg{r, what, via, err}
	}
}

func openAddress(r request, open func(string) error, address string) tea.Cmd {
	return func() tea.Msg {
		return openedMsg{r, address, open(address)}
	}
}

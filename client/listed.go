package client

import (
	"context"
	"slices"

	"census/model"
)

// Lister reads lists of users; *[Client] implements it.
type Lister interface {
	ListUsers(ctx context.Context, o ListOptions) (Page, error)
}

// Listed is the result of looking for one user in a list.
type Listed struct {
	// User is the listed user, with tags; the zero User if Found is false.
	User  model.User
	Found bool
	// IsCertain means that a user who was not found was not overlooked: the list
	// was read to its end, and every row was readable.
	IsCertain bool
}

// maxAlikePages limits the search for one user among those whose uids begin
// alike.
const maxAlikePages = 5

// FindListed looks for a user by any spelling of the uid in a list. The service
// searches by prefix, so other users may come first; if there are too many of
// them, the user is not found. The errors are the lister's.
func FindListed(ctx context.Context, from Lister, uid string, lifecycle Lifecycle) (Listed, error) {
	o := ListOptions{
		Search: uid, SearchIn: []SearchField{SearchUID},
		Lifecycle: lifecycle, WithTags: true, PerPage: MaxPerPage,
	}
	isWhole := true
	for range maxAlikePages {
		page, err := from.ListUsers(ctx, o)
		if err != nil {
			return Listed{}, err
		}
		isWhole = isWhole && len(page.LeftOut) == 0
		i := slices.IndexFunc(page.Users, func(u model.User) bool { return model.SameUID(u.UID, uid) })
		switch {
		case i >= 0:
			return Listed{User: page.Users[i], Found: true}, nil
		case page.Next == 0:
			return Listed{IsCertain: isWhole}, nil
		}
		o.Page = page.Next
	}
	return Listed{}, nil
}

package client

import (
	"context"
	"slices"

	"census/model"
)

// Lister reads lists of users; *[Client] is one.
type Lister interface {
	ListUsers(ctx context.Context, o ListOptions) (Page, error)
}

// Listed is what looking for one user in a list showed.
type Listed struct {
	// User is as the list has it, with tags; the zero User where Found is false.
	User  model.User
	Found bool
	// IsCertain says of a user not found that none was overlooked: the list was read
	// to its end, and all its rows could be read.
	IsCertain bool
}

// maxAlikePages bounds the search for one user among those whose uid begins alike.
const maxAlikePages = 5

// FindListed looks for the user of the uid, however it is spelled, in a list. The
// service searches by how uids begin, so the user may stand behind others; where too
// many are alike the user is not found. The errors are those of the lister.
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

package session_test

import (
	"context"
	"fmt"
	"os"

	"census/client"
	"census/client/changes"
	"census/client/devserver"
	"census/client/session"
	"census/model"
)

// Users are listed, and one of them is changed, without any screen. The change is
// recorded, and can be taken back from the record.
func ExampleOpen() {
	server, err := devserver.New(devserver.Options{Users: -1})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = server.Close() }()
	dir, err := os.MkdirTemp("", "journal")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()

	ctx := context.Background()
	s, err := session.Open(ctx, session.Settings{
		Client: client.Config{
			BaseURL: "http://localhost/v3", Transport: server.Transport(),
			Key: server.Facts().APIKey,
		},
		Profile:    "example",
		JournalDir: dir,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = s.Close() }()

	page, err := s.API.ListUsers(ctx, client.ListOptions{PerPage: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, u := range page.Users {
		fmt.Println(u.UID, u.Name)
	}

	mine := page.Users[0]
	if v := s.Known.May(model.Update, mine); !v.Allowed() {
		fmt.Println(v.Reason)
		return
	}
	mine.Name = "Andy"
	result, err := s.Changes.Update(ctx, changes.Edit{Base: page.Users[0], Mine: mine})
	if err != nil {
		fmt.Println(err)
		return
	}
	s.Known.Saved(result.User)
	fmt.Println("now", result.User.Name)
	// Output:
	// cometchat-uid-1 Andrew Joseph
	// cometchat-uid-2 George Alan
	// now Andy
}

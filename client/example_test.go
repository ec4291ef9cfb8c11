package client_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	"census/client"
	"census/model"
)

// A small server takes the place of the service.
func Example() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v3/users/ann" {
			w.WriteHeader(http.StatusNotFound)
			_, _ = fmt.Fprint(w, `{"error":{"code":"ERR_UID_NOT_FOUND","message":"The UID bob does not exist."}}`)
			return
		}
		_, _ = fmt.Fprint(w, `{"data":{"uid":"ann","name":"Ann","status":"available","tags":["vip"],"createdAt":1694667681}}`)
	}))
	defer server.Close()

	c, err := client.New(client.Config{BaseURL: server.URL + "/v3", Key: "the-api-key", Credential: model.APIKey})
	if err != nil {
		fmt.Println(err)
		return
	}
	u, err := c.User(context.Background(), "ann")
	fmt.Println(u.Name, u.Status, u.Tags, err)

	_, err = c.User(context.Background(), "bob")
	fmt.Println(errors.Is(err, client.ErrNotFound), err)
	// Output:
	// Ann online [vip] <nil>
	// true read user bob: The UID bob does not exist. (404 ERR_UID_NOT_FOUND)
}

package ui

import (
	"testing"

	"census/client"
)

func TestRefusal(t *testing.T) {
	err := &client.APIError{Status: 400, Code: "ERR_BAD_REQUEST", Details: map[string][]string{
		"tags.0": {"one"}, "tags": {"two"}, "avatar": {"The avatar must be a valid URL.\x07"},
	}}
	if got := refusal(err, "tags"); got != "one two" {
		t.Errorf("tags: %q", got)
	}
	if got := refusal(err, "avatar"); got != `The avatar must be a valid URL.\x07` {
		t.Errorf("avatar: %q", got)
	}
	if got := refusal(err, "link"); got != "" {
		t.Errorf("link: %q", got)
	}
	if got := refusal(&client.RefusedError{Field: "role", Reason: "locked"}, "role"); got != "locked" {
		t.Errorf("role: %q", got)
	}
}

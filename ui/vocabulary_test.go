package ui_test

import (
	"fmt"
	"testing"

	"census/model"
	"census/ui/uitest"
)

// What is offered are the tags and paths there are, the most frequent first, and
// nothing of @private.
func TestCompletionsComeFromTheUsers(t *testing.T) {
	s := uitest.New(t, uitest.Users(-1), uitest.Size(120, 20))
	for i, tags := range [][]string{{"rare", "often"}, {"often", "two words"}, {"often", "two words"}} {
		metadata := `{"plan":"pro","@private":{"ssn":"1"},"deep":{"list":[{"x":1}]}}`
		if i > 0 {
			metadata = `{"plan":"free","seats":3}`
		}
		u := model.User{UID: fmt.Sprintf("user-%d", i), Name: "User", Tags: tags, Metadata: model.Metadata(metadata)}
		if _, err := s.Admin.CreateUser(t.Context(), u); err != nil {
			t.Fatal(err)
		}
	}
	s.Press("r", "/").Type("tag:").Shows(`tab often  "two words"  rare`)
	s.Press("tab").Shows("tag:often")
	s.Press("esc", "/").Type("meta.").Shows("tab plan  seats  deep.list.x").Hides("private", "ssn")
	s.Press("esc", "/").Type("meta.@").Hides("private", "ssn")
	s.Press("esc", "c", "G").Shows("metadata deep.list.x").Hides("private", "ssn")
}

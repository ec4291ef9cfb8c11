package words

import (
	"strings"

	"census/model"
)

// Called names a user: by name, or by uid if nothing of the name is visible.
func Called(u model.User) string {
	if model.HasVisible(u.Name) {
		return model.Clean(strings.TrimSpace(u.Name))
	}
	return model.Clean(u.UID)
}

// Labels names fields in a sentence.
func Labels(keys []model.Key) string {
	var names []string
	for _, key := range keys {
		if f, ok := model.FieldOf(key); ok {
			names = append(names, f.Label)
		}
	}
	return strings.Join(names, ", ")
}

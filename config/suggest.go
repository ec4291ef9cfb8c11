package config

import (
	"strings"

	"census/model"
)

// didYouMean ends a message about an unknown name: with the known name probably
// meant, or with all of them.
func didYouMean(name string, known []string) string {
	if near := model.Nearest(name, known); near != "" {
		return "did you mean " + near + "?"
	}
	return "use one of " + strings.Join(known, ", ")
}

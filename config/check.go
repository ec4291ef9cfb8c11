package config

import (
	"slices"
	"strings"

	"census/model"
)

// The checks say what is wrong with a value, as the rest of the sentence "NAME:
// …", or return an empty string. They do not repeat values that may contain a
// secret.

func checkText(text string) string {
	if model.Clean(text) != text {
		return "must be one line without control characters"
	}
	return ""
}

func checkRegion(region string) string { return oneOf(region, "us", "eu", "in") }

// checkTheme accepts the three themes.
func checkTheme(theme string) string {
	return oneOf(theme, string(Auto), string(Dark), string(Light))
}

// checkReview accepts the two modes.
func checkReview(review string) string {
	return oneOf(review, string(ReviewAlways), string(ReviewSeveral))
}

func checkSwitch(text string) string { return oneOf(text, "true", "false") }

func oneOf(text string, known ...string) string {
	if slices.Contains(known, text) {
		return ""
	}
	last := len(known) - 1
	return "must be " + strings.Join(known[:last], ", ") + " or " + known[last]
}

// checkSecret refuses what cannot be sent in a header, usually a key pasted
// together with something else.
func checkSecret(secret string) string {
	if strings.ContainsFunc(secret, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "must not contain spaces, line breaks or anything but plain ASCII"
	}
	return ""
}

func checkUID(uid string) string {
	if problem := model.CheckExistingUID(uid); problem != "" {
		return problem
	}
	return checkText(uid)
}

// checkBaseURL accepts addresses to which a key can be sent safely.
func checkBaseURL(text string) string {
	if problem := model.CheckBaseURL(text); problem != "" {
		return problem
	}
	return checkText(text)
}

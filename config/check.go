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

// checkTheme accepts what a theme may be called; which ones exist is not known here.
func checkTheme(theme string) string {
	if strings.Trim(theme, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return "must be the name of a theme: lower-case letters, digits and hyphens"
	}
	return ""
}

func checkGround(ground string) string {
	return oneOf(ground, string(GroundAuto), string(GroundTheme), string(GroundTerminal))
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

package config

import (
	"fmt"

	"census/model"
)

// Level is the rank of a source; a higher level wins.
type Level int

// The levels.
const (
	Default Level = iota
	File
	Environment
	Flag
)

// Origin says where a value comes from.
type Origin struct {
	Level Level
	// Name is the flag with its dashes, the variable, or the file's path.
	Name string
	// Line starts at 1; it is zero for anything but a file.
	Line int
}

// String returns "--profile", "CENSUS_REGION", "/path/config.toml:12" or
// "default".
func (o Origin) String() string {
	switch {
	case o.Level == Default:
		return "default"
	case o.Level == File && o.Line > 0:
		return fmt.Sprintf("%s:%d", model.Clean(o.Name), o.Line)
	}
	return model.Clean(o.Name)
}

// Error is an unusable setting, described in one line for the person who can
// correct it.
type Error struct {
	// Origin is where the fault is, or the setting that requires a missing one.
	Origin Origin
	// Key is the key in the file, with its table: profiles.work.region. It is
	// empty outside a file, and where the file is not TOML at all.
	Key string
	// Problem says what is wrong and what to do. It contains no secret.
	Problem string
}

// Error reads "config.toml:12: profiles.work.region: must be us, eu or in".
func (e *Error) Error() string {
	text := e.Problem
	if e.Key != "" {
		text = model.Clean(e.Key) + ": " + text
	}
	return e.Origin.String() + ": " + text
}

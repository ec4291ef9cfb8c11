package config

import (
	"fmt"

	"census/model"
)

// Level ranks the sources of a value; the higher one wins.
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
	// Line counts from one; it is zero for anything but a file.
	Line int
}

// String gives "--profile", "CENSUS_REGION", "/path/config.toml:12" or
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

// Error is a setting that cannot be used, told in one line for the person who
// can put it right.
type Error struct {
	// Origin is where the fault stands, or the setting that lacks another one.
	Origin Origin
	// Key is the key in the file, with its table: profiles.work.region. It is
	// empty outside a file, and where the file is no TOML at all.
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

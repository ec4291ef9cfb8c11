package config

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"census/model"
)

// Sources is everything the settings are derived from.
type Sources struct {
	// Flags holds the given flags by name, without dashes. A switch has the
	// value "true" or "false".
	Flags map[string]string
	// Environ is the environment as "NAME=value" lines.
	Environ []string
	// ReadFile returns the text and the permissions of a file; an fs.ErrNotExist
	// error means there is none. The real program uses [ReadFile].
	ReadFile func(path string) (text []byte, mode fs.FileMode, err error)
}

// Load returns the settings in force. Every error is an [*Error]: a wrong name
// or value anywhere, even in a profile not in use, or an incomplete connection.
func Load(src Sources) (Settings, error) {
	l := loader{flags: src.Flags, env: mapOf(src.Environ), dirs: DirsOf(src.Environ), file: &document{}}
	steps := []func() error{
		l.checkFlags,
		l.checkEnvironment,
		func() error { return l.readFile(src.ReadFile) },
		l.chooseProfile,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return Settings{}, err
		}
	}
	return l.settings()
}

// loader collects the sources so that settings can be looked up.
type loader struct {
	flags map[string]string
	env   map[string]string
	dirs  Dirs

	file     *document
	found    bool // the file exists
	mode     fs.FileMode
	profile  string
	chosenBy Origin
	// builtin means that the profile is the built-in local server, chosen by
	// name.
	builtin bool
}

func (l *loader) checkFlags() error {
	for _, s := range table {
		text, given := l.flags[s.Flag]
		if s.Flag == "" || !given {
			continue
		}
		problem := s.check(text)
		if text == "" {
			problem = "must not be empty"
		}
		if problem != "" {
			return &Error{Origin: Origin{Level: Flag, Name: "--" + s.Flag}, Problem: problem}
		}
	}
	return nil
}

// checkEnvironment refuses unknown variables with our prefix: a mistyped
// CENSUS_READ_ONLY or CENSUS_APIKEY must not go unnoticed.
func (l *loader) checkEnvironment() error {
	var known []string
	for _, s := range table {
		if s.Env != "" {
			known = append(known, s.Env)
		}
	}
	for _, name := range sortedKeys(l.env) {
		if strings.HasPrefix(name, "CENSUS_") && !slices.Contains(known, name) {
			return &Error{
				Origin:  Origin{Level: Environment, Name: name},
				Problem: "unknown variable; " + didYouMean(name, known),
			}
		}
	}
	for _, s := range table {
		text := l.env[s.Env]
		if s.Env == "" || text == "" {
			continue
		}
		if problem := s.check(text); problem != "" {
			return &Error{Origin: Origin{Level: Environment, Name: s.Env}, Problem: problem}
		}
	}
	return nil
}

func (l *loader) readFile(read func(string) ([]byte, fs.FileMode, error)) error {
	path, origin := l.path()
	l.file.path = path
	if path == "" {
		return nil
	}
	text, mode, err := read(path)
	if errors.Is(err, fs.ErrNotExist) && origin.Level == Default {
		return nil
	}
	if err != nil {
		return &Error{
			Origin:  Origin{Level: File, Name: path},
			Problem: fmt.Sprintf("cannot be read: %s", reason(err)),
		}
	}
	l.found, l.mode = true, mode
	l.file, err = parse(path, text)
	return err
}

// reason is the error without the path, which the message already has.
func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return model.Clean(err.Error())
}

func (l *loader) path() (string, Origin) {
	path, origin := l.lookUp(settingOf(configName))
	if origin.Level == Default {
		path = l.dirs.File()
	}
	return path, origin
}

// lookUp finds the value of a setting in order of precedence.
func (l *loader) lookUp(s Setting) (string, Origin) {
	if text, given := l.flags[s.Flag]; given && s.Flag != "" {
		if s.negated {
			text = map[string]string{"true": "false", "false": "true"}[text]
		}
		return text, Origin{Level: Flag, Name: "--" + s.Flag}
	}
	closed := s.connection && l.builtin
	if text := l.env[s.Env]; s.Env != "" && text != "" && !closed {
		return text, Origin{Level: Environment, Name: s.Env}
	}
	if e, ok := l.entry(s); ok {
		return e.text, Origin{Level: File, Name: l.file.path, Line: e.line}
	}
	return s.Default, Origin{}
}

// entry is the file's value for a setting. The three credentials count as one,
// and so do the parts of the address: if the environment sets any of them,
// those in the file are ignored.
func (l *loader) entry(s Setting) (entry, bool) {
	var e entry
	ok := false
	if s.isAt(PerProfile) {
		e, ok = l.file.profiles[l.profile][s.Name]
	}
	if !ok && s.isAt(TopLevel) {
		e, ok = l.file.top[s.Name]
	}
	if s.isCredential() && l.inEnvironment(Setting.isCredential) != "" ||
		s.isAddress() && l.inEnvironment(Setting.isAddress) != "" {
		return entry{}, false
	}
	return e, ok && s.Place != Nowhere
}

// inEnvironment is the first variable in the environment for a setting of the
// kind, or empty.
func (l *loader) inEnvironment(kind func(Setting) bool) string {
	for _, s := range table {
		if kind(s) && l.env[s.Env] != "" {
			return s.Env
		}
	}
	return ""
}

// chooseProfile determines which profile in the file is used. If none is chosen
// and there is exactly one, that is used.
func (l *loader) chooseProfile() error {
	l.profile, l.chosenBy = l.lookUp(settingOf(profileName))
	names := l.file.names
	switch {
	case l.profile == "" && len(names) == 1:
		l.profile = names[0]
		l.chosenBy = Origin{Level: File, Name: l.file.path, Line: l.file.lines[names[0]]}
	case l.profile == "" && len(names) > 1 && l.inEnvironment(Setting.isCredential) == "":
		return &Error{
			Origin: Origin{Level: File, Name: l.file.path},
			Problem: "has several profiles and none is chosen: use --profile, or write profile = \"NAME\" at the top; the profiles are " +
				model.Clean(strings.Join(names, ", ")),
		}
	case l.profile == "" || slices.Contains(names, l.profile):
		// No profile at all, or an existing one.
	case l.profile == LocalProfile:
		l.builtin = true
	default:
		return l.noSuchProfile()
	}
	return nil
}

func (l *loader) noSuchProfile() error {
	err := &Error{Origin: l.chosenBy}
	if l.chosenBy.Level == File {
		err.Key = profileName
	}
	hint := "write one: [profiles." + l.profile + "]"
	if names := l.file.names; len(names) > 0 {
		hint = didYouMean(l.profile, append(slices.Clone(names), LocalProfile))
	}
	err.Problem = model.Clean(fmt.Sprintf("unknown profile %q in %s; %s", l.profile, l.fileName(), hint))
	return err
}

func (l *loader) fileName() string {
	if l.file.path == "" {
		return "any file"
	}
	return l.file.path
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

package config

import (
	"fmt"
	"runtime"
	"slices"
	"strings"

	"census/model"
)

// settings looks up every setting and checks that together they make a
// connection.
func (l *loader) settings() (Settings, error) {
	s := Settings{Dirs: l.dirs, File: l.file.path, FileFound: l.found}
	texts := map[string]string{}
	origins := map[string]Origin{}
	for _, row := range table {
		texts[row.Name], origins[row.Name] = l.lookUp(row)
	}
	texts[profileName], origins[profileName] = l.profile, l.chosenBy
	texts[configName] = l.file.path

	local, err := l.isLocal(texts, origins)
	if err != nil {
		return Settings{}, err
	}
	s.Local = local
	if local && texts[meName] == "" {
		texts[meName] = LocalMe
	}
	texts[meName] = model.ExistingUID(texts[meName])
	texts[baseURLName] = model.BaseURL(texts[baseURLName])
	if s.Profile = l.profile; s.Profile == "" {
		s.Profile = EnvironmentProfile
		if local {
			s.Profile = LocalProfile
		}
	}
	texts[profileName] = s.Profile
	s.Profiles = slices.Clone(l.file.names)
	if !slices.Contains(s.Profiles, LocalProfile) {
		s.Profiles = append(s.Profiles, LocalProfile)
	}
	var remarks []string
	texts[editorName], origins[editorName], remarks = l.editor(texts[editorName], origins[editorName])
	s.fill(texts)
	s.Values = values(s, texts, origins)
	s.Override = l.override()
	s.Warnings = append(l.warnings(), remarks...)
	return s, nil
}

func (s *Settings) fill(texts map[string]string) {
	s.AppID = texts[appIDName]
	s.Region = texts[regionName]
	s.APIKey = Secret(texts[apiKeyName])
	s.AuthKey = Secret(texts[authKeyName])
	s.AuthToken = Secret(texts[authTokenName])
	s.Me = texts[meName]
	s.BaseURL = texts[baseURLName]
	s.ReadOnly = texts[readOnlyName] == "true"
	s.Mouse = texts[mouseName] == "true"
	s.Theme = texts[themeName]
	s.Ground = Ground(texts[groundName])
	s.Review = Review(texts[reviewName])
	s.Drafts = texts[draftsName] == "true"
	s.JournalPrivate = texts[privateName] == "true"
	s.Cache = texts[cacheName] == "true"
	s.Debug = texts[debugName]
	s.Editor, _ = splitWords(texts[editorName], runtime.GOOS == "windows") // checked before
}

func values(s Settings, texts map[string]string, origins map[string]Origin) []Value {
	var all []Value
	for _, row := range table {
		v := Value{Setting: row, Shown: model.Clean(texts[row.Name]), Origin: origins[row.Name]}
		if row.Secret {
			v.Shown = Secret(texts[row.Name]).String()
		}
		switch {
		case row.Name == authKeyName && s.AuthKey != "" && s.APIKey != "":
			v.Note = "not used: the API key has more rights"
		case row.Name == appIDName && s.AppID != "" && s.BaseURL != "",
			row.Name == regionName && s.Region != "" && s.BaseURL != "":
			v.Note = "shown only: base_url is the address"
		}
		all = append(all, v)
	}
	return all
}

// isLocal decides between the built-in server and a connection, and refuses an
// incomplete connection: a person who sets an app means that app and nothing
// else.
func (l *loader) isLocal(texts map[string]string, origins map[string]Origin) (bool, error) {
	if l.builtin {
		return true, nil
	}
	named := "" // the first connection setting that is set
	for _, s := range table {
		if s.connection && texts[s.Name] != "" && named == "" {
			named = s.Name
		}
		if s.isCredential() && texts[s.Name] != "" {
			return false, l.checkAddress(texts, s.Name, origins[s.Name])
		}
	}
	switch {
	case named != "":
		return false, &Error{
			Origin: origins[named],
			Key:    l.keyIn(origins[named], named),
			Problem: "is set, but no credential is: " + l.howToSet(apiKeyName, authKeyName, authTokenName) +
				"; without any of these settings, census starts its local server",
		}
	case l.profile != "":
		return false, &Error{
			Origin: Origin{Level: File, Name: l.file.path, Line: l.file.lines[l.profile]},
			Key:    "profiles." + l.profile,
			Problem: "has no credential: " + l.howToSet(apiKeyName, authKeyName, authTokenName) +
				"; for the local server use --profile local",
		}
	}
	return true, nil
}

// checkAddress checks that it is known which hosts to send the credential to,
// and that it was meant for them. A credential in the file belongs to the
// address in the same profile. One in the environment may be used with a
// profile: a person who sets it for this run also names the profile it is for.
func (l *loader) checkAddress(texts map[string]string, credential string, origin Origin) error {
	if variable := l.inEnvironment(Setting.isAddress); variable != "" && origin.Level == File {
		return &Error{
			Origin: Origin{Level: Environment, Name: variable},
			Problem: fmt.Sprintf("is set, but the credential is from the file (%s, %s): address and credential must come from "+
				"the same place, to keep keys from the wrong address; unset %s, or set the credential in the environment too",
				origin, l.keyIn(origin, credential), variable),
		}
	}
	if texts[baseURLName] != "" {
		return nil
	}
	for _, name := range []string{appIDName, regionName} {
		if texts[name] == "" {
			return &Error{
				Origin:  origin,
				Key:     l.keyIn(origin, credential),
				Problem: fmt.Sprintf("is set, but %s is not: %s, or use base_url", name, l.howToSet(name)),
			}
		}
	}
	return nil
}

// override says which credential from the environment is used instead of the
// profile's, or is empty.
func (l *loader) override() string {
	variable := l.inEnvironment(Setting.isCredential)
	if variable == "" || l.builtin {
		return ""
	}
	for _, s := range table {
		if own, ok := l.file.profiles[l.profile][s.Name]; ok && s.isCredential() {
			origin := Origin{Level: File, Name: l.file.path, Line: own.line}
			return fmt.Sprintf("%s is used, not the profile's own %s (%s)", variable, s.Name, origin)
		}
	}
	return ""
}

// howToSet describes the ways to set one of the settings.
func (l *loader) howToSet(names ...string) string {
	var variables []string
	for _, name := range names {
		variables = append(variables, settingOf(name).Env)
	}
	where := fmt.Sprintf("[profiles.%s]", orName(l.profile))
	return fmt.Sprintf("set %s, or write %s under %s in %s",
		strings.Join(variables, " or "), strings.Join(names, " or "), model.Clean(where), model.Clean(l.fileName()))
}

func orName(profile string) string {
	if profile == "" {
		return "NAME"
	}
	return profile
}

func (l *loader) keyIn(o Origin, name string) string {
	if o.Level == File {
		return "profiles." + l.profile + "." + name
	}
	return ""
}

// warnings lists what is allowed but should be changed.
func (l *loader) warnings() []string {
	var all []string
	if l.mode&0o077 != 0 && l.file.hasSecret() {
		all = append(all, fmt.Sprintf("%s contains secrets and other users of this machine can read it: chmod 600 it",
			model.Clean(l.file.path)))
	}
	return all
}

func (d *document) hasSecret() bool {
	for _, entries := range d.profiles {
		for name := range entries {
			if settingOf(name).Secret {
				return true
			}
		}
	}
	return false
}

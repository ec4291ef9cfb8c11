package config

import (
	"slices"

	"census/model"
)

// Place says where in the file a setting belongs.
type Place int

// The places of a setting.
const (
	Nowhere    Place = iota // not in the file
	TopLevel                // before the first table
	PerProfile              // in a [profiles.NAME] table
	Anywhere                // at the top for all profiles, in a profile for that one
)

// isAt reports whether the setting may stand at TopLevel or PerProfile.
func (s Setting) isAt(p Place) bool { return s.Place == p || s.Place == Anywhere }

// Setting is one row of the table from which flags, environment, file, help and
// documentation are derived.
type Setting struct {
	// Name is the key in the file, and the setting's name everywhere.
	Name string
	// Env is the environment variable and Flag the flag without its dashes;
	// either may be empty.
	Env  string
	Flag string
	// Place is where the file may set it.
	Place Place
	// Switch means that the value is true or false, and the flag takes no value.
	Switch bool
	// Secret means that the value is never shown. A secret has no flag: a
	// process's arguments are visible to everybody on the machine.
	Secret bool
	// Default is the value if nothing else sets one.
	Default string
	// Doc describes the setting in one line.
	Doc string
	// FlagDoc says what the flag does, and FlagValue what it takes, such as
	// NAME; FlagValue is empty for a switch, and both are without a flag.
	FlagDoc   string
	FlagValue string

	// negated means that giving the flag sets false.
	negated bool
	// connection means that the setting determines which service to talk to.
	connection bool
	// check says what is wrong with a value, or returns an empty string.
	check func(string) string
}

// The names of the settings.
const (
	profileName   = "profile"
	configName    = "config"
	appIDName     = "app_id"
	regionName    = "region"
	apiKeyName    = "api_key"
	authKeyName   = "auth_key"
	authTokenName = "auth_token"
	meName        = "me"
	baseURLName   = "base_url"
	readOnlyName  = "read_only"
	mouseName     = "mouse"
	themeName     = "theme"
	groundName    = "ground"
	reviewName    = "review"
	draftsName    = "drafts"
	privateName   = "journal_private"
	cacheName     = "cache"
	editorName    = "editor"
	debugName     = "debug"
)

// table is the table of settings. It is read-only.
var table = []Setting{
	{
		Name: profileName, Env: "CENSUS_PROFILE", Flag: "profile", Place: TopLevel, check: checkText,
		Doc:     "the profile to use; not needed when the file has only one",
		FlagDoc: "use this profile; local is the built-in server", FlagValue: "NAME",
	},
	{
		Name: configName, Env: "CENSUS_CONFIG", Flag: "config", check: checkText,
		Doc:     "the configuration file; by default config.toml in the config directory, if it exists",
		FlagDoc: "read this configuration file", FlagValue: "FILE",
	},
	{
		Name: appIDName, Env: "CENSUS_APP_ID", Place: PerProfile, connection: true, check: model.CheckHostLabel,
		Doc: "the app's ID, from CometChat's dashboard",
	},
	{
		Name: regionName, Env: "CENSUS_REGION", Place: PerProfile, connection: true, check: checkRegion,
		Doc: "the app's region: us, eu or in",
	},
	{
		Name: apiKeyName, Env: "CENSUS_API_KEY", Place: PerProfile, connection: true, Secret: true, check: checkSecret,
		Doc: "a REST API key: may do everything",
	},
	{
		Name: authKeyName, Env: "CENSUS_AUTH_KEY", Place: PerProfile, connection: true, Secret: true, check: checkSecret,
		Doc: "an Auth key: may create, update and log in; used when there is no API key",
	},
	{
		Name: authTokenName, Env: "CENSUS_AUTH_TOKEN", Place: PerProfile, connection: true, Secret: true, check: checkSecret,
		Doc: "a user's auth token: edits that user's own profile, with a key or alone",
	},
	{
		Name: meName, Env: "CENSUS_ME", Place: PerProfile, check: checkUID,
		Doc: "your own uid; not needed with an auth token",
	},
	{
		Name: baseURLName, Env: "CENSUS_BASE_URL", Place: PerProfile, connection: true, check: checkBaseURL,
		Doc: "one address for both hosts, such as http://127.0.0.1:7331/v3; needs no app_id and region",
	},
	{
		Name: readOnlyName, Flag: "read-only", Place: PerProfile, Switch: true, Default: "false", check: checkSwitch,
		Doc:     "whether to refuse every change",
		FlagDoc: "refuse every change",
	},
	{
		Name: mouseName, Flag: "no-mouse", negated: true, Place: TopLevel, Switch: true, Default: "true", check: checkSwitch,
		Doc:     "whether to use the mouse",
		FlagDoc: "leave the mouse to the terminal, for selecting text",
	},
	{
		Name: themeName, Place: Anywhere, Default: AutoTheme, check: checkTheme,
		Doc: "auto, a built-in theme, or one of your own; auto is dark or light, as the terminal says it is",
	},
	{
		Name: groundName, Place: Anywhere, Default: string(GroundAuto), check: checkGround,
		Doc: "auto, theme or terminal: whose background to draw on; auto keeps the terminal's where the theme is readable on it",
	},
	{
		Name: reviewName, Place: TopLevel, Default: string(ReviewAlways), check: checkReview,
		Doc: "always or several; with several, a change to a single field is sent without review",
	},
	{
		Name: draftsName, Place: TopLevel, Switch: true, Default: "true", check: checkSwitch,
		Doc: "whether to keep text typed into forms on the disk until it is saved or discarded",
	},
	{
		Name: privateName, Place: TopLevel, Switch: true, Default: "true", check: checkSwitch,
		Doc: "whether the journal records values under `@private`; without them, changes to these cannot be undone",
	},
	{
		Name: cacheName, Flag: "no-cache", negated: true, Place: TopLevel, Switch: true, Default: "true", check: checkSwitch,
		Doc:     "whether to keep the users on the disk for the next start",
		FlagDoc: "do not use or keep users on the disk",
	},
	{
		Name: editorName, Place: TopLevel, check: checkCommand,
		Doc: "the command to edit a user with; by default `VISUAL`, `EDITOR`, or vi (notepad on Windows)",
	},
	{
		Name: debugName, Env: "CENSUS_DEBUG", check: checkText,
		Doc: "a file that logs every message and request, for bug reports: no secrets, no values, nothing typed",
	},
}

// Table returns the settings in the order of the documentation.
func Table() []Setting { return slices.Clone(table) }

func settingOf(name string) Setting {
	return table[slices.IndexFunc(table, func(s Setting) bool { return s.Name == name })]
}

// isCredential reports whether the setting is one of the three credentials,
// which are the only secrets.
func (s Setting) isCredential() bool { return s.Secret }

// isAddress reports whether the setting is part of the address that the
// credential is sent to.
func (s Setting) isAddress() bool { return s.connection && !s.Secret }

// Package config decides which settings are in force: it reads the flags, the
// environment and the profiles of one TOML file, checks every value, and says
// of each setting where its value comes from.
//
// [Load] is a function of its [Sources] alone. The package never looks at the
// process's own environment or flags, opens no connection, prints nothing and
// writes no file. It knows nothing of screens or servers. Secrets leave it as
// [Secret] only, and no error or warning of this package contains one.
//
// # Precedence
//
// For each setting by itself the first of these that names it wins: flag,
// environment, file, default. An empty environment variable names nothing.
//
// Two rules go beyond a single setting, so that a key never travels to a place
// it was not meant for:
//
//   - The three credentials count as one: when the environment names any of
//     api_key, auth_key and auth_token, those of the file are left aside.
//   - The profile "local", unless the file defines one of that name, is the
//     server inside the program: it takes no app, address or credential from
//     anywhere.
package config

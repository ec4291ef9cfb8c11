// Package config determines the settings in force: it reads the flags, the
// environment and the profiles of one TOML file, checks every value, and
// reports where each setting's value comes from.
//
// [Load] depends on its [Sources] alone. The package never looks at the
// process's own environment or flags, opens no connection, prints nothing and
// writes no file. It knows nothing about screens or servers. Secrets leave it
// only as [Secret], and its errors and warnings contain none.
//
// # Precedence
//
// Each setting takes its value from the first of these that sets it: flag,
// environment, file, default. An empty environment variable sets nothing.
//
// Two rules go beyond a single setting, so that a key never goes to an address
// it was not meant for:
//
//   - The three credentials count as one: if the environment sets any of
//     api_key, auth_key and auth_token, those in the file are ignored.
//   - The profile "local", unless the file defines one of that name, is the
//     built-in local server: it takes no app, address or credential from
//     anywhere.
package config

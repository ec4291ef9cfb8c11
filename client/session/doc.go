// Package session is what screens, verbs and scripts work with: a connection to
// one app and all that belongs to it. [Open] makes one from [Settings]. It finds
// out who works with the credentials, logs them in where that is needed, opens the
// record of changes, and says where users stay between two starts.
//
// Nothing is changed but through [Session.Changes], which records each change
// first; what an earlier program left without an end is resolved by its Recover.
//
// The package knows no terminal, no configuration file and no environment. Beyond
// its errors it has no sentences for people: what somebody should be told is a
// field, such as [Session.TokenRefused]. Settings are a struct of its own, and not
// those of package config, so that a program without profiles can open a session.
package session

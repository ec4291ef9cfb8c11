// Package devserver is a local stand-in for the users part of CometChat's v3
// API, over HTTP and an embedded SQLite database, for prototypes and tests that
// should not need an account.
//
// It serves two APIs, told apart by the credential a request carries: the REST
// API (header apikey, a REST API key or an Auth key) and the client API (header
// authtoken, one user's token). A [Server] is an [http.Handler]; [Server.Serve]
// puts it on a loopback port and [Server.Transport] runs it without a port.
//
// It serves every path of the published API that concerns users, except a
// role's permissions and restricted features, and what the official SDKs need
// from the client API: login, the user's own profile, lists, blocks, settings,
// sessions. A user with an open session is online. Over web sockets, which
// package sockets opens, the SDKs learn who comes online and who goes offline.
// There are no groups or messages: other requests of UI kits are answered as by
// an app in which nobody has written yet.
//
// It follows CometChat's published documents for paths, limits, answers and
// error envelopes. Where they are silent it had to choose; every such place is
// marked "a choice" in a comment, and no program should rely on it.
//
// It must not import census's client: it is the other side of the wire, and a
// mistake in one must not be repeated in the other. It never contacts
// CometChat, and it is not a service to run for others: no TLS, no accounts,
// loopback only.
package devserver

// Package devserver is a local look-alike of the users part of CometChat's v3
// API, over HTTP and an embedded SQLite database, for prototyping and tests
// that must not need an account.
//
// It speaks both sides of the wire, told apart by the one credential a request
// carries: the REST API (header apikey, a REST API key or an Auth key) and the
// client API (header authtoken, one user's token). A [Server] is an
// [http.Handler]; [Server.Serve] puts it on a loopback port and
// [Server.Transport] runs it without any port.
//
// It serves every path of the published API that concerns users (not a role's
// permissions and restricted features) and what the official SDKs ask of the
// client API: login, the own profile, lists, blocks, settings, sessions. A user
// with an open session is online; over web sockets, which package sockets opens,
// the SDKs hear who comes and goes. There are no groups or messages: what UI kits
// ask for beside users is answered as by an app in which nobody has written yet.
//
// It follows CometChat's published documents for paths, limits, answers and
// error envelopes. Where these are silent it had to choose; every such place is
// marked "a choice" in a comment, and no program should rely on it.
//
// It must not import census's client: it is the other side of the wire, so that
// a mistake in one is not repeated in the other. It never contacts CometChat,
// and it is not a service to run for others: no TLS, no accounts, loopback only.
package devserver

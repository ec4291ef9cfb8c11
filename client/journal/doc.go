// Package journal keeps what census has changed: one line of JSON for the
// intent, on the disk before the request leaves, and one for its outcome. From
// it changes are listed, taken back, and, after a crash between the two lines,
// resolved.
//
// A journal is a folder of numbered files, journal-000001.jsonl and so on, of
// which the highest is written to and the oldest is dropped when there are too
// many. Nothing in a file is ever changed. A program that is killed leaves at
// worst one torn line, and lines that cannot be read are reported beside the
// others. Several programs may use one folder: a line, or the lines of changes
// that one request makes, is one write at the end of the file, under a lock that
// is held for that long. One set of files for all was chosen over one for each
// process because then the order in the files is the order of the changes.
//
// Each open journal also holds a lock of its own, which the system releases when
// the process ends in whatever way. So another program can tell a change that is
// under way from one whose program is gone, without trusting process numbers.
//
// The package does not send, read back or undo anything, decides nothing, and
// never gets to see a key or token: a request is its method, path and body.
// Users are recorded whole, @private included unless [Options.OmitPrivate]; the
// folder is readable by its owner only.
package journal

// Package mirror keeps a copy of all users of an app: [Fetch] reads them over
// the network into a store in memory, and a [Store] has that store's bytes on the
// disk from one start of the program to the next.
//
// Fetch reads pages with several workers, within a share of the rate limit, and
// hands them on in page order. A list that is paged by number shifts while users
// are created and deleted, so Fetch looks for evidence of that and reads again
// until a reading leaves nothing to doubt; what it cannot see is told at [Fetch].
//
// The package does not know how users are stored, filtered or shown: it meets
// the store in memory as a [Reading], and as what reads and writes bytes. It
// changes nothing on the service and decides nothing about when to read.
package mirror

package ui

import (
	"census/client/roster"
)

// marks are the users a person has marked, by uid: they stay marked whatever the
// list shows.
type marks struct {
	uids map[string]struct{}
	// anchor is the uid where a range began, "" for none.
	anchor string
}

func (m *marks) has(uid string) bool {
	_, marked := m.uids[uid]
	return marked
}

func (m *marks) len() int { return len(m.uids) }

func (m *marks) set(uid string, on bool) {
	if !on {
		delete(m.uids, uid)
		return
	}
	if m.uids == nil {
		m.uids = map[string]struct{}{}
	}
	m.uids[uid] = struct{}{}
}

func (m *marks) clear() { *m = marks{} }

// add marks users, in addition to those marked already.
func (m *marks) add(uids map[string]struct{}) {
	for uid := range m.uids {
		uids[uid] = struct{}{}
	}
	m.uids = uids
}

// forget takes the marks off users that are not there any more.
func (m *marks) forget(s *roster.Snapshot) {
	const few = 10_000 // more are looked at when they are acted on
	if len(m.uids) > few {
		return
	}
	for uid := range m.uids {
		if _, ok := s.Find(uid); !ok {
			delete(m.uids, uid)
		}
	}
}

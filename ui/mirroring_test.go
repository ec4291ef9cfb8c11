package ui

import (
	"testing"
)

// Reading all users waits for those of the disk, who number everybody anew: what
// it had met by then would mean others, and nobody would be removed at its end.
func TestTheReadingWaitsForTheDisk(t *testing.T) {
	a := newTestApp(t)
	e := a.env
	for _, asked := range []bool{false, true} {
		e.mirror = mirroring{stored: storedLoading, considered: true}
		if asked {
			if _, cmd := e.toggleMirror(); cmd != nil || e.mirror.isRunning() {
				t.Fatal("it reads while the disk's users come in")
			}
		}
		e.loaded(loadedMsg{users: e.known.Users()})
		if e.mirror.isRunning() != asked {
			t.Errorf("asked for %t, it reads %t", asked, e.mirror.isRunning())
		}
	}
}

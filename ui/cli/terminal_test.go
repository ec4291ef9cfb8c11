package cli

import (
	"context"
	"testing"

	"census/ui"
)

// Over SSH the screens wait longer for input that arrives in pieces.
func TestRemoteTerminals(t *testing.T) {
	for variable, want := range map[string]bool{
		"": false, "SSH_AUTH_SOCK=/tmp/agent": false, "SSH_TTY=": false,
		"SSH_TTY=/dev/pts/3": true, "SSH_CONNECTION=192.0.2.1 50000 192.0.2.2 22": true,
	} {
		b := newBench(t, variable)
		var got ui.Options
		b.onTerminal(func(_ context.Context, o ui.Options) (string, error) { got = o; return "", nil })
		if r := b.run(t.Context()); r.code != exitOK || got.Remote != want {
			t.Errorf("with %q the terminal is remote: %v, %+v", variable, got.Remote, r)
		}
	}
}

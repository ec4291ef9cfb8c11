package cli

import (
	"context"
	"errors"
	"fmt"

	"census/config"
	"census/ui"
)

// runUI shows the screens until the person quits.
func (p *program) runUI(ctx context.Context, s config.Settings) error {
	if err := p.checkTerminal(); err != nil {
		return err
	}
	connection := newConnector(s, &p.secrets)
	desktop := p.desktop()
	farewell, err := p.show(ctx, ui.Options{
		Connect: connection.connect,
		Profile: s.Profile,
		Mouse:   s.Mouse,
		Suspend: hasShell(),
		Dark:    p.dark(s.Theme),
		Colors:  p.colors(),
		Copy:    desktop.copy,
		Open:    desktop.open,
	}, p.stdin, p.stdout)
	closing := connection.close()
	if farewell != "" {
		fmt.Fprintln(p.stdout, p.secrets.redact(farewell))
	}
	var crash *ui.Crash
	switch {
	case errors.As(err, &crash):
		return p.reportCrash(s.Dirs, crash)
	case err != nil:
		return failure{err}
	case closing != nil:
		return failure{closing}
	}
	return nil
}

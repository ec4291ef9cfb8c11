package cli

import (
	"context"
	"errors"
	"fmt"

	"census/config"
	"census/ui"
)

// loading returns the settings in force with another profile.
type loading func(profile string) (config.Settings, error)

// runUI shows the screens until the person quits.
func (p *program) runUI(ctx context.Context, s config.Settings, load loading) error {
	if err := p.checkTerminal(); err != nil {
		return err
	}
	log := p.debugLog(s)
	ctx = log.context(ctx)
	connection := newConnector(s, &p.secrets)
	others := otherConnectors{load: load, secrets: &p.secrets}
	desktop := p.desktop()
	appearance, err := p.appearance(s)
	if err != nil {
		return failure{err}
	}
	options := ui.Options{
		Connect:   connection.connect,
		Profiles:  s.Profiles,
		ConnectTo: others.connect,
		ReviewAll: s.Review == config.ReviewAlways,
		Drafts:    connection.records.draftsOrNil(),
		TextsOnly: !s.Drafts,
		Profile:   s.Profile,
		Mouse:     s.Mouse,
		Remote:    p.isRemote(),
		ASCII:     !p.showsUnicode(),
		Suspend:   hasShell(),
		OwnErase:  p.erasesItself(),

		Appearance: appearance,

		Copy:  desktop.copy,
		Open:  desktop.open,
		Debug: log.messages(),
	}
	// Without a private directory there is no editor: the text being edited must
	// not be in a folder that others can write to.
	if dir := s.Dirs.Edits(); dir != "" {
		options.Edit, options.EditDir = p.textEditor(s).open, dir
	}
	farewell, err := p.show(ctx, options, p.stdin, p.terminal)
	closing := errors.Join(connection.close(), others.close())
	p.endDebugLog(log, err)
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

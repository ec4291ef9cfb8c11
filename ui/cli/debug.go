package cli

import (
	"context"
	"fmt"
	"runtime"

	"census/client"
	"census/client/debuglog"
	"census/config"
	"census/model"
)

// debugLog is the log requested in the settings; the zero value logs nothing.
type debugLog struct {
	file *debuglog.Log
	path string
}

func (p *program) debugLog(s config.Settings) debugLog {
	if s.Debug == "" {
		return debugLog{}
	}
	d := debugLog{path: s.Debug, file: debuglog.To(s.Debug, debuglog.Options{Redact: p.secrets.redact, Now: p.now})}
	d.file.Add("census", fmt.Sprintf("%s on %s/%s, TERM=%s", version(), runtime.GOOS, runtime.GOARCH, p.getenv("TERM")))
	return d
}

// context returns a context whose requests are logged.
func (d debugLog) context(ctx context.Context) context.Context {
	if d.file == nil {
		return ctx
	}
	return client.WithExchanges(ctx, func(e client.Exchange) { d.file.Add("request", e.String()) })
}

// messages is the receiver for the lines of messages, or nil without a log.
func (d debugLog) messages() func(string) {
	if d.file == nil {
		return nil
	}
	return func(line string) { d.file.Add("message", line) }
}

// endDebugLog records in the log how the program ended, and reports on standard
// error if the log is incomplete. That is not a failure.
func (p *program) endDebugLog(d debugLog, ended error) {
	if d.file == nil {
		return
	}
	line := "the end"
	if ended != nil {
		line += ": " + client.Brief(ended)
	}
	d.file.Add("census", line)
	if err := d.file.Close(); err != nil {
		fmt.Fprintln(p.stderr, "census: "+model.Clean(p.secrets.redact(fmt.Sprintf("the debug log %s is incomplete: %v", d.path, err))))
	}
}

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

// debugLog is the log that the settings ask for; the zero value is none.
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

// context lets the requests made with it be logged.
func (d debugLog) context(ctx context.Context) context.Context {
	if d.file == nil {
		return ctx
	}
	return client.WithExchanges(ctx, func(e client.Exchange) { d.file.Add("request", e.String()) })
}

// messages is what takes the lines of messages, nil where there is no log.
func (d debugLog) messages() func(string) {
	if d.file == nil {
		return nil
	}
	return func(line string) { d.file.Add("message", line) }
}

// endDebugLog says in the log how the program ended, and on standard error why the
// log is not whole. It is no reason to fail.
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
		fmt.Fprintln(p.stderr, "census: "+model.Clean(p.secrets.redact(fmt.Sprintf("the debug log %s is not whole: %v", d.path, err))))
	}
}

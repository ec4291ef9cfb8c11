package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"census/config"
	"census/model"
	"census/ui"
)

// The exit codes.
const (
	exitOK          = 0
	exitFailure     = 1
	exitUsage       = 2
	exitInterrupted = 130 // as shells report SIGINT
)

// program is one run of the command line: its inputs, and the secrets it must
// not reveal.
type program struct {
	environ        []string
	stdin          io.Reader
	stdout, stderr io.Writer // for text
	terminal       io.Writer // for the screens

	// Tests replace the rest.
	isTerminal func(stream any) bool
	show       func(context.Context, ui.Options, io.Reader, io.Writer) (string, error)
	now        func() time.Time

	secrets secrets
}

// Run executes the command line args, which exclude the program's name, and
// returns the exit code: 0 for success, 1 for a failure, 2 for an unusable
// command line, configuration or terminal, 130 when interrupted. It ends early
// when ctx does. It uses nothing but its arguments, the files they name, and
// the desktop's clipboard and browser.
func Run(ctx context.Context, args, environ []string, stdin io.Reader, stdout, stderr io.Writer) int {
	p := &program{
		environ: environ, stdin: stdin, stdout: stdout, stderr: stderr,
		isTerminal: isTerminal, show: ui.Run, now: time.Now,
	}
	return p.run(ctx, args)
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}

func (p *program) run(ctx context.Context, args []string) int {
	p.terminal = p.stdout
	if !p.showsUnicode() {
		p.stdout, p.stderr = asciiWriter{p.stdout}, asciiWriter{p.stderr}
	}
	root := p.rootCommand()
	root.SetArgs(args)
	root.SetIn(p.stdin)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	err := root.ExecuteContext(ctx)
	code := exitCode(ctx, err)
	if code == exitFailure || code == exitUsage || errors.Is(err, ui.ErrNotKept) {
		fmt.Fprintln(p.stderr, "census: "+p.explain(err))
	}
	return code
}

// failure is an error of the work itself. All other errors of a command concern
// the command line, the configuration or the terminal.
type failure struct{ error }

func (f failure) Unwrap() error { return f.error }

// usageError is an error of the command line that already says what to do.
type usageError string

func (e usageError) Error() string { return string(e) }

func exitCode(ctx context.Context, err error) int {
	var failed failure
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, ui.ErrInterrupted), errors.Is(err, context.Canceled) && ctx.Err() != nil:
		return exitInterrupted
	case errors.As(err, &failed):
		return exitFailure
	}
	return exitUsage
}

// explain turns an error into one line: without line breaks, control characters
// or secrets and, for a mistyped command line, with a pointer to the help.
func (p *program) explain(err error) string {
	var (
		failed failure
		fault  *config.Error
		wrong  terminalError
		usage  usageError
	)
	text := err.Error()
	if errors.As(err, &failed) || errors.As(err, &fault) || errors.As(err, &wrong) || errors.As(err, &usage) {
		text = strings.ReplaceAll(text, "\n", "; ") // between joined errors
	} else {
		text = strings.Join(strings.Fields(text), " ") + "; see census --help"
	}
	return model.Clean(p.secrets.redact(text))
}

// rootCommand builds the commands. They are not package variables, so that
// starting the program costs nothing before it is known what to do.
func (p *program) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "census",
		Short: "Browse and edit the users of a CometChat app",
		Long: "Browse and edit the users of a CometChat app, in the terminal.\n\n" +
			"Without a credential it uses a built-in local server, whose database keeps your\n" +
			"changes.",
		Example:       examples,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			settings, err := p.load(cmd)
			if err != nil {
				return err
			}
			return p.runUI(cmd.Context(), settings, func(profile string) (config.Settings, error) {
				return p.loadProfile(cmd, profile)
			})
		},
	}
	root.SetVersionTemplate("census {{.Version}}\n")
	addSettings(root)
	root.AddCommand(p.serveCommand(), p.infoCommand())
	extendHelp(root)
	return root
}

// load returns the settings in force for a command with the settings' flags.
func (p *program) load(cmd *cobra.Command) (config.Settings, error) {
	return p.loadWith(givenFlags(cmd))
}

// loadProfile is load with another profile chosen.
func (p *program) loadProfile(cmd *cobra.Command, profile string) (config.Settings, error) {
	flags := givenFlags(cmd)
	flags[profileFlag] = profile
	return p.loadWith(flags)
}

func (p *program) loadWith(flags map[string]string) (config.Settings, error) {
	s, err := config.Load(config.Sources{
		Flags:    flags,
		Environ:  p.environ,
		ReadFile: config.ReadFile,
	})
	if err != nil {
		return config.Settings{}, err
	}
	p.secrets.add(s.APIKey.Reveal(), s.AuthKey.Reveal(), s.AuthToken.Reveal())
	return s, nil
}

// getenv looks up a variable in the environment of this run.
func (p *program) getenv(name string) string {
	for _, line := range p.environ {
		if key, value, _ := strings.Cut(line, "="); key == name {
			return value
		}
	}
	return ""
}

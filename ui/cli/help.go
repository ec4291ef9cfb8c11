package cli

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"census/config"
)

const examples = `  census                        the local server, or the only profile
  census --profile work         the profile [profiles.work] of the configuration file
  census --read-only            look without changing anything
  census serve                  the local server for other programs, on port 7331
  census info                   every path and setting in force, with its origin`

// exitCodes describes the codes that Run returns, for the help.
var exitCodes = []struct {
	code    int
	meaning string
}{
	{exitOK, "success"},
	{exitFailure, "failure; the reason is on standard error"},
	{exitUsage, "unusable command line, configuration or terminal"},
	{exitInterrupted, "interrupted"},
}

// otherVariables are variables that census honours although they are not its
// own.
var otherVariables = [][2]string{
	{"XDG_CONFIG_HOME", "where census/config.toml is; by default ~/.config"},
	{"XDG_DATA_HOME", "where census/local.db is; by default ~/.local/share"},
	{"XDG_STATE_HOME", "where census/crash-….txt is written; by default ~/.local/state"},
	{"NO_COLOR", "show no colours"},
	{"COLORFGBG", "says whether the background is light or dark"},
}

// extendHelp adds to the root's help: variables, precedence and exit codes.
func extendHelp(root *cobra.Command) {
	help := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		help(cmd, args)
		if cmd == root {
			fmt.Fprint(cmd.OutOrStdout(), "\n"+environmentHelp())
		}
	})
}

func environmentHelp() string {
	var b strings.Builder
	section(&b, "Environment", func(w io.Writer) {
		for _, s := range config.Table() {
			if s.Env != "" {
				fmt.Fprintf(w, "  %s\t%s\n", s.Env, s.Doc)
			}
		}
		for _, v := range otherVariables {
			fmt.Fprintf(w, "  %s\t%s\n", v[0], v[1])
		}
	})
	b.WriteString("Each setting takes its value from the first of: flag, environment, file, default.\n" +
		"A credential from the file is never sent to an address from the environment.\n" +
		"Keys and tokens are never flags, because other users of the machine can see those.\n\n")
	section(&b, "Exit codes", func(w io.Writer) {
		for _, e := range exitCodes {
			fmt.Fprintf(w, "  %d\t%s\n", e.code, e.meaning)
		}
	})
	return strings.TrimSuffix(b.String(), "\n")
}

// section writes a heading with aligned lines below it, then an empty line.
func section(out io.Writer, heading string, lines func(io.Writer)) {
	fmt.Fprintln(out, heading+":")
	w := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	lines(w)
	_ = w.Flush() // printing errors cannot be reported
	fmt.Fprintln(out)
}

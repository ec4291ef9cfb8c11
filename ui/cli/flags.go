package cli

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"census/config"
)

// textFlag is a flag with a text value; help shows takes, such as NAME, as its
// type.
type textFlag struct{ text, takes string }

func (f *textFlag) String() string        { return f.text }
func (f *textFlag) Set(text string) error { f.text = text; return nil }
func (f *textFlag) Type() string          { return f.takes }

// addSettings adds the settings' flags to the command.
func addSettings(cmd *cobra.Command) {
	for _, s := range config.Table() {
		switch {
		case s.Flag == "":
		case s.Switch:
			cmd.Flags().Bool(s.Flag, false, s.FlagDoc)
		default:
			cmd.Flags().Var(&textFlag{takes: s.FlagValue}, s.Flag, s.FlagDoc)
		}
	}
}

// profileFlag is the flag that chooses a profile.
const profileFlag = "profile"

// givenFlags returns the flags on the command line, in the form that config
// expects.
func givenFlags(cmd *cobra.Command) map[string]string {
	given := map[string]string{}
	cmd.Flags().Visit(func(f *pflag.Flag) { given[f.Name] = f.Value.String() })
	return given
}

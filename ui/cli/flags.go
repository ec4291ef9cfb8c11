package cli

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"census/config"
)

// textFlag is a flag that takes a text; its type is the word that help shows
// for it, such as NAME.
type textFlag struct{ text, takes string }

func (f *textFlag) String() string        { return f.text }
func (f *textFlag) Set(text string) error { f.text = text; return nil }
func (f *textFlag) Type() string          { return f.takes }

// addSettings gives the command the flags of the settings.
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

// givenFlags returns the flags on the command line, as config wants them.
func givenFlags(cmd *cobra.Command) map[string]string {
	given := map[string]string{}
	cmd.Flags().Visit(func(f *pflag.Flag) { given[f.Name] = f.Value.String() })
	return given
}

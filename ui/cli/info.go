package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"census/config"
	"census/model"
)

func (p *program) infoCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "info",
		Short: "Show every path and setting in force, and where it comes from",
		Long:  "Show every path and setting in force, and where it comes from. Secrets are masked.",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			settings, err := p.load(cmd)
			if err != nil {
				return err
			}
			printInfo(p.stdout, settings)
			return nil
		},
	}
	addSettings(cmd)
	return cmd
}

func printInfo(out io.Writer, s config.Settings) {
	fmt.Fprintf(out, "census %s\n\n", version())
	section(out, "Connection", func(w io.Writer) {
		fmt.Fprintf(w, "  profile\t%s\n", model.Clean(s.Profile))
		fmt.Fprintf(w, "  service\t%s\n", model.Clean(serviceOf(s)))
		fmt.Fprintf(w, "  credential\t%s\n", credential(s))
	})
	section(out, "Paths", func(w io.Writer) {
		found := "not found (not required)"
		if s.FileFound {
			found = "found"
		}
		fmt.Fprintf(w, "  configuration\t%s\t%s\n", orNone(s.File), found)
		fmt.Fprintf(w, "  local database\t%s\n", orNone(s.Dirs.Database()))
		fmt.Fprintf(w, "  journal\t%s\n", orNone(s.Dirs.Journal()))
		fmt.Fprintf(w, "  drafts\t%s\n", orNone(s.Dirs.Drafts()))
		fmt.Fprintf(w, "  crash reports\t%s\n", orNone(s.Dirs.State))
	})
	section(out, "Settings", func(w io.Writer) {
		for _, v := range s.Values {
			origin := v.Origin.String()
			if v.Note != "" {
				origin += " (" + v.Note + ")"
			}
			fmt.Fprintf(w, "  %s\t%s\t%s\n", v.Setting.Name, orNone(v.Shown), origin)
		}
	})
	if s.Override != "" {
		fmt.Fprintln(out, "note: "+s.Override)
	}
	for _, warning := range s.Warnings {
		fmt.Fprintln(out, "warning: "+warning)
	}
}

func serviceOf(s config.Settings) string {
	switch {
	case s.Local:
		return "the built-in local server"
	case s.BaseURL != "":
		return s.BaseURL
	}
	return fmt.Sprintf("CometChat, app %s, region %s", s.AppID, s.Region)
}

func credential(s config.Settings) string {
	switch {
	case s.Local:
		return "the local server's own keys"
	case s.Credential() != model.UserToken && s.AuthToken != "":
		return s.Credential().String() + ", and an auth token for your own profile"
	}
	return s.Credential().String()
}

func orNone(s string) string {
	if s == "" {
		return "–"
	}
	return model.Clean(s)
}

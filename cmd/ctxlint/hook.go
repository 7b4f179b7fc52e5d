package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func hookCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "hook",
		Short: "Check each commit before it is made",
		Long: `A git pre-commit hook that runs ` + "`ctxlint patch --staged`" + `: new findings
stop the commit, and so does a check that cannot be made. A hook that is there
already runs first. git commit --no-verify skips it.`,
		Args: unknownCommand,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	var force bool
	install := &cobra.Command{
		Use:   "install",
		Short: "Install the pre-commit hook of the repository here",
		Args:  exactly(0, "no argument"),
		RunE: func(c *cobra.Command, _ []string) error {
			file, before, err := driver.InstallHook(c.Context(), ".", force)
			if err != nil {
				return err
			}
			fmt.Fprintf(os.Stderr, "ctxlint: installed %s\n", file)
			if before != "" {
				fmt.Fprintf(os.Stderr, "ctxlint: %s runs before it\n", before)
			}
			fmt.Fprintln(os.Stderr, "ctxlint: `ctxlint index` reads the tree once, so that the first commits are quick, too")
			return nil
		},
	}
	install.Flags().BoolVar(&force, "force", false, "install even where the hooks of all of your repositories are")
	uninstall := &cobra.Command{
		Use:   "uninstall",
		Short: "Remove it, and put the hook back that was there before",
		Args:  exactly(0, "no argument"),
		RunE: func(c *cobra.Command, _ []string) error {
			file, err := driver.UninstallHook(c.Context(), ".")
			if err == nil {
				fmt.Fprintf(os.Stderr, "ctxlint: removed the hook %s\n", file)
			}
			return err
		},
	}
	c.AddCommand(install, uninstall, hookRunCommand())
	return c
}

// hookRunCommand is what the pre-commit framework calls. The framework hands over
// names of files, and says by environment variables what they are about.
func hookRunCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "run [FILE...]",
		Short: "Check what a hook of the pre-commit framework is called for",
		Long: `What the hook of the pre-commit framework calls. It checks

  the range from PRE_COMMIT_FROM_REF to PRE_COMMIT_TO_REF, if these are set
  (pre-commit run --from-ref A --to-ref B, and when pushing);
  what is staged, if all FILEs are, or none is named;
  else the FILEs as they are (pre-commit run --all-files, or --files).`,
		RunE: func(c *cobra.Command, args []string) error {
			from, to := os.Getenv("PRE_COMMIT_FROM_REF"), os.Getenv("PRE_COMMIT_TO_REF")
			if (from == "") != (to == "") {
				return errors.New("one of PRE_COMMIT_FROM_REF and PRE_COMMIT_TO_REF is set; want both or none")
			}
			argv := []string{"patch", "--hook", "--", from + ".." + to}
			if from == "" {
				staged, err := driver.Staged(c.Context(), args)
				if err != nil {
					return err
				}
				argv = []string{"patch", "--hook", "--near", "--staged"}
				if !staged {
					argv = append([]string{"check", "--"}, args...)
				}
			}
			root := rootCommand()
			root.SetArgs(argv)
			return root.ExecuteContext(c.Context())
		},
	}
}

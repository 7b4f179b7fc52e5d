package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func hookCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "hook",
		Short: "Check each commit before it is made",
		Long: `A git pre-commit hook that runs ` + "`ctxlint patch --staged`" + `: new findings stop the
commit. A hook that is there already runs first. git commit --no-verify skips it.`,
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
	c.AddCommand(install, uninstall)
	return c
}

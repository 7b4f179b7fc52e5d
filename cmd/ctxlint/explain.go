package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func explainCommand() *cobra.Command {
	var color string
	c := &cobra.Command{
		Use:   "explain RULE",
		Short: "Print what a rule flags, why, and what to do",
		Args:  exactly(1, "one rule"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return driver.RuleIDs(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := oneOf("color", color); err != nil {
				return err
			}
			return driver.Explain(os.Stdout, args[0], useColor(color, os.Stdout))
		},
	}
	addColorFlag(c.Flags(), &color)
	return c
}

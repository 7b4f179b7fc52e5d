package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func rulesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "rules",
		Short: "List the rules",
		Args:  exactly(0, "no arguments"),
		RunE:  func(*cobra.Command, []string) error { return driver.ListRules(os.Stdout) },
	}
}

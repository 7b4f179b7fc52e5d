package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of the program",
		Args:  exactly(0, "no arguments"),
		Run:   func(*cobra.Command, []string) { fmt.Println("ctxlint", driver.Version()) },
	}
}

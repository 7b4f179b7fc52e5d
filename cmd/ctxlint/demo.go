package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func demoCommand() *cobra.Command {
	var color string
	c := &cobra.Command{
		Use:   "demo",
		Short: "Check sample drivers that come with the program",
		Long: `Checks a few sample drivers that come with the program: each has a bug that was
once in a real driver, and a mended twin. The bugs are reported, the twins are
not.`,
		Args: exactly(0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := oneOf("color", color); err != nil {
				return err
			}
			return driver.Demo(c.Context(), os.Stdout, useColor(color, os.Stdout))
		},
	}
	addColorFlag(c.Flags(), &color)
	return c
}

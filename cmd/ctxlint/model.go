package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func modelCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "model",
		Short: "Show what the program knows about the kernel's API",
		Args:  unknownCommand,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(&cobra.Command{
		Use:   "list [NAME...]",
		Short: "List the rows of the model, all or those whose name contains NAME",
		Example: `  ctxlint model list regmap
  ctxlint model list 'struct snd_pcm_ops.*'`,
		RunE: func(_ *cobra.Command, args []string) error { return driver.ListModel(os.Stdout, args) },
	})
	return c
}

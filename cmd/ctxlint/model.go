package main

import (
	"bytes"
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
	c.AddCommand(verifyCommand(), gapsCommand())
	return c
}

func verifyCommand() *cobra.Command {
	var root, progress string
	c := &cobra.Command{
		Use:   "verify",
		Short: "Compare the model with a kernel tree",
		Long: `Compares every row of the model with a kernel tree: does the function or field
still exist where the row says, with the arguments that it speaks of? And does
the function's source, where there is one to read, agree with what the row says
about sleeping? Exit status 1 if a row does not hold.`,
		Args: exactly(0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := oneOf("progress", progress); err != nil {
				return err
			}
			bar := newBar(progress)
			var out bytes.Buffer
			n, err := driver.VerifyModel(c.Context(), &out, root, bar.update)
			bar.finish()
			if _, werr := out.WriteTo(os.Stdout); err == nil {
				err = werr
			}
			if err == nil && n > 0 {
				err = errFindings
			}
			return err
		},
	}
	c.Flags().StringVar(&root, "root", "", "`directory` that is the kernel tree's root (default: found upwards from here)")
	addProgressFlag(c.Flags(), &progress)
	return c
}

func gapsCommand() *cobra.Command {
	var root, progress string
	var users int
	c := &cobra.Command{
		Use:   "gaps",
		Short: "List the interfaces of a kernel tree that the model lacks",
		Long: `Lists the ops structs of include/ with callbacks that have no row, and the
functions declared there that take a function and have none: of the callbacks'
contexts ctxlint knows only what it can infer from the calls. Those with most
users come first, with the number of them: objects of the struct that have an
initialiser, or calls of the function, counted by the text of the tree.`,
		Args: exactly(0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := oneOf("progress", progress); err != nil {
				return err
			}
			bar := newBar(progress)
			var out bytes.Buffer
			err := driver.ModelGaps(c.Context(), &out, root, users, bar.update)
			bar.finish()
			if _, werr := out.WriteTo(os.Stdout); err == nil {
				err = werr
			}
			return err
		},
	}
	c.Flags().StringVar(&root, "root", "", "`directory` that is the kernel tree's root (default: found upwards from here)")
	c.Flags().IntVar(&users, "users", 1, "leave out what has fewer `users`")
	addProgressFlag(c.Flags(), &progress)
	return c
}

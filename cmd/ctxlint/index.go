package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func indexCommand() *cobra.Command {
	var o driver.Options
	var progress string
	c := &cobra.Command{
		Use:   "index [flags] [PATH...]",
		Short: "Read a tree once, so that later checks are quick",
		Long: `Reads the C files that PATHs name, or the whole tree, into the cache, and finds
what the files of the tree export. Checks do the same for what they read; after
an index none of it is left to do. What is not used for the longest time makes
room for what is.`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := oneOf("progress", progress); err != nil {
				return err
			}
			bar := newBar(progress)
			o.Paths, o.Progress = args, bar.update
			res, err := driver.Index(c.Context(), o)
			bar.finish()
			if err != nil {
				return err
			}
			incomplete := printProblems(res.Problems)
			if _, err := res.WriteTo(os.Stderr); err != nil {
				return err
			}
			return incomplete
		},
	}
	fs := c.Flags()
	addTreeFlags(fs, &o)
	addCacheFlag(fs, &o)
	addProgressFlag(fs, &progress)
	return c
}

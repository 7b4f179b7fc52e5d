package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func rootsCommand() *cobra.Command {
	var o driver.Options
	var format, progress string
	c := &cobra.Command{
		Use:   "roots [flags] PATH...",
		Short: "List the functions that others call in a context of their own",
		Long: `Lists, for the C files that PATHs name, the functions that run in a context of
their own: operations that a core calls, interrupt handlers, timers, work items,
completion callbacks. Each with its context, the reason, where it was bound or
registered, and the kernel file that states the contract.

What is missing here is not checked as a root: this is the first place to look
when a finding is missing.`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := oneOf("progress", progress); err != nil {
				return err
			}
			o.Paths = args
			bar := newBar(progress)
			o.Progress = bar.update
			roots, problems, err := driver.Roots(c.Context(), o)
			bar.finish()
			if err != nil {
				return err
			}
			if err := driver.WriteRoots(os.Stdout, format, roots); err != nil {
				return err
			}
			return printProblems(problems)
		},
	}
	fs := c.Flags()
	addTreeFlags(fs, &o)
	addCacheFlag(fs, &o)
	fs.StringVar(&format, "format", "text", "output format: text, jsonl")
	addProgressFlag(fs, &progress)
	return c
}

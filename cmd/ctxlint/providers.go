package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func providersCommand() *cobra.Command {
	var o driver.Options
	var format, progress string
	c := &cobra.Command{
		Use:   "providers [flags] PATH...",
		Short: "Survey DMA providers: what completes transfers, and what waits",
		Long: `Lists, for the C files that PATHs name, the DMA providers: which deferred
functions invoke completion callbacks, whether device_terminate_all or
device_synchronize waits for their end, and whether callbacks are invoked with
the channel lock held or in the hard interrupt.

  ctxlint providers drivers/dma

Where nothing waits, a client cannot know when it may free memory, whatever it
does; see ctxlint explain provider-no-synchronize.`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := oneOf("progress", progress); err != nil {
				return err
			}
			o.Paths = args
			bar := newBar(progress)
			o.Progress = bar.update
			rows, problems, err := driver.Providers(c.Context(), o)
			bar.finish()
			if err != nil {
				return err
			}
			if len(rows) > 0 || len(problems) == 0 { // no head over nothing
				if err := driver.WriteProviders(os.Stdout, format, rows); err != nil {
					return err
				}
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

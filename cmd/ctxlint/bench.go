package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func benchCommand() *cobra.Command {
	var o driver.Options
	var progress string
	var warm bool
	c := &cobra.Command{
		Use:   "bench [flags] [PATH...]",
		Short: "Measure a cold check against bare parsing",
		Long: `Checks what PATHs name and prints what that cost: CPU time, peak memory, and the
ratio of the CPU time to what the bare parser needs for the same files in the
same process. The ratio can be compared between machines, seconds cannot. Also
how many functions were lost or not wholly understood. With --warm it checks
twice more, with a cache that is empty at first, and prints all ratios.`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := oneOf("progress", progress); err != nil {
				return err
			}
			bar := newBar(progress)
			o.Paths, o.Progress = args, bar.update
			b, err := driver.RunBench(c.Context(), o, warm)
			bar.finish()
			if err != nil {
				return err
			}
			_, err = b.WriteTo(os.Stdout)
			return err
		},
	}
	fs := c.Flags()
	addTreeFlags(fs, &o)
	addRulesFlag(fs, &o)
	fs.BoolVar(&warm, "warm", false, "measure a check that fills a cache, and one that finds all of it there, as well")
	addProgressFlag(fs, &progress)
	return c
}

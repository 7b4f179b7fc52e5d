package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func baselineCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "baseline",
		Short: "Live with old findings: report new ones only",
		Long: `A baseline is a file of known findings. ` + "`ctxlint check --baseline FILE`" + ` does not
report them. Entries have no line numbers: they survive edits elsewhere and
reformatting.`,
		Args: unknownCommand,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(
		baselineSubcommand("write", "Make the findings of a check the known ones",
			func(name string, res *driver.Result) error {
				if err := driver.WriteBaseline(name, res); err != nil {
					return err
				}
				fmt.Fprintf(os.Stderr, "ctxlint: %s: %d known findings\n", name, len(res.Findings))
				return nil
			}),
		baselineSubcommand("prune", "Drop the known findings that are gone",
			func(name string, res *driver.Result) error {
				n, err := driver.PruneBaseline(name, res)
				if err != nil {
					return err
				}
				fmt.Fprintf(os.Stderr, "ctxlint: %s: %d findings are gone\n", name, n)
				return nil
			}),
	)
	return c
}

// baselineSubcommand checks without a baseline, and hands the result to do.
func baselineSubcommand(name, short string, do func(file string, res *driver.Result) error) *cobra.Command {
	var o driver.Options
	var file, progress string
	c := &cobra.Command{
		Use:   name + " [flags] [PATH...]",
		Short: short,
		RunE: func(c *cobra.Command, args []string) error {
			if err := oneOf("progress", progress); err != nil {
				return err
			}
			bar := newBar(progress)
			o.Paths, o.Progress, o.IgnoreBaseline, o.Baseline = args, bar.update, true, file
			res, err := driver.Check(c.Context(), o)
			bar.finish()
			if err != nil {
				return err
			}
			incomplete := printProblems(res.Problems)
			if err := do(file, res); err != nil {
				return err
			}
			return incomplete
		},
	}
	fs := c.Flags()
	addTreeFlags(fs, &o)
	addRulesFlag(fs, &o)
	addConfigFlag(fs, &o)
	addCacheFlag(fs, &o)
	addProgressFlag(fs, &progress)
	fs.StringVar(&file, "baseline", driver.DefaultBaseline, "`file` of known findings")
	return c
}

package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

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
	var f recordFlags
	c := &cobra.Command{
		Use:   name + " [flags] [PATH...]",
		Short: short,
		RunE: func(c *cobra.Command, args []string) error {
			bar, err := f.begin(args)
			if err != nil {
				return err
			}
			f.o.IgnoreBaseline, f.o.Baseline = true, f.record
			res, err := driver.Check(c.Context(), f.o)
			bar.finish()
			if err != nil {
				return err
			}
			incomplete := printProblems(res.Problems)
			if err := do(f.record, res); err != nil {
				return err
			}
			return incomplete
		},
	}
	f.add(c.Flags(), "`file` of known findings")
	return c
}

// recordFlags are those of a check whose findings are held against a baseline.
type recordFlags struct {
	o                driver.Options
	record, progress string
}

func (f *recordFlags) add(fs *pflag.FlagSet, record string) {
	addTreeFlags(fs, &f.o)
	addRulesFlag(fs, &f.o)
	addConfigFlag(fs, &f.o)
	addCacheFlag(fs, &f.o)
	addProgressFlag(fs, &f.progress)
	fs.StringVar(&f.record, "baseline", driver.DefaultBaseline, record)
}

// begin judges the flags and has the work on some paths shown.
func (f *recordFlags) begin(paths []string) (*bar, error) {
	if err := oneOf("progress", f.progress); err != nil {
		return nil, err
	}
	bar := newBar(f.progress)
	f.o.Paths, f.o.Progress = paths, bar.update
	return bar, nil
}

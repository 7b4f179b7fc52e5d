package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func simCommand() *cobra.Command {
	var o driver.SimOptions
	var svg, progress string
	var list bool
	c := &cobra.Command{
		Use:   "sim PAIR",
		Short: "Run a bug of the reference, or its fix, under every schedule",
		Long: `Runs one of the bugs that come with the reference, or without --buggy its fix,
on a simulated machine under every schedule within the pair's bound. The first
schedule that breaks a rule is printed: what a kernel would print, the choices
that lead there, and a timeline with one column for each context.

Exit status 1 if a rule is broken, 2 if the exploration did not come to its end.`,
		Example: `  ctxlint sim --list
  ctxlint sim dmaengine-close --buggy --steps 16
  ctxlint sim dmaengine-close --buggy --svg race.svg
  ctxlint sim dmaengine-close                        # the fix
  ctxlint sim irq-no-sync --buggy --schedule '0x2 1x2 0x3 1x2'`,
		Args: func(c *cobra.Command, args []string) error {
			if list {
				return exactly(0, "no pair with --list")(c, args)
			}
			return exactly(1, "one pair (`ctxlint sim --list` lists them)")(c, args)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return driver.PairNames(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error {
			if list {
				return driver.ListPairs(os.Stdout)
			}
			if err := oneOf("progress", progress); err != nil {
				return err
			}
			if c.Flags().Changed("schedule") && o.Schedule == "" {
				return errors.New("--schedule is empty: want the choices that a report prints, such as '0x2 1x2 0x3 1x2'")
			}
			o.Name = args[0]
			return simulate(c, o, svg, progress)
		},
	}
	fs := c.Flags()
	fs.BoolVar(&list, "list", false, "list the pairs with the rules that their bugs break")
	fs.BoolVar(&o.Buggy, "buggy", false, "run the bug instead of its fix")
	fs.StringVar(&o.Strategy, "strategy", "dfs", "how to explore: dfs (every schedule within the bound), random, pct")
	fs.StringVar(&o.Schedule, "schedule", "", "replay this `schedule` instead of exploring")
	fs.IntVar(&o.Preemptions, "preemptions", -1, "dfs: at most so many preemptions in a schedule (-1: the pair's own bound)")
	fs.IntVar(&o.Schedules, "schedules", 0, "give up after so many schedules (0: 5 million; random and pct 100,000)")
	fs.Uint64Var(&o.Seed, "seed", 0, "random, pct: start of the random numbers")
	fs.IntVar(&o.Steps, "steps", 0, "show only the last so many steps of the timeline (0: all)")
	fs.StringVar(&svg, "svg", "", "draw the timeline into this `file` too")
	addProgressFlag(fs, &progress)
	c.MarkFlagsMutuallyExclusive("schedule", "strategy")
	return c
}

func simulate(c *cobra.Command, o driver.SimOptions, svg, progress string) error {
	bar := newBar(progress)
	o.Progress = bar.update
	o.Width = terminalWidth(os.Stdout)
	var text, picture bytes.Buffer
	found, err := driver.Simulate(c.Context(), &text, &picture, o)
	bar.finish()
	if _, werr := text.WriteTo(os.Stdout); err == nil {
		err = werr
	}
	if err == nil && svg != "" {
		err = writePicture(svg, picture.Bytes())
	}
	if err == nil && found {
		err = errFindings
	}
	return err
}

// writePicture leaves an older file alone when there is nothing to draw.
func writePicture(name string, data []byte) error {
	if len(data) == 0 {
		fmt.Printf("nothing to draw: %s is not written\n", name)
		return nil
	}
	return os.WriteFile(name, data, 0o666)
}

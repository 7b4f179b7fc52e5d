package main

import (
	"errors"
	"os"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func whatifCommand() *cobra.Command {
	var o driver.WhatIfOptions
	var min, format, color, progress string
	c := &cobra.Command{
		Use:   "whatif [flags] [PATH...]",
		Short: "Say what an assumption makes wrong, and what it makes right",
		Long: `Checks the code as it is, and as it would be if what the flags assume were so,
and tells the findings that come and those that go: before anyone boots a board.

Each flag can be given several times. What is checked are the files that an
assumption matters for: all that can reach a function that sleeps, the module
of one that is atomic or holds a lock, the directory of a PCM; and the PATHs
that are named.

--rt tells what goes wrong on PREEMPT_RT only. What is harmless there stays
wrong: a driver has to run on kernels without it, too.`,
		Example: `  ctxlint whatif --nonatomic sound/soc/foo/foo-card.c
  ctxlint whatif --nonatomic "HDMI Playback"
  ctxlint whatif --sleeps foo_hw_stop@sound/soc/foo/foo.c
  ctxlint whatif --takes mutex:chip->lock@foo_set_rate
  ctxlint whatif --rt drivers/gpio/gpio-foo.c`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := errors.Join(oneOf("progress", progress), oneOf("color", color), driver.AnswerFormat(format)); err != nil {
				return err
			}
			o.Paths, o.MinConfidence = args, driver.Confidence(min)
			bar := newBar(progress)
			o.Progress = bar.update
			r, err := driver.Assume(c.Context(), o)
			bar.finish()
			if err != nil {
				return err
			}
			if err := driver.WriteWhatIf(os.Stdout, format, r, useColor(color, os.Stdout)); err != nil {
				return err
			}
			if err := printProblems(r.Problems); err != nil {
				return err
			}
			if len(r.Wrong) > 0 {
				return errFindings
			}
			return nil
		},
	}
	fs := c.Flags()
	fs.StringArrayVar(&o.Sleeps, "sleeps", nil, "the `function` FUNC or FUNC@FILE sleeps")
	fs.StringArrayVar(&o.Atomic, "atomic", nil, "the `function` is called in atomic context")
	fs.StringArrayVar(&o.Takes, "takes", nil, "a function holds a lock: `LOCK@FUNC`, or KIND:LOCK@FUNC with the kind spin, raw_spin or mutex")
	fs.StringArrayVar(&o.Nonatomic, "nonatomic", nil, "the PCMs of a `file`, or the link of that name, are nonatomic")
	fs.BoolVar(&o.RT, "rt", false, "the kernel is PREEMPT_RT")
	addTreeFlags(fs, &o.Options)
	addRulesFlag(fs, &o.Options)
	fs.StringVar(&min, "min-confidence", "", "show findings of this confidence or better: high, medium, low (default medium)")
	addConfigFlag(fs, &o.Options)
	addCacheFlag(fs, &o.Options)
	addCompileFlag(fs, &o.Options)
	fs.StringVar(&format, "format", "text", "output format: text, json")
	addColorFlag(fs, &color)
	addProgressFlag(fs, &progress)
	return c
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

// part checks a part of the modules.
func (f *checkFlags) part(ctx context.Context, bar *bar) error {
	shard, err := driver.ParseShard(f.shard)
	switch {
	case err != nil:
		return err
	case f.versions != nil:
		return errors.New("--shard checks for one kernel; leave out --kernel-versions")
	case f.out.format != "text" || len(f.out.reports) > 0 || f.out.failOn != "any" || f.options.Baseline != "" || f.min != "" || len(f.options.Rules) > 0 || f.stats || f.refuted:
		return errors.New("--shard writes a part, of which ctxlint merge makes a report: it takes --format, --report, --fail-on, --baseline, --rules, --rt, --min-confidence, --stats and --explain-refuted")
	}
	f.options.Found = nil
	p, err := driver.CheckShard(ctx, f.options, shard)
	bar.finish()
	if err != nil {
		return err
	}
	if err := f.out.write(func(w io.Writer) error { return json.NewEncoder(w).Encode(p) }); err != nil {
		return err
	}
	f.out.say(fmt.Sprintf("part %d of %d: %d files read", shard.I, shard.N, p.Stats.Files))
	if p.Stopped != "" {
		return errors.New(p.Stopped)
	}
	return f.out.problems(p.Trouble)
}

func mergeCommand() *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use:   "merge [flags] PART...",
		Short: "Make one report of a check that was divided among machines",
		Long: `Takes the PARTs that 'ctxlint check --shard I/N' has written, all of them, and
reports as one check would: the same findings, to the byte, in any format. It
needs the same tree as they did, for its configuration, comments and lines of
source; what was checked, and how, the parts say.`,
		Example: `  ctxlint check --shard 1/2 -o part1.json drivers/dma
  ctxlint check --shard 2/2 -o part2.json drivers/dma
  ctxlint merge --format sarif part1.json part2.json`,
		Args: atLeast(1, "the parts of a check"),
		RunE: func(c *cobra.Command, args []string) error {
			return f.merge(c, args)
		},
	}
	fs := c.Flags()
	fs.StringVar(&f.options.Root, "root", "", "`directory` that is the tree's root (default: found upwards from here)")
	addRulesFlag(fs, &f.options)
	fs.StringVar(&f.min, "min-confidence", "", "show findings of this confidence or better: high, medium, low (default medium)")
	fs.StringVar(&f.options.Baseline, "baseline", "", "`file` of known findings, which are not reported")
	fs.BoolVar(&f.rt, "rt", false, "run the rules about PREEMPT_RT as well: what sleeps only there")
	fs.BoolVar(&f.stats, "stats", false, "print on standard error what was read, understood and lost, and what it cost")
	fs.BoolVar(&f.refuted, "explain-refuted", false, "print on standard error which candidates cannot happen, and why")
	f.out.add(fs, driver.Formats())
	return c
}

func (f *checkFlags) merge(c *cobra.Command, names []string) error {
	f.options.MinConfidence = driver.Confidence(f.min)
	if f.rt {
		f.options.AddRT()
	}
	if err := errors.Join(driver.CheckFormat(f.out.format), f.out.validate()); err != nil {
		return err
	}
	if err := f.out.open(); err != nil {
		return err
	}
	start := time.Now()
	res, err := driver.Merge(c.Context(), f.options, names)
	if err != nil {
		return f.out.fail(err)
	}
	return f.report(res, time.Since(start))
}

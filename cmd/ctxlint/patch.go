package main

import (
	"errors"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/ctxlint/ctxlint/internal/driver"
)

type patchFlags struct {
	options driver.PatchOptions
	out     output
	min     string
	hook    bool
	stats   bool
	verbose bool
}

func patchCommand() *cobra.Command {
	var f patchFlags
	c := &cobra.Command{
		Use:   "patch [flags] REV..REV | REV | FILE... | - | --staged | --worktree",
		Short: "Tell what a change newly breaks, and what it mends",
		Long: `Checks the tree as it is before and after a change, and reports the findings
that are there after and not before, wherever they surface: a helper that begins
to sleep makes a trigger in another file wrong. Each is shown on the changed
line that causes it. Moved and renamed code is not news.

The change is a revision range (from where the two part), one commit, what is
staged, the work tree, patch files, or a mailbox such as b4 makes; "-" is
standard input. Patches of a series are judged one by one and as a whole.
Nothing is written: a patch need not be applied, and what is checked out does
not matter.

Patch files apply to the work tree, or to the revision that --base names.`,
		Example: `  ctxlint patch main..topic
  ctxlint patch --staged
  ctxlint patch 0001-fix.patch 0002-more.patch
  b4 am -o - MESSAGE-ID | ctxlint patch --format reply -`,
		RunE: func(c *cobra.Command, args []string) error {
			f.options.Args = args
			return f.run(c)
		},
	}
	fs := c.Flags()
	fs.StringVar(&f.options.Root, "root", "", "`directory` that is the tree's root (default: found upwards from here)")
	fs.BoolVar(&f.options.Staged, "staged", false, "the change is what is about to be committed")
	fs.BoolVar(&f.options.Worktree, "worktree", false, "the change is what differs from HEAD, new files included")
	fs.BoolVar(&f.options.Commits, "commits", false, "judge each commit of a range on its own, too")
	fs.StringVar(&f.options.Base, "base", "", "`revision` to which patch files apply (default: the work tree)")
	fs.BoolVar(&f.options.Applied, "applied", false, "a patch file may be among the last commits already, and is judged there")
	fs.BoolVar(&f.options.Near, "near", false, "check the directories of the change only, not the callers elsewhere")
	fs.IntVar(&f.options.Jobs, "jobs", 0, "`number` of files to analyse at a time (default: one per processor)")
	addRulesFlag(fs, &f.options.Options)
	fs.StringVar(&f.min, "min-confidence", "", "show findings of this confidence or better: high, medium, low (default medium)")
	addExcludeFlag(fs, &f.options.Options)
	addVersionFlag(fs, &f.options.Options)
	addConfigFlag(fs, &f.options.Options)
	addCacheFlag(fs, &f.options.Options)
	addCompileFlag(fs, &f.options.Options)
	fs.BoolVar(&f.stats, "stats", false, "print on standard error what was read, understood and lost, and what it cost")
	fs.BoolVarP(&f.verbose, "verbose", "v", false, "with --stats: name the functions in which a bound of the analysis was hit")
	fs.BoolVar(&f.hook, "hook", false, "how the git hook calls it: silent if nothing is new, and a reason if it takes long")
	f.out.add(fs, driver.PatchFormats())
	return c
}

func (f *patchFlags) run(c *cobra.Command) error {
	f.options.MinConfidence = driver.Confidence(f.min)
	err := errors.Join(driver.CheckPatchFormat(f.out.format), f.out.validate())
	if err == nil {
		err = f.out.open()
	}
	if err != nil {
		return err
	}
	if f.out.format == "b4" { // it shows standard error as a failure
		f.out.quiet, f.options.Applied = true, true
	}
	ctx, stop := f.out.limit(c.Context())
	defer stop()
	f.options.Stdin = os.Stdin
	bar := newBar(f.out.progress)
	f.options.Progress = bar.update
	res, err := driver.Patch(ctx, f.options)
	bar.finish()
	if err != nil {
		return f.out.fail(err)
	}
	return f.report(res)
}

// slow is how long a commit may take without a word.
const slow = time.Second

func (f *patchFlags) report(res *driver.PatchResult) error {
	if res.Incomplete() && driver.IsVerdict(f.out.format) {
		// A word about half of the work would be taken for one about all of it.
		return f.out.fail(f.out.problems(res.Problems))
	}
	err := f.out.write(func(w io.Writer) error { return driver.RenderPatch(w, f.out.format, res, f.out.options()) })
	if err != nil {
		return err
	}
	if err := f.out.writeReports(func(w io.Writer, format string) error { return driver.RenderPatch(w, format, res, f.out.options()) }); err != nil {
		return err
	}
	incomplete := f.out.problems(res.Problems)
	if f.stats {
		res.Stats.Verbose = f.verbose
		if _, err := res.Stats.WriteTo(os.Stderr); err != nil {
			return err
		}
	}
	if f.out.format == "text" && (!f.hook || res.Found() || len(res.Fixed) > 0) {
		f.out.say(driver.PatchSummary(res))
	}
	if why, ok := res.Slowly(slow); ok && f.hook {
		f.out.say(why)
	}
	if incomplete != nil {
		return incomplete
	}
	return f.status(res)
}

// status is what the findings are to whoever called.
func (f *patchFlags) status(res *driver.PatchResult) error {
	switch {
	case f.out.format == "nipa":
		return statusError(driver.NIPAStatus(res))
	case f.out.format == "b4": // the word is in the output
		return nil
	case driver.FailsOn(f.out.failOn, res.All()):
		return errFindings
	}
	return nil
}

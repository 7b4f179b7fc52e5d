package main

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ctxlint/ctxlint/internal/driver"
)

type checkFlags struct {
	rt       bool
	options  driver.Options
	out      output
	min      string
	stats    bool
	verbose  bool
	refuted  bool // say which candidates cannot happen
	versions []string
	shard    string // part of the modules
	fix      fixFlags
	failed   error // of showing findings as they come
}

func checkCommand() *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use:   "check [flags] [PATH...]",
		Short: "Check files and directories of a source tree",
		Long: `Checks the C files that PATHs name, directories standing for all files below
them, and uses the rest of the tree for what they call. Without a PATH it checks
the whole tree. What is said about a file does not depend on what else is named:
a finding is shown if its cause or one of its places lies in the PATHs.

The tree's root is found upwards from the first PATH: the directory that holds
include/linux, a Makefile with a kernel version, and Kconfig (or, in packages of
headers, include/linux/kconfig.h). Code outside a kernel tree is checked on its
own.`,
		Example: `  ctxlint check sound/soc/qcom drivers/dma
  ctxlint check --rules 'provider-*' drivers/dma
  ctxlint check --format jsonl . | jq -r .rule | sort | uniq -c
  ctxlint check --diff drivers/dma | git apply`,
		RunE: func(c *cobra.Command, args []string) error {
			f.options.Paths = args
			return f.run(c)
		},
	}
	fs := c.Flags()
	addTreeFlags(fs, &f.options)
	addRulesFlag(fs, &f.options)
	fs.StringVar(&f.min, "min-confidence", "", "show findings of this confidence or better: high, medium, low (default medium)")
	addExcludeFlag(fs, &f.options)
	fs.BoolVar(&f.options.Everywhere, "everywhere", false, "show findings elsewhere in the modules of the PATHs, too")
	addVersionFlag(fs, &f.options)
	fs.StringSliceVar(&f.versions, "kernel-versions", nil, "`releases` to check for, such as 5.4,6.1,6.12: each finding says in which it is")
	fs.StringVar(&f.options.Baseline, "baseline", "", "`file` of known findings, which are not reported")
	addConfigFlag(fs, &f.options)
	addCacheFlag(fs, &f.options)
	addCompileFlag(fs, &f.options)
	fs.BoolVar(&f.rt, "rt", false, "run the rules about PREEMPT_RT as well: what sleeps only there")
	fs.BoolVar(&f.stats, "stats", false, "print on standard error what was read, understood and lost, and what it cost")
	fs.BoolVarP(&f.verbose, "verbose", "v", false, "with --stats: name the functions in which a bound of the analysis was hit")
	fs.BoolVar(&f.refuted, "explain-refuted", false, "print on standard error which candidates cannot happen, and why")
	fs.StringVar(&f.shard, "shard", "", "`I/N`: check part I of N of the modules, and write what ctxlint merge takes")
	f.fix.add(fs)
	f.out.add(fs, driver.Formats())
	return c
}

func addExcludeFlag(fs *pflag.FlagSet, o *driver.Options) {
	fs.StringArrayVar(&o.Exclude, "exclude", nil, "`pattern` of files and directories to pass over, relative to the tree's root; may be repeated")
}

func addRulesFlag(fs *pflag.FlagSet, o *driver.Options) {
	fs.StringSliceVar(&o.Rules, "rules", nil, "`rules` to run: ids, patterns, all, default; -RULE takes one away (default: the stable rules)")
}

func addConfigFlag(fs *pflag.FlagSet, o *driver.Options) {
	fs.StringVar(&o.Config, "config", "", "configuration `file`, or none (default: .ctxlint.yaml at the tree's root, if there is one)")
}

// addCacheFlag declares where results are kept between runs. The environment
// states the default, so that it reaches hooks and builds.
func addCacheFlag(fs *pflag.FlagSet, o *driver.Options) {
	addCacheDirFlag(fs, o)
	address, push := driver.DefaultSharedCache()
	fs.StringVar(&o.CacheURL, "cache-url", address, "`address` of a store that machines share, http or https (default: $CTXLINT_CACHE_URL)")
	fs.BoolVar(&o.CachePush, "cache-push", push, "write to the shared store as well as read (default: if $CTXLINT_CACHE_PUSH is set)")
	fs.Lookup("cache-url").DefValue, fs.Lookup("cache-push").DefValue = "", "false"
}

func addCacheDirFlag(fs *pflag.FlagSet, o *driver.Options) {
	fs.StringVar(&o.Cache, "cache", driver.DefaultCache(), "`directory` that keeps what was read for the next time, or none")
	fs.Lookup("cache").DefValue = "" // it differs from user to user
	fs.Lookup("cache").Usage += " (default: $CTXLINT_CACHE, or ctxlint in the user's cache directory)"
}

func addCompileFlag(fs *pflag.FlagSet, o *driver.Options) {
	fs.StringVar(&o.CompileCommands, "compile-commands", "", "`file` compile_commands.json of a build: its include directories, and its side of each #ifdef")
}

// addTreeFlags declares what every command that reads a tree takes.
func addTreeFlags(fs *pflag.FlagSet, o *driver.Options) {
	fs.StringVar(&o.Root, "root", "", "`directory` that is the tree's root (default: found upwards from the first PATH)")
	fs.StringVar(&o.Overlay, "overlay", "", "JSON `file` that replaces, adds and removes files, as go build -overlay takes it")
	fs.IntVar(&o.Jobs, "jobs", 0, "`number` of files to analyse at a time (default: one per processor)")
}

// run checks, prints, and turns what came of it into an exit status.
func (f *checkFlags) run(c *cobra.Command) error {
	f.options.MinConfidence = driver.Confidence(f.min)
	if f.rt {
		f.options.AddRT()
	}
	err := errors.Join(driver.CheckFormat(f.out.format), f.out.validate(), f.validateFix())
	if err == nil && f.options.KernelVersion != "" {
		err = driver.CheckVersion(f.options.KernelVersion)
	}
	if err == nil {
		err = f.out.open()
	}
	if err != nil {
		return err
	}
	ctx, stop := f.out.limit(c.Context())
	defer stop()
	bar := newBar(f.out.progress)
	f.options.Progress = bar.update
	if f.fix.asked() {
		return f.edit(ctx, bar)
	}
	if f.streams() {
		f.options.Found = func(part *driver.Result) { f.show(bar, part) }
	}
	if f.shard != "" {
		return f.part(ctx, bar)
	}
	start := time.Now()
	res, err := f.check(ctx)
	bar.finish()
	if err != nil {
		return f.out.fail(err)
	}
	return f.report(res, time.Since(start))
}

// streams says whether findings are shown as they are found: to a person. What a
// program reads comes in order, and whole.
func (f *checkFlags) streams() bool {
	return f.out.format == "text" && f.out.file == "" && f.versions == nil && isTerminal(os.Stdout)
}

func (f *checkFlags) show(bar *bar, part *driver.Result) {
	bar.pause(func() {
		f.failed = errors.Join(f.failed, f.out.write(func(w io.Writer) error { return driver.Render(w, "text", part, f.out.options()) }))
	})
}

// check is for one kernel or for several.
func (f *checkFlags) check(ctx context.Context) (*driver.Result, error) {
	if f.versions == nil {
		return driver.Check(ctx, f.options)
	}
	if f.options.KernelVersion != "" {
		return nil, errors.New("--kernel-version and --kernel-versions contradict each other; name one")
	}
	f.options.Found = nil // a finding is told once, with all of its versions
	return driver.CheckVersions(ctx, f.options, f.versions)
}

func addVersionFlag(fs *pflag.FlagSet, o *driver.Options) {
	fs.StringVar(&o.KernelVersion, "kernel-version", "", "`release` that LINUX_VERSION_CODE is (default: the tree's)")
}

func (f *checkFlags) report(res *driver.Result, took time.Duration) error {
	if f.options.Found != nil { // they were shown
		if f.failed != nil {
			return f.failed
		}
	} else if err := f.out.write(func(w io.Writer) error { return driver.Render(w, f.out.format, res, f.out.options()) }); err != nil {
		return err
	}
	if err := f.out.writeReports(func(w io.Writer, format string) error { return driver.Render(w, format, res, f.out.options()) }); err != nil {
		return err
	}
	incomplete := f.out.problems(res.Problems)
	if f.stats {
		res.Stats.Verbose = f.verbose
		if _, err := res.Stats.WriteTo(os.Stderr); err != nil {
			return err
		}
	}
	if f.refuted {
		if err := driver.WriteRefuted(os.Stderr, res.Refuted); err != nil {
			return err
		}
	}
	if f.out.format == "text" {
		f.out.say(driver.Summary(res, took))
	}
	if incomplete == nil && driver.FailsOn(f.out.failOn, res.Findings) {
		return errFindings
	}
	return incomplete
}

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ctxlint/ctxlint/internal/driver"
)

func simCommand() *cobra.Command {
	var o driver.SimOptions
	var progress, scenario, overlay string
	var list bool
	var pics pictures
	c := &cobra.Command{
		Use:   "sim PAIR|DIR",
		Short: "Run a bug of the reference, or a model, under every schedule",
		Long: `Runs one of the bugs that come with the reference, or without --buggy its fix,
on a simulated machine under every schedule within the pair's bound. The first
schedule that breaks a rule is printed: what a kernel would print, the choices
that lead there, and a timeline with one column for each context.

DIR, written as a path (./mydriver), is a Go program with a model of a driver of
your own, in any module: it is built and run through the scenarios of
reference/conformance. docs/reference.md shows how to write one. What its
contexts do to Go variables is watched, and two that meet on one with nothing
between them are a data race. For models that are tests, --overlay makes
go test watch them, too.

Exit status 1 if a rule is broken, 2 if the exploration did not come to its end.`,
		Example: `  ctxlint sim --list
  ctxlint sim dmaengine-close --buggy --steps 16
  ctxlint sim dmaengine-close --buggy --html race.html
  ctxlint sim dmaengine-close                        # the fix
  ctxlint sim dmaengine-close --rt                   # with PREEMPT_RT
  ctxlint sim irq-no-sync --buggy --schedule '0x2 1x2 0x3 1x2'
  ctxlint sim ./mydriver --scenario drain
  ctxlint sim ./mydriver --overlay o.json            # then go test -overlay`,
		Args: func(c *cobra.Command, args []string) error {
			if list && (len(args) != 1 || !driver.IsModel(args[0])) {
				return exactly(0, "no pair with --list")(c, args)
			}
			return exactly(1, "one pair (`ctxlint sim --list` lists them) or the directory of a model")(c, args)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return driver.PairNames(), cobra.ShellCompDirectiveDefault
		},
		RunE: func(c *cobra.Command, args []string) error {
			if list && len(args) == 0 {
				return driver.ListPairs(os.Stdout)
			}
			if err := oneOf("progress", progress); err != nil {
				return err
			}
			if c.Flags().Changed("schedule") && o.Schedule == "" {
				return errors.New("--schedule is empty: want the choices that a report prints, such as '0x2 1x2 0x3 1x2'")
			}
			switch {
			case overlay != "" && !driver.IsModel(args[0]):
				return errors.New("--overlay is for a model of your own, given as a path")
			case overlay != "":
				return driver.WatchOverlay(c.Context(), overlay, args[0], true, "./...")
			}
			if driver.IsModel(args[0]) {
				return simulateModel(c, args[0], o.Buggy)
			}
			if scenario != "" {
				return errors.New("--scenario is for a model of your own, given as a path")
			}
			o.Name = args[0]
			return simulate(c, o, &pics, progress)
		},
	}
	fs := c.Flags()
	fs.BoolVar(&list, "list", false, "list the pairs with the rules that their bugs break; the scenarios of a model")
	fs.BoolVar(&o.Buggy, "buggy", false, "run the bug instead of its fix")
	fs.StringVar(&scenario, "scenario", "", "run only this `scenario` of a model")
	fs.StringVar(&overlay, "overlay", "", "run nothing: write the sources of DIR and below, with their accesses\nto Go variables watched, for go test -overlay `FILE`")
	fs.StringVar(&o.Strategy, "strategy", "dfs", "how to explore: dfs (every schedule within the bound), random, pct")
	fs.StringVar(&o.Schedule, "schedule", "", "replay this `schedule` instead of exploring")
	fs.BoolVar(&o.RT, "rt", false, "with PREEMPT_RT: spinlocks sleep, handlers are threads")
	fs.IntVar(&o.Preemptions, "preemptions", -1, "dfs: at most so many preemptions in a schedule (-1: the pair's own bound)")
	fs.IntVar(&o.Schedules, "schedules", 0, "give up after so many schedules (0: 5 million; random and pct 100,000)")
	fs.IntVar(&o.Workers, "workers", 0, "dfs: explore on so many cores (0: one); what is found is the same")
	fs.Uint64Var(&o.Seed, "seed", 0, "random, pct: start of the random numbers")
	fs.IntVar(&o.Steps, "steps", 0, "show only the last so many steps of the timeline (0: all)")
	pics.addFlags(fs)
	addProgressFlag(fs, &progress)
	c.MarkFlagsMutuallyExclusive("schedule", "strategy")
	return c
}

// pictures are the files that a run is written to, by format.
type pictures struct {
	svg, html, json, chrome string
}

func (p *pictures) addFlags(fs *pflag.FlagSet) {
	fs.StringVar(&p.svg, "svg", "", "draw the timeline into this `file` too")
	fs.StringVar(&p.html, "html", "", "write a page to step through the run into this `file`")
	fs.StringVar(&p.json, "json", "", "write the run as JSON into this `file`")
	fs.StringVar(&p.chrome, "chrome", "", "write the run into this `file` for Perfetto or chrome://tracing")
}

var pictureFlags = []string{"svg", "html", "json", "chrome"}

// drawing is a picture and where it goes.
type drawing struct {
	name string
	data bytes.Buffer
}

// open makes room for what was asked for.
func (p *pictures) open() (driver.SimPictures, []*drawing) {
	var to driver.SimPictures
	var all []*drawing
	for _, x := range []struct {
		name string
		w    *io.Writer
	}{{p.svg, &to.SVG}, {p.html, &to.HTML}, {p.json, &to.JSON}, {p.chrome, &to.Chrome}} {
		if x.name != "" {
			d := &drawing{name: x.name}
			*x.w = &d.data
			all = append(all, d)
		}
	}
	return to, all
}

func simulate(c *cobra.Command, o driver.SimOptions, p *pictures, progress string) error {
	bar := newBar(progress)
	o.Progress = bar.update
	o.Width = terminalWidth(os.Stdout)
	var text bytes.Buffer
	to, drawings := p.open()
	found, err := driver.Simulate(c.Context(), &text, to, o)
	bar.finish()
	if _, werr := text.WriteTo(os.Stdout); err == nil {
		err = werr
	}
	for _, d := range drawings {
		if err == nil {
			err = writePicture(d.name, d.data.Bytes())
		}
	}
	if err == nil && found {
		err = errFindings
	}
	return err
}

// simulateModel hands the flags that were given on to the model's own program,
// which knows them all but --buggy and --progress.
func simulateModel(c *cobra.Command, dir string, buggy bool) error {
	if buggy {
		return errors.New("--buggy is for the pairs of the reference; a model of your own has its scenarios")
	}
	var args []string
	var err error
	own := c.LocalNonPersistentFlags()
	c.Flags().Visit(func(f *pflag.Flag) {
		value := f.Value.String()
		switch {
		case f.Name == "progress" || own.Lookup(f.Name) == nil:
			return
		case slices.Contains(pictureFlags, f.Name): // the program runs in its own directory
			if abs, aerr := filepath.Abs(value); aerr != nil {
				err = aerr
			} else {
				value = abs
			}
		}
		args = append(args, "-"+f.Name+"="+value)
	})
	if err != nil {
		return err
	}
	if w := terminalWidth(os.Stdout); w > 0 {
		args = append(args, fmt.Sprintf("-width=%d", w))
	}
	found, err := driver.RunModel(c.Context(), os.Stdout, os.Stderr, dir, args)
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

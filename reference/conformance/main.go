package conformance

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/ctxlint/ctxlint/reference/report"
)

// Exit statuses of Main, as of ctxlint: no rule is broken, one is, or it is not
// known.
const (
	exitClean    = 0
	exitViolated = 1
	exitUnknown  = 2
)

// Main is the program of a model: it explores the scenarios of the drivers, or the
// one that its flags name, prints what happens, and exits.
func Main(drivers ...Driver) { os.Exit(Run(os.Args[1:], os.Stdout, os.Stderr, drivers...)) }

// command is what the flags ask for.
type command struct {
	report.Request
	scenario string
	as       string
	list     bool
	pictures map[string]*string // file by format
}

// Run is Main with its surroundings as parameters. It returns the exit status.
func Run(args []string, out, errs io.Writer, drivers ...Driver) int {
	c, err := parse(args, errs)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitClean
	case err != nil:
		return exitUnknown // flag has said why
	}
	models, err := c.models(drivers)
	if err == nil && !c.list && c.single() && len(models) != 1 {
		err = errors.New("a schedule or a picture is of one scenario: name it with -scenario, see -list")
	}
	if err != nil {
		fmt.Fprintln(errs, err)
		return exitUnknown
	}
	status := exitClean
	for _, m := range models {
		if c.list {
			fmt.Fprintln(out, m.Name)
			continue
		}
		fmt.Fprintf(out, "%s: ", m.Name)
		found, err := c.run(out, m)
		switch {
		case err != nil:
			fmt.Fprintln(errs, err)
			status = exitUnknown
		case found && status == exitClean:
			status = exitViolated
		}
	}
	return status
}

func parse(args []string, errs io.Writer) (*command, error) {
	c := &command{pictures: map[string]*string{}}
	fs := flag.NewFlagSet("model", flag.ContinueOnError)
	fs.SetOutput(errs)
	fs.StringVar(&c.scenario, "scenario", "", "run only this `scenario`, NAME or DRIVER/NAME")
	fs.BoolVar(&c.list, "list", false, "list the scenarios")
	fs.StringVar(&c.Strategy, "strategy", "dfs", "how to explore: dfs (every schedule within the bound), random, pct")
	fs.StringVar(&c.Schedule, "schedule", "", "replay this `schedule` instead of exploring")
	fs.BoolVar(&c.RT, "rt", false, "with PREEMPT_RT: spinlocks sleep, handlers are threads")
	fs.IntVar(&c.Preemptions, "preemptions", -1, "dfs: at most so many preemptions in a schedule (-1: the model's own bound)")
	fs.IntVar(&c.Schedules, "schedules", 0, "give up after so many schedules (0: 5 million; random and pct 100,000)")
	fs.IntVar(&c.Workers, "workers", 0, "dfs: explore on so many cores (0: one)")
	fs.Uint64Var(&c.Seed, "seed", 0, "random, pct: start of the random numbers")
	fs.IntVar(&c.Steps, "steps", 0, "show only the last so many steps of the timeline (0: all)")
	fs.IntVar(&c.Width, "width", 0, "`columns` of the timeline (0: as many as it needs)")
	fs.StringVar(&c.as, "as", "go run .", "the `command` that runs this program, for what it tells to run again")
	for _, f := range formats {
		c.pictures[f] = fs.String(f, "", "write the run into this `file`, too, as "+f)
	}
	if err := fs.Parse(args); err != nil {
		return nil, err // said already
	}
	var err error
	switch {
	case fs.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q", fs.Arg(0))
	case c.Preemptions < -1 || c.Schedules < 0 || c.Workers < 0 || c.Steps < 0 || c.Width < 0:
		err = errors.New("a bound below 0: want 0 or more")
	}
	if err != nil {
		fmt.Fprintln(errs, err)
	}
	return c, err
}

var formats = []string{"svg", "html", "json", "chrome"}

// single reports whether what is asked for makes sense for one scenario only.
func (c *command) single() bool {
	for _, f := range c.pictures {
		if *f != "" {
			return true
		}
	}
	return c.Schedule != ""
}

func (c *command) models(drivers []Driver) ([]report.Model, error) {
	var ms []report.Model
	var names []string
	for _, d := range drivers {
		for _, m := range d.Models() {
			names = append(names, m.Name)
			if c.scenario == "" || m.Name == c.scenario || strings.TrimPrefix(m.Name, d.Name+"/") == c.scenario {
				ms = append(ms, report.Model{Model: m, Opts: d.Options(), Bound: d.Bound(),
					Again: fmt.Sprintf("%s --scenario '%s'", c.as, m.Name)})
			}
		}
	}
	if len(ms) == 0 {
		return nil, fmt.Errorf("no scenario %q; there are:\n  %s", c.scenario, strings.Join(names, "\n  "))
	}
	return ms, nil
}

// run runs one model and writes the pictures that were asked for, if there is
// anything to draw.
func (c *command) run(out io.Writer, m report.Model) (bool, error) {
	drawn := map[string]*strings.Builder{}
	var pics report.Pictures
	for format, to := range map[string]*io.Writer{"svg": &pics.SVG, "html": &pics.HTML, "json": &pics.JSON, "chrome": &pics.Chrome} {
		if *c.pictures[format] != "" {
			drawn[format] = &strings.Builder{}
			*to = drawn[format]
		}
	}
	found, err := report.Run(out, pics, m, c.Request)
	for _, format := range formats {
		b := drawn[format]
		switch {
		case err != nil || b == nil:
		case b.Len() == 0:
			fmt.Fprintf(out, "nothing to draw: %s is not written\n", *c.pictures[format])
		default:
			err = os.WriteFile(*c.pictures[format], []byte(b.String()), 0o666)
		}
	}
	return found, err
}

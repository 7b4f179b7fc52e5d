package driver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/ctxlint/ctxlint/internal/nearest"
	"github.com/ctxlint/ctxlint/reference/pairs"
	"github.com/ctxlint/ctxlint/reference/report"
)

// SimOptions say what of the reference to run, and how.
type SimOptions struct {
	Name        string // pair
	Buggy       bool   // the bug instead of its fix
	Strategy    string // dfs, random, pct
	Schedule    string // replay this one instead of exploring
	RT          bool   // with PREEMPT_RT
	Preemptions int    // bound; -1: the pair's own
	Schedules   int    // give up after so many; 0: the strategy's own bound
	Workers     int    // cores to explore on; 0: one
	Seed        uint64 // random, pct
	Steps       int    // timeline: the last so many steps; 0: all
	Width       int    // timeline: of its lines; 0: as wide as need be

	Progress func(done, total int, what string) // may be nil
}

// SimPictures take the timeline of a run, those that are not nil.
type SimPictures = report.Pictures

var simStrategies = []string{"dfs", "random", "pct"}

// Simulate explores one pair of the reference, or replays a schedule of it,
// and writes what happened to w. A run to look at (the violation, or the one
// that was replayed) is drawn into the pictures too, which stay empty if there is
// none. An error means that the answer is not known.
func Simulate(ctx context.Context, w io.Writer, pics SimPictures, o SimOptions) (found bool, err error) {
	if err := o.validate(); err != nil {
		return false, err
	}
	q := pairs.Request{Name: o.Name, Buggy: o.Buggy, Request: report.Request{
		Strategy: o.Strategy, Schedule: o.Schedule, RT: o.RT, Preemptions: o.Preemptions, Schedules: o.Schedules,
		Workers: o.Workers, Seed: o.Seed, Steps: o.Steps, Width: o.Width,
		Progress: func(schedules int) bool {
			if o.Progress != nil {
				o.Progress(schedules, 0, "exploring schedules of "+o.Name)
			}
			return ctx.Err() == nil
		},
	}}
	return pairs.Simulate(w, pics, q)
}

func (o *SimOptions) validate() error {
	if _, err := pairs.ByName(o.Name); err != nil {
		return unknownPair(o.Name)
	}
	if o.Preemptions < -1 || o.Schedules < 0 || o.Steps < 0 || o.Workers < 0 {
		return errors.New("a bound below 0: want 0 or more")
	}
	for _, s := range simStrategies {
		if o.Strategy == s {
			return nil
		}
	}
	return fmt.Errorf("unknown strategy %q%s; it is one of %s", o.Strategy,
		nearest.Hint(o.Strategy, simStrategies), strings.Join(simStrategies, ", "))
}

// unknownPair explains a name that is no pair's; the name of a thread leads to
// the pairs made from it.
func unknownPair(name string) error {
	var of []string
	for i := range pairs.All {
		if name != "" && strings.TrimSuffix(pairs.All[i].Seed, ".txt") == strings.TrimSuffix(name, ".txt") {
			of = append(of, pairs.All[i].Name)
		}
	}
	if of != nil {
		return fmt.Errorf("the thread %s became several pairs; name one: %s", name, strings.Join(of, ", "))
	}
	return fmt.Errorf("unknown pair %q%s; `ctxlint sim --list` lists them", name, nearest.Hint(name, pairs.Names()))
}

// PairNames lists what Simulate can run.
func PairNames() []string { return pairs.Names() }

// ListPairs prints one line per pair of the reference.
func ListPairs(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	for i := range pairs.All {
		p := &pairs.All[i]
		fmt.Fprintf(t, "%s\t%s\t%s\n", p.Name, p.RuleText(), p.Title)
	}
	return t.Flush()
}

package pairs

import (
	"fmt"
	"io"
	"strings"

	"github.com/ctxlint/ctxlint/reference/sim"
	"github.com/ctxlint/ctxlint/reference/timeline"
)

// Request is what `ctxlint sim` asks for.
type Request struct {
	Name     string // pair
	Buggy    bool   // the bug instead of the fix
	Strategy string // dfs (default), random, pct
	Schedule string // replay this one instead of exploring

	Preemptions int    // bound; negative: the pair's
	Schedules   int    // give up after so many; 0: the default of sim.Options
	Seed        uint64 // random, pct
	Steps       int    // timeline: only the last so many steps; 0: all
	Width       int    // timeline: of its lines in characters; 0: as wide as need be

	// Progress as in sim.Options.
	Progress func(schedules int) bool
}

// Simulate runs a request and writes what happened: the verdict and, for a
// violation, the splat, the schedule and the timeline as text; the timeline goes
// to svg as well if that is not nil. found says whether there was a violation;
// err, that the request could not be carried out or a bound was exceeded.
func Simulate(w, svg io.Writer, q Request) (found bool, err error) {
	p, err := ByName(q.Name)
	if err != nil {
		return false, fmt.Errorf("%w; there are: %s", err, strings.Join(Names(), ", "))
	}
	m, which, what := p.Fixed, "fixed", "the fix of: "
	if q.Buggy {
		m, which, what = p.Buggy, "buggy", ""
	}
	m.Name = p.Name + "/" + which
	if _, err := sim.ParseSchedule(q.Schedule); err != nil {
		return false, err
	}
	fmt.Fprintf(w, "%s: %s%s\nseed: %s\nrules: %s\n", m.Name, what, p.Title, p.Seed, strings.Join(p.Rules, ", "))
	if q.Schedule != "" {
		return replay(w, svg, m, q)
	}
	o := p.Opts
	o.Strategy, o.Schedules, o.Seed, o.Progress = q.Strategy, q.Schedules, q.Seed, q.Progress
	if q.Preemptions >= 0 {
		o.Preemptions = bounded(q.Preemptions).Preemptions
	}
	if err := checkStrategy(&o); err != nil {
		return false, err
	}
	r := sim.Explore(m, o)
	fmt.Fprintf(w, "%v\n", r)
	if r.Violation != nil {
		err := show(w, svg, r.Violation, r.Violation.Trace, q)
		fmt.Fprintf(w, "\nThe same run again: ctxlint sim %s%s --schedule '%v'\n", p.Name, buggyFlag(q.Buggy), r.Violation.Schedule)
		if q.Buggy {
			fmt.Fprintf(w, "The fix:            ctxlint sim %s\n", p.Name)
		}
		return true, err
	}
	if r.Status == sim.Complete {
		bound := p.Bound
		if q.Preemptions >= 0 {
			bound = fmt.Sprintf("%s; here up to %d preemptions", bound, q.Preemptions)
		}
		fmt.Fprintf(w, "No schedule breaks a rule. What was explored: %s.\n", bound)
	}
	if r.Status == sim.BoundExceeded {
		return false, fmt.Errorf("%s: not explored to its end: %s", m.Name, r.Reason)
	}
	return false, nil
}

func buggyFlag(buggy bool) string {
	if buggy {
		return " --buggy"
	}
	return ""
}

// sampled is how many schedules a strategy that knows no end tries.
const sampled = 100_000

func checkStrategy(o *sim.Options) error {
	switch o.Strategy {
	case "", "dfs":
	case "random", "pct":
		if o.Schedules == 0 {
			o.Schedules = sampled
		}
	default:
		return fmt.Errorf("no strategy %q; there are: dfs, random, pct", o.Strategy)
	}
	return nil
}

func replay(w, svg io.Writer, m sim.Model, q Request) (bool, error) {
	s, err := sim.ParseSchedule(q.Schedule)
	if err != nil {
		return false, err
	}
	v, t, err := sim.Replay(m, s)
	if err != nil {
		return false, fmt.Errorf("%s: %w", m.Name, err)
	}
	if v == nil {
		fmt.Fprintln(w, "no violation under this schedule")
	}
	return v != nil, show(w, svg, v, t, q)
}

func show(w, svg io.Writer, v *sim.Violation, t *sim.Trace, q Request) error {
	if v != nil {
		fmt.Fprintf(w, "\n%sschedule: %v\n", v.Splat, v.Schedule)
	}
	if t == nil {
		return nil
	}
	fmt.Fprintln(w)
	if err := timeline.Text(w, t, q.Steps, q.Width); err != nil {
		return err
	}
	if svg == nil {
		return nil
	}
	return timeline.SVG(svg, t, q.Steps)
}

// Package report runs one model for a person: the verdict in words, and of a
// violation, or of a schedule that was asked for, the splat, the schedule and the
// timeline, as text and in the formats that other programs read.
package report

import (
	"fmt"
	"io"
	"runtime/debug"

	"github.com/ctxlint/ctxlint/reference/sim"
	"github.com/ctxlint/ctxlint/reference/timeline"
)

// Request says how to run a model.
type Request struct {
	Strategy string // dfs (default), random, pct
	Schedule string // replay this one instead of exploring

	RT          bool   // with PREEMPT_RT
	Preemptions int    // bound; negative: the model's own
	Schedules   int    // give up after so many; 0: the default of sim.Options
	Workers     int    // dfs: cores to explore on; 0: one
	Seed        uint64 // random, pct
	Steps       int    // timeline: only the last so many steps; 0: all
	Width       int    // timeline: of its lines in characters; 0: as wide as need be

	// Progress as in sim.Options.
	Progress func(schedules int) bool
}

// Model is a model with its bound, and how a reader runs it again.
type Model struct {
	sim.Model
	Opts  sim.Options
	Bound string   // what exploration covers, in words
	Again string   // the command that runs it, without --schedule
	Hints []string // what else to run if it is violated
}

// Pictures take the timeline of the run to look at, those that are not nil.
type Pictures struct {
	SVG, HTML, JSON, Chrome io.Writer
}

// Run explores the model, or replays a schedule of it, and writes what happened.
// found says whether there was a violation; err, that the request could not be
// carried out or a bound was exceeded.
func Run(w io.Writer, pics Pictures, m Model, q Request) (found bool, err error) {
	s, err := sim.ParseSchedule(q.Schedule)
	if err != nil {
		return false, err
	}
	if q.RT {
		m.Config.RT = true
		m.Again += " --rt"
	}
	if q.Schedule != "" {
		return replay(w, pics, m.Model, s, q)
	}
	o := m.Opts
	o.Strategy, o.Schedules, o.Seed, o.Progress, o.Workers = q.Strategy, q.Schedules, q.Seed, q.Progress, q.Workers
	if q.Preemptions >= 0 {
		o.Preemptions = Bounded(q.Preemptions)
	}
	if err := checkStrategy(&o); err != nil {
		return false, err
	}
	r := explore(m.Model, o)
	fmt.Fprintf(w, "%v\n", r)
	switch {
	case r.Violation != nil:
		err := show(w, pics, r.Violation, r.Violation.Trace, q)
		fmt.Fprintf(w, "\nThe same run again: %s --schedule '%v'\n", m.Again, r.Violation.Schedule)
		for _, h := range m.Hints {
			fmt.Fprintln(w, h)
		}
		return true, err
	case r.Status == sim.Complete:
		bound := m.Bound
		if q.RT {
			bound += ", with PREEMPT_RT"
		}
		if q.Preemptions >= 0 {
			bound = fmt.Sprintf("%s; here up to %d preemptions", bound, q.Preemptions)
		}
		fmt.Fprintf(w, "No schedule breaks a rule. What was explored: %s.\n", bound)
	case r.Status == sim.BoundExceeded:
		return false, fmt.Errorf("%s: not explored to its end: %s", m.Name, r.Reason)
	}
	return false, nil
}

// garbage is how much of it, in percent of what is alive, a run lets lie: what is
// alive is small, and collecting took a third of the time.
const garbage = 400

func explore(m sim.Model, o sim.Options) sim.Result {
	if old := debug.SetGCPercent(garbage); old < 0 || old > garbage {
		debug.SetGCPercent(old)
	} else {
		defer debug.SetGCPercent(old)
	}
	return sim.Explore(m, o)
}

// Bounded is the value of sim.Options.Preemptions for at most n.
func Bounded(n int) int {
	if n == 0 {
		return sim.None
	}
	return n
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

func replay(w io.Writer, pics Pictures, m sim.Model, s sim.Schedule, q Request) (bool, error) {
	v, t, err := sim.Replay(m, s)
	if err != nil {
		return false, fmt.Errorf("%s: %w", m.Name, err)
	}
	if v == nil {
		fmt.Fprintln(w, "no violation under this schedule")
	}
	return v != nil, show(w, pics, v, t, q)
}

func show(w io.Writer, pics Pictures, v *sim.Violation, t *sim.Trace, q Request) error {
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
	for _, p := range []struct {
		to   io.Writer
		draw func(io.Writer) error
	}{
		{pics.SVG, func(w io.Writer) error { return timeline.SVG(w, t, q.Steps) }},
		{pics.HTML, func(w io.Writer) error { return timeline.HTML(w, t, v) }},
		{pics.JSON, func(w io.Writer) error { return timeline.JSON(w, t, v) }},
		{pics.Chrome, func(w io.Writer) error { return timeline.Chrome(w, t) }},
	} {
		if p.to == nil {
			continue
		}
		if err := p.draw(p.to); err != nil {
			return err
		}
	}
	return nil
}

package sim

import "fmt"

// Model is a closed system: a machine, what runs on it, and its checks.
type Model struct {
	Name   string
	Config Config
	Build  func(*Kernel)
}

// Status is the outcome of an exploration.
type Status uint8

const (
	// BoundExceeded means that schedules within the bounds were left out: a
	// limit on schedules or steps was hit. It says nothing about the model.
	BoundExceeded Status = iota
	// Violated means that a schedule violates a rule.
	Violated
	// Complete means that every schedule within the bounds was covered.
	Complete
	// Sampled is the best that random strategies can say.
	Sampled
)

func (s Status) String() string {
	return [...]string{"bound exceeded", "violated", "complete", "sampled"}[s]
}

// Options bounds an exploration.
type Options struct {
	Strategy    string // "dfs" (default), "random", "pct"
	Preemptions int    // dfs: preemptions per schedule; 0 means none, Unbounded all
	Schedules   int    // give up after so many; 0: 5 million
	Steps       int    // per schedule; 0: 20,000
	Seed        uint64 // random, pct
	Depth       int    // pct: bug depth; 0: 3
	Unreduced   bool   // dfs without pruning, to check the pruning
	Skip        Site   // a synchronization to leave out

	// Progress, if not nil, is called now and then with the number of
	// schedules so far; false gives up, which counts as a bound exceeded.
	Progress func(schedules int) bool

	// Reached, if not nil, gets every synchronization that the model reaches.
	Reached map[Site]bool
}

// progressEvery is the number of schedules between two calls of Progress: some
// milliseconds.
const progressEvery = 256

// Unbounded is the Preemptions value for no bound.
const Unbounded = 1 << 20

// Result is what an exploration found and how much it did.
type Result struct {
	Status    Status
	Reason    string // why a bound was exceeded
	Violation *Violation
	Schedules int // runs, pruned ones and those of smaller bounds included
	Pruned    int // runs dropped at a state already explored
	States    int // distinct scheduling states within the last bound
	Steps     int // scheduling points in all runs
	MaxSteps  int // in the longest run
}

func (r Result) String() string {
	s := fmt.Sprintf("%v: %d schedules (%d pruned), %d states, longest %d steps",
		r.Status, r.Schedules, r.Pruned, r.States, r.MaxSteps)
	if r.Reason != "" {
		s += " (" + r.Reason + ")"
	}
	return s
}

// Explore runs the model under many schedules until a violation, completion, or
// a bound. The violation it returns has been replayed, with a trace.
//
// Depth-first search goes by the number of preemptions, fewest first: bugs
// rarely need more than two, and the schedule that comes out is one a person
// can follow.
func Explore(m Model, o Options) Result {
	if o.Schedules == 0 {
		o.Schedules = 5_000_000
	}
	if o.Steps == 0 {
		o.Steps = 20_000
	}
	k := newKernel(m.Config)
	defer k.close()
	k.maxSteps = o.Steps
	k.mut = o.mutation()
	var r Result
	if o.Strategy != "" && o.Strategy != "dfs" || o.Unreduced {
		search(k, m, o, newStrategy(o), &r)
		return confirm(m, o, r)
	}
	for _, bound := range []int{0, 1, 2, o.Preemptions} {
		d := &dfs{bound: min(bound, o.Preemptions), seen: make(map[uint64]uint32)}
		search(k, m, o, d, &r)
		if r.Status != Complete || !d.cut || bound >= o.Preemptions {
			break
		}
	}
	return confirm(m, o, r)
}

func (o *Options) mutation() *mutation {
	if o.Skip.Line == 0 && o.Reached == nil {
		return nil
	}
	return &mutation{skip: o.Skip, reached: o.Reached, memo: make(map[[6]uintptr]Site)}
}

// search adds the runs of one strategy to r.
func search(k *Kernel, m Model, o Options, st strategy, r *Result) {
	k.strat = st
	pruned := r.Pruned
	for {
		st.begin()
		k.run(m.Build)
		r.Schedules++
		r.Steps += k.steps
		r.MaxSteps = max(r.MaxSteps, k.steps)
		s, p := st.stats()
		r.States, r.Pruned = s, pruned+p
		if k.viol != nil {
			r.Status = Violated
			r.Violation = k.viol
			r.Violation.Schedule = st.schedule()
			return
		}
		r.Status = BoundExceeded
		if r.Reason = st.failed(); r.Reason != "" {
			return
		}
		if !st.more() {
			r.Status = st.verdict()
			return
		}
		if o.Progress != nil && r.Schedules%progressEvery == 0 && !o.Progress(r.Schedules) {
			r.Reason = fmt.Sprintf("given up after %d schedules", r.Schedules)
			return
		}
		if r.Schedules >= o.Schedules {
			if st.verdict() == Sampled {
				r.Status = Sampled
				return
			}
			r.Reason = fmt.Sprintf("more than %d schedules", o.Schedules)
			return
		}
	}
}

// confirm replays the violation: a schedule that does not show it again would
// be worthless.
func confirm(m Model, o Options, r Result) Result {
	if r.Status != Violated {
		return r
	}
	if r.Violation.Kind == Nondeterminism {
		return r
	}
	v, err := replay(m, r.Violation.Schedule, o)
	if err != nil {
		r.Violation = &Violation{Kind: Nondeterminism, Msg: err.Error(), Schedule: r.Violation.Schedule}
		return r
	}
	if v == nil || v.Splat != r.Violation.Splat {
		r.Violation = &Violation{
			Kind:     Nondeterminism,
			Msg:      "replay of the schedule does not show the violation again: " + r.Violation.Msg,
			Schedule: r.Violation.Schedule,
		}
		return r
	}
	r.Violation = v
	return r
}

// Replay runs the model under one schedule, with a trace. The violation is nil
// if there is none; the trace is then in the second result.
func Replay(m Model, s Schedule) (*Violation, *Trace, error) {
	return replayTraced(m, s, Options{})
}

func replay(m Model, s Schedule, o Options) (*Violation, error) {
	v, _, err := replayTraced(m, s, o)
	return v, err
}

func replayTraced(m Model, s Schedule, o Options) (*Violation, *Trace, error) {
	if o.Steps == 0 {
		o.Steps = 20_000
	}
	k := newKernel(m.Config)
	defer k.close()
	k.maxSteps = o.Steps
	k.mut = o.mutation()
	st := &replayer{s: s}
	k.strat = st
	k.trace = &Trace{Model: m.Name, CPUs: len(k.cpus)}
	k.run(m.Build)
	if st.err != nil {
		return nil, k.trace, st.err
	}
	if k.viol != nil {
		k.viol.Schedule = s
		k.viol.Trace = k.trace
	}
	return k.viol, k.trace, nil
}

// Run executes the model once, always taking the first choice: a program
// rather than a proof.
func Run(m Model) (*Violation, *Trace) {
	v, t, _ := replayTraced(m, nil, Options{Steps: 50_000_000})
	return v, t
}

// RunQuiet is Run without a trace, for long programs.
func RunQuiet(m Model) *Violation {
	k := newKernel(m.Config)
	defer k.close()
	k.maxSteps = 1 << 40
	k.strat = &replayer{}
	k.run(m.Build)
	return k.viol
}

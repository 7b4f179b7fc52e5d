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

// Options bounds an exploration. The zero value explores every schedule.
type Options struct {
	Strategy    string // "dfs" (default), "random", "pct"
	Preemptions int    // dfs: at most so many per schedule; 0: any number, see None
	Schedules   int    // give up after so many; 0: 5 million
	Steps       int    // operations per schedule; 0: 20,000
	Rounds      int    // of a poll or a timer that see nothing new, while others can act; 0: 5
	Workers     int    // dfs: explore on so many cores at once, for which Build must not touch what it shares with others; 0: one
	Seed        uint64 // random, pct
	Depth       int    // pct: bug depth; 0: 3
	Unreduced   bool   // dfs without any reduction, to check the reductions
	Audit       int    // random schedules that check a complete exploration; 0: 100, negative: none
	Skip        Site   // a synchronization to leave out

	// Unasserted turns AssertHeld from a check of the caller into an access to
	// plain memory that the lock protects: that the lock is not held is no
	// violation then, only that another context meets the caller there.
	Unasserted bool

	// Progress, if not nil, is called now and then with the number of
	// schedules so far; false gives up, which counts as a bound exceeded.
	Progress func(schedules int) bool

	// Reached, if not nil, gets every synchronization that the model reaches.
	Reached map[Site]bool
}

// progressEvery is the number of schedules between two calls of Progress: some
// milliseconds.
const progressEvery = 256

const (
	// Unbounded is the Preemptions value for no bound, as 0 is.
	Unbounded = 1 << 20
	// None is the Preemptions value for schedules without any.
	None = -1
)

const (
	defaultSchedules = 5_000_000
	defaultSteps     = 20_000
	defaultRounds    = 5
	defaultAudit     = 100
)

func (o *Options) defaults() {
	set := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	set(&o.Schedules, defaultSchedules)
	set(&o.Steps, defaultSteps)
	set(&o.Rounds, defaultRounds)
	set(&o.Audit, defaultAudit)
	set(&o.Preemptions, Unbounded)
	o.Preemptions = max(0, min(o.Preemptions, Unbounded))
	if o.Preemptions == 0 && o.Strategy == "" {
		o.Strategy = "dfs"
	}
}

// Result is what an exploration found and how much it did. What it found does
// not depend on the number of workers; of what it did only States does not.
type Result struct {
	Status    Status
	Reason    string // why a bound was exceeded
	Violation *Violation
	Schedules int // runs, pruned ones and those of smaller bounds included
	Pruned    int // runs dropped where nothing new was left to be tried
	States    int // distinct scheduling states within the last bound
	Steps     int // operations in all runs
	MaxSteps  int // in the longest run
	Endless   int // runs that end with something that goes round for ever

	// Outlasted is how many runs have something in them that goes round more often than
	// Options.Rounds and then ends by itself. If in some run it was not let while others
	// could act, orders were left out, and the result is not complete.
	Outlasted int
	behind    bool // it was not let

	// Blind says that what contexts do to Go variables was out of sight: the model
	// was not rewritten, see WatchRead. What the runs cover is what its locks,
	// waits, Ints, Vars and Mems show.
	Blind bool
}

func (r Result) String() string {
	status := r.Status.String()
	if r.Blind && r.Status == Complete {
		status += ", Go variables not watched"
	}
	s := fmt.Sprintf("%s: %d schedules (%d pruned), %d states, longest %d steps",
		status, r.Schedules, r.Pruned, r.States, r.MaxSteps)
	if r.Endless > 0 {
		s += fmt.Sprintf(", %d end with something that goes round for ever", r.Endless)
	}
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
	o.defaults()
	defer watching()()
	if Watched() {
		o.Workers = 1
	}
	search := exhaust
	if o.Strategy != "" && o.Strategy != "dfs" {
		search = sample
	}
	r := search(m, o)
	r.Blind = blind()
	return r
}

// explorer is one exploration in progress.
type explorer struct {
	m     Model
	o     Options
	k     *Kernel
	scope *scope
	r     Result

	last   *dfs // the search that ended last
	alone  bool // one worker has to search this bound to its end
	joined bool // and it has gone on for so long that others shall join in

	straight bool // no run rewinds, for tests
	peeks    bool // as where Go variables are not watched, for tests

	// on, if not nil, gets every violation, and the search goes on.
	on func(*Violation)
}

func newExplorer(m Model, o Options, s *scope) *explorer {
	k := newKernel(m.Config, s)
	k.maxSteps, k.rounds = o.Steps, o.Rounds
	k.mut, k.unasserted = o.mutation(), o.Unasserted
	return &explorer{m: m, o: o, k: k, scope: s}
}

func sample(m Model, o Options) Result {
	e := newExplorer(m, o, nil)
	defer e.k.close()
	e.search(newSampling(o))
	e.confirm()
	return e.r
}

// exhaust goes from bound to bound, and starts each over as often as a run
// shows that more is shared than was known.
func exhaust(m Model, o Options) Result {
	cpus := m.Config.CPUs
	if cpus == 0 {
		cpus = 2
	}
	e := newExplorer(m, o, newScope(cpus, o.Unreduced))
	defer e.k.close()
	e.exhaust()
	e.audit()
	e.confirm()
	return e.r
}

func (e *explorer) exhaust() {
	o := &e.o
	bounds := []int{0, 1, 2, o.Preemptions}
	if o.Unreduced {
		bounds = bounds[3:]
	}
	for _, bound := range bounds {
		var d *dfs
		for again := true; again; {
			d = &dfs{bound: min(bound, o.Preemptions), unreduced: o.Unreduced, straight: e.straight, seen: newVisited()}
			e.last = d
			before := e.r
			again = e.search(d)
			e.alone = e.alone && !again
			if e.joined {
				e.joined = false
				if !e.parallel(d) {
					e.r = before // as if nobody had joined in
					e.alone, again = true, true
				}
			}
		}
		e.alone = false
		if e.r.Status != Complete || !d.cut || bound >= o.Preemptions {
			break
		}
	}
	if r := &e.r; r.Status == Complete && r.Outlasted > 0 && r.behind {
		r.Status = BoundExceeded
		r.Reason = fmt.Sprintf("something goes round more than %d times and then ends by itself: see Options.Rounds", o.Rounds)
	}
}

func (o *Options) mutation() *mutation {
	if o.Skip.Line == 0 && o.Reached == nil {
		return nil
	}
	return &mutation{skip: o.Skip, reached: o.Reached, memo: make(map[[6]uintptr]Site)}
}

// search adds the runs of one strategy to the result. It reports whether it
// ended because something was learned that makes it start over.
func (e *explorer) search(st strategy) (again bool) {
	k, r := e.k, &e.r
	k.strat = st
	pruned, runs := r.Pruned, 0
	defer func() {
		s, p := st.stats()
		r.States, r.Pruned = s, pruned+p
	}()
	for {
		st.begin(k)
		k.run(e.m.Build)
		st.ended(k)
		e.count(st)
		if k.scope.grew && !k.scope.all {
			// Whatever this run came to, it will be found again.
			if r.Schedules < e.o.Schedules {
				return true
			}
			r.Reason = fmt.Sprintf("more than %d schedules", e.o.Schedules)
			return false
		}
		if k.viol != nil && e.on != nil {
			e.on(k.viol)
		} else if k.viol != nil {
			r.Status = Violated
			r.Violation = k.viol
			r.Violation.Schedule = st.schedule()
			return false
		}
		r.Status, r.Reason = BoundExceeded, st.failed()
		if !st.more() {
			if r.Reason == "" {
				r.Status = st.verdict()
			}
			return false
		}
		if e.giveUp(st) {
			return false
		}
		if runs++; e.o.Workers > 1 && !e.alone && runs >= aloneFor && !e.o.Unreduced && st.verdict() == Complete {
			e.joined = true
			return false
		}
	}
}

// count adds a run to the result.
func (e *explorer) count(st strategy) {
	k, r := e.k, &e.r
	r.Schedules++
	r.Steps += k.steps
	r.MaxSteps = max(r.MaxSteps, k.steps)
	if k.endless {
		r.Endless++
	}
	if k.outlasted {
		r.Outlasted++
	}
	r.behind = r.behind || k.behind
}

// giveUp reports whether the search has gone on for long enough, and why.
func (e *explorer) giveUp(st strategy) bool {
	r := &e.r
	switch {
	case e.o.Progress != nil && r.Schedules%progressEvery == 0 && !e.o.Progress(r.Schedules):
		r.Reason = givenUp(r.Schedules)
	case r.Schedules < e.o.Schedules:
		return false
	case st.verdict() == Sampled:
		r.Status, r.Reason = Sampled, ""
	default:
		r.Reason = fmt.Sprintf("more than %d schedules", e.o.Schedules)
	}
	return true
}

func givenUp(schedules int) string {
	return fmt.Sprintf("given up after %d schedules", schedules)
}

// confirm replays the violation: a schedule that does not show it again would
// be worthless.
func (e *explorer) confirm() {
	r := &e.r
	if r.Status != Violated || r.Violation.Kind == Nondeterminism {
		return
	}
	found := r.Violation
	s, err := found.Schedule, error(nil)
	if !found.whole {
		s, err = e.expand(s)
	}
	var v *Violation
	if err == nil && found.Kind == Unhashed && found.whole {
		return // a replay does not know what exploration has seen
	}
	if err == nil {
		v, err = replay(e.m, s, e.o, found.peeked)
	}
	switch {
	case err != nil:
		r.Violation = &Violation{Kind: Nondeterminism, Msg: err.Error(), Schedule: found.Schedule}
	case v == nil || v.Splat != found.Splat:
		r.Violation = &Violation{
			Kind:     Nondeterminism,
			Msg:      "replay of the schedule does not show the violation again: " + found.Msg,
			Schedule: found.Schedule,
		}
	default:
		r.Violation = v
	}
}

// expand turns a schedule of the points that exploration needed into one of all
// points, which means the same to whoever does not know which these were.
func (e *explorer) expand(s Schedule) (Schedule, error) {
	if e.k.scope.all {
		return s, nil
	}
	x := newExplorer(e.m, e.o, e.scope.widen())
	defer x.k.close()
	st := &expander{replayer: replayer{s: s}}
	x.k.strat = st
	x.k.run(e.m.Build)
	return st.schedule(), st.err
}

// Replay runs the model under one schedule, with a trace. The violation is nil
// if there is none; the trace is then in the second result. What an audit has seen in
// captured variables is seen again.
func Replay(m Model, s Schedule) (*Violation, *Trace, error) {
	defer watching()()
	v, t, err := replayTraced(m, s, Options{}, false)
	if v == nil && err == nil && blind() { // there may be what the audit has looked at
		return replayTraced(m, s, Options{}, true)
	}
	return v, t, err
}

func replay(m Model, s Schedule, o Options, peeked bool) (*Violation, error) {
	v, _, err := replayTraced(m, s, o, peeked)
	return v, err
}

func replayTraced(m Model, s Schedule, o Options, peeked bool) (*Violation, *Trace, error) {
	o.defaults()
	k := newExplorer(m, o, nil).k
	defer k.close()
	st := &replayer{s: s}
	k.strat = st
	if peeked {
		k.peek = newPeek(k, m.Build)
	}
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
	defer watching()()
	v, t, _ := replayTraced(m, nil, Options{Steps: 50_000_000}, false)
	return v, t
}

// RunQuiet is Run without a trace, for long programs.
func RunQuiet(m Model) *Violation {
	defer watching()()
	k := newKernel(m.Config, nil)
	defer k.close()
	k.maxSteps = 1 << 40
	k.strat = &replayer{}
	k.run(m.Build)
	return k.viol
}

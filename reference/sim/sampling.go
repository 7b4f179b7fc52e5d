package sim

import (
	"fmt"
	"math/rand/v2"
)

// strategy decides at every scheduling point with more than one choice.
type strategy interface {
	begin(k *Kernel)                // a run starts
	ended(k *Kernel)                // and is over
	pick(k *Kernel, c []choice) int // index, or negative to end the run
	overrun()                       // the run exceeded its steps
	more() bool                     // whether another run makes sense
	failed() string                 // why the search cannot go on, if so
	verdict() Status
	schedule() Schedule
	stats() (states, pruned int)
}

// newSampling is a strategy that knows no end.
func newSampling(o Options) strategy {
	switch o.Strategy {
	case "random":
		return &random{rng: rand.New(rand.NewPCG(o.Seed, 1))}
	case "pct":
		if o.Depth == 0 {
			o.Depth = 3
		}
		return &pct{rng: rand.New(rand.NewPCG(o.Seed, 2)), depth: o.Depth, length: 1}
	}
	panic("sim: no strategy " + o.Strategy)
}

// recorder is what the sampling strategies share.
type recorder struct {
	s    Schedule
	fail string
}

func (r *recorder) ended(*Kernel)      {}
func (r *recorder) begin(k *Kernel)    { r.s, k.tape.on, k.tape.repeat = r.s[:0], false, false }
func (r *recorder) overrun()           { r.fail = "a schedule exceeds the step bound" }
func (r *recorder) more() bool         { return true }
func (r *recorder) failed() string     { return r.fail }
func (r *recorder) verdict() Status    { return Sampled }
func (r *recorder) schedule() Schedule { return append(Schedule(nil), r.s...) }
func (r *recorder) stats() (int, int)  { return 0, 0 }

func (r *recorder) note(i int) int {
	r.s = append(r.s, uint16(i))
	return i
}

// random takes every choice with the same probability.
type random struct {
	recorder
	rng *rand.Rand
}

func (r *random) pick(_ *Kernel, c []choice) int { return r.note(r.rng.IntN(len(c))) }

// pct is probabilistic concurrency testing (Burckhardt et al.): actors get
// random priorities, the highest runs, and at depth-1 random points the running
// one drops to the lowest. A bug that needs depth ordering constraints is hit
// with probability at least 1/(n*k^(depth-1)).
type pct struct {
	recorder
	rng    *rand.Rand
	depth  int
	length int // of the longest run so far
	points []int
	at     int
	prio   map[uint64]float64
	low    float64
}

func (p *pct) begin(k *Kernel) {
	p.length = max(p.length, p.at)
	p.recorder.begin(k)
	p.at, p.low = 0, 0
	p.prio = make(map[uint64]float64)
	p.points = p.points[:0]
	for range p.depth - 1 {
		p.points = append(p.points, p.rng.IntN(p.length))
	}
}

func (p *pct) pick(_ *Kernel, c []choice) int {
	best, bestAt := -1.0, 0
	for i := range c {
		id := c[i].id()
		pr, ok := p.prio[id]
		if !ok {
			pr = 1 + p.rng.Float64()
			p.prio[id] = pr
		}
		if pr > best {
			best, bestAt = pr, i
		}
	}
	for _, x := range p.points {
		if x == p.at {
			p.low -= 1e-6
			p.prio[c[bestAt].id()] = 0.5 + p.low
		}
	}
	p.at++
	return p.note(bestAt)
}

// replayer follows a schedule and takes the first choice after its end.
type replayer struct {
	recorder
	s   Schedule
	i   int
	err error
}

func (r *replayer) pick(_ *Kernel, c []choice) int {
	if r.i >= len(r.s) {
		return 0
	}
	n := int(r.s[r.i])
	r.i++
	if n >= len(c) {
		r.err = fmt.Errorf("schedule does not fit the model: choice number %d is %d, and there are only %d, counted from 0", r.i, n, len(c))
		return -1
	}
	return n
}

// expander follows a schedule of points that are not ghosts, and records it as
// one of all points.
type expander struct{ replayer }

func (x *expander) pick(k *Kernel, c []choice) int {
	if k.ghost {
		return x.note(0)
	}
	i := x.replayer.pick(k, c)
	if i < 0 {
		return i
	}
	return x.note(i)
}

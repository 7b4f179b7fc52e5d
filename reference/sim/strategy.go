package sim

import (
	"fmt"
	"math/rand/v2"
)

// strategy decides at every scheduling point with more than one choice.
type strategy interface {
	begin()                         // a run starts
	pick(k *Kernel, c []choice) int // index, or negative to end the run
	overrun()                       // the run exceeded its steps
	more() bool                     // whether another run makes sense
	failed() string                 // why the search cannot go on, if so
	verdict() Status
	schedule() Schedule
	stats() (states, pruned int)
}

func newStrategy(o Options) strategy {
	switch o.Strategy {
	case "", "dfs":
		return &dfs{bound: o.Preemptions, unreduced: o.Unreduced, seen: make(map[uint64]uint32)}
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

// dfs covers every schedule with at most bound preemptions. A preemption is a
// choice other than to go on with the actor that could.
type dfs struct {
	bound     int
	unreduced bool
	path      []node
	depth     int
	used      int // preemptions on the way to here
	seen      map[uint64]uint32
	pruned    int
	cut       bool // the bound has cut something off
	fail      string
}

type node struct {
	sig  uint64 // what the choices were
	i, n uint16
	used uint32 // preemptions before this choice
	free bool   // choosing other than 0 is no preemption here
}

func (d *dfs) begin() { d.depth, d.used = 0, 0 }

func signature(c []choice) uint64 {
	h := uint64(len(c))
	for i := range c {
		h = mix(h, c[i].id())
	}
	return h
}

func (d *dfs) pick(k *Kernel, c []choice) int {
	// Device events are not the scheduler's doing and cost nothing.
	free := c[0].a == nil || c[0].a != k.cur
	if d.depth < len(d.path) {
		n := &d.path[d.depth]
		if n.sig != signature(c) {
			d.fail = fmt.Sprintf("%s: choice %d is between other things than before", Nondeterminism, d.depth)
			k.report(Nondeterminism, "", d.fail)
			return -1
		}
		d.depth++
		d.used = int(n.used) + n.cost()
		return int(n.i)
	}
	if !d.unreduced {
		key := k.stateKey()
		if d.bound < Unbounded {
			key = mix(key, k.cur.h)
		}
		was, ok := d.seen[key]
		if ok && int(was) <= d.used {
			d.pruned++
			return -1
		}
		d.seen[key] = uint32(d.used)
	}
	d.path = append(d.path, node{sig: signature(c), n: uint16(len(c)), used: uint32(d.used), free: free})
	d.depth++
	return 0
}

func (n *node) cost() int {
	if n.i == 0 || n.free {
		return 0
	}
	return 1
}

func (d *dfs) more() bool {
	for len(d.path) > 0 {
		n := &d.path[len(d.path)-1]
		n.i++
		if n.i < n.n {
			if int(n.used)+n.cost() <= d.bound {
				return true
			}
			d.cut = true
		}
		d.path = d.path[:len(d.path)-1]
	}
	return false
}

func (d *dfs) overrun()        { d.fail = "a schedule exceeds the step bound: endless loop or bound too low" }
func (d *dfs) failed() string  { return d.fail }
func (d *dfs) verdict() Status { return Complete }
func (d *dfs) stats() (int, int) {
	return len(d.seen), d.pruned
}

func (d *dfs) schedule() Schedule {
	s := make(Schedule, d.depth)
	for i := range s {
		s[i] = d.path[i].i
	}
	return s
}

// recorder is what the sampling strategies share.
type recorder struct {
	s    Schedule
	fail string
}

func (r *recorder) begin()             { r.s = r.s[:0] }
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

func (p *pct) begin() {
	p.length = max(p.length, p.at)
	p.recorder.begin()
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

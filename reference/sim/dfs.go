package sim

import (
	"fmt"
	"slices"
)

// dfs covers every schedule with at most bound preemptions, depth first. A
// preemption is a choice other than to go on with the actor that could.
//
// Without a bound, sleep sets leave out orders of steps that commute: what was
// tried at a state need not be tried again behind a step that it commutes with.
// With a bound they would lose schedules, since the order left out may be the
// one with fewer preemptions. A state that was visited before is left alone in
// both cases, see visited.
type dfs struct {
	bound     int
	unreduced bool
	base      int // choices that belong to the task of a worker, see parallel
	path      []node
	spare     []*saved
	straight  bool // runs do not rewind, for tests
	depth     int
	used      int // preemptions on the way to here
	seen      *visited
	pruned    int
	ends      map[uint64]struct{} // how runs ended, see audit
	cut       bool                // the bound has cut something off
	overruns  int
	fail      string
	stop      bool
}

// node is a choice on the way.
type node struct {
	sig   uint64 // what the choices were
	ids   []uint64
	i, n  uint16
	used  uint32    // preemptions before this choice
	free  uint64    // choices that are no preemption, among the first 64
	sleep []sleeper // what need not be tried, see dfs
	tried []sleeper // what has been
	only  []uint64  // if not nil, what is left to try of an earlier visit
	open  bool      // the step chosen now has not been recorded yet
	step  sleeper
	saved *saved // what is known here, if it is worth coming back to
}

func (d *dfs) sleeps() bool { return d.bound >= Unbounded && !d.unreduced }

// begin prepares a run that repeats the path up to the last choice of which it is
// known what was known there.
func (d *dfs) begin(k *Kernel) {
	d.depth, d.used = len(d.path), 0
	var to *saved
	for to == nil && d.depth > 0 {
		d.depth--
		to = d.path[d.depth].saved
	}
	k.tape.begin(to)
	k.tape.on = !d.straight && !Watched()
}

// keep saves what is known at a choice that search will come back to.
func (d *dfs) keep(k *Kernel, n *node) {
	if !k.tape.on || n.saved != nil || !n.left(d) {
		return
	}
	if l := len(d.spare); l > 0 {
		n.saved, d.spare = d.spare[l-1], d.spare[:l-1]
	} else {
		n.saved = &saved{}
	}
	k.save(n.saved)
}

func signature(c []choice) uint64 {
	h := uint64(len(c))
	for i := range c {
		h = mix(h, c[i].id())
	}
	return h
}

func (d *dfs) pick(k *Kernel, c []choice) int {
	if d.depth < len(d.path) {
		return d.follow(k, c)
	}
	d.arrive(k)
	n := node{sig: signature(c), n: uint16(len(c)), used: uint32(d.used), free: costless(k, c)}
	if d.unreduced {
		d.keep(k, &n)
		d.path = append(d.path, n)
		d.depth++
		return 0
	}
	key := k.stateKey()
	if d.bound < Unbounded {
		key = mix(key, k.cur.h)
	}
	if d.sleeps() {
		n.ids = make([]uint64, len(c))
		for i := range c {
			n.ids[i] = c[i].id()
		}
		n.sleep = d.inherited(k)
	}
	fresh, only := d.seen.visit(key, uint32(d.used), n.sleep)
	if !fresh {
		d.pruned++
		return -1
	}
	n.only = only
	n.i = ^uint16(0)
	if !n.next(d) {
		d.pruned++
		return -1
	}
	n.open = d.sleeps()
	d.keep(k, &n)
	d.path = append(d.path, n)
	d.depth++
	d.used = int(n.used) + n.cost()
	return int(n.i)
}

// follow repeats a choice of the run before.
func (d *dfs) follow(k *Kernel, c []choice) int {
	n := &d.path[d.depth]
	if n.sig != signature(c) {
		d.fail, d.stop = fmt.Sprintf("%s: choice %d is between other things than before", Nondeterminism, d.depth), true
		k.report(Nondeterminism, "", d.fail)
		return -1
	}
	d.keep(k, n)
	d.depth++
	d.used = int(n.used) + n.cost()
	return int(n.i)
}

// arrive records what the step before did, now that it is over.
func (d *dfs) arrive(k *Kernel) {
	k.ends()
	if len(d.path) == 0 {
		return
	}
	n := &d.path[len(d.path)-1]
	if n.open {
		n.open = false
		n.step = sleeper{n.ids[n.i], k.only.clone()}
	}
}

// inherited is what need not be tried at the state reached by the last choice of the
// path: what need not be or was tried before it and commutes with all that it led to.
func (d *dfs) inherited(k *Kernel) []sleeper {
	if len(d.path) == 0 {
		return nil
	}
	p := &d.path[len(d.path)-1]
	var s []sleeper
	for _, l := range [][]sleeper{p.sleep, p.tried} {
		for i := range l {
			if l[i].commutes(&k.foot) {
				s = append(s, l[i])
			}
		}
	}
	return s
}

// next moves on to the next choice that is to be tried and within the bound.
func (n *node) next(d *dfs) bool {
	for n.i++; n.i < n.n; n.i++ {
		if n.ids != nil && n.skip(n.ids[n.i]) {
			continue
		}
		if int(n.used)+n.cost() <= d.bound {
			return true
		}
		d.cut = true
	}
	return false
}

// left reports whether there may be more to try.
func (n *node) left(d *dfs) bool {
	for i := n.i + 1; i < n.n; i++ {
		if (n.ids == nil || !n.skip(n.ids[i])) && int(n.used)+n.costOf(i) <= d.bound {
			return true
		}
	}
	return false
}

func (n *node) skip(id uint64) bool {
	if n.only != nil && !slices.Contains(n.only, id) {
		return true
	}
	return slices.ContainsFunc(n.sleep, func(s sleeper) bool { return s.id == id })
}

func (n *node) cost() int { return n.costOf(n.i) }

func (n *node) costOf(i uint16) int {
	if i == 0 || i < 64 && n.free>>i&1 != 0 {
		return 0
	}
	return 1
}

// costless tells which choices are no preemption: any if the current actor cannot
// go on, and always what is not the scheduler's doing but the memory's.
func costless(k *Kernel, c []choice) uint64 {
	if c[0].kind != stepActor || c[0].a != k.cur || k.cur.comes {
		return ^uint64(0)
	}
	var free uint64
	for i := range c {
		if c[i].kind == storeBuffer {
			free |= 1 << min(i, 63)
		}
	}
	return free
}

func (d *dfs) ended(k *Kernel) {
	d.arrive(k)
	if d.sleeps() && !k.halt && !k.endless && k.viol == nil {
		if d.ends == nil {
			d.ends = map[uint64]struct{}{}
		}
		d.ends[k.sum] = struct{}{}
	}
}

func (d *dfs) more() bool {
	if d.stop {
		return false
	}
	for len(d.path) > d.base {
		n := &d.path[len(d.path)-1]
		if n.ids != nil {
			n.tried = append(n.tried, n.step)
		}
		if n.next(d) {
			n.open = d.sleeps()
			return true
		}
		if n.saved != nil {
			d.spare = append(d.spare, n.saved)
		}
		d.path = d.path[:len(d.path)-1]
	}
	return false
}

// overruns is how many schedules may exceed the step bound before the search
// gives up: a violation may still be found, complete it cannot be.
const maxOverruns = 50

func (d *dfs) overrun() {
	d.fail = "a schedule exceeds the step bound: endless loop or bound too low"
	d.overruns++
	d.stop = d.stop || d.overruns >= maxOverruns
	if n := len(d.path); n > 0 && d.path[n-1].open {
		d.path[n-1].open = false
		d.path[n-1].step = sleeper{d.path[n-1].ids[d.path[n-1].i], foot{cpus: ^uint64(0)}}
	}
}

func (d *dfs) failed() string { return d.fail }

func (d *dfs) verdict() Status { return Complete }

func (d *dfs) stats() (int, int) {
	if d.seen == nil {
		return 0, d.pruned
	}
	return d.seen.len(), d.pruned
}

func (d *dfs) schedule() Schedule {
	s := make(Schedule, d.depth)
	for i := range s {
		s[i] = d.path[i].i
	}
	return s
}

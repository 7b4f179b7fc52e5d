package sim

import (
	"sync"
	"sync/atomic"
)

// Several workers explore one bound together: each searches a part of the tree
// of choices depth first, and gives away what is left at its topmost choice when
// another has nothing to do. They share the set of visited states.
//
// The result must not depend on who was faster. If all of the tree was searched
// and nothing found, it does not: which states can be reached is a property of
// the model. If anything else happened (a violation, a bound, something learned
// about sharing), one worker searches again alone, and what it comes to counts.
// Most of these come early; that is also why the first runs are done alone.

// aloneFor is the number of runs before others join in: most models need fewer.
const aloneFor = 100

// task is a part of the tree: the way to a choice of which the alternatives from
// the present one on are to be searched.
type task []node

// pool is what workers share.
type pool struct {
	sync.Mutex
	cond    sync.Cond
	tasks   []task
	workers int
	hungry  atomic.Int32 // idle workers; changed under the lock, asked without it
	stop    atomic.Bool
	runs    atomic.Int64
	clean   atomic.Bool
	cut     atomic.Bool
	gaveUp  atomic.Bool
}

// parallel goes on with a search with several workers, the present one among them.
// It reports false if that came to anything but completion.
func (e *explorer) parallel(first *dfs) bool {
	p := &pool{workers: e.o.Workers}
	p.cond.L = &p.Mutex
	p.clean.Store(true)
	ends := make([]map[uint64]struct{}, p.workers)
	parts := make([]Result, p.workers)
	before := e.r.Schedules
	knew := e.scope.clone()
	var wg sync.WaitGroup
	for i := p.workers - 1; i >= 0; i-- { // the present one last: it changes the scope that others are given
		w := &explorer{m: e.m, o: e.o, k: e.k}
		d := first
		if i > 0 {
			w = newExplorer(e.m, e.o, e.scope.clone())
			d = &dfs{bound: first.bound, straight: first.straight, seen: first.seen}
		}
		wg.Go(func() {
			if i > 0 {
				defer w.k.close()
			}
			pruned := d.pruned // counted already
			w.k.strat = d
			if i > 0 || w.part(p, d, before) {
				w.work(p, d, before)
			}
			w.r.Pruned = d.pruned - pruned
			ends[i], parts[i] = d.ends, w.r
			if d.cut {
				p.cut.Store(true)
			}
		})
	}
	wg.Wait()
	for _, r := range parts {
		e.r.add(r)
	}
	if p.gaveUp.Load() {
		e.r.Status, e.r.Reason = BoundExceeded, givenUp(e.r.Schedules)
		e.last = &dfs{cut: true}
		return true
	}
	if !p.clean.Load() {
		e.scope.forget(knew) // what is learned in which order hangs on who was faster
		return false
	}
	all := map[uint64]struct{}{}
	for _, m := range ends {
		for h := range m {
			all[h] = struct{}{}
		}
	}
	e.last = &dfs{bound: first.bound, seen: first.seen, ends: all, cut: p.cut.Load()}
	e.r.Status, e.r.Reason, e.r.States = Complete, "", first.seen.len()
	return true
}

func (r *Result) add(s Result) {
	r.Schedules += s.Schedules
	r.Pruned += s.Pruned
	r.Steps += s.Steps
	r.MaxSteps = max(r.MaxSteps, s.MaxSteps)
	r.Endless += s.Endless
	r.Outlasted += s.Outlasted
	r.behind = r.behind || s.behind
}

// work searches tasks until there are none.
func (e *explorer) work(p *pool, d *dfs, before int) {
	for t, ok := p.take(); ok; t, ok = p.take() {
		d.path = t
		d.base = len(t) - 1
		if !e.part(p, d, before) {
			return
		}
	}
}

// part searches what is left of a part of the tree. It reports false if the search
// is over.
func (e *explorer) part(p *pool, d *dfs, before int) bool {
	for {
		d.begin(e.k)
		e.k.run(e.m.Build)
		d.ended(e.k)
		e.count(d)
		if e.k.viol != nil || e.k.scope.grew || d.fail != "" {
			p.end()
			return false
		}
		if !p.goOn(e, before) {
			return false
		}
		if !d.more() {
			return true
		}
		if p.hungry.Load() > 0 {
			p.give(d.split())
		}
	}
}

// goOn counts a run and reports whether there may be more.
func (p *pool) goOn(e *explorer, before int) bool {
	n := before + int(p.runs.Add(1))
	if n >= e.o.Schedules {
		p.end()
	} else if e.o.Progress != nil && n%progressEvery == 0 {
		p.Lock()
		ok := e.o.Progress(n)
		p.Unlock()
		if !ok {
			p.gaveUp.Store(true)
			p.end()
		}
	}
	return !p.stop.Load()
}

// end stops all workers.
func (p *pool) end() {
	p.clean.Store(false)
	p.stop.Store(true)
	p.Lock()
	p.cond.Broadcast()
	p.Unlock()
}

// take waits for a task. There is none any more when all workers wait.
func (p *pool) take() (task, bool) {
	p.Lock()
	defer p.Unlock()
	p.hungry.Add(1)
	for len(p.tasks) == 0 && int(p.hungry.Load()) < p.workers && !p.stop.Load() {
		p.cond.Wait()
	}
	if len(p.tasks) == 0 || p.stop.Load() {
		p.cond.Broadcast()
		return nil, false
	}
	p.hungry.Add(-1)
	t := p.tasks[len(p.tasks)-1]
	p.tasks = p.tasks[:len(p.tasks)-1]
	return t, true
}

func (p *pool) give(t task) {
	if t == nil {
		return
	}
	p.Lock()
	p.tasks = append(p.tasks, t)
	p.Unlock()
	p.cond.Signal()
}

// split takes the alternatives off the topmost choice that has any left.
func (d *dfs) split() task {
	for i := d.base; i < len(d.path)-1; i++ {
		n := &d.path[i]
		rest := *n
		if n.open || !rest.next(d) {
			continue
		}
		// What is tried here counts as tried there: it will be.
		if n.ids != nil {
			rest.tried = append(append([]sleeper(nil), n.tried...), n.step)
		}
		rest.open = d.sleeps()
		t := append(append(task(nil), d.path[:i]...), rest)
		for j := range t {
			t[j].saved = nil // of another run
		}
		n.n = n.i + 1
		return t
	}
	return nil
}

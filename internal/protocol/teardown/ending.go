package teardown

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// mayEnd are the actors that a function, or what it runs, waits for on some way.
func (c *checker) mayEnd(f *link.Func) set {
	if s, ok := c.ending[f.ID]; ok {
		return s
	}
	(&endings{c: c, number: map[int]int{}}).visit(f)
	return c.ending[f.ID]
}

// endings finds what functions wait for, each once, and those of a cycle together
// (Tarjan's algorithm). What a function leads to are its calls, and where others are
// called, what they are handed and may call back.
type endings struct {
	c      *checker
	number map[int]int // in the order of visits, by function
	stack  []*link.Func
	sets   []set // of the functions on the stack
}

// visit returns the lowest number on the stack that f leads to.
func (t *endings) visit(f *link.Func) int {
	number := len(t.number)
	t.number[f.ID] = number
	at := len(t.stack)
	t.stack, t.sets = append(t.stack, f), append(t.sets, t.c.waits(f))
	low := number
	t.c.leadsTo(f, func(g *link.Func) {
		if s, ok := t.c.ending[g.ID]; ok {
			t.sets[at] = t.sets[at].union(s)
		} else if n, ok := t.number[g.ID]; ok {
			low = min(low, n)
		} else {
			low = min(low, t.visit(g))
			t.sets[at] = t.sets[at].union(t.c.ending[g.ID]) // empty within a cycle
		}
	})
	if low == number {
		var all set
		for _, s := range t.sets[at:] {
			all = all.union(s)
		}
		for _, g := range t.stack[at:] {
			t.c.ending[g.ID] = all
		}
		t.stack, t.sets = t.stack[:at], t.sets[:at]
	}
	return low
}

// waits are the actors that a function itself waits for, or a library for it.
func (c *checker) waits(f *link.Func) set {
	var s set
	acts := c.w.Acts(f)
	for i := range acts {
		switch acts[i].Kind {
		case actor.Wait:
			s = s.union(c.matching(f, &acts[i], nil))
		case actor.Pause:
			s = s.union(c.answered(f, &acts[i]))
		}
	}
	for i := range f.Calls {
		if site := &f.Calls[i]; c.others(c.w.Targets(f, site)) {
			s = s.union(c.abroad(site.Fn))
		}
	}
	return s
}

// leadsTo hands on the functions of the driver that a function runs.
func (c *checker) leadsTo(f *link.Func, do func(*link.Func)) {
	for i := range f.Calls {
		site := &f.Calls[i]
		targets := c.w.Targets(f, site)
		for _, g := range targets {
			do(g)
		}
		if c.others(targets) {
			c.handsTo(f, site, do)
		} else {
			c.throughHeader(f, site, targets, do)
		}
	}
}

// throughHeader hands on the functions that a call hands to one of a header, as the
// release to a put.
func (c *checker) throughHeader(f *link.Func, site *link.CallSite, targets []*link.Func, do func(*link.Func)) {
	if slices.ContainsFunc(targets, func(g *link.Func) bool { return g.Unit.Header }) {
		for _, g := range c.w.Passed(f, &f.Blocks[site.Block].Instrs[site.Index]) {
			do(g)
		}
	}
}

// handsTo hands on the functions that a call of somebody else's function may lead to:
// those that it is handed, and ops of its core.
func (c *checker) handsTo(f *link.Func, site *link.CallSite, do func(*link.Func)) {
	for _, g := range c.w.Passed(f, &f.Blocks[site.Block].Instrs[site.Index]) {
		do(g)
	}
	for _, g := range site.Targets { // of an op with many implementers none is walked
		if c.w.Module(g.Unit) == c.module {
			do(g)
		}
	}
	c.callsBack(f, site, do)
}

// callsBack hands on the ops that a core may call from one of its functions.
func (c *checker) callsBack(f *link.Func, site *link.CallSite, do func(*link.Func)) {
	if site.Name == "" || c.sleepless(f, site.Name) {
		return
	}
	for _, g := range c.w.CallsBack(c.module, site.Name, c.setup) {
		do(g)
	}
}

// endedByBacks are the actors that end where a core calls back.
func (c *checker) endedByBacks(f *link.Func, site *link.CallSite) set {
	backs := c.backs // of this mode
	s, ok := backs[site]
	if !ok {
		c.callsBack(f, site, func(g *link.Func) { s = s.union(c.mayEnd(g)) })
		backs[site] = s
	}
	return s
}

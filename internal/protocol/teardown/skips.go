package teardown

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A wait that is left out under a condition is, as a rule, one that is not
// needed then: `if (foo->irq) free_irq(…)`. And a loop over all elements waits
// for all that there are, even for none. So what the branches of one condition,
// or the body of a loop, wait for is ended on the way around, too. Only the test
// whether an actor is waiting to run excuses nothing: it may be running.

// edge is one way out of a block.
type edge struct{ from, to int }

// Bounds of the blocks that a condition guards. Beyond the one, it decides about more
// than a wait, if it does something on either side; beyond the other, in any case. What is
// done on one side only, as where a function of the device was set up, may be much.
const (
	maxRegion   = 16
	maxOneSided = 96
)

// skips are, by edge, the actors that the blocks on the other ways of the same
// condition wait for.
func (c *checker) skips(f *link.Func) map[edge]set {
	if m, ok := c.skipped[f.ID]; ok {
		return m
	}
	m := map[edge]set{}
	c.skipped[f.ID] = m
	ends := c.endsIn(f)
	any := false
	for i := range ends {
		any = any || !ends[i].empty()
	}
	if !any {
		return m
	}
	post := postdominators(f)
	for b := range f.Blocks {
		t := &f.Blocks[b].Term
		if len(t.Targets) < 2 {
			continue
		}
		if p := post[b]; p >= 0 {
			c.skipRegion(f, b, p, ends, m)
		}
		c.skipLoop(f, b, ends, m)
	}
	return m
}

// skipRegion looks at the blocks between a branch and the place where its ways
// meet again.
func (c *checker) skipRegion(f *link.Func, b, meet int, ends []set, m map[edge]set) {
	region, ok := between(f, b, meet)
	if !ok {
		return
	}
	var all set
	for r := range region {
		all = all.union(ends[r])
	}
	if all.empty() {
		return
	}
	for _, t := range f.Blocks[b].Term.Targets {
		to := int(t)
		var own set
		if to != meet {
			part := reachable(f, to, meet)
			for r := range part {
				own = own.union(ends[r])
			}
		}
		e := edge{b, to}
		m[e] = m[e].union(all.minus(own))
	}
}

// skipLoop: the ways out of a loop, from its head. One that looks for something, does
// with it what is to be done and returns, finds it.
func (c *checker) skipLoop(f *link.Func, head int, ends []set, m map[edge]set) {
	body := loopOf(f, head)
	if body == nil {
		return
	}
	from := reachable(f, head, -1)
	for _, t := range f.Blocks[head].Term.Targets {
		if body[int(t)] {
			continue
		}
		var all set
		behind := reachable(f, int(t), -1)
		for r := range from {
			if !behind[r] { // in the loop, or where it is left for good
				all = all.union(ends[r])
			}
		}
		e := edge{head, int(t)}
		m[e] = m[e].union(all)
	}
}

// endsIn are, by block, the actors that its calls wait for.
func (c *checker) endsIn(f *link.Func) []set {
	out := make([]set, len(f.Blocks))
	for i := range f.Calls {
		s := &f.Calls[i]
		out[s.Block] = out[s.Block].union(c.callEnds(f, s))
	}
	return out
}

// loops are the loops of a function: their blocks, by the head.
func (c *checker) loops(f *link.Func) map[int]map[int]bool {
	m, ok := c.loopsOf[f.ID]
	if !ok {
		m = map[int]map[int]bool{}
		for b := range f.Blocks {
			if len(f.Blocks[b].Term.Targets) < 2 {
				continue
			}
			if body := loopOf(f, b); body != nil {
				m[b] = body
			}
		}
		c.loopsOf[f.ID] = m
	}
	return m
}

// between are the blocks that a branch leads to before its ways meet.
func between(f *link.Func, b, meet int) (map[int]bool, bool) {
	out := map[int]bool{}
	for _, t := range f.Blocks[b].Term.Targets {
		if int(t) != meet {
			for r := range reachable(f, int(t), meet) {
				if r != b {
					out[r] = true
				}
			}
		}
	}
	bound := maxRegion
	if slices.Contains(f.Blocks[b].Term.Targets, ir.BlockID(meet)) {
		bound = maxOneSided
	}
	return out, len(out) <= bound
}

// reachable are the blocks from one on, without another and what lies behind it.
func reachable(f *link.Func, from, without int) map[int]bool {
	out := map[int]bool{from: true}
	for work := []int{from}; len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		for _, t := range f.Blocks[b].Term.Targets {
			if n := int(t); n != without && !out[n] {
				out[n] = true
				work = append(work, n)
			}
		}
	}
	return out
}

// loopOf are the blocks from which a block leads back to itself, nil if it is
// not the head of a loop.
func loopOf(f *link.Func, head int) map[int]bool {
	preds := make([][]int, len(f.Blocks))
	for b := range f.Blocks {
		for _, t := range f.Blocks[b].Term.Targets {
			preds[t] = append(preds[t], b)
		}
	}
	from := reachable(f, head, -1)
	body := map[int]bool{head: true}
	var work []int
	for _, p := range preds[head] {
		if from[p] && p >= 0 && !body[p] {
			body[p] = true
			work = append(work, p)
		}
	}
	if len(work) == 0 {
		return nil
	}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		for _, p := range preds[b] {
			if !body[p] && from[p] {
				body[p] = true
				work = append(work, p)
			}
		}
	}
	return body
}

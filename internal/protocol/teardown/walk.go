package teardown

import (
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// Bounds: ways out of one function that are kept apart, points of its walk, calls
// in calls, and points of all walks of one root. A root of which a bound is hit has
// no finding, and is counted.
const (
	maxExits  = 12
	maxPoints = 3000
	maxDepth  = 24
	maxWork   = 60_000
)

type walk struct {
	c     *checker
	f     *link.Func
	env   actor.Env
	args  constants
	depth int
	seen  map[pointKey]bool
	work  []point
	begun set // what ran when the function began
	out   *answer
	calls [][]int // by block, the calls in it
}

func (w *walk) run(st state) {
	w.calls = make([][]int, len(w.f.Blocks))
	for i := range w.f.Calls {
		b := w.f.Calls[i].Block
		w.calls[b] = append(w.calls[b], i)
	}
	w.push(0, st, nil)
	for len(w.work) > 0 && !w.c.cut {
		if w.c.points++; len(w.seen) >= maxPoints || w.c.points > maxWork {
			w.c.cut = true
			break
		}
		p := w.work[len(w.work)-1]
		w.work = w.work[:len(w.work)-1]
		w.step(p)
	}
}

func (w *walk) push(block int, st state, fs facts) {
	w.later(point{block: block, st: st, facts: w.c.live(w.f).prune(fs, block)})
}

// later has a point looked at, unless it was.
func (w *walk) later(p point) {
	if key := p.key(); !w.seen[key] {
		w.seen[key] = true
		w.work = append(w.work, p)
	}
}

// step goes on from a point to the end of its block, or to a call after which
// several things may be true.
func (w *walk) step(p point) {
	blk := &w.f.Blocks[p.block]
	ci := 0
	for i := range blk.Instrs {
		in := &blk.Instrs[i]
		var site *link.CallSite
		if in.Op == ir.InstrCall && ci < len(w.calls[p.block]) {
			site = &w.f.Calls[w.calls[p.block][ci]]
			ci++
		}
		if i < p.call {
			continue
		}
		if in.Op == ir.InstrStore {
			w.store(&p, in)
			continue
		}
		if site == nil {
			continue
		}
		after := w.call(p, site, in)
		if len(after) == 0 {
			return
		}
		for _, a := range after[1:] {
			a.call = i + 1
			w.later(a)
		}
		p = after[0]
	}
	w.leave(&p, blk)
}

// store forgets or learns the outcome of what is assigned.
func (w *walk) store(p *point, in *ir.Instr) {
	w.overwritten(p, in)
	text := engine.ExprText(w.f.Func, in.Dst)
	if v, ok := engine.StaticValue(w.c.w.P, w.f, in.Src); ok {
		out := ofValue(v)
		if v == 0 && w.pointer(in.Dst) {
			out = no
		}
		p.facts = p.facts.with(fact{text: text, out: out})
		return
	}
	n, _ := p.facts.get(engine.ExprText(w.f.Func, in.Src))
	if w.counts(p, in.Src) {
		n.out = yes
	}
	n.text = text
	p.facts = p.facts.with(n)
}

// counts: an expression is one more than a variable that is not negative.
func (w *walk) counts(p *point, e ir.ExprID) bool {
	x := &w.f.Exprs[uncast(w.f, e)]
	if x.Op != ir.OpBinary || x.Sym != "+" || w.pointer(x.X) {
		return false
	}
	v, ok := engine.StaticValue(w.c.w.P, w.f, x.Y)
	n, _ := p.facts.get(engine.ExprText(w.f.Func, x.X))
	return ok && v > 0 && (n.out == good || n.out == yes)
}

func ofValue(v int64) outcome {
	switch {
	case v < 0:
		return bad
	case v > 0:
		return yes
	}
	return good
}

// leave follows the ways out of a block.
func (w *walk) leave(p *point, blk *ir.Block) {
	t := &blk.Term
	switch t.Kind {
	case ir.TermReturn:
		w.out.exits = append(w.out.exits, exit{p.st, w.result(p, t.Cond)})
		return
	case ir.TermBranch:
		yesFacts, mayYes := w.assume(p, t.Cond, true)
		noFacts, mayNo := w.assume(p, t.Cond, false)
		if mayYes {
			w.follow(w.ofKind(p, t, 0), int(t.Targets[0]), yesFacts, t.Cond, true)
		}
		if mayNo {
			w.follow(w.ofKind(p, t, 1), int(t.Targets[1]), noFacts, t.Cond, false)
		}
		return
	}
	for i, to := range t.Targets {
		w.follow(w.ofKind(p, t, i), int(to), p.facts, 0, false)
	}
}

// ofKind is a point on a way out of its block, without what a device for which it is taken
// has not.
func (w *walk) ofKind(p *point, t *ir.Term, target int) *point {
	if w.c.setup || w.c.strict {
		return p
	}
	others := w.c.ofOtherKinds(w.c.kindAt(w.f, t, target))
	if others.empty() {
		return p
	}
	q := *p
	q.st.live, q.st.ended = p.st.live.minus(others), p.st.ended.union(others)
	return &q
}

// follow takes one way out, past what its other side waits for, as a rule.
func (w *walk) follow(p *point, to int, fs facts, cond ir.ExprID, truth bool) {
	st := p.st
	var past set
	if e := (edge{p.block, to}); !w.c.strict {
		past = w.c.skips(w.f)[e]
		loops := w.c.loops(w.f)
		if body := loops[to]; body != nil && !body[p.block] {
			st.round = set{}
		}
		if body := loops[p.block]; body != nil && !body[to] { // what the last round waited for in vain has not ended
			vain := past.common(st.round)
			past, st.looped, st.round = past.minus(vain), st.looped.union(vain), st.round.minus(vain)
		}
	}
	if cond != 0 {
		if test, ok := p.facts.get(engine.ExprText(w.f.Func, w.stripNot(cond))); ok && !test.pending.empty() {
			past = past.minus(test.pending)
			if truth == w.negated(cond) {
				st.skipped = st.skipped.union(test.pending)
			}
		}
	}
	st.live, st.ended = st.live.minus(past), st.ended.union(past)
	w.push(to, st, fs)
}

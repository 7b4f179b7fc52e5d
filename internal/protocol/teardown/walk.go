package teardown

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// answer is what a function does to the actors, beginning in one state.
type answer struct {
	exits []exit
	hits  []hit
	known map[hitKey]bool // the hits
}

// hitKey is what tells hits apart.
type hitKey struct {
	in          *ir.Instr
	live, again set
	early       bool
}

// hit adds a free, once: many ways lead to it.
func (a *answer) hit(h hit) {
	k := hitKey{h.fn.In, h.live, h.again, h.early}
	if a.known[k] {
		return
	}
	if a.known == nil {
		a.known = map[hitKey]bool{}
	}
	a.known[k] = true
	a.hits = append(a.hits, h)
}

// Bounds: ways out of one function that are kept apart, points of its walk, calls
// in calls, and points of all walks of one root. A root of which a bound is hit has
// no finding, and is counted.
const (
	maxExits  = 12
	maxPoints = 3000
	maxDepth  = 24
	maxWork   = 60_000
)

// question is all that an answer depends on, within one root.
type question struct {
	fn          int
	live, again set
	off         bool
	args        constants
	env         string
}

// ask walks a function, once for each state that it is begun in.
func (c *checker) ask(f *link.Func, st state, env actor.Env, args constants, depth int) *answer {
	key := question{f.ID, st.live, st.again, st.off, args, env.Key()}
	if a := c.answers[key]; a != nil {
		return a
	}
	if c.active[f.ID] || depth > maxDepth {
		return &answer{exits: []exit{{st: state{live: st.live, again: st.again, off: st.off}}}}
	}
	c.active[f.ID] = true
	w := &walk{c: c, f: f, env: env, args: args, depth: depth, begun: st.live, seen: map[pointKey]bool{}, out: &answer{}}
	w.run(state{live: st.live, again: st.again, off: st.off})
	w.settle()
	delete(c.active, f.ID)
	c.answers[key] = w.out
	return w.out
}

// point is a place of a walk, and what is known there.
type point struct {
	block, call int
	st          state
	facts       facts
}

// pointKey is what tells points apart.
type pointKey struct {
	block, call int
	st          state
	facts       string
}

// same: the points are in one place, and the same is known there.
func (p *point) same(o point) bool {
	return p.block == o.block && p.call == o.call && p.st == o.st && slices.Equal(p.facts, o.facts)
}

func (p *point) key() pointKey { return pointKey{p.block, p.call, p.st, p.facts.key()} }

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
	text := engine.ExprText(w.f.Func, in.Dst)
	if v, ok := engine.StaticValue(w.c.w.P, w.f, in.Src); ok {
		p.facts = p.facts.with(fact{text: text, out: ofValue(v)})
		return
	}
	n, _ := p.facts.get(engine.ExprText(w.f.Func, in.Src))
	n.text = text
	p.facts = p.facts.with(n)
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
			w.follow(p, int(t.Targets[0]), yesFacts, t.Cond, true)
		}
		if mayNo {
			w.follow(p, int(t.Targets[1]), noFacts, t.Cond, false)
		}
		return
	}
	for _, to := range t.Targets {
		w.follow(p, int(to), p.facts, 0, false)
	}
}

// follow takes one way out, past what its other side waits for.
func (w *walk) follow(p *point, to int, fs facts, cond ir.ExprID, truth bool) {
	st := p.st
	past := w.c.skips(w.f)[edge{p.block, to}]
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

// call is what may be true after a call.
func (w *walk) call(p point, site *link.CallSite, in *ir.Instr) []point {
	dst := ""
	if in.Dst != 0 {
		dst = engine.ExprText(w.f.Func, in.Dst)
		p.facts = p.facts.with(fact{text: dst})
	}
	acts := w.c.actsAt(w.f, in)
	for i := range acts {
		if k := acts[i].Kind; k == actor.Free || k == actor.Discard {
			w.discards(&p, site, &acts[i])
		}
		if more := w.act(&p, &acts[i], dst); more != nil {
			return more
		}
	}
	w.learn(&p, site, in, dst)
	if ends(acts) && (site.Fn == nil || site.Effects() != nil) {
		return []point{p}
	}
	return w.into(p, site, in, dst)
}

// ends: the acts of a call are all that it does; to end ops, or to give a handle back, is
// not.
func ends(acts []actor.Act) bool {
	return slices.ContainsFunc(acts, func(a actor.Act) bool { return a.Kind != actor.Discard && a.Actor != effect.CoreOp })
}

// into goes through the functions that a call runs.
func (w *walk) into(p point, site *link.CallSite, in *ir.Instr, dst string) []point {
	targets := w.c.w.Targets(w.f, site)
	if w.c.others(targets) {
		ends := w.c.foreign(w.f, site)
		p.st.live, p.st.ended = p.st.live.minus(ends), p.st.ended.union(ends)
	}
	var out []point
	ran := false
	for _, g := range targets {
		if !w.c.acting(g) {
			continue
		}
		ran = true
		a := w.c.ask(g, p.st, w.c.w.EnvOf(w.f, in, w.env), w.constants(g, in), w.depth+1)
		for i := range a.hits {
			if !w.handsFresh(g, in, &a.hits[i]) {
				w.out.hit(a.hits[i])
			}
		}
		exits := a.exits
		if dst == "" && !w.c.setup && len(exits) > 1 { // nobody asks how it went
			exits = []exit{{st: merged(exits)}}
		}
		for _, e := range exits {
			n := p
			n.st.live, n.st.again, n.st.off = e.st.live, e.st.again, e.st.off
			n.st.ended = p.st.ended.union(e.st.ended).minus(e.st.live)
			n.st.skipped = p.st.skipped.union(e.st.skipped)
			n.st.freed = p.st.freed || e.st.freed
			if dst != "" {
				n.facts = n.facts.with(fact{text: dst, out: e.out})
			}
			if !slices.ContainsFunc(out, n.same) {
				out = append(out, n)
			}
		}
	}
	if ran && len(out) > 0 {
		return out
	}
	return []point{p}
}

// handsFresh: a function frees what it is given, and the caller has allocated that.
func (w *walk) handsFresh(g *link.Func, in *ir.Instr, h *hit) bool {
	if w.c.setup || h.fn.Fn != g {
		return false
	}
	x := &g.Exprs[h.act.Arg]
	for x.Op == ir.OpCast {
		x = &g.Exprs[x.X]
	}
	for i, p := range g.Params {
		if x.Op == ir.OpVar && x.Int == int64(p) && i < len(in.Args) {
			return w.c.w.Fresh(w.f, in.Args[i])
		}
	}
	return false
}

// learn notes what the result of a call says about others.
func (w *walk) learn(p *point, site *link.CallSite, in *ir.Instr, dst string) {
	if dst == "" || site.Name == "" {
		return
	}
	if i, ok := w.c.errorTests[site.Name]; ok && i < len(in.Args) {
		switch n, _ := p.facts.get(engine.ExprText(w.f.Func, in.Args[i])); n.out {
		case bad:
			p.facts = p.facts.with(fact{text: dst, out: yes})
		case good:
			p.facts = p.facts.with(fact{text: dst, out: no})
		}
	}
	if i, ok := w.c.errorOf[site.Name]; ok && i < len(in.Args) {
		n, _ := p.facts.get(engine.ExprText(w.f.Func, in.Args[i]))
		n.text = dst
		if n.out == unknown {
			n.out = bad
		}
		p.facts = p.facts.with(n)
	}
}

package teardown

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// call is what may be true after a call.
func (w *walk) call(p point, site *link.CallSite, in *ir.Instr) []point {
	dst := ""
	if in.Dst != 0 {
		dst = engine.ExprText(w.f.Func, in.Dst)
		p.facts = p.facts.with(fact{text: dst})
	}
	w.ranOver(&p, site)
	acts := w.c.actsAt(w.f, in)
	for i := range acts {
		if acts[i].ByCore && w.c.release {
			back := w.c.foreign(w.f, site)
			p.st.live, p.st.ended = p.st.live.minus(back), p.st.ended.union(back)
		}
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
	return slices.ContainsFunc(acts, func(a actor.Act) bool { return a.Kind != actor.Discard && !a.ByCore && a.Actor != effect.CoreOp })
}

// into goes through the functions that a call runs.
func (w *walk) into(p point, site *link.CallSite, in *ir.Instr, dst string) []point {
	targets := w.c.w.Targets(w.f, site)
	if w.c.setup {
		p.st.after = p.st.after.union(w.c.devresEnds(w.f, site))
	}
	var ends, last set // by what of the driver somebody else calls, and by what a core calls after what is walked
	if w.c.others(targets) {
		ends = w.c.foreign(w.f, site)
		if len(targets) > 0 {
			last = w.c.endedByBacks(w.f, site)
		}
	}
	w.c.throughHeader(w.f, site, targets, func(g *link.Func) { ends = ends.union(w.c.mayEnd(g)) })
	p.st.live, p.st.ended = p.st.live.minus(ends), p.st.ended.union(ends)
	var out []point
	ran := false
	for _, g := range targets {
		if !w.c.acting(g) {
			continue
		}
		ran = true
		a := w.c.ask(g, p.st, w.c.w.EnvOf(w.f, in, w.env), w.constants(&p, g, in), w.depth+1)
		for i := range a.hits {
			h := a.hits[i]
			h.woken = h.woken.union(p.st.woken)
			h.live = h.live.minus(h.woken.common(p.st.ended))
			if !h.live.empty() && !w.handsFresh(in, &h) {
				h.param = w.handsOwn(in, &h)
				h.via = append([]actor.Call{{Fn: w.f, In: in}}, h.via...)
				w.out.hit(h)
			}
		}
		exits := a.exits
		if dst == "" && len(exits) > 1 { // nobody asks how it went
			exits = []exit{{st: merged(exits)}}
		}
		for _, e := range exits {
			n := p
			asleep := e.st.woken.common(p.st.ended) // what the callers have waited for, the function does not know
			n.st.live, n.st.again, n.st.off = e.st.live.minus(last).minus(asleep), e.st.again, e.st.off
			n.st.woken = p.st.woken.union(e.st.woken).common(n.st.live)
			n.st.ended = p.st.ended.union(e.st.ended).minus(n.st.live)
			n.st.skipped = p.st.skipped.union(e.st.skipped)
			n.st.round = p.st.round.union(e.st.round).common(n.st.live)
			n.st.looped = p.st.looped.union(e.st.looped).common(n.st.live)
			n.st.freed = p.st.freed || e.st.freed
			n.st.after = p.st.after.union(e.st.after)
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

// handsFresh: a function frees what it is given, or what lies around it, and the caller
// has allocated that.
func (w *walk) handsFresh(in *ir.Instr, h *hit) bool {
	return !w.c.setup && h.param >= 0 && h.param < len(in.Args) && w.c.w.Fresh(w.f, w.c.w.Root(w.f, in.Args[h.param]))
}

// handsOwn is the parameter that the caller hands on to be freed, -1 if it is none.
func (w *walk) handsOwn(in *ir.Instr, h *hit) int {
	if h.param < 0 || h.param >= len(in.Args) {
		return -1
	}
	return w.paramOf(in.Args[h.param])
}

// paramOf is the parameter that an object is named by, -1 if it is none.
func (w *walk) paramOf(e ir.ExprID) int {
	x := &w.f.Exprs[w.c.w.Root(w.f, e)]
	for i, p := range w.f.Params {
		if x.Op == ir.OpVar && x.Int == int64(p) {
			return i
		}
	}
	return -1
}

// learn notes what the result of a call says about others.
func (w *walk) learn(p *point, site *link.CallSite, in *ir.Instr, dst string) {
	if dst == "" || site.Name == "" {
		return
	}
	if w.c.setup && w.c.w.P.Model.Is("open-test", site.Name) {
		p.facts = p.facts.with(fact{text: dst, out: no})
	}
	if i, ok := w.c.errorTests[site.Name]; ok && i < len(in.Args) {
		switch n, _ := p.facts.get(engine.ExprText(w.f.Func, in.Args[i])); n.out {
		case bad:
			p.facts = p.facts.with(fact{text: dst, out: yes})
		case good, yes:
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

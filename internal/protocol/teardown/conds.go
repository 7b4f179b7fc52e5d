package teardown

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// A function that tests one thing twice, as where it requests an interrupt and where it
// gives it back, goes the same way both times, as long as nothing writes to what is
// tested. It is asked of functions that start or end something themselves. A local whose address is taken, what an actor writes, and what a core declares
// once a core was called, are not known any more.

// condition is one that a function tests more than once, or assigns and tests.
type condition struct {
	key     string // in the facts
	vars    map[int64]bool
	members actor.Members
	places  bool // it looks into an array or through a pointer
	core    bool // it asks for a member of a struct that a core declares
}

// conditions are those of a function, by their text.
func (c *checker) conditions(f *link.Func) map[string]*condition {
	if m, ok := c.tested[f.ID]; ok {
		return m
	}
	if !slices.ContainsFunc(c.w.Acts(f), func(a actor.Act) bool { return a.Kind == actor.Start || a.Kind == actor.Wait }) {
		c.tested[f.ID] = nil
		return nil
	}
	count := map[string]int{}
	first := map[string]ir.ExprID{}
	for b := range f.Blocks {
		if t := &f.Blocks[b].Term; t.Kind == ir.TermBranch {
			text, e, _ := canonical(f, t.Cond)
			count[text]++
			first[text] = e
		}
	}
	for b := range f.Blocks { // a pointer that it is assigned says as much as a test
		for i := range f.Blocks[b].Instrs {
			in := &f.Blocks[b].Instrs[i]
			if in.Op == ir.InstrStore && f.Exprs[uncast(f, in.Src)].Op == ir.OpVar && isPointer(c.w.P.Underlying(c.w.P.TypeOf(f, in.Dst))) {
				if text := engine.ExprText(f.Func, in.Dst); count[text] > 0 {
					count[text]++
				}
			}
		}
	}
	m := map[string]*condition{}
	c.tested[f.ID] = m
	for text, n := range count {
		if n < 2 {
			continue
		}
		if cond := c.condition(f, first[text], text); cond != nil {
			m[text] = cond
		}
	}
	if len(m) > maxConditions {
		clear(m)
	}
	return m
}

// maxConditions bounds those of one function: each may double the ways behind it. Beyond
// it none is kept apart, which errs to a report.
const maxConditions = 8

// condition looks at what a condition is about; nil if that may change unseen.
func (c *checker) condition(f *link.Func, e ir.ExprID, text string) *condition {
	cond := &condition{key: "?" + text, vars: map[int64]bool{}, members: actor.Members{}}
	ok := true
	f.Within(e, func(x *ir.Expr) {
		switch x.Op {
		case ir.OpVar:
			cond.vars[x.Int] = true
			ok = ok && !addressTaken(f, x.Int)
		case ir.OpField:
			cond.core = cond.core || strings.HasPrefix(c.w.P.StructFile(f.Unit, c.w.P.Underlying(c.w.P.TypeOf(f, x.X))), "include/")
			c.w.Name(f, x, &cond.members)
		case ir.OpGlobal:
			c.w.Name(f, x, &cond.members)
		case ir.OpIndex, ir.OpDeref:
			cond.places = true
		case ir.OpUnknown, ir.OpInit, ir.OpClosure:
			ok = false
		}
	})
	if !ok || cond.members.Meet(c.writtenByActors()) {
		return nil
	}
	return cond
}

// writtenByActors are the members that what runs beside the function writes.
func (c *checker) writtenByActors() actor.Members {
	if c.byActors == nil {
		c.byActors = actor.Members{}
		for _, a := range c.actors {
			for _, fn := range a.Fns {
				c.byActors.Add(c.writtenFrom(fn))
			}
		}
	}
	return c.byActors
}

func addressTaken(f *link.Func, v int64) bool {
	for i := range f.Exprs {
		if x := &f.Exprs[i]; x.Op == ir.OpAddr && f.Exprs[x.X].Op == ir.OpVar && f.Exprs[x.X].Int == v {
			return true
		}
	}
	return false
}

// canonical is a condition without negations, and whether an odd number was dropped:
// of two tests that say the opposite the text is one.
func canonical(f *link.Func, e ir.ExprID) (text string, core ir.ExprID, negated bool) {
	for {
		x := &f.Exprs[e]
		if x.Op == ir.OpUnary && x.Sym == "!" {
			negated = !negated
		} else if x.Op != ir.OpCast {
			break
		}
		e = x.X
	}
	x := &f.Exprs[e]
	if x.Op != ir.OpBinary {
		return engine.ExprText(f.Func, e), e, negated
	}
	op := x.Sym
	if o, ok := map[string]string{"!=": "==", ">=": "<", "<=": ">"}[op]; ok {
		op, negated = o, !negated
	}
	return op + " " + engine.ExprText(f.Func, x.X) + " " + engine.ExprText(f.Func, x.Y), e, negated
}

// repeats is what is known of a condition that the function tests more than once.
func (w *walk) repeats(p *point, e ir.ExprID, truth bool) (cond *condition, is outcome, may bool) {
	text, _, negated := canonical(w.f, e)
	if cond = w.c.conditions(w.f)[text]; cond == nil {
		return nil, unknown, true
	}
	is = no
	if truth != negated {
		is = yes
	}
	n, known := p.facts.get(cond.key)
	return cond, is, !known || n.out == is
}

// overwritten forgets what a store says about conditions, and learns what it says.
func (w *walk) overwritten(p *point, in *ir.Instr) {
	conds := w.c.conditions(w.f)
	if len(conds) == 0 {
		return
	}
	d := &w.f.Exprs[in.Dst]
	var written actor.Members
	if d.Op == ir.OpField || d.Op == ir.OpGlobal {
		w.c.w.Name(w.f, d, &written)
	}
	for _, cond := range conds {
		if d.Op == ir.OpVar && cond.vars[d.Int] || cond.members.Meet(written) || cond.places && (d.Op == ir.OpDeref || d.Op == ir.OpIndex) {
			p.facts = p.facts.with(fact{text: cond.key})
		}
	}
	cond := conds[engine.ExprText(w.f.Func, in.Dst)]
	if cond == nil {
		return
	}
	if v, ok := engine.StaticValue(w.c.w.P, w.f, in.Src); ok {
		p.facts = p.facts.with(fact{text: cond.key, out: truthOf(v)})
	} else if src := &w.f.Exprs[uncast(w.f, in.Src)]; src.Op == ir.OpVar && w.lookedInto(p.block, in, src.Int) {
		p.facts = p.facts.with(fact{text: cond.key, out: yes})
	}
}

func truthOf(v int64) outcome {
	if v == 0 {
		return no
	}
	return yes
}

// lookedInto: on every way to a store what a local points to was looked into since the
// local got its value, so that it points to something.
func (w *walk) lookedInto(block int, store *ir.Instr, v int64) bool {
	for range w.f.Blocks {
		blk := &w.f.Blocks[block]
		for i := len(blk.Instrs) - 1; i >= 0; i-- {
			in := &blk.Instrs[i]
			if store != nil {
				if in == store {
					store = nil
				}
				continue
			}
			if in.Dst != 0 && w.f.Exprs[in.Dst].Op == ir.OpVar && w.f.Exprs[in.Dst].Int == v {
				return false
			}
			if w.through(in, v) {
				return true
			}
		}
		from, n := 0, 0
		for b := range w.f.Blocks {
			for _, t := range w.f.Blocks[b].Term.Targets {
				if int(t) == block {
					from = b
					n++
				}
			}
		}
		if n != 1 {
			return false
		}
		block = from
	}
	return false
}

// through: an instruction reads through a pointer.
func (w *walk) through(in *ir.Instr, v int64) bool {
	found := false
	for _, e := range append([]ir.ExprID{in.Src, in.Dst}, in.Args...) {
		address := false
		w.f.Within(e, func(x *ir.Expr) {
			address = address || x.Op == ir.OpAddr // &p->m reads nothing
			found = found || !address && x.Op == ir.OpDeref && w.f.Exprs[uncast(w.f, x.X)].Op == ir.OpVar && w.f.Exprs[uncast(w.f, x.X)].Int == v
		})
	}
	return found
}

// ranOver forgets the conditions that a call may change.
func (w *walk) ranOver(p *point, site *link.CallSite) {
	for _, cond := range w.c.conditions(w.f) {
		if _, known := p.facts.get(cond.key); known && w.changes(site, cond) {
			p.facts = p.facts.with(fact{text: cond.key})
		}
	}
}

func (w *walk) changes(site *link.CallSite, cond *condition) bool {
	changed := false
	look := func(g *link.Func) { changed = changed || w.c.writtenFrom(g).Meet(cond.members) }
	targets := w.c.w.Targets(w.f, site)
	for _, g := range targets {
		look(g)
	}
	w.c.handsTo(w.f, site, look)
	return changed || cond.core && w.c.others(targets)
}

package engine

import "github.com/ctxlint/ctxlint/internal/ir"

// A portable term is a term outside every table, so that summaries outlive
// the session that computed them.
type portableTerm struct {
	node termNode
	a, b *portableTerm
	args []*portableTerm
}

type portableHold struct {
	hold
	place, flag *portableTerm
}

type portableDrop struct {
	drop
	place *portableTerm
}

// portableExit is an exit of a summary.
type portableExit struct {
	ret   *portableTerm
	known truth
	doubt bool
	pos   ir.Pos
	holds []portableHold
	drops []portableDrop
	conds []portableFact
}

type portableFact struct {
	term, c *portableTerm
	is      bool
}

// export copies a term that mentions nothing of its frame but parameters.
func (t *terms) export(id Term) *portableTerm {
	if id == noTerm {
		return nil
	}
	n := *t.at(id)
	switch n.op {
	case tLocal, tFresh:
		return nil
	case tApply:
		p := &portableTerm{node: n}
		for _, a := range t.applyArgs(id) {
			x := t.export(a)
			if x == nil {
				return nil
			}
			p.args = append(p.args, x)
		}
		return p
	}
	p := &portableTerm{node: n}
	if n.a != noTerm {
		if p.a = t.export(n.a); p.a == nil {
			return nil
		}
	}
	if n.b != noTerm {
		if p.b = t.export(n.b); p.b == nil && n.op != tIndex {
			return nil
		}
	}
	return p
}

func (t *terms) adopt(p *portableTerm) Term {
	if p == nil {
		return noTerm
	}
	if p.node.op == tApply {
		var args []Term
		for _, a := range p.args {
			args = append(args, t.adopt(a))
		}
		return t.applyFn(p.node.sym, p.node.fn, args)
	}
	n := p.node
	n.a, n.b = t.adopt(p.a), t.adopt(p.b)
	return t.intern(n)
}

func (s *session) exportExits(res *result) []portableExit {
	var out []portableExit
	for i := range res.exits {
		e := &res.exits[i]
		x := portableExit{ret: s.terms.export(e.ret), known: e.known, doubt: e.doubt, pos: e.pos}
		for _, h := range e.ctx.holds {
			x.holds = append(x.holds, portableHold{h, s.terms.export(h.place), s.terms.export(h.flag)})
		}
		for _, d := range e.ctx.drops {
			x.drops = append(x.drops, portableDrop{d, s.terms.export(d.place)})
		}
		for _, f := range e.conds {
			if t, c := s.terms.export(f.term), s.terms.export(f.c); t != nil && c != nil {
				x.conds = append(x.conds, portableFact{t, c, f.is})
			}
		}
		out = append(out, x)
	}
	return out
}

func (s *session) importExits(sum *summary) *result {
	res := &result{drops: sum.drops}
	for i := range sum.exits {
		x := &sum.exits[i]
		e := exit{ret: s.terms.adopt(x.ret), known: x.known, doubt: x.doubt}
		for _, h := range x.holds {
			c := h.hold
			c.place, c.flag = s.terms.adopt(h.place), s.terms.adopt(h.flag)
			e.ctx.holds = append(e.ctx.holds, c)
		}
		for _, d := range x.drops {
			c := d.drop
			c.place = s.terms.adopt(d.place)
			e.ctx.drops = append(e.ctx.drops, c)
		}
		for _, f := range x.conds {
			e.conds = append(e.conds, fact{s.terms.adopt(f.term), f.is, s.terms.adopt(f.c)})
		}
		res.exits = append(res.exits, e)
	}
	return res
}

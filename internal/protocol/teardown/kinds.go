package teardown

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// A setup may ask a member what kind of device it has, and set up an interrupt for one kind
// and a timer for another; where the teardown asks the member again, the other kind's actor
// is none of this device. Nothing is made of a member that anything but a setup writes, or
// whose address is taken. Errs to silence where a core changes it in between.

// kind is what a way has learned of a member: that it is one of some values, or none of them.
type kind struct {
	member link.OpKey
	values []int64
	none   bool
}

// may tells whether a value fits.
func (k *kind) may(v int64) bool { return slices.Contains(k.values, v) != k.none }

// kindAt is what a way out of a block says of a member, nil if nothing.
func (c *checker) kindAt(f *link.Func, t *ir.Term, target int) *kind {
	switch t.Kind {
	case ir.TermSwitch:
		m, ok := c.memberAsked(f, t.Cond)
		if !ok || target >= len(t.Targets) {
			return nil
		}
		to := t.Targets[target]
		k := &kind{member: m, none: to == t.Targets[len(t.Cases)]} // the default, and what goes there, too
		for i := range t.Cases {
			v, known := engine.StaticValue(c.w.P, f, t.Cases[i].Lo)
			if !known || t.Cases[i].Hi != t.Cases[i].Lo {
				return nil
			}
			if (t.Targets[i] == to) != k.none {
				k.values = append(k.values, v)
			}
		}
		return k
	case ir.TermBranch:
		return c.kindIf(f, t.Cond, target == 0)
	}
	return nil
}

// kindIf is what a condition says of a member where it holds, or does not.
func (c *checker) kindIf(f *link.Func, e ir.ExprID, holds bool) *kind {
	x := &f.Exprs[uncast(f, e)]
	switch {
	case x.Op == ir.OpUnary && x.Sym == "!":
		return c.kindIf(f, x.X, !holds)
	case x.Op == ir.OpBinary && (x.Sym == "==" || x.Sym == "!="):
		v, known := engine.StaticValue(c.w.P, f, x.Y)
		m, ok := c.memberAsked(f, x.X)
		if !known || !ok {
			return nil
		}
		return &kind{member: m, values: []int64{v}, none: holds != (x.Sym == "==")}
	}
	return nil
}

// memberAsked is the member that an expression is, if it is a number.
func (c *checker) memberAsked(f *link.Func, e ir.ExprID) (link.OpKey, bool) {
	x := &f.Exprs[uncast(f, e)]
	if x.Op != ir.OpField || isPointer(c.w.P.Underlying(c.w.P.TypeOf(f, e))) {
		return link.OpKey{}, false
	}
	m := c.w.P.Member(c.w.P.TypeOf(f, x.X), x.Sym)
	return m, link.IsStruct(ir.Type(m.Struct))
}

// ofOtherKinds are the actors that no device of a kind has: tests of the same member keep
// whoever sets them up from that.
func (c *checker) ofOtherKinds(k *kind) set {
	var s set
	if k == nil || c.changes(k.member) {
		return s
	}
	for i, a := range c.actors {
		if len(a.Setups) > 0 && !slices.ContainsFunc(a.Setups, func(at actor.Site) bool { return !c.keptOut(at.Fn, at.In, k) }) {
			s.add(i)
		}
	}
	return s
}

// keptOut: the tests of a function about the member keep a device of the kind from a call.
func (c *checker) keptOut(f *link.Func, in *ir.Instr, k *kind) bool {
	seen, kept := map[int]bool{0: true}, false
	for work := []int{0}; len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		for i := range f.Blocks[b].Instrs {
			if &f.Blocks[b].Instrs[i] == in {
				return false
			}
		}
		t := &f.Blocks[b].Term
		for i, to := range t.Targets {
			if says := c.kindAt(f, t, i); says != nil && says.member == k.member && !says.meets(k) {
				kept = true
				continue
			}
			if !seen[int(to)] {
				seen[int(to)] = true
				work = append(work, int(to))
			}
		}
	}
	return kept
}

// meets: some value fits both.
func (k *kind) meets(o *kind) bool {
	switch {
	case k.none && o.none:
		return true
	case k.none:
		return slices.ContainsFunc(o.values, k.may)
	}
	return slices.ContainsFunc(k.values, o.may)
}

// changes: something else than a setup writes the member, or may.
func (c *checker) changes(m link.OpKey) bool {
	known, ok := c.changing[m]
	if !ok {
		known = c.findsChange(m)
		c.changing[m] = known
	}
	return known
}

func (c *checker) findsChange(m link.OpKey) bool {
	ours := map[*link.Func]bool{}
	for _, f := range c.setups {
		for _, g := range c.w.Reach(f).List {
			ours[g] = true
		}
	}
	return slices.ContainsFunc(c.w.P.Funcs, func(f *link.Func) bool {
		for i := range f.Exprs {
			if x := &f.Exprs[i]; x.Op == ir.OpAddr && c.isMember(f, x.X, m) {
				return true
			}
		}
		if ours[f] {
			return false
		}
		for bi := range f.Blocks {
			for ii := range f.Blocks[bi].Instrs {
				if in := &f.Blocks[bi].Instrs[ii]; in.Dst != 0 && c.isMember(f, in.Dst, m) {
					return true
				}
			}
		}
		return false
	})
}

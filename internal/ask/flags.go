package ask

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A core asks the ops table of a driver for a flag before it calls a member of it:
//
//	if (ops->mute_on_trigger)
//		core_mute(dev); /* calls ops->mute() */
//
// A way through that call is one of the drivers whose table has the flag. Tables of
// one type on one way are taken for the same one: the direction of error is a context
// that is missing where a core asks one driver and calls another.

// need is a flag of a table that a way takes for set, or for not set; or a file that a
// way goes through and whose own functions a member means there.
type need struct {
	flag link.OpKey
	set  bool
	file string
}

// flagIndex knows what is asked of ops tables.
type flagIndex struct {
	p      *link.Program
	tables map[string]bool               // structs that hold functions
	asked  map[*link.Func][]question     // branches on a flag
	stored map[string]bool               // members that a function stores to
	needed map[*link.Func]map[int][]need // by the block of a call
}

// question is a branch on a flag.
type question struct {
	block int
	flag  link.OpKey
	set   bool // on the first target
}

func newFlagIndex(p *link.Program) *flagIndex {
	x := &flagIndex{p: p, tables: map[string]bool{}, asked: map[*link.Func][]question{}, stored: map[string]bool{}, needed: map[*link.Func]map[int][]need{}}
	for _, k := range p.Ops() {
		x.tables[k.Struct] = x.tables[k.Struct] || k.Struct != ""
	}
	asked := map[string]bool{}
	for _, f := range p.Funcs {
		for b := range f.Blocks {
			if q, ok := x.question(f, b); ok {
				x.asked[f] = append(x.asked[f], q)
				asked[q.flag.Field] = true
			}
		}
	}
	for _, f := range p.Funcs {
		for b := range f.Blocks {
			for i := range f.Blocks[b].Instrs {
				if in := &f.Blocks[b].Instrs[i]; in.Op == ir.InstrStore && f.Exprs[in.Dst].Op == ir.OpField && asked[f.Exprs[in.Dst].Sym] {
					x.stored[f.Exprs[in.Dst].Sym] = true
				}
			}
		}
	}
	return x
}

// question is the flag that a block branches on.
func (x *flagIndex) question(f *link.Func, b int) (question, bool) {
	t := &f.Blocks[b].Term
	if t.Kind != ir.TermBranch || t.Targets[0] == t.Targets[1] {
		return question{}, false
	}
	q := question{block: b, set: true}
	e := t.Cond
	for f.Exprs[e].Op == ir.OpUnary && f.Exprs[e].Sym == "!" {
		e, q.set = f.Exprs[e].X, !q.set
	}
	if f.Exprs[e].Op != ir.OpField {
		return question{}, false
	}
	k, ok := x.p.PlaceKey(f, e)
	q.flag = k
	return q, ok && x.tables[k.Struct]
}

// needs are the flags that a call in a block of f takes for granted.
func (x *flagIndex) needs(f *link.Func, block int) []need {
	if len(x.asked[f]) == 0 {
		return nil
	}
	if n, ok := x.needed[f][block]; ok {
		return n
	}
	var out []need
	for _, q := range x.asked[f] {
		for i, set := range []bool{q.set, !q.set} {
			if !f.ReachedWithout(link.Edge{From: ir.BlockID(q.block), Target: i})[block] {
				out = append(out, need{flag: q.flag, set: set})
			}
		}
	}
	if x.needed[f] == nil {
		x.needed[f] = map[int][]need{}
	}
	x.needed[f][block] = out
	return out
}

// denies: what a way takes for granted is not so of any table that has the function
// as this member.
func (x *flagIndex) denies(needs []need, op link.OpKey, fn *link.Func) bool {
	for _, n := range needs {
		if n.file != "" || n.flag.Struct != op.Struct || x.stored[n.flag.Field] || n.flag == op && n.set {
			continue
		}
		bound := x.p.Bindings(op)
		if !slices.ContainsFunc(bound, func(b link.Binding) bool { return b.Fn == fn && x.mayBe(&b, n) }) {
			return true
		}
	}
	return false
}

// mayBe: the table of a binding may have a flag as it is needed.
func (x *flagIndex) mayBe(b *link.Binding, n need) bool {
	if b.Global == "" {
		return true // filled in by a function
	}
	u := b.Unit
	elsewhere := false // a table within another, of which it is not told what its owner is
	for i := range u.Inits {
		in := &u.Inits[i]
		if in.Global != b.Global || in.Field != n.flag.Field || in.Index != b.Index {
			continue
		}
		if x.p.Member(in.Owner, in.Field) != n.flag {
			elsewhere = true
			continue
		}
		v := &u.Top.Exprs[in.Value]
		return v.Op != ir.OpConst || (v.Int != 0) == n.set
	}
	return elsewhere || !n.set
}

// within: who takes the one for granted takes no more than the other.
func within(one, other []need) bool {
	return !slices.ContainsFunc(one, func(n need) bool { return !slices.Contains(other, n) })
}

// together adds needs to those of the way before.
func together(have, more []need) []need {
	out := have
	for _, n := range more {
		if !slices.Contains(out, n) {
			out = append(slices.Clip(out), n)
		}
	}
	return out
}

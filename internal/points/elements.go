package points

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A table is often filled through a local that points to it:
//
//	t = kcalloc(n, sizeof(*t), gfp);
//	d->table = t;
//	for (…)
//		t[i] = template[i].f;
//
// What is stored to an element of the local is bound to the members and variables that
// the local is stored to, or comes from, anywhere in the function: the order of the two
// does not matter for memory that both mean.

// setElements binds what functions store to elements of arrays that locals point to.
func (s *solver) setElements() {
	for _, f := range s.p.Funcs {
		var homes map[int64][]ir.ExprID
		for bi := range f.Blocks {
			for ii := range f.Blocks[bi].Instrs {
				in := &f.Blocks[bi].Instrs[ii]
				v, ok := s.elementOf(f, in)
				if !ok {
					continue
				}
				if homes == nil {
					homes = s.homes(f)
				}
				for _, home := range homes[v] {
					s.setElement(f, home, in)
				}
			}
		}
	}
}

// elementOf is the local whose element an instruction stores a function to.
func (s *solver) elementOf(f *link.Func, in *ir.Instr) (v int64, ok bool) {
	if in.Op != ir.InstrStore || f.Exprs[in.Dst].Op != ir.OpIndex {
		return 0, false
	}
	x := &f.Exprs[f.Exprs[in.Dst].X]
	if x.Op != ir.OpVar || !link.IsFunction(s.p.Underlying(s.p.TypeOf(f, in.Dst))) {
		return 0, false
	}
	return x.Int, true
}

// homes are the members and variables that hold what a local points to, by the local.
func (s *solver) homes(f *link.Func) map[int64][]ir.ExprID {
	out := map[int64][]ir.ExprID{}
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore {
				continue
			}
			dst, src := in.Dst, in.Src
			for f.Exprs[src].Op == ir.OpCast {
				src = f.Exprs[src].X
			}
			switch {
			case f.Exprs[src].Op == ir.OpVar && isMember(f, dst):
				v := f.Exprs[src].Int
				out[v] = append(out[v], dst)
			case f.Exprs[dst].Op == ir.OpVar && isMember(f, src):
				v := f.Exprs[dst].Int
				out[v] = append(out[v], src)
			}
		}
	}
	return out
}

func isMember(f *link.Func, e ir.ExprID) bool {
	return f.Exprs[e].Op == ir.OpField || f.Exprs[e].Op == ir.OpGlobal
}

// setElement binds what a store to an element of a local holds to the member that means
// the same array. Whose it is tells the file that names the function, and not the helper
// that fills the tables of many.
func (s *solver) setElement(f *link.Func, home ir.ExprID, in *ir.Instr) {
	to, ok := s.p.PlaceKey(f, home)
	if !ok {
		return
	}
	for _, b := range s.ask(exprAt{f, in.Src}).funcs {
		b.In = f
		b.Holder, _ = s.p.HolderOf(f, home)
		b.Elem, b.Global, b.Index = s.p.ElemOf(f, in.Dst), "", -1
		s.later = append(s.later, bound{to, b.Binding})
	}
}

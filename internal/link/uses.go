package link

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// uses are the names in a function, each by one expression that has it. They are found
// once for all programs that take the function in.
type uses struct {
	calls   []at        // by name, in the order of the blocks
	called  []ir.ExprID // names that are only called
	valued  []ir.ExprID // and those that stand for values, too
	members []ir.ExprID // all that is named, members among it
}

// at is the place of an instruction.
type at struct{ block, index int32 }

// usesOf are the uses of a function of a unit; they are kept with it.
func (t *tables) usesOf(i int) *uses {
	if u := t.uses[i].Load(); u != nil {
		return u
	}
	u := findUses(t.unit.Funcs[i])
	t.uses[i].Store(u)
	return u
}

func findUses(f *ir.Func) *uses {
	u := &uses{}
	isCalled, isValue := make([]bool, len(f.Exprs)), make([]bool, len(f.Exprs))
	for bi := range f.Blocks {
		b := &f.Blocks[bi]
		for ii := range b.Instrs {
			in := &b.Instrs[ii]
			if in.Op == ir.InstrCall && f.Exprs[in.Src].Op == ir.OpGlobal {
				u.calls = append(u.calls, at{int32(bi), int32(ii)})
				isCalled[in.Src] = true
			} else {
				isValue[in.Src] = true
			}
			isValue[in.Dst] = true
			for _, a := range in.Args {
				isValue[a] = true
			}
		}
		isValue[b.Term.Cond] = true
	}
	for i := range f.Exprs {
		x := &f.Exprs[i]
		isValue[x.X], isValue[x.Y] = true, true
		for _, a := range x.Args {
			isValue[a] = true
		}
	}
	named := map[string]bool{}
	for i := range f.Exprs {
		x := &f.Exprs[i]
		if x.Sym == "" {
			continue
		}
		if !named[x.Sym] {
			named[x.Sym] = true
			u.members = append(u.members, ir.ExprID(i))
		}
		if x.Op != ir.OpGlobal && x.Op != ir.OpClosure {
			continue
		}
		if isCalled[i] && !isValue[i] {
			u.called = append(u.called, ir.ExprID(i))
		} else {
			u.valued = append(u.valued, ir.ExprID(i))
		}
	}
	u.calls, u.called, u.valued, u.members = slices.Clip(u.calls), slices.Clip(u.called), slices.Clip(u.valued), slices.Clip(u.members)
	return u
}

// callsIn are the calls by name with what they mean in a unit.
func (u *uses) callsIn(unit *Unit, f *ir.Func) []direct {
	out := make([]direct, len(u.calls))
	for i, c := range u.calls {
		out[i] = direct{c.block, c.index, unit.meaning(f.Exprs[f.Blocks[c.block].Instrs[c.index].Src].Sym)}
	}
	return out
}

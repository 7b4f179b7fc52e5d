package link

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// Edge is an outcome of a branch: the block that it ends, and which of its targets.
type Edge struct {
	From   ir.BlockID
	Target int
}

// ReachedWithout are the blocks that are reached from the entry without some edges.
func (f *Func) ReachedWithout(not ...Edge) []bool {
	return f.ReachedFrom([]ir.BlockID{0}, not...)
}

// ReachedFrom are some blocks, and those that are reached from them without some edges.
func (f *Func) ReachedFrom(from []ir.BlockID, not ...Edge) []bool {
	seen := make([]bool, len(f.Blocks))
	for work := slices.Clone(from); len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[b] {
			continue
		}
		seen[b] = true
		for i, to := range f.Blocks[b].Term.Targets {
			if !slices.Contains(not, Edge{b, i}) {
				work = append(work, to)
			}
		}
	}
	return seen
}

// PlaceOf is where an instruction of the function stands: its block, and its index there.
func (f *Func) PlaceOf(in *ir.Instr) (block ir.BlockID, index int, ok bool) {
	for b := range f.Blocks {
		for i := range f.Blocks[b].Instrs {
			if &f.Blocks[b].Instrs[i] == in {
				return ir.BlockID(b), i, true
			}
		}
	}
	return 0, 0, false
}

// CallsByName tells whether the function has a call that names another.
func (f *Func) CallsByName(g *Func) bool {
	return slices.ContainsFunc(f.Calls, func(c CallSite) bool { return c.Fn == g })
}

// CallAt is what linking knows about the call that an instruction is, nil if it is none.
func (f *Func) CallAt(in *ir.Instr) *CallSite {
	for i := range f.Calls {
		if c := &f.Calls[i]; &f.Blocks[c.Block].Instrs[c.Index] == in {
			return c
		}
	}
	return nil
}

// ParamOf is the number of the parameter that a variable is, -1 if it is none.
func (f *Func) ParamOf(v int64) int {
	return slices.IndexFunc(f.Params, func(p ir.VarID) bool { return int64(p) == v })
}

package engine

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// releasesIfTold: a function drops a lock only where a local still says that it is held, and
// has handed a call the address of that local: the call drops the lock as well, and says so,
// as get_user_pages_remote() does. Errs to silence where the call does not.
func (s *session) releasesIfTold(f *link.Func, cl held.Class) bool {
	handed := map[int64]bool{}
	for i := range f.Calls {
		c := &f.Calls[i]
		for _, a := range f.Blocks[c.Block].Instrs[c.Index].Args {
			if x := &f.Exprs[a]; x.Op == ir.OpAddr && f.Exprs[x.X].Op == ir.OpVar {
				handed[f.Exprs[x.X].Int] = true
			}
		}
	}
	if len(handed) == 0 {
		return false
	}
	fr := newFrame(s.Table, s.prog, f, nil, nil)
	told := false
	for i := range f.Calls {
		c := &f.Calls[i]
		in := &f.Blocks[c.Block].Instrs[c.Index]
		drops := slices.ContainsFunc(c.Effects(), func(e effect.Effect) bool {
			return e.Kind == effect.Release && e.Arg >= 0 && int(e.Arg) < len(in.Args) && fr.classOf(value.None, in.Args[e.Arg]).Field == cl.Field
		})
		if !drops {
			continue
		}
		if told = onlyIf(f, in, handed); !told {
			return false
		}
	}
	return told
}

// onlyIf: an instruction is come to only where one of some locals is not zero.
func onlyIf(f *link.Func, in *ir.Instr, vars map[int64]bool) bool {
	for bi := range f.Blocks {
		t := &f.Blocks[bi].Term
		if t.Kind != ir.TermBranch {
			continue
		}
		if x := stripExpr(f, t.Cond); x.Op == ir.OpVar && vars[x.Int] && leads(f, int(t.Targets[0]), in, bi) && !leads(f, int(t.Targets[1]), in, bi) {
			return true
		}
	}
	return false
}

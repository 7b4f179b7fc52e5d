package actor

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// What a variable holds at one place, where a function uses it for one thing after the
// other: back through the block, and through blocks that only one other leads to, and on until it
// gets another value.

// lastWrite is the assignment, or the call, that gave a variable the value which it has at
// an instruction, nil where several may have. passed is told the other assignments on the
// way back, the last one first.
func lastWrite(f *link.Func, at *ir.Instr, v int64, passed func(*ir.Instr)) *ir.Instr {
	b, i, ok := f.PlaceOf(at)
	preds := predecessors(f)
	for seen := map[ir.BlockID]bool{}; ok && !seen[b]; {
		seen[b] = true
		for i--; i >= 0; i-- {
			in := &f.Blocks[b].Instrs[i]
			switch {
			case in.Dst != 0 && f.Exprs[in.Dst].Op == ir.OpVar && f.Exprs[in.Dst].Int == v:
				return in
			case in.Op == ir.InstrStore && passed != nil:
				passed(in)
			case in.Op == ir.InstrCall && lends(f, in, v):
				return nil
			}
		}
		if len(preds[b]) != 1 {
			return nil
		}
		b = preds[b][0]
		i = len(f.Blocks[b].Instrs)
	}
	return nil
}

// lends: a call gets the address of the variable.
func lends(f *link.Func, in *ir.Instr, v int64) bool {
	for _, a := range in.Args {
		if x := &f.Exprs[uncast(f, a)]; x.Op == ir.OpAddr && f.Exprs[x.X].Op == ir.OpVar && f.Exprs[x.X].Int == v {
			return true
		}
	}
	return false
}

func predecessors(f *link.Func) [][]ir.BlockID {
	out := make([][]ir.BlockID, len(f.Blocks))
	for b := range f.Blocks {
		for _, t := range f.Blocks[b].Term.Targets {
			out[t] = append(out[t], ir.BlockID(b))
		}
	}
	return out
}

// keptWith is the member that a function stores a variable to while that has the value
// which it has at an instruction, nil if there is none, or several.
func (w *World) keptWith(f *link.Func, at *ir.Instr, e ir.ExprID) Place {
	x := &f.Exprs[uncast(f, e)]
	if at == nil || x.Op != ir.OpVar || f.ParamOf(x.Int) >= 0 {
		return nil
	}
	var out Place
	several := false
	keeps := func(in *ir.Instr) {
		src := &f.Exprs[uncast(f, in.Src)]
		if f.Exprs[in.Dst].Op != ir.OpField || src.Op != ir.OpVar || src.Int != x.Int {
			return
		}
		p := w.Place(f, in.Dst, nil)
		several = several || len(p) == 0 || len(out) > 0 && out.key() != p.key()
		out = p
	}
	if lastWrite(f, at, x.Int, keeps) == nil {
		return nil
	}
	untilWritten(f, at, x.Int, keeps)
	if several {
		return nil
	}
	return out
}

// untilWritten tells of the assignments that may come after an instruction before a variable
// gets another value.
func untilWritten(f *link.Func, at *ir.Instr, v int64, passed func(*ir.Instr)) {
	type place struct {
		block ir.BlockID
		index int
	}
	b, i, ok := f.PlaceOf(at)
	if !ok {
		return
	}
	seen := map[ir.BlockID]bool{}
	for work := []place{{b, i + 1}}; len(work) > 0; {
		p := work[len(work)-1]
		work = work[:len(work)-1]
		written := false
		instrs := f.Blocks[p.block].Instrs
		for i := p.index; i < len(instrs) && !written; i++ {
			in := &instrs[i]
			written = in.Dst != 0 && f.Exprs[in.Dst].Op == ir.OpVar && f.Exprs[in.Dst].Int == v
			if in.Op == ir.InstrStore && !written {
				passed(in)
			}
		}
		for _, t := range f.Blocks[p.block].Term.Targets {
			if !written && !seen[t] {
				seen[t] = true
				work = append(work, place{t, 0})
			}
		}
	}
}

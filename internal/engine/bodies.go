package engine

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// fieldBit is the bit that stands for a member's name in summary.fields.
func fieldBit(name string) uint64 {
	return 1 << (fieldHash(name) >> 26)
}

func mentionedFields(f *link.Func) uint64 {
	var bits uint64
	for i := range f.Exprs {
		if x := &f.Exprs[i]; x.Op == ir.OpField {
			bits |= fieldBit(x.Sym)
		}
	}
	return bits
}

func assignedParams(f *link.Func) uint32 {
	var mask uint32
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore || f.Exprs[in.Dst].Op != ir.OpVar {
				continue
			}
			for i, v := range f.Params {
				if i < 32 && int64(v) == f.Exprs[in.Dst].Int {
					mask |= 1 << uint(i)
				}
			}
		}
	}
	return mask
}

func storesMemory(f *link.Func) bool {
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op == ir.InstrStore && f.Exprs[in.Dst].Op != ir.OpVar {
				return true
			}
		}
	}
	return false
}

func quietCalls(p *link.Program, s *summaries, f *link.Func) bool {
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Name != "" && c.Effects() != nil {
			continue
		}
		if c.Fn == nil || !s.of(c.Fn).quiet {
			return false
		}
	}
	return true
}

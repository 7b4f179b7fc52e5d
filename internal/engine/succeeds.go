package engine

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// succeedsBefore: an instruction is not only reached where a call before it has failed,
// as far as the branch behind the call says: with an error, a number that is not zero. Errs
// to a call that may have succeeded.
func succeedsBefore(fn *link.Func, c *link.CallSite, in *ir.Instr) bool {
	block := ir.BlockID(c.Block)
	t := &fn.Blocks[block].Term
	result := fn.Blocks[block].Instrs[c.Index].Dst
	if c.Fn != nil && (c.Fn.Result == "bool" || strings.HasSuffix(string(c.Fn.Result), "*")) {
		return true // which tells success otherwise
	}
	if t.Kind != ir.TermBranch || result == 0 || fn.Exprs[result].Op != ir.OpVar {
		return true
	}
	holders := []int64{fn.Exprs[result].Int}
	for i := c.Index + 1; i < len(fn.Blocks[block].Instrs); i++ {
		at := &fn.Blocks[block].Instrs[i]
		if at == in {
			return true
		}
		if x, d := &fn.Exprs[at.Src], &fn.Exprs[at.Dst]; at.Op == ir.InstrStore && x.Op == ir.OpVar && d.Op == ir.OpVar && slices.Contains(holders, x.Int) {
			holders = append(holders, d.Int)
		}
	}
	v, failed := failing(fn, t.Cond)
	if v < 0 || !slices.Contains(holders, v) {
		return true
	}
	seen := make([]bool, len(fn.Blocks))
	for work := []ir.BlockID{t.Targets[1-failed]}; len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[b] {
			continue
		}
		seen[b] = true
		for i := range fn.Blocks[b].Instrs {
			if &fn.Blocks[b].Instrs[i] == in {
				return true
			}
		}
		work = append(work, fn.Blocks[b].Term.Targets...)
	}
	return false
}

// failing is the variable that a condition asks for an error, and the edge that is taken
// if it has one; -1 where it asks for something else.
func failing(fn *link.Func, e ir.ExprID) (v int64, edge int) {
	for {
		x := &fn.Exprs[e]
		zero := x.Op == ir.OpBinary && fn.Exprs[x.Y].Op == ir.OpConst && fn.Exprs[x.Y].Int == 0
		switch {
		case x.Op == ir.OpVar:
			return x.Int, edge
		case x.Op == ir.OpUnary && x.Sym == "!", zero && x.Sym == "==":
			e, edge = x.X, 1-edge
		case zero && (x.Sym == "!=" || x.Sym == "<"):
			e = x.X
		case x.Op == ir.OpCast:
			e = x.X
		default:
			return -1, 0
		}
	}
}

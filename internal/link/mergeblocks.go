package link

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// mergeBlocks makes one block of two where one always and alone leads to the
// other, and drops what nothing leads to: what an expansion took apart is a
// straight run again.
func mergeBlocks(f *ir.Func) {
	preds := make([]int, len(f.Blocks))
	preds[0] = 1
	order := []ir.BlockID{0}
	seen := make([]bool, len(f.Blocks))
	seen[0] = true
	for i := 0; i < len(order); i++ {
		for _, t := range f.Blocks[order[i]].Term.Targets {
			preds[t]++
			if !seen[t] {
				seen[t] = true
				order = append(order, t)
			}
		}
	}
	number := make([]ir.BlockID, len(f.Blocks))
	var out []ir.Block
	gone := make([]bool, len(f.Blocks))
	slices.Sort(order)
	for _, b := range order {
		blk := &f.Blocks[b]
		for !gone[b] && blk.Term.Kind == ir.TermJump {
			t := blk.Term.Targets[0]
			if t == b || preds[t] != 1 || t == 0 {
				break
			}
			blk.Instrs = append(slices.Clip(blk.Instrs), f.Blocks[t].Instrs...)
			blk.Term = f.Blocks[t].Term
			gone[t] = true
		}
	}
	for _, b := range order {
		if !gone[b] {
			number[b] = ir.BlockID(len(out))
			out = append(out, f.Blocks[b])
		}
	}
	for i := range out {
		targets := slices.Clone(out[i].Term.Targets)
		for j := range targets {
			targets[j] = number[targets[j]]
		}
		out[i].Term.Targets = targets
	}
	f.Blocks = out
}

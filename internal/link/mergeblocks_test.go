package link

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// TestMergeBlocks walks made-up functions before and after: the same instructions come in
// the same order whichever way branches go, and nothing is left to merge.
func TestMergeBlocks(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	merged := 0
	for round := range 3000 {
		f := &ir.Func{Blocks: make([]ir.Block, 1+r.IntN(9))}
		for i := range f.Blocks {
			b := &f.Blocks[i]
			for range 1 + r.IntN(2) {
				b.Instrs = append(b.Instrs, ir.Instr{Op: ir.InstrStore, Dst: ir.ExprID(i), Src: ir.ExprID(len(b.Instrs))})
			}
			target := func() ir.BlockID { return ir.BlockID(r.IntN(len(f.Blocks))) }
			switch r.IntN(6) {
			case 0:
				b.Term = ir.Term{Kind: ir.TermReturn}
			case 1:
				b.Term = ir.Term{Kind: ir.TermBranch, Targets: []ir.BlockID{target(), target()}}
			default:
				b.Term = ir.Term{Kind: ir.TermJump, Targets: []ir.BlockID{target()}}
			}
		}
		before := slices.Clone(f.Blocks)
		for i := range before {
			before[i].Instrs = slices.Clone(before[i].Instrs)
		}
		mergeBlocks(f)
		if len(f.Blocks) < len(before) {
			merged++
		}
		for seed := range uint64(8) {
			if was, is := wayThrough(before, seed), wayThrough(f.Blocks, seed); !slices.Equal(was, is) {
				t.Fatalf("round %d: %v before, %v after\n%+v\n%+v", round, was, is, before, f.Blocks)
			}
		}
		preds := make([]int, len(f.Blocks))
		preds[0] = 1
		for i := range f.Blocks {
			for _, to := range f.Blocks[i].Term.Targets {
				preds[to]++
			}
		}
		for i := range f.Blocks {
			if term := &f.Blocks[i].Term; preds[i] == 0 || term.Kind == ir.TermJump && preds[term.Targets[0]] == 1 && int(term.Targets[0]) != i {
				t.Fatalf("round %d: block %d could be merged or dropped\n%+v", round, i, f.Blocks)
			}
		}
	}
	if merged < 1000 {
		t.Errorf("only %d functions had something to merge", merged)
	}
}

// wayThrough is what is executed on one way, as far as a way is looked at.
func wayThrough(blocks []ir.Block, seed uint64) (out [][2]ir.ExprID) {
	r := rand.New(rand.NewPCG(seed, 1))
	for at := ir.BlockID(0); len(out) < 60; {
		b := &blocks[at]
		for _, in := range b.Instrs {
			out = append(out, [2]ir.ExprID{in.Dst, in.Src})
		}
		switch b.Term.Kind {
		case ir.TermReturn:
			return append(out, [2]ir.ExprID{-1, -1})
		case ir.TermBranch:
			at = b.Term.Targets[r.IntN(2)]
		default:
			at = b.Term.Targets[0]
		}
	}
	return out[:min(len(out), 40)]
}

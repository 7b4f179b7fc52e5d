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
		if gone[b] {
			continue
		}
		run := runFrom(f, b, preds)
		for _, t := range run[1:] {
			gone[t] = true
		}
		joinRun(f, run)
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

// runFrom lists a block and those that it leads to one after the other, each reached in no
// other way.
func runFrom(f *ir.Func, b ir.BlockID, preds []int) []ir.BlockID {
	run := []ir.BlockID{b}
	for at := &f.Blocks[b]; at.Term.Kind == ir.TermJump; {
		t := at.Term.Targets[0]
		if t == b || preds[t] != 1 || t == 0 {
			break
		}
		run = append(run, t)
		at = &f.Blocks[t]
	}
	return run
}

// joinRun makes one block of a run, at once: a function of many macros is one long run.
func joinRun(f *ir.Func, run []ir.BlockID) {
	if len(run) == 1 {
		return
	}
	n := 0
	for _, t := range run {
		n += len(f.Blocks[t].Instrs)
	}
	instrs := make([]ir.Instr, 0, n)
	for _, t := range run {
		instrs = append(instrs, f.Blocks[t].Instrs...)
	}
	f.Blocks[run[0]] = ir.Block{Instrs: instrs, Term: f.Blocks[run[len(run)-1]].Term}
}

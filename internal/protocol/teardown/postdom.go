package teardown

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// postdominators finds, for each block, the first block that every way from it
// to the end goes through; -1 where that is the end itself, or the block leads
// to none. The algorithm is Cooper's, Harvey's and Kennedy's, on the graph
// turned round.
func postdominators(f *link.Func) []int {
	end := len(f.Blocks)
	order, rank := backwards(f)
	ipdom := make([]int, end+1)
	for i := range ipdom {
		ipdom[i] = -1
	}
	ipdom[end] = end
	meet := func(a, b int) int {
		for a != b {
			for rank[a] > rank[b] {
				a = ipdom[a]
			}
			for rank[b] > rank[a] {
				b = ipdom[b]
			}
		}
		return a
	}
	for changed := true; changed; {
		changed = false
		for _, b := range order[1:] {
			next := -1
			for _, s := range leavesTo(f, b) {
				switch {
				case ipdom[s] < 0:
				case next < 0:
					next = s
				default:
					next = meet(next, s)
				}
			}
			if ipdom[b] != next {
				ipdom[b], changed = next, true
			}
		}
	}
	out := ipdom[:end]
	for b := range out {
		if out[b] == end {
			out[b] = -1
		}
	}
	return out
}

// leavesTo are the blocks after one, the end for those that return.
func leavesTo(f *link.Func, b int) []int {
	if f.Blocks[b].Term.Kind == ir.TermReturn {
		return []int{len(f.Blocks)}
	}
	out := make([]int, 0, len(f.Blocks[b].Term.Targets))
	for _, t := range f.Blocks[b].Term.Targets {
		out = append(out, int(t))
	}
	return out
}

// backwards lists the blocks that lead to the end, which comes first, each after
// one that it leads to, and ranks them so.
func backwards(f *link.Func) (order, rank []int) {
	end := len(f.Blocks)
	preds := make([][]int, end+1)
	for b := range f.Blocks {
		for _, s := range leavesTo(f, b) {
			preds[s] = append(preds[s], b)
		}
	}
	seen := make([]bool, end+1)
	var post []int
	var visit func(b int)
	visit = func(b int) {
		seen[b] = true
		for _, p := range preds[b] {
			if !seen[p] {
				visit(p)
			}
		}
		post = append(post, b)
	}
	visit(end)
	rank = make([]int, end+1)
	for i := range post {
		b := post[len(post)-1-i]
		order = append(order, b)
		rank[b] = i
	}
	return order, rank
}

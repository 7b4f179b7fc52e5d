package engine

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// components lists the strongly connected components of the call graph,
// callees before callers (Tarjan, iterative).
func components(p *link.Program) [][]*link.Func {
	n := len(p.Funcs)
	index := make([]int32, n) // 0: unvisited
	lowest := make([]int32, n)
	onStack := make([]bool, n)
	var stack []int32
	var out [][]*link.Func
	next := int32(1)
	type item struct {
		f       int32
		callees []*link.Func // left to look at
	}
	var work []item
	for root := 0; root < n; root++ {
		if index[root] != 0 {
			continue
		}
		work = append(work[:0], item{int32(root), calleesOf(p, p.Funcs[root])})
		index[root], lowest[root] = next, next
		next++
		stack = append(stack, int32(root))
		onStack[root] = true
		for len(work) > 0 {
			top := &work[len(work)-1]
			g := int32(-1)
			if len(top.callees) > 0 {
				g = int32(top.callees[0].ID)
				top.callees = top.callees[1:]
			}
			if g >= 0 {
				if index[g] == 0 {
					index[g], lowest[g] = next, next
					next++
					stack = append(stack, g)
					onStack[g] = true
					work = append(work, item{g, calleesOf(p, p.Funcs[g])})
				} else if onStack[g] {
					lowest[top.f] = min(lowest[top.f], index[g])
				}
				continue
			}
			done := top.f
			work = work[:len(work)-1]
			if len(work) > 0 {
				parent := work[len(work)-1].f
				lowest[parent] = min(lowest[parent], lowest[done])
			}
			if lowest[done] != index[done] {
				continue
			}
			var comp []*link.Func
			for {
				v := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				onStack[v] = false
				comp = append(comp, p.Funcs[v])
				if v == done {
					break
				}
			}
			out = append(out, comp)
		}
	}
	return out
}

// calleesOf are the functions whose summaries that of a function rests on: those that it
// calls or may call, and those that it hands to one that it calls.
func calleesOf(p *link.Program, f *link.Func) []*link.Func {
	var out []*link.Func
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Fn != nil {
			out = append(out, c.Fn)
			out = append(out, handedFuncs(p, f, c)...)
		}
		out = append(out, c.Targets...)
	}
	return out
}

// handedFuncs are the functions that a call passes by name.
func handedFuncs(p *link.Program, f *link.Func, c *link.CallSite) []*link.Func {
	var out []*link.Func
	for _, a := range f.Blocks[c.Block].Instrs[c.Index].Args {
		x := &f.Exprs[a]
		if x.Op == ir.OpAddr || x.Op == ir.OpCast {
			x = &f.Exprs[x.X]
		}
		if x.Op != ir.OpGlobal {
			continue
		}
		if fn := p.FuncValue(f, a); fn != nil && fn != f {
			out = append(out, fn)
		}
	}
	return out
}

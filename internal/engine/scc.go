package engine

import "github.com/ctxlint/ctxlint/internal/link"

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
		f    int32
		call int
		tgt  int
	}
	var work []item
	for root := 0; root < n; root++ {
		if index[root] != 0 {
			continue
		}
		work = append(work[:0], item{f: int32(root)})
		index[root], lowest[root] = next, next
		next++
		stack = append(stack, int32(root))
		onStack[root] = true
		for len(work) > 0 {
			top := &work[len(work)-1]
			f := p.Funcs[top.f]
			g := int32(-1)
			for top.call < len(f.Calls) && g < 0 {
				c := &f.Calls[top.call]
				switch {
				case top.tgt == 0 && c.Fn != nil:
					g = int32(c.Fn.ID)
					top.tgt++
				case top.tgt == 0:
					top.tgt++
				case top.tgt-1 < len(c.Targets):
					g = int32(c.Targets[top.tgt-1].ID)
					top.tgt++
				default:
					top.call++
					top.tgt = 0
				}
			}
			if g >= 0 {
				if index[g] == 0 {
					index[g], lowest[g] = next, next
					next++
					stack = append(stack, g)
					onStack[g] = true
					work = append(work, item{f: g})
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

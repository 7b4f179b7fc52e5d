package engine

import "github.com/ctxlint/ctxlint/internal/link"

// orderOf numbers the blocks of fn in reverse postorder; unreachable blocks
// come last.
func (s *session) orderOf(fn *link.Func) []int32 {
	order, ok := s.orders[fn.ID]
	if !ok {
		order = postorder(fn)
		s.orders[fn.ID] = order
	}
	return order
}

func postorder(fn *link.Func) []int32 {
	n := len(fn.Blocks)
	order := make([]int32, n)
	for i := range order {
		order[i] = int32(2 * n)
	}
	type item struct {
		b    int32
		next int
	}
	seen := make([]bool, n)
	num := int32(n)
	stack := []item{{0, 0}}
	seen[0] = true
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		targets := fn.Blocks[top.b].Term.Targets
		if top.next < len(targets) {
			t := int32(targets[top.next])
			top.next++
			if !seen[t] {
				seen[t] = true
				stack = append(stack, item{t, 0})
			}
			continue
		}
		num--
		order[top.b] = num
		stack = stack[:len(stack)-1]
	}
	return order
}

package golower

import "golang.org/x/tools/go/ssa"

// A variable that is set once and then captured is captured by value here: the
// literal gets what it holds, not where. Most captured variables are like
// that (receivers, parameters), and code then reads as it was written.

// setOnce tells whether v, the address of a variable or a captured one, is of
// that kind.
func (l *lowerer) setOnce(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.FreeVar:
		if c := creation(v.Parent()); c != nil && v.Parent().Parent() != nil && bound(v.Parent()) == nil {
			for i, fv := range v.Parent().FreeVars {
				if fv == v && i < len(c.Bindings) {
					return l.setOnce(c.Bindings[i])
				}
			}
		}
	case *ssa.Alloc:
		if anonymous(v) {
			return false
		}
		stores := 0
		return onlyRead(v, &stores) && stores == 1
	}
	return false
}

// creation is the instruction that makes a closure of a function literal.
func creation(fn *ssa.Function) *ssa.MakeClosure {
	refs := fn.Referrers()
	if refs == nil {
		return nil
	}
	for _, r := range *refs {
		if c, ok := r.(*ssa.MakeClosure); ok {
			return c
		}
	}
	return nil
}

// onlyRead tells whether an address is only loaded from, stored to (counted)
// and captured by literals that do no more.
func onlyRead(addr ssa.Value, stores *int) bool {
	for _, r := range *addr.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef:
		case *ssa.UnOp:
		case *ssa.Store:
			if r.Addr != addr || r.Val == addr {
				return false
			}
			*stores++
		case *ssa.MakeClosure:
			for i, b := range r.Bindings {
				if b == addr && !onlyRead(r.Fn.(*ssa.Function).FreeVars[i], stores) {
					return false
				}
			}
		default:
			return false
		}
	}
	return true
}

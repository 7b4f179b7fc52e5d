package value

// Contains tells whether sub occurs in id.
func (t *Table) Contains(id, sub Term) bool {
	for id != None {
		if id == sub {
			return true
		}
		n := t.At(id)
		if n.Op == Apply {
			for _, a := range t.ApplyArgs(id) {
				if t.Contains(a, sub) {
					return true
				}
			}
			return false
		}
		if n.B != None && t.Contains(n.B, sub) {
			return true
		}
		id = n.A
	}
	return false
}

// Rewrite replaces leaves of id by what sub returns; sub returns ok=false to
// leave a node and look inside it. A leaf of a frame (parameter, local, fresh
// result) that sub does not translate makes the whole term unknown.
func (t *Table) Rewrite(id Term, sub func(Term) (Term, bool)) Term {
	if id == None {
		return None
	}
	if r, ok := sub(id); ok {
		return r
	}
	n := *t.At(id)
	switch n.Op {
	case Param, Local, Fresh:
		return None
	case Const, Str, Func, Global, Object, Config:
		return id
	case Apply:
		args := t.ApplyArgs(id)
		for i := range args {
			if args[i] = t.Rewrite(args[i], sub); args[i] == None {
				return None
			}
		}
		return t.ApplyFn(n.Sym, n.Fn, args)
	}
	a := t.Rewrite(n.A, sub)
	if a == None {
		return None
	}
	switch n.Op {
	case Field:
		return t.Field(a, n.Sym)
	case Deref:
		return t.Deref(a)
	case Addr:
		return t.Addr(a)
	case Cast:
		return t.Cast(n.Type, a)
	case Outer:
		return t.Outer(n.Type, n.Sym, a)
	case Load:
		return t.Load(a)
	case Unary:
		return t.Intern(Node{Op: Unary, Sym: n.Sym, A: a})
	}
	b := None
	if n.B != None {
		if b = t.Rewrite(n.B, sub); b == None {
			if n.Op != Index {
				return None
			}
		}
	}
	n.A, n.B = a, b
	return t.Intern(n)
}

// Root is the kind of the innermost thing that a term is about: the parameter
// of a member of what it points to.
func (t *Table) Root(id Term) Op {
	for {
		n := t.At(id)
		if n.A == None || n.Op == Fresh {
			return n.Op
		}
		id = n.A
	}
}

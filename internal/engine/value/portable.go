package value

// Portable is a term outside every table, so that summaries outlive
// the session that computed them.
type Portable struct {
	Node Node
	A, B *Portable
	Args []*Portable
}

// Export copies a term that mentions nothing of its frame but parameters.
func (t *Table) Export(id Term) *Portable {
	if id == None {
		return nil
	}
	n := *t.At(id)
	switch n.Op {
	case Local, Fresh:
		return nil
	case Apply:
		p := &Portable{Node: n}
		for _, a := range t.ApplyArgs(id) {
			x := t.Export(a)
			if x == nil {
				return nil
			}
			p.Args = append(p.Args, x)
		}
		return p
	}
	p := &Portable{Node: n}
	if n.A != None {
		if p.A = t.Export(n.A); p.A == nil {
			return nil
		}
	}
	if n.B != None {
		if p.B = t.Export(n.B); p.B == nil && n.Op != Index {
			return nil
		}
	}
	return p
}

// Adopt enters an exported term into another table.
func (t *Table) Adopt(p *Portable) Term {
	if p == nil {
		return None
	}
	if p.Node.Op == Apply {
		var args []Term
		for _, a := range p.Args {
			args = append(args, t.Adopt(a))
		}
		return t.ApplyFn(p.Node.Sym, p.Node.Fn, args)
	}
	n := p.Node
	n.A, n.B = t.Adopt(p.A), t.Adopt(p.B)
	return t.Intern(n)
}

// Equal tells whether two exported terms are the same.
func (p *Portable) Equal(o *Portable) bool {
	if p == o || p == nil || o == nil {
		return p == o
	}
	x, y := p.Node, o.Node
	x.A, x.B, x.Args, y.A, y.B, y.Args = 0, 0, "", 0, 0, ""
	if x != y || !p.A.Equal(o.A) || !p.B.Equal(o.B) || len(p.Args) != len(o.Args) {
		return false
	}
	for i := range p.Args {
		if !p.Args[i].Equal(o.Args[i]) {
			return false
		}
	}
	return true
}

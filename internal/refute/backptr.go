package refute

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Objects that lead to each other: what a path reaches by going there and back is the
// object that it came from, with what is known of it. Errs to silence where an object has
// several such as it, all of which name the same other one.

// backPointers are what is known of objects that lead to each other.
type backPointers struct {
	given   map[string]bool // see deviceData
	mutuals map[mutual]bool
}

// dataOf is what an accessor answers of a device that was taken out of a driver's object:
// that object, if the driver gives to its devices what has its type.
func (w *walk) dataOf(getter string, device V) V {
	if !w.prog.Model.Is("gets-device-data", getter) {
		return none
	}
	n := w.at(w.embedding(device))
	if n.op != oLoad {
		return none
	}
	for at := n.a; w.at(at).op == oField; at = w.at(at).a {
		if w.deviceData()[w.structOf(at)] {
			return w.addr(w.at(at).a)
		}
	}
	return none
}

// embedding is the pointer that leads to the outermost of structs that one embeds in another:
// &pdev->dev is in *pdev, and container_of() of it is that.
func (w *walk) embedding(p V) V {
	for {
		n := w.at(p)
		if n.op != oOuter && n.op != oAddr {
			return p
		}
		for p = n.a; w.at(p).op == oField; {
			p = w.at(p).a
		}
		if o := w.at(p); o.op == oObj {
			p = o.a
		}
	}
}

// deviceData are the types of what the program gives to devices.
func (s *Walker) deviceData() map[string]bool {
	if s.given != nil {
		return s.given
	}
	s.given = map[string]bool{}
	for _, n := range s.prog.Model.Names("sets-device-data") {
		for _, f := range s.prog.Funcs {
			for i := range f.Calls {
				c := &f.Calls[i]
				in := &f.Blocks[c.Block].Instrs[c.Index]
				if c.Name != n.Name || n.Args[0] >= len(in.Args) {
					continue
				}
				if t := link.Deref(s.prog.Underlying(s.prog.TypeOf(f, in.Args[n.Args[0]]))); link.IsStruct(t) {
					s.given[string(s.prog.Underlying(t))] = true
				}
			}
		}
	}
	return s.given
}

// pointsBack is what a member holds that was set together with the pointer by which its
// struct was reached: x->a->b is x. none if it is no such member.
func (w *walk) pointsBack(member V) V {
	to := w.at(w.at(member).a)
	if to.op != oObj || w.at(to.a).op != oLoad {
		return none
	}
	from := w.at(to.a).a
	if w.at(from).op != oField {
		return none
	}
	outer, inner := w.structOf(from), w.structOf(member)
	if outer == "" || inner == "" || !w.mutual(mutual{link.OpKey{Struct: outer, Field: w.at(from).sym}, link.OpKey{Struct: inner, Field: w.at(member).sym}}) {
		return none
	}
	return w.addr(w.at(from).a)
}

// mutual are two members: one leads to an object whose other leads back.
type mutual struct{ there, back link.OpKey }

// mutual: wherever one of the two is set, both are, and the one leads to memory that was
// handed out just then, so that it belongs to one object only.
func (s *Walker) mutual(m mutual) bool {
	yes, known := s.mutuals[m]
	if !known {
		there, back := s.settingsOf(m.there), s.settingsOf(m.back)
		yes = len(back) > 0 && len(there) > 0 && len(there)+len(back) <= 2*maxSettings &&
			!slices.ContainsFunc(back, func(b setting) bool {
				return !slices.ContainsFunc(there, func(t setting) bool { return s.together(t, b) })
			}) &&
			!slices.ContainsFunc(there, func(t setting) bool {
				return !slices.ContainsFunc(back, func(b setting) bool { return s.together(t, b) })
			})
		s.mutuals[m] = yes
	}
	return yes
}

// together: x->there = y and y->back = x in one function, which has just got y.
func (s *Walker) together(there, back setting) bool {
	f := there.fn
	if back.fn != f {
		return false
	}
	x, y := stored(there), stored(back)
	if y.to.Op != ir.OpVar || y.what == "" || x.what == "" || Text(f, y.id) != x.what || Text(f, x.id) != y.what {
		return false
	}
	return s.zeroes[definition(f, y.to.Int)]
}

// storing is a store through a pointer: that pointer, and what was stored.
type storing struct {
	id   ir.ExprID
	to   *ir.Expr
	what string
}

func stored(at setting) storing {
	f := at.fn
	in := &f.Blocks[at.block].Instrs[at.index]
	d := &f.Exprs[in.Dst]
	if in.Op != ir.InstrStore || d.Op != ir.OpField || f.Exprs[d.X].Op != ir.OpDeref {
		return storing{to: d}
	}
	src := in.Src
	for f.Exprs[src].Op == ir.OpCast {
		src = f.Exprs[src].X
	}
	p := f.Exprs[d.X].X
	return storing{p, &f.Exprs[p], Text(f, src)}
}

package refute

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Types of places and values, as far as they follow from where they came from. "" where
// they do not: then a place may be a member of any struct.

func (w *walk) typeOfPlace(place V) ir.Type {
	n := w.at(place)
	switch n.op {
	case oField:
		if t := w.typeOfPlace(n.a); t != "" {
			return w.prog.FieldType(w.unit, t, n.sym)
		}
	case oElem:
		return link.Deref(w.prog.Underlying(w.typeOfPlace(n.a)))
	case oObj:
		return link.Deref(w.prog.Underlying(w.typeOfValue(n.a)))
	case oLocal:
		if level := n.num >> 20; level < int64(len(w.frames)) {
			return w.frames[level].fn.Vars[n.num&(1<<20-1)].Type
		}
	case oGlobal:
		u, name := w.defines(n.sym)
		if u == nil {
			u = w.unit
		}
		if _, g := w.prog.Global(u, name); g != nil {
			return g.Type
		}
	}
	return ""
}

func (w *walk) typeOfValue(v V) ir.Type {
	n := w.at(v)
	switch n.op {
	case oParam:
		f := w.frames[0].fn
		return f.Vars[f.Params[n.num]].Type
	case oLoad:
		return w.typeOfPlace(n.a)
	case oSym:
		return w.typeOfPlace(n.b)
	case oAddr:
		return link.Pointer(w.typeOfPlace(n.a))
	case oOuter:
		return link.Pointer(ir.Type(n.sym[:strings.LastIndexByte(n.sym, ' ')]))
	}
	return ""
}

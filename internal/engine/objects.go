package engine

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/link"
)

// possible are the bindings of an op that the object at hand can have been given:
// not those that were stored to another member or another element.
func (r *run) possible(key link.OpKey, place value.Term) []link.Binding {
	all := r.sameStruct(key, r.prog.Bindings(key))
	if place == value.None {
		return all
	}
	holder, elem := r.holderOf(place)
	if holder == (link.OpKey{}) && elem == (link.Elem{}) {
		return all
	}
	var out []link.Binding
	for i := range all {
		b := &all[i]
		if b.In != nil && b.Holder != (link.OpKey{}) && holder != (link.OpKey{}) && b.Holder != holder && !r.prog.Copied(b.Holder, holder) {
			continue // an object within another, and not this one
		}
		if (b.Holder == holder || key.Struct == "") && b.Elem.Other(elem) {
			continue
		}
		out = append(out, *b)
	}
	return out
}

// sameStruct leaves out what is bound to a struct of the same name in another file.
func (r *run) sameStruct(key link.OpKey, all []link.Binding) []link.Binding {
	for i := range all {
		if !r.prog.SameStruct(key.Struct, r.fn.Unit, all[i].Unit) {
			out := slices.Clone(all[:i])
			for _, b := range all[i+1:] {
				if r.prog.SameStruct(key.Struct, r.fn.Unit, b.Unit) {
					out = append(out, b)
				}
			}
			return out
		}
	}
	return all
}

// holderOf is the member or variable that the object with a place lies in itself,
// behind no pointer, and the element of it.
func (r *run) holderOf(place value.Term) (holder link.OpKey, elem link.Elem) {
	n := r.At(place)
	at := place
	if n.Op == value.Field {
		at = r.named(n.A)
	}
	var idx []int32
	for n = r.At(at); n.Op == value.Index; n = r.At(at) {
		i := int32(0)
		if v, ok := r.IsConst(n.B); ok && v >= 0 && v < 1<<30 {
			i = int32(v) + 1
		}
		idx = append(idx, i)
		at = n.A
	}
	switch len(idx) {
	case 1:
		elem = link.Elem{idx[0]}
	case 2:
		elem = link.Elem{idx[1], idx[0]}
	}
	if r.At(place).Op != value.Field {
		return link.OpKey{}, elem
	}
	switch n.Op {
	case value.Field:
		if t := r.prog.Underlying(r.typeOf(n.A)); t != "" {
			holder = r.prog.Member(t, n.Sym)
		}
	case value.Global:
		holder = link.OpKey{Field: n.Sym}
	}
	return holder, elem
}

// named is the object that a pointer was made of by naming it, whatever it was seen as
// on the way: ((struct base *)&d->member)->op.
func (r *run) named(at value.Term) value.Term {
	n := r.At(at)
	if n.Op != value.Deref {
		return at
	}
	for n = r.At(n.A); n.Op == value.Cast; n = r.At(n.A) {
	}
	if n.Op == value.Addr {
		return n.A
	}
	return at
}

package actor

import (
	"sort"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// collect makes the actors of registrations and of members that are bound.
func (w *World) collect() {
	for i := range w.P.Registrations() {
		r := &w.P.Registrations()[i]
		if !followed(r.Effect.Actor) || r.In == nil || r.In.Unit.Header {
			continue
		}
		in := callAt(r.In, r.Pos, r.API)
		a := w.actorAt(r.Effect.Actor, r.In, in, w.objectOf(r))
		if a == nil {
			continue
		}
		a.addFn(r.Fn)
		a.Setups = append(a.Setups, Site{r.In, in, r.Pos, r.API})
		a.Managed = a.Managed || w.parts.manages[r.API]
		if a.Kind == effect.IRQ && in != nil && len(in.Args) > 0 {
			if s := link.Deref(w.P.Underlying(w.P.TypeOf(r.In, uncast(r.In, in.Args[len(in.Args)-1])))); link.IsStruct(s) {
				a.addCookie(string(s))
			}
		}
	}
	for _, pt := range w.parts.bound {
		k := link.OpKey{Struct: pt.Struct, Field: pt.Field}
		for _, b := range w.P.Bindings(k) {
			w.bound(k, pt.Actor, &b)
		}
	}
	w.coreOps()
	w.inOrder()
}

// bound makes the actor of a function that is stored to a member of it.
func (w *World) bound(k link.OpKey, kind effect.Actor, b *link.Binding) {
	if b.In == nil && kind == effect.Notifier {
		w.globalNotifier(b)
	}
	if b.In == nil || b.In.Unit.Header {
		return
	}
	for bi := range b.In.Blocks {
		for ii := range b.In.Blocks[bi].Instrs {
			in := &b.In.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore || int(in.Pos.Line) != b.Line {
				continue
			}
			if d := &b.In.Exprs[in.Dst]; d.Op == ir.OpField && d.Sym == k.Field {
				object := d.X
				if kind == effect.DMACallback {
					object = w.channelOf(b.In, d.X)
				}
				if a := w.actorAt(kind, b.In, in, objectIn{b.In, object}); a != nil {
					a.addFn(b.Fn)
					a.Setups = append(a.Setups, Site{b.In, in, in.Pos, k.String()})
				}
			}
		}
	}
}

// channelOf is the channel that a descriptor was prepared for.
func (w *World) channelOf(f *link.Func, desc ir.ExprID) ir.ExprID {
	x := &f.Exprs[desc]
	for x.Op == ir.OpDeref || x.Op == ir.OpCast {
		x = &f.Exprs[x.X]
	}
	if x.Op != ir.OpVar {
		return 0
	}
	from := map[int64]bool{x.Int: true}
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op == ir.InstrStore && f.Exprs[in.Dst].Op == ir.OpVar && f.Exprs[in.Dst].Int == x.Int && f.Exprs[in.Src].Op == ir.OpVar {
				from[f.Exprs[in.Src].Int] = true
			}
		}
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		in := &f.Blocks[c.Block].Instrs[c.Index]
		if in.Dst == 0 || f.Exprs[in.Dst].Op != ir.OpVar || !from[f.Exprs[in.Dst].Int] {
			continue
		}
		for _, e := range c.Effects() {
			if e.Kind == effect.Prep && e.Arg >= 0 && int(e.Arg) < len(in.Args) {
				return in.Args[e.Arg]
			}
		}
	}
	return 0
}

// objectIn is an object, and the function that names it.
type objectIn struct {
	in     *link.Func
	object ir.ExprID
}

// objectOf is the object of a registration, which a helper may name that is given the
// function.
func (w *World) objectOf(r *link.Registration) objectIn {
	if r.Object == 0 && r.By != nil && kindOf(r.Effect.Actor) != effect.IRQ {
		return objectIn{r.By, r.ByObject}
	}
	return objectIn{r.In, r.Object}
}

// actorAt is the actor of an object that f sets up at an instruction, nil where the object
// has no place, or lies on the stack. An interrupt without one is an actor all the same: it
// is known by its handler.
func (w *World) actorAt(kind effect.Actor, f *link.Func, at *ir.Instr, n objectIn) *Actor {
	kind = kindOf(kind)
	object := n.object
	p := w.Place(n.in, object, nil)
	if len(p) == 0 && kind != effect.IRQ {
		return nil
	}
	if kind == effect.IRQ && (len(p) == 0 || w.isConstant(f, object)) {
		p = w.keptAt(f, at, object)
	}
	number := ""
	if kind == effect.IRQ && len(p) == 0 {
		number = w.number(f, at, object)
	}
	var sl slot
	if kind == effect.IRQ {
		sl = w.slotOf(f, object)
	}
	m := w.Module(f.Unit)
	for _, a := range w.byModule[m] {
		if a.Kind == kind && a.Place.key() == p.key() && a.Slot == sl && (len(p) > 0 || a.Setups[0].Fn == f && a.Number == number) {
			return a
		}
	}
	a := &Actor{Kind: kind, Place: p, Number: number, Slot: sl, Module: m}
	w.byModule[m] = append(w.byModule[m], a)
	return a
}

// inOrder orders the actors of each module by where they are set up.
func (w *World) inOrder() {
	for _, u := range w.P.Units {
		list := w.byModule[u]
		sort.SliceStable(list, func(i, j int) bool {
			a, b := &list[i].Setups[0], &list[j].Setups[0]
			if a.Fn.File != b.Fn.File {
				return a.Fn.File < b.Fn.File
			}
			return a.Pos.Line < b.Pos.Line
		})
		for i, a := range list {
			a.Index = i
		}
		w.Actors = append(w.Actors, list...)
	}
}

// callAt is the call of a registration.
func callAt(f *link.Func, pos ir.Pos, api string) *ir.Instr {
	for i := range f.Calls {
		c := &f.Calls[i]
		if in := &f.Blocks[c.Block].Instrs[c.Index]; in.Pos == pos && (c.Name == api || c.Fn != nil) {
			return in
		}
	}
	return nil
}

package refute

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/model"
)

// modelled does what the model says about a call.
func (w *walk) modelled(fr *frame, in *ir.Instr, st state, effs []effect.Effect, site int64) []state {
	for _, a := range in.Args {
		if x := &fr.fn.Exprs[a]; x.Op == ir.OpAddr {
			if y := &fr.fn.Exprs[x.X]; y.Op == ir.OpVar && !isLock(effs) {
				p := fr.local(w, y.Int)
				st.heap = st.heap.keep(func(c cell) bool { return !w.within(c.place, p) })
				st.heap = st.heap.with(p, w.fresh(site, p))
			}
		}
	}
	ret := none
	if in.Dst != 0 {
		ret = w.fresh(site, w.place(fr, &st, in.Dst))
	}
	var other state
	forked, on := false, effect.AnyResult
	for i := range effs {
		e := &effs[i]
		switch e.Kind {
		case effect.Acquire, effect.Enter:
			if w.holds(fr, &st, in, &e.Cond) == no {
				w.cut = w.cut || w.blind // on another path it may
				w.conflictArg(fr, in, int(e.Cond.Arg))
				continue
			}
			if e.On != effect.AnyResult {
				other, forked, on = st, true, e.On
			} else if forked {
				w.acquire(fr, &other, in, e)
			}
			w.acquire(fr, &st, in, e)
		case effect.Release, effect.Leave:
			if w.otherType(fr, &st, in, e) {
				w.obstructed(fr, in, "it is released as a lock of another type")
				return nil
			}
			w.release(fr, &st, in, e)
			if forked {
				w.release(fr, &other, in, e)
			}
		case effect.Predicate:
			ret = w.predicate(fr, &st, in, e)
		}
	}
	w.zeroed(fr, in, &st, ret)
	w.endsUse(fr, in, &st)
	w.resumed(fr, in, &st, effs, site)
	if ret != none {
		if x := &fr.fn.Exprs[in.Src]; x.Op == ir.OpGlobal && w.nonnull[x.Sym] {
			w.learn(&st, ret, nonzero(true))
		}
		w.result(fr, &st, in, ret)
		if forked {
			w.result(fr, &other, in, ret)
		}
	}
	if !forked || ret == none {
		return []state{st}
	}
	var out []state
	if w.assume(&st, ret, on == effect.IfNonzero) {
		out = append(out, st)
	}
	if w.assume(&other, ret, on != effect.IfNonzero) {
		out = append(out, other)
	}
	return out
}

// zeroed: a call that zeroes a variable, or hands out memory that is zero. Errs to
// silence where it zeroes less than the whole object. What lies behind a pointer may be
// written by a device or another CPU as soon as it is zero: a status that is polled.
func (w *walk) zeroed(fr *frame, in *ir.Instr, st *state, ret V) {
	x := &fr.fn.Exprs[in.Src]
	if x.Op != ir.OpGlobal {
		return
	}
	if w.zeroes[x.Sym] && ret != none {
		st.heap = st.heap.with(w.obj(ret), w.zeros(nil, 0)) // it may be null: nothing is reached
	}
	if a, ok := w.fills[x.Sym]; ok && max(a[0], a[1]) < len(in.Args) {
		place := w.obj(w.value(fr, st, in.Args[a[0]]))
		if c, known := w.isConst(w.value(fr, st, in.Args[a[1]])); known && c == 0 && place != none && w.base(place).op == oLocal {
			w.store(st, place, w.constant(0))
		}
	}
}

// endsUse: from such a call on nobody may begin to use an object.
func (w *walk) endsUse(fr *frame, in *ir.Instr, st *state) {
	if x := &fr.fn.Exprs[in.Src]; x.Op == ir.OpGlobal && len(in.Args) > 0 && w.prog.Model.Is("ends-use", x.Sym) {
		if v := w.value(fr, st, in.Args[0]); v != none {
			st.heap = st.heap.with(w.apply("gone", v), w.constant(1))
		}
	}
}

// mayNotUse: a call asks whether an object may be used whose use has been ended.
func (w *walk) mayNotUse(fr *frame, in *ir.Instr, st *state, name string) bool {
	if len(in.Args) == 0 || !w.prog.Model.Is("begins-use", name) {
		return false
	}
	v := w.value(fr, st, in.Args[0])
	if v == none {
		return false
	}
	gone, ok := st.heap.get(w.apply("gone", v))
	return ok && w.decide(st, gone) == yes
}

// resumed: a device that was resumed stays so until the path lets go of it.
func (w *walk) resumed(fr *frame, in *ir.Instr, st *state, effs []effect.Effect, site int64) {
	for i := range effs {
		for _, c := range []*effect.Cond{&effs[i].Cond, &effs[i].And} {
			if cell := w.activeCell(fr, st, in, c); c.Kind == effect.NotActive && cell != none {
				st.heap = st.heap.with(cell, w.constant(1))
			}
		}
	}
	x := &fr.fn.Exprs[in.Src]
	if x.Op == ir.OpGlobal && w.lets[x.Sym] {
		if cell := w.activeCell(fr, st, in, &effect.Cond{}); cell != none {
			st.heap = st.heap.with(cell, w.fresh(site, cell))
		}
	}
}

// activeCell stands for whether the device that a condition is about is resumed.
func (w *walk) activeCell(fr *frame, st *state, in *ir.Instr, c *effect.Cond) V {
	if c.Arg < 0 || int(c.Arg) >= len(in.Args) {
		return none
	}
	device := w.value(fr, st, in.Args[c.Arg])
	if device == none {
		return none
	}
	return w.apply("resumed", device)
}

func isLock(effs []effect.Effect) bool {
	for i := range effs {
		if k := effs[i].Kind; k == effect.Acquire || k == effect.Release {
			return true
		}
	}
	return false
}

// predicate is the answer of a test of the context. What the context does not
// tell is the same wherever it is asked.
func (w *walk) predicate(fr *frame, st *state, in *ir.Instr, e *effect.Effect) V {
	if e.Cond.Text == model.MaskBlocks {
		if e.Arg >= 0 && int(e.Arg) < len(in.Args) {
			return w.blocks(st, w.value(fr, st, in.Args[e.Arg]))
		}
		return none
	}
	if t := contextSays(&st.ctx, e.Cond.Text); t != maybe {
		return w.constant(b2i(t == yes))
	}
	return w.apply("context " + e.Cond.Text)
}

func contextSays(c *context, what string) truth {
	var preempt, bh, irq bool
	for i := range c.holds {
		h := &c.holds[i]
		preempt = preempt || h.preempt || h.bh
		bh, irq = bh || h.bh, irq || h.irq
	}
	base := c.base
	hard := base == effect.Hardirq || base == effect.NMI
	soft := base == effect.Softirq
	switch what {
	case model.InHardirq:
		return known(hard, soft || base == effect.Process || base == effect.Atomic)
	case model.InNMI:
		return known(base == effect.NMI, base == effect.Process || soft || base == effect.Hardirq || base == effect.Atomic)
	case model.InSoftirq:
		return known(soft || bh, hard)
	case model.InInterrupt:
		return known(hard || soft || bh, base == effect.Process)
	case model.InTask:
		return known(base == effect.Process, hard || soft)
	case model.InAtomic:
		return known(hard || soft || preempt, base == effect.Process && !c.forbids())
	case model.IRQsDisabled:
		return known(hard || irq, base == effect.Process && !irq)
	case model.Preemptible, model.CanSleep:
		return known(base == effect.Process && !c.forbids(), c.forbids())
	}
	return maybe
}

func known(is, isNot bool) truth {
	switch {
	case is:
		return yes
	case isNot:
		return no
	}
	return maybe
}

// blocks is whether a GFP mask allows direct reclaim.
func (w *walk) blocks(st *state, mask V) V {
	if mask == none {
		return none
	}
	v := w.bin("&", mask, w.constant(model.DirectReclaim), false)
	switch w.maskBlocks(st, mask) {
	case yes:
		return w.constant(1)
	case no:
		return w.constant(0)
	}
	return w.not(w.not(v))
}

func (w *walk) maskBlocks(st *state, v V) truth {
	if v == none {
		return maybe
	}
	i := w.of(st, v)
	const bit = uint64(model.DirectReclaim)
	switch {
	case i.isSingle():
		return truthOf(uint64(i.lo)&bit != 0)
	case i.ones&bit != 0:
		return yes
	case i.zeros&bit != 0:
		return no
	}
	n := w.at(v)
	if n.op != oBin {
		return maybe
	}
	a, b := w.maskBlocks(st, n.a), w.maskBlocks(st, n.b)
	switch n.sym {
	case "|", "+":
		if a == yes || b == yes {
			return yes
		}
		if a == no && b == no {
			return no
		}
	case "&":
		if a == no || b == no {
			return no
		}
		if a == yes && b == yes {
			return yes
		}
	}
	return maybe
}

// holds decides a condition of the model at a call.
func (w *walk) holds(fr *frame, st *state, in *ir.Instr, c *effect.Cond) truth {
	v := none
	if c.Arg >= 0 && int(c.Arg) < len(in.Args) {
		v = w.value(fr, st, in.Args[c.Arg])
	}
	switch c.Kind {
	case effect.Always:
		return yes
	case effect.GFPBlocks:
		return w.maskBlocks(st, v)
	case effect.ArgNonzero:
		return w.decide(st, v)
	case effect.ArgZero:
		return w.decide(st, v).not()
	case effect.ArgGreater:
		if v != none {
			i := w.of(st, v)
			return known(i.lo > c.N, i.hi <= c.N)
		}
	case effect.ArgHas, effect.ArgLacks:
		flag, ok := w.prog.Value(fr.fn.Unit, c.Text)
		if ok && v != none {
			t := w.decide(st, w.bin("&", v, w.constant(flag), false))
			if c.Kind == effect.ArgLacks {
				t = t.not()
			}
			return t
		}
	case effect.ArgMember:
		if int(c.Arg) < len(in.Args) {
			return w.memberSet(fr, st, in.Args[c.Arg], c.Text)
		}
	case effect.NotActive:
		if cell, ok := st.heap.get(w.activeCell(fr, st, in, c)); ok {
			return w.decide(st, cell).not()
		}
	case effect.NotInInterrupt:
		return contextSays(&st.ctx, model.InInterrupt).not()
	}
	return maybe
}

// arrive asks, at the last call of the way, whether it does here what is
// forbidden.
func (w *walk) arrive(fr *frame, in *ir.Instr, st *state) bool {
	if st.ctx.keepsOut(w.way.Enabled) {
		return false
	}
	if e := w.way.Row; e != nil && !w.blind {
		if w.holds(fr, st, in, &e.Cond) == no || w.holds(fr, st, in, &e.And) == no {
			w.impossible(fr, in)
			w.conflictArg(fr, in, int(e.Cond.Arg))
			w.conflictArg(fr, in, int(e.And.Arg))
			return false
		}
		if e.DropsLock && !w.stillForbidden(fr, st, in, e) {
			return false
		}
	}
	w.found = *st
	return true
}

// isMemberOf: a lock may be named by itself, or by the object that it is in.
func (w *walk) isMemberOf(a, b V) bool {
	return a != none && b != none && w.at(a).op == oField && w.at(a).a == b
}

// stillForbidden: without the lock that the call itself drops while it sleeps.
func (w *walk) stillForbidden(fr *frame, st *state, in *ir.Instr, e *effect.Effect) bool {
	place, class := w.lockPlace(fr, st, in, e)
	for i := len(st.ctx.holds) - 1; i >= 0; i-- {
		h := &st.ctx.holds[i]
		inside := w.isMemberOf(h.place, place) || w.isMemberOf(place, h.place)
		if inside || w.match(h, e.Lock, place, class) > 0 {
			c := st.ctx.without(i)
			return c.forbids()
		}
	}
	return true
}

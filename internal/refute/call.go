package refute

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
)

// call runs a call beside the way; it returns the states after it, none if it
// does not return.
func (w *walk) call(fr *frame, in *ir.Instr, st state, site int64) []state {
	fn, name := w.callee(fr, &st, in)
	if name != "" {
		if effs := w.prog.Effects(fr.fn.Unit, name); effs != nil {
			return w.modelled(fr, in, st, effs, site)
		}
		if v := w.computed(fr, &st, in, name); v != none {
			w.result(fr, &st, in, v)
			return []state{st}
		}
	}
	if fn == nil {
		w.unknown(fr, &st, in, nil, site)
		return []state{st}
	}
	if fn.Noreturn {
		return nil
	}
	if there := st; !w.present(&there, fn) { // another definition is meant here
		w.unknown(fr, &st, in, nil, site)
		return []state{st}
	}
	if w.worth(fn, in) {
		if out, ok := w.inline(fr, in, fn, st, site); ok {
			return out
		}
		if w.changes(fn) {
			w.cut = true // with the bound that was hit inside
			return nil
		}
	}
	w.unknown(fr, &st, in, fn, site)
	return []state{st}
}

// callee is the function that a call reaches, as far as that is known here.
func (w *walk) callee(fr *frame, st *state, in *ir.Instr) (*link.Func, string) {
	if x := &fr.fn.Exprs[in.Src]; x.Op == ir.OpGlobal {
		if f := w.prog.Resolve(fr.fn.Unit, x.Sym); f != nil {
			return f, x.Sym
		}
		if _, g := w.prog.Global(fr.fn.Unit, x.Sym); g == nil {
			return nil, x.Sym
		}
	}
	if v := w.value(fr, st, in.Src); v != none {
		n := w.at(v)
		if n.op == oObj {
			n = w.at(n.a)
		}
		if n.op == oFunc {
			return n.fn, ""
		}
	}
	return nil, ""
}

// result assigns what a call returns.
func (w *walk) result(fr *frame, st *state, in *ir.Instr, v V) {
	if in.Dst != 0 {
		w.store(st, w.place(fr, st, in.Dst), v)
	}
}

// computed is the value of calls that only compute: accessors of the model,
// container_of and its kin.
func (w *walk) computed(fr *frame, st *state, in *ir.Instr, name string) V {
	if a, ok := w.prog.Model.Accessor(name); ok && int(a.Arg) < len(in.Args) {
		if v := w.value(fr, st, in.Args[a.Arg]); v != none {
			return w.apply(a.Slot, v)
		}
		return none
	}
	if len(in.Args) != 3 || in.Dst == 0 {
		return none
	}
	member := memberName(fr.fn, in.Args[2])
	if member == "" {
		return none
	}
	if x := &fr.fn.Exprs[in.Args[1]]; x.Op == ir.OpType {
		return w.outer(string(x.Type), member, w.value(fr, st, in.Args[0]))
	}
	if x := &fr.fn.Exprs[in.Args[0]]; x.Op == ir.OpVar { // the type is that of the variable, as in from_timer()
		if f := w.prog.Resolve(fr.fn.Unit, name); f == nil || f.Kind == ir.FuncMacro {
			t := link.Deref(w.prog.Underlying(fr.fn.Vars[x.Int].Type))
			if link.IsStruct(t) && w.prog.FieldType(fr.fn.Unit, t, member) != "" {
				return w.outer(string(t), member, w.value(fr, st, in.Args[1]))
			}
		}
	}
	return none
}

func memberName(f *link.Func, e ir.ExprID) string {
	x := &f.Exprs[e]
	switch x.Op {
	case ir.OpGlobal:
		return x.Sym
	case ir.OpVar:
		return f.Vars[x.Int].Name
	case ir.OpField:
		if base := memberName(f, x.X); base != "" {
			return base + "." + x.Sym
		}
	}
	return ""
}

// unknown is a call that is not looked into: it returns anything, and may have
// stored to what its address was passed of, and to the members that it is seen
// to store to.
func (w *walk) unknown(fr *frame, st *state, in *ir.Instr, fn *link.Func, site int64) {
	for _, a := range in.Args {
		v := w.value(fr, st, a)
		if v == none || w.at(v).op != oAddr || w.base(v).op != oLocal {
			continue
		}
		place := w.at(v).a
		st.heap = st.heap.keep(func(c cell) bool { return !w.within(c.place, place) })
		st.heap = st.heap.with(place, w.fresh(site, place))
	}
	if fn != nil {
		w.forgetMembers(st, w.mayStore(fn), site)
		if fn.Kind == ir.FuncMacro {
			w.macroStores(fr, st, in, fn, func(p V) V { return w.fresh(site, p) })
		}
	}
	if in.Dst != 0 {
		w.result(fr, st, in, w.fresh(site, w.place(fr, st, in.Dst)))
	}
}

// macroStores assigns to what a macro was passed and stores to.
func (w *walk) macroStores(fr *frame, st *state, in *ir.Instr, fn *link.Func, val func(place V) V) {
	for i, a := range in.Args {
		if i < len(fn.Params) && assigns(fn, fn.Params[i]) {
			if x := &fr.fn.Exprs[a]; x.Op == ir.OpVar || x.Op == ir.OpField || x.Op == ir.OpDeref || x.Op == ir.OpIndex || x.Op == ir.OpGlobal {
				p := w.place(fr, st, a)
				w.store(st, p, val(w.mk(node{op: oLocal, num: inlineLevel(len(w.nested)+1)<<20 | int64(fn.Params[i])})))
			}
		}
	}
}

// assigns tells whether a function stores to its parameter itself.
func assigns(f *link.Func, p ir.VarID) bool {
	for b := range f.Blocks {
		for i := range f.Blocks[b].Instrs {
			if d := f.Blocks[b].Instrs[i].Dst; d != 0 {
				if x := &f.Exprs[d]; x.Op == ir.OpVar && ir.VarID(x.Int) == p {
					return true
				}
			}
		}
	}
	return false
}

// worth tells whether a function is executed beside the way: it changes the
// context, or is small and its result or what it stores may matter.
func (w *walk) worth(fn *link.Func, in *ir.Instr) bool {
	if len(fn.Blocks) == 0 || len(w.nested) >= maxInline || slices.Contains(w.nested, fn) {
		return false
	}
	if w.changes(fn) {
		return true
	}
	if w.info(fn).size > maxSmall || len(fn.Blocks) > maxSmall {
		return false
	}
	return in.Dst != 0 || fn.Kind == ir.FuncMacro || len(w.mayStore(fn)) > 0
}

func inlineLevel(depth int) int64 { return 1000 + int64(depth) }

// inline executes a function beside the way. ok is false if a bound was hit;
// st is as before then.
func (w *walk) inline(fr *frame, in *ir.Instr, fn *link.Func, st state, site int64) (out []state, ok bool) {
	to := w.newFrame(fn, inlineLevel(len(w.nested)+1))
	to.calls = &taken{fr.fn, in, in.Pos, fr.calls}
	to.outer, to.via, to.salt = fr, in, site
	w.nested = append(w.nested, fn)
	side := st
	w.bind(fr, &side, in, to)
	w.present(&side, fn)
	w.block(to, 0, side, nil)
	w.nested = w.nested[:len(w.nested)-1]
	if w.cut {
		w.cut = w.steps > w.most
		return nil, false
	}
	exits := w.fewer(to, to.exits, site)
	for i := range exits {
		e := &exits[i]
		if fn.Kind == ir.FuncMacro {
			w.macroStores(fr, &e.st, in, fn, func(p V) V { return w.load(&e.st, p) })
		}
		w.dropLevel(&e.st, to.level)
		if in.Dst != 0 {
			if e.ret == none {
				e.ret = w.fresh(site, w.place(fr, &e.st, in.Dst))
			}
			w.result(fr, &e.st, in, e.ret)
		}
		out = append(out, e.st)
	}
	return out, true
}

// fewer joins ways out that agree in context, memory and result, and more if
// there are too many.
func (w *walk) fewer(fr *frame, exits []exit, site int64) []exit {
	for i := range exits {
		w.onlyParams(fr, &exits[i])
	}
	out := w.join(exits, func(a, b *exit) bool { return a.ret == b.ret && slices.Equal(a.st.heap, b.st.heap) }, site)
	if len(out) > maxExits {
		out = w.join(out, func(a, b *exit) bool { return a.ret == b.ret }, site)
	}
	if len(out) > maxExits {
		out = w.join(out, func(a, b *exit) bool { return true }, site)
	}
	return out
}

// onlyParams keeps of a frame's variables its parameters, which a macro may
// have stored to.
func (w *walk) onlyParams(fr *frame, e *exit) {
	e.st.heap = e.st.heap.keep(func(c cell) bool {
		n := w.base(c.place)
		if n.op != oLocal || n.num>>20 != fr.level {
			return true
		}
		return fr.fn.Kind == ir.FuncMacro && fr.isParam(n.num&(1<<20-1))
	})
}

func (w *walk) join(exits []exit, same func(a, b *exit) bool, site int64) []exit {
	var out []exit
next:
	for i := range exits {
		e := &exits[i]
		for j := range out {
			o := &out[j]
			if !sameContext(&o.st.ctx, &e.st.ctx) || !same(o, e) {
				continue
			}
			o.st.facts = joinFacts(o.st.facts, e.st.facts)
			o.st.heap = w.joinHeaps(o.st.heap, e.st.heap, site)
			o.st.doubt = o.st.doubt || e.st.doubt
			if o.ret != e.ret {
				o.ret = none
			}
			continue next
		}
		out = append(out, *e)
	}
	return out
}

func (w *walk) joinHeaps(a, b heap, site int64) heap {
	if slices.Equal(a, b) {
		return a
	}
	out := a
	unknown := func(p V) { out = out.with(p, w.fresh(site, p)) }
	for _, c := range a {
		if v, ok := b.get(c.place); !ok || v != c.val {
			unknown(c.place)
		}
	}
	for _, c := range b {
		if _, ok := a.get(c.place); !ok {
			unknown(c.place)
		}
	}
	return out
}

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
	other, forked, on := st, false, effect.AnyResult
	for i := range effs {
		e := &effs[i]
		switch e.Kind {
		case effect.Acquire, effect.Enter:
			if w.holds(fr, &st, in, &e.Cond) == no {
				w.conflictArg(fr, in, int(e.Cond.Arg))
				continue
			}
			if e.On != effect.AnyResult {
				forked, on = true, e.On
			} else if forked {
				w.acquire(fr, &other, in, e)
			}
			w.acquire(fr, &st, in, e)
		case effect.Release, effect.Leave:
			w.release(fr, &st, in, e)
			if forked {
				w.release(fr, &other, in, e)
			}
		case effect.Predicate:
			ret = w.predicate(fr, &st, in, e)
		}
	}
	if ret != none {
		w.result(fr, &st, in, ret)
		w.result(fr, &other, in, ret)
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
	case effect.NotInInterrupt:
		return contextSays(&st.ctx, model.InInterrupt).not()
	}
	return maybe
}

// arrive asks, at the last call of the way, whether it does here what is
// forbidden.
func (w *walk) arrive(fr *frame, in *ir.Instr, st *state) bool {
	if e := w.way.Row; e != nil {
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

// stillForbidden: without the lock that the call itself drops while it sleeps.
func (w *walk) stillForbidden(fr *frame, st *state, in *ir.Instr, e *effect.Effect) bool {
	place, class := w.lockPlace(fr, st, in, e)
	for i := len(st.ctx.holds) - 1; i >= 0; i-- {
		h := &st.ctx.holds[i]
		inside := h.place != none && w.at(h.place).op == oField && w.at(h.place).a == place
		if inside || w.match(h, e.Lock, place, class) > 0 {
			c := st.ctx.without(i)
			return c.forbids()
		}
	}
	return true
}

package refute

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// call runs a call beside the way; it returns the states after it, none if it
// does not return.
func (w *walk) call(fr *frame, in *ir.Instr, st state, site int64) []state {
	fn, name := w.callee(fr, &st, in)
	if name != "" {
		if w.mayNotUse(fr, in, &st, name) {
			w.result(fr, &st, in, w.constant(0))
			return []state{st}
		}
		if w.bit(fr, in, &st, name, site) {
			return []state{st}
		}
		v := w.picked(fr, &st, in, name, site)
		if effs := w.prog.Effects(fr.fn.Unit, name); v == none && effs != nil {
			if !w.prog.Modelled(fr.fn.Unit, name) {
				w.unknown(fr, &st, in, nil, site)
			}
			return w.modelled(fr, in, st, effs, site)
		}
		if v == none {
			v = w.computed(fr, &st, in, name)
		}
		if v != none {
			w.result(fr, &st, in, v)
			return []state{st}
		}
	}
	if fn == nil {
		fn = w.takesByOp(fr, &st, in)
	}
	if fn == nil {
		w.unknown(fr, &st, in, nil, site)
		return []state{st}
	}
	if fn.Noreturn {
		return nil
	}
	if there := st; !w.present(&there, fn) { // another definition is meant here
		if fn = w.otherSide(fr, &st, name); fn == nil {
			w.unknown(fr, &st, in, nil, site)
			return []state{st}
		}
	}
	if w.worth(fr.fn, fn, in) {
		if out, ok := w.inline(fr, in, fn, st, site); ok {
			return out
		}
	}
	if w.changes(fn) && (w.cut || w.long[fn]) { // what it leaves behind is not known
		w.bound("steps in " + fn.Name + "()")
		return nil
	}
	w.unknown(fr, &st, in, fn, site)
	return []state{st}
}

// callee is the function that a call reaches, as far as that is known here.
func (w *walk) callee(fr *frame, st *state, in *ir.Instr) (*link.Func, string) {
	if x := &fr.fn.Exprs[in.Src]; x.Op == ir.OpGlobal {
		if f := w.meant(fr.fn.Unit, x.Sym); f != nil {
			return f, x.Sym
		}
		if _, g := w.prog.Global(fr.fn.Unit, x.Sym); g == nil {
			return nil, x.Sym
		}
	}
	if v := w.value(fr, st, in.Src); v != none {
		if n := w.called(v); n.op == oFunc {
			return n.fn, ""
		}
	}
	return nil, ""
}

// meant is the function that a name means: of several, each of another configuration, the
// one that makes the context atomic as the way says.
func (w *walk) meant(u *link.Unit, name string) *link.Func {
	if t := w.way.Taker; t != nil && t.Name == name && slices.Contains(w.prog.Others(u, name), t) {
		return t
	}
	return w.prog.Resolve(u, name)
}

// otherSide is the function of a name that there is in the configuration of a path, where
// the one that is most likely meant is of another; nil if there is none.
func (w *walk) otherSide(fr *frame, st *state, name string) *link.Func {
	if name == "" {
		return nil
	}
	for _, f := range slices.Concat(w.prog.Others(fr.fn.Unit, name), []*link.Func{w.prog.Resolve(fr.fn.Unit, name)}) {
		if there := *st; f != nil && w.present(&there, f) {
			return f
		}
	}
	return nil
}

// takesByOp is what a call through a member has to mean where the context is not atomic
// yet as the way says, and only this makes it so.
func (w *walk) takesByOp(fr *frame, st *state, in *ir.Instr) *link.Func {
	if w.way.Taker == nil || w.held(st) {
		return nil
	}
	fn, key := w.opThatTakes(fr.fn, in, maxLeads)
	if fn == nil {
		return nil
	}
	if place := w.place(fr, st, fr.fn.CalledThrough(in)); place != none && w.at(place).op == oField {
		if _, ok := w.ofTable(st, w.at(place).a, key, fn); !ok && !w.blind {
			return nil
		}
	}
	return fn
}

// called is what a call of a value calls: (*f)() is f().
func (w *walk) called(v V) *node {
	n := w.at(v)
	if n.op == oLoad && w.at(n.a).op == oObj {
		n = w.at(w.at(n.a).a)
	}
	return n
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
			if o := w.dataOf(name, v); o != none {
				return o
			}
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
// to store to. A struct whose members a function only reads, or stores to one by one,
// keeps the others.
func (w *walk) unknown(fr *frame, st *state, in *ir.Instr, fn *link.Func, site int64) {
	for i, a := range in.Args {
		v := w.value(fr, st, a)
		called := &fr.fn.Exprs[in.Src]
		if v == none || w.at(v).op != oAddr || w.base(v).op != oLocal || called.Op == ir.OpGlobal && w.onlyReads(called.Sym, i) {
			continue
		}
		place := w.at(v).a
		o := &filled{whole: true}
		if fn != nil {
			o = w.fillsOf(fn, i)
		} else {
			o = w.opFillsOf(fr.fn, in, i)
		}
		w.forgetFilled(st, place, o, site)
	}
	if fn != nil {
		w.forgetNamed(st, w.mayStore(fn), site)
		if fn.Kind == ir.FuncMacro {
			w.macroStores(fr, st, in, fn, func(p V) V { return w.fresh(site, p) })
		}
	}
	if in.Dst != 0 {
		v := w.fresh(site, w.place(fr, st, in.Dst))
		if fn != nil {
			if i, ok := w.mayAnswer(fr, st, in, fn); ok {
				w.learn(st, v, i)
			}
		}
		w.result(fr, st, in, v)
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
// context, or what it answers was found to matter, or a path is confirmed.
func (w *walk) worth(from, fn *link.Func, in *ir.Instr) bool {
	if len(w.nested) >= maxInline || w.long[fn] || slices.Contains(w.nested, fn) || len(fn.Blocks) == 0 {
		return false
	}
	return w.changes(fn) || (w.script != nil || w.whole || w.exact[fn]) && w.small(from, fn, in)
}

// small: a function that can be executed, and whose result or what it stores may
// matter.
func (w *walk) small(from, fn *link.Func, in *ir.Instr) bool {
	most := maxSmall
	if w.onWay(fn) || w.fillsLocal(from, fn, in) {
		most = maxOnWay
	}
	if len(fn.Blocks) == 0 || w.info(fn).size > most || len(fn.Blocks) > most {
		return false
	}
	return in.Dst != 0 || fn.Kind == ir.FuncMacro || len(w.mayStore(fn)) > 0 || w.answersBehind(fn)
}

// answersBehind: a function stores to what a parameter points to.
func (w *walk) answersBehind(fn *link.Func) bool {
	i := w.info(fn)
	if i.answers == maybe {
		i.answers = truthOf(w.storesBehind(fn))
	}
	return i.answers == yes
}

// aside is the number of steps for a function executed beside the way.
func (w *walk) aside(from, fn *link.Func, in *ir.Instr) int {
	if w.changes(fn) || w.onWay(fn) || w.fillsLocal(from, fn, in) {
		return maxChanging
	}
	return maxAside
}

// fillsLocal: a function is handed the addresses of variables of its caller, and stores
// to memory: an object is set up there as a request on the stack says.
func (w *walk) fillsLocal(from, fn *link.Func, in *ir.Instr) bool {
	n := 0
	for _, a := range in.Args {
		if x := &from.Exprs[a]; x.Op == ir.OpAddr && from.Exprs[x.X].Op == ir.OpVar {
			n++
		}
	}
	return n > 1 && (w.answersBehind(fn) || len(w.mayStore(fn)) > 0)
}

// onWay: the way leads through the function, so that a loop may come by it twice: what
// the first call does decides whether there is a second.
func (w *walk) onWay(fn *link.Func) bool {
	return slices.ContainsFunc(w.way.Chain[1:], func(s Step) bool { return s.Fn == fn })
}

func inlineLevel(depth int) int64 { return 1000 + int64(depth) }

// inline executes a function beside the way. ok is false if a bound was hit;
// st is as before then.
func (w *walk) inline(fr *frame, in *ir.Instr, fn *link.Func, st state, site int64) (out []state, ok bool) {
	to := w.newFrame(fn, inlineLevel(len(w.nested)+1))
	to.calls = &taken{fr.fn, in, in.Pos, fr.calls}
	to.outer, to.via, to.salt = fr, in, site
	w.nested = append(w.nested, fn)
	most := w.most
	w.most = min(most, w.steps+w.aside(fr.fn, fn, in))
	side := st
	w.bind(fr, &side, in, to)
	w.present(&side, fn)
	w.block(to, 0, side, nil)
	w.nested = w.nested[:len(w.nested)-1]
	w.most = most
	if w.cut {
		w.cut = w.steps > most // or was it its own bound?
		w.long[fn] = w.long[fn] || !w.cut
		return nil, false
	}
	if len(to.exits) == 0 && w.script != nil {
		w.trackFunc(fn) // what it does not return from counts in the next round
	}
	exits := w.fewer(to, to.exits, site)
	for i := range exits {
		e := &exits[i]
		if fn.Kind == ir.FuncMacro {
			w.macroStores(fr, &e.st, in, fn, func(p V) V { return w.load(&e.st, p) })
		}
		w.dropLevel(&e.st, to.level)
		if in.Dst != 0 && !e.placed {
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

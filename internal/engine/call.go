package engine

import (
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// call runs one call instruction from one state; it returns the states after
// it, several if the call can leave different contexts behind, none if it does
// not return.
func (r *run) call(st state, in *ir.Instr, site int64) []state {
	callee := &r.fn.Exprs[in.Src]
	if callee.Op == ir.OpGlobal {
		return r.callNamed(st, in, callee.Sym, site)
	}
	return r.callIndirect(st, in, site)
}

func (r *run) callNamed(st state, in *ir.Instr, name string, site int64) []state {
	if r.prog.Variable(r.fn.Unit, name) {
		return r.callIndirect(st, in, site)
	}
	if effs := r.prog.Effects(r.fn.Unit, name); effs != nil {
		if !r.prog.Modelled(r.fn.Unit, name) {
			r.clobber(&st, in, site, true) // nobody knows what else it does
		}
		return r.applyModel(st, in, name, effs, site)
	}
	if t, ok := r.pure(&st, in, name); ok {
		return r.finish(&st, in, t)
	}
	fn := r.prog.Resolve(r.fn.Unit, name)
	if fn == nil {
		r.clobber(&st, in, site, true)
		return r.finish(&st, in, r.result(&st, in, site))
	}
	return r.callSides(st, in, name, fn, site)
}

// edge tells how a call reaches its target.
type edge struct {
	name string     // as written, or the op
	op   link.OpKey // indirect: through this member
	many int        // number of functions it may mean
	conf confidence // what this edge alone allows
	why  string     // for the step
	// bound: what the callee does depends on what its closure is bound to,
	// which the call does not tell.
	bound bool
	// deferred: the caller can have it run in another context instead.
	deferred bool
}

// mayDefer: the function that is called is a parameter which this function
// hands to a deferred actor on another path.
func (r *run) mayDefer(in *ir.Instr) bool {
	c := r.fn.CallAt(in)
	return c != nil && c.Param >= 0 && c.Param < 32 && r.s.sums.of(r.fn).defers&(1<<uint(c.Param)) != 0
}

// finish assigns the result of a call.
func (r *run) finish(st *state, in *ir.Instr, ret value.Term) []state {
	if in.Dst != 0 {
		pl := r.place(st, in.Dst)
		if ret == value.None {
			ret = r.fresh(-1, pl, "")
		}
		st.env = st.env.Set(pl, ret)
	}
	return []state{*st}
}

func (r *run) result(st *state, in *ir.Instr, site int64) value.Term {
	if in.Dst == 0 {
		return value.None
	}
	return r.again(st, r.fresh(site, value.None, r.exprType(in.Dst)))
}

// pure recognises calls that only compute: model accessors, container_of and
// its kin. Equal arguments give equal terms.
func (r *run) pure(st *state, in *ir.Instr, name string) (value.Term, bool) {
	if a, ok := r.prog.Model.Accessor(name); ok && int(a.Arg) < len(in.Args) {
		t := r.Apply(a.Slot, []value.Term{r.value(st, in.Args[a.Arg])})
		return r.typed(t, in), true
	}
	if t, ok := r.errorPointer(st, in, name); ok {
		return t, true
	}
	if len(in.Args) != 3 {
		return value.None, false
	}
	member := r.memberName(in.Args[2])
	if member == "" {
		return value.None, false
	}
	if x := &r.fn.Exprs[in.Args[1]]; x.Op == ir.OpType {
		return r.Outer(x.Type, member, r.value(st, in.Args[0])), true
	}
	// from_timer(var, timer, field) and its kin take the type from var.
	if x := &r.fn.Exprs[in.Args[0]]; x.Op == ir.OpVar && in.Dst != 0 {
		if f := r.prog.Resolve(r.fn.Unit, name); f == nil || f.Kind == ir.FuncMacro {
			t := link.Deref(r.prog.Underlying(r.fn.Vars[x.Int].Type))
			if link.IsStruct(t) && r.prog.FieldType(r.fn.Unit, t, member) != "" {
				return r.Outer(t, member, r.value(st, in.Args[1])), true
			}
		}
	}
	return value.None, false
}

// typed sees a value of unknown type as what the call's temporary is declared
// to hold.
func (r *run) typed(t value.Term, in *ir.Instr) value.Term {
	if in.Dst == 0 || t == value.None {
		return t
	}
	if typ := r.exprType(in.Dst); typ != "" && typ != "void*" {
		return r.Cast(typ, t)
	}
	return t
}

// memberName is the member designator in a macro argument: an identifier or a
// dotted path of them.
func (r *run) memberName(e ir.ExprID) string {
	x := &r.fn.Exprs[e]
	switch x.Op {
	case ir.OpGlobal:
		return x.Sym
	case ir.OpVar:
		return r.fn.Vars[x.Int].Name // a local that happens to be named like the member
	case ir.OpField:
		if base := r.memberName(x.X); base != "" {
			return base + "." + x.Sym
		}
	}
	return ""
}

// clobber forgets what a call may have changed: locals whose address it got,
// and, unless the callee is known to leave memory alone, constants stored to
// memory. What branches learned about memory stays: code that tests a flag
// twice around a call means the same flag.
func (r *run) clobber(st *state, in *ir.Instr, site int64, memory bool) {
	for _, a := range in.Args {
		if x := &r.fn.Exprs[a]; x.Op == ir.OpAddr {
			if y := &r.fn.Exprs[x.X]; y.Op == ir.OpVar {
				l := r.local(y.Int)
				st.env = st.env.Set(l, r.again(st, r.fresh(site, l, r.fn.Vars[y.Int].Type)))
			}
		}
	}
	if !memory {
		return
	}
	for _, p := range st.env {
		if r.Root(p.Key) == value.Local && r.At(p.Key).Op == value.Local {
			continue
		}
		if _, ok := r.IsConst(p.Val); ok {
			st.env = st.env.Set(p.Key, r.fresh(site, p.Key, r.typeOf(p.Key)))
		} else if r.s.wary && r.joined[p.Val] && r.decide(st, p.Val) != value.Maybe {
			st.env = st.env.Set(p.Key, r.again(st, r.fresh(site, p.Key, r.typeOf(p.Key))))
		}
	}
}

// callFunc calls a function whose body is known.
func (r *run) callFunc(st state, in *ir.Instr, fn *link.Func, e edge, site int64) []state {
	sum := r.s.sums.of(fn)
	_, forbidden := st.ctx.Why()
	args, ptypes, sensitive := r.bind(&st, in, fn, sum)
	detailed := sum.unbalanced || sum.drops || sum.cut
	switch {
	case r.s.shallow || r.near > 0 && !r.isNear(sum):
		if detailed {
			return r.applySummary(st, in, fn, sum, site)
		}
	case forbidden && sum.any() || sensitive || r.s.mode == 'q' && sum.quiesces || r.s.follow[fn.ID] || sum.spins && inInterrupt(st.ctx.Base):
		a := r.askInto(&st, in, fn, e, question{args: args, ptypes: ptypes})
		if len(a.events) > 0 {
			r.s.step(len(a.events) / 4)
			got := &lift{vals: r.argValues(&st, in)}
			for _, ev := range a.events {
				r.propagate(&st, in, e, ev, got)
			}
		}
		if detailed && (a.cut || sum.cut) {
			r.base.cut = true
			return nil
		}
		if detailed {
			return r.applyExits(st, in, fn, a.exits, site)
		}
	case detailed:
		return r.applySummary(st, in, fn, sum, site)
	case forbidden && sum.asks && sum.quiet && in.Dst != 0:
		// What it answers, a mask perhaps, is for the context that it is called in.
		if a := r.askInto(&st, in, fn, e, question{args: args, ptypes: ptypes}); !a.cut {
			return r.applyExits(st, in, fn, a.exits, site)
		}
	}
	r.macroStores(&st, in, fn, site)
	r.clobber(&st, in, site, !sum.quiet)
	t, ok := r.accessor(&st, in, fn, sum)
	if !ok {
		r.base.cut = true
		return nil
	}
	if t != value.None {
		return r.finish(&st, in, t)
	}
	if t := r.asked(&st, in, fn, sum); t != value.None {
		return r.finish(&st, in, t)
	}
	return r.finish(&st, in, r.result(&st, in, site))
}

// askInto asks what a function does that is called in a state with the arguments of a
// question.
func (r *run) askInto(st *state, in *ir.Instr, fn *link.Func, e edge, q question) *answer {
	sum := r.s.sums.of(fn)
	q.fn, q.depth, q.near = fn, r.depth+1, max(0, r.near-1)
	q.entry = r.entryContext(st, sum)
	q.entry.Near = e.op.Field == "" && fn.Kind == ir.FuncStatic && r.s.sums.callers[fn.ID] == 1 && r.makesAtomic(&st.ctx)
	q.known = r.entryFacts(st, in, sum, q.args)
	a := r.s.ask(q)
	r.use(a, true)
	return a
}

// applySummary continues after a call with what the callee does whatever its
// arguments are.
func (r *run) applySummary(st state, in *ir.Instr, fn *link.Func, sum *summary, site int64) []state {
	if sum.cut {
		r.base.cut = true
		return nil
	}
	return r.applyExits(st, in, fn, r.s.importExits(sum), site)
}

// use notes that an answer was asked for; reached is set if the call was entered
// in the context that it is made in.
func (r *run) use(a *answer, reached bool) {
	if i, ok := r.used[a]; ok {
		r.base.uses[i].reached = r.base.uses[i].reached || reached
		return
	}
	r.base.spent = r.base.spent || a.spent
	if r.used == nil {
		r.used = map[*answer]int{}
	}
	r.used[a] = len(r.base.uses)
	r.base.uses = append(r.base.uses, use{a, a.version, reached})
}

// macroStores forgets locals that a macro assigns through its parameter.
func (r *run) macroStores(st *state, in *ir.Instr, fn *link.Func, site int64) {
	if fn.Kind != ir.FuncMacro {
		return
	}
	mask := r.s.sums.of(fn).assigns
	for i, a := range in.Args {
		if i < 32 && mask&(1<<uint(i)) != 0 && r.fn.Exprs[a].Op == ir.OpVar {
			l := r.local(r.fn.Exprs[a].Int)
			st.env = st.env.Set(l, r.again(st, r.fresh(site, l, r.fn.Vars[r.fn.Exprs[a].Int].Type)))
		}
	}
}

// accessor evaluates a small function that only computes its result from its
// arguments, so that `to_foo(dev)->lock` is one place wherever it is written.
// ok is false if that could not be found out.
func (r *run) accessor(st *state, in *ir.Instr, fn *link.Func, sum *summary) (t value.Term, ok bool) {
	if in.Dst == 0 || !sum.small {
		return value.None, true
	}
	a := r.s.ask(question{fn: fn, depth: r.depth + 1})
	r.use(a, false)
	if a.cut {
		return value.None, false
	}
	if len(a.exits) != 1 || a.exits[0].ret == value.None {
		return value.None, true
	}
	t = r.fromCallee(a.exits[0].ret, r.argValues(st, in))
	if t == value.None {
		return value.None, true
	}
	return r.typed(t, in), true
}

// asked is the answer of a function that only looks: asked again about the same
// object, as in `if (is_on(x)) lock(); … if (is_on(x)) unlock();`, it answers
// the same, as a member does that is tested twice. Only numbers: a pointer that
// is found may be another one the next time.
func (r *run) asked(st *state, in *ir.Instr, fn *link.Func, sum *summary) value.Term {
	if in.Dst == 0 || !sum.quiet || sum.ctxOps || fn.Kind == ir.FuncMacro || len(in.Args) == 0 {
		return value.None
	}
	if t := r.prog.Underlying(fn.Result); t == "" || t == "void" || isPointer(t) || link.IsStruct(t) {
		return value.None
	}
	vals := r.argValues(st, in)
	for _, v := range vals {
		if v == value.None {
			return value.None
		}
	}
	return r.ApplyFn(fn.Name, fn, vals)
}

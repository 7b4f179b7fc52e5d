package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
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
	if r.prog.Resolve(r.fn.Unit, name) == nil {
		if _, g := r.prog.Global(r.fn.Unit, name); g != nil {
			return r.callIndirect(st, in, site) // a function pointer variable
		}
	}
	if effs := r.prog.Effects(r.fn.Unit, name); effs != nil {
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
	return r.callFunc(st, in, fn, edge{name: name}, site)
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
	for i := range r.fn.Calls {
		c := &r.fn.Calls[i]
		if &r.fn.Blocks[c.Block].Instrs[c.Index] == in {
			return c.Param >= 0 && c.Param < 32 && r.s.sums.of(r.fn).defers&(1<<uint(c.Param)) != 0
		}
	}
	return false
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
		}
	}
}

// callIndirect calls through an ops member, a variable or a parameter.
func (r *run) callIndirect(st state, in *ir.Instr, site int64) []state {
	v := r.value(&st, in.Src)
	for v != value.None && (r.At(v).Op == value.Cast || r.At(v).Op == value.Deref) {
		v = r.At(v).A
	}
	if v != value.None && r.At(v).Op == value.Func {
		fn := r.At(v).Fn
		if effs := r.prog.Effects(fn.Unit, fn.Name); effs != nil && fn.Kind == ir.FuncNormal {
			return r.applyModel(st, in, fn.Name, effs, site)
		}
		e := edge{name: fn.Name, why: "through a function pointer", deferred: r.mayDefer(in), bound: len(in.Args) < 32 && r.s.sums.of(fn).relevant>>uint(len(in.Args)) != 0}
		return r.callFunc(st, in, fn, e, site)
	}
	key, place := r.opKey(v, in)
	if key.Field == "" {
		r.clobber(&st, in, site, true)
		return r.finish(&st, in, r.result(&st, in, site))
	}
	if fn := r.exactOp(place, key); fn != nil {
		return r.callFunc(st, in, fn, edge{name: key.String(), op: key, many: 1, why: "bound in the ops table of the object"}, site)
	}
	if i := opsParam(r.fn, in); i >= 0 && r.s.sums.fixedOps[r.fn.ID]&(1<<uint(i)) != 0 {
		r.clobber(&st, in, site, true) // judged from the callers that name the table
		return r.finish(&st, in, r.result(&st, in, site))
	}
	return r.callOp(st, in, key, site)
}

// opKey is the ops member that a function value was loaded from.
func (r *run) opKey(v value.Term, in *ir.Instr) (link.OpKey, value.Term) {
	if v != value.None {
		if n := r.At(v); n.Op == value.Load {
			m := r.At(n.A)
			if m.Op == value.Index {
				m = r.At(m.A)
			}
			switch m.Op {
			case value.Field:
				if t := r.prog.Underlying(r.typeOf(m.A)); t != "" {
					return link.OpKey{Struct: string(t), Field: m.Sym}, n.A
				}
			case value.Global:
				return link.OpKey{Field: m.Sym}, n.A
			}
		}
	}
	for i := range r.fn.Calls {
		c := &r.fn.Calls[i]
		if &r.fn.Blocks[c.Block].Instrs[c.Index] == in {
			return c.Op, value.None
		}
	}
	return link.OpKey{}, value.None
}

// exactOp follows an ops pointer to the table it was set to, when the whole
// program sets it to one table only.
func (r *run) exactOp(place value.Term, key link.OpKey) *link.Func {
	if place == value.None {
		return nil
	}
	n := r.At(place)
	if n.Op != value.Field {
		return nil
	}
	base := r.At(n.A)
	if base.Op == value.Global {
		return r.prog.InitFunc(r.fn.Unit, base.Sym, key.Field)
	}
	return nil
}

// maxTargets bounds how many implementers of an op are looked into from one
// call; an op with more is a contract of its own, judged at its implementers.
const maxTargets = 48

// fewTargets is the number of functions that an op may mean for a finding
// through it to be of medium confidence.
const fewTargets = 4

func (r *run) callOp(st state, in *ir.Instr, key link.OpKey, site int64) []state {
	_, forbidden := st.ctx.Why()
	r.s.noteOpCall(key, r.fn, in, forbidden && r.makesAtomic(&st.ctx))
	op, modelled := r.prog.Model.Op(key.Struct, key.Field)
	if modelled && r.s.sums.invokes[key] {
		r.checkInvoke(&st, in, key.String(), nil)
	}
	if modelled && held.Forbids(op.Context) || !forbidden {
		// The contract is judged at the implementer; a call that may sleep is
		// judged only where sleeping is forbidden.
		r.clobber(&st, in, site, true)
		return r.finish(&st, in, r.result(&st, in, site))
	}
	all := r.prog.Bindings(key)
	bs, narrowed := link.Narrow(r.fn.Unit, all)
	targets := distinct(bs)
	if len(targets) > maxTargets {
		r.seeOp(&st, in, key)
	} else if len(targets) > 0 {
		conf := high
		switch {
		case foreign(r.fn, targets), narrowed && r.publicOp(key) && !sameFile(r.fn, targets):
			conf = low // a core that calls into drivers: a contract, unless every call says so
		case len(targets) == 1 && !narrowed:
		case len(targets) <= fewTargets && (len(targets) == 1 || r.s.allSleep(targets)):
			conf = medium
		default:
			conf = low
		}
		if modelled && op.Context == effect.Varies {
			conf = low
		}
		for _, fn := range targets {
			if r.s.sums.of(fn).any() {
				side := st
				many := len(targets)
				if conf == low && !modelled {
					many = maxTargets
				}
				r.s.wide += b2int(conf == low)
				r.callFunc(side, in, fn, edge{name: key.String(), op: key, many: many, conf: conf, why: key.String()}, site)
				r.s.wide -= b2int(conf == low)
			}
		}
	}
	r.clobber(&st, in, site, true)
	return r.finish(&st, in, r.result(&st, in, site))
}

// makesAtomic tells whether the function is itself why the context forbids
// sleeping: it holds the lock, it is the root, or it is a part of the only
// function that calls it. Only then do its calls through an op say something
// about the contract of the op; one caller that is in the wrong does not.
func (r *run) makesAtomic(c *held.Context) bool {
	for i := range c.Holds {
		if h := &c.Holds[i]; h.Atomic() && !h.Entry {
			return true
		}
	}
	return r.depth == 0 || c.Near
}

// allSleep: whichever of the functions an op means, something can happen in it.
// Where one of several cannot sleep, the callers in atomic context may be those
// that have that one.
func (s *session) allSleep(targets []*link.Func) bool {
	for _, t := range targets {
		if !s.sums.of(t).any() {
			return false
		}
	}
	return true
}

// publicOp: the ops struct is declared for others than the caller's module,
// where anybody may implement it.
func (r *run) publicOp(key link.OpKey) bool {
	file := r.prog.StructFile(r.fn.Unit, ir.Type(key.Struct))
	return file != "" && !link.SameModule(file, r.fn.File)
}

func sameFile(fn *link.Func, targets []*link.Func) bool {
	for _, t := range targets {
		if t.File != fn.File {
			return false
		}
	}
	return true
}

// foreign: the targets belong to another subsystem than the caller, so that
// those which are loaded say nothing about how many there are.
func foreign(fn *link.Func, targets []*link.Func) bool {
	for _, t := range targets {
		if !link.Near(fn.File, t.File) {
			return true
		}
	}
	return false
}

func distinct(bs []link.Binding) []*link.Func {
	var out []*link.Func
	for i := range bs {
		dup := false
		for _, f := range out {
			dup = dup || f == bs[i].Fn
		}
		if !dup {
			out = append(out, bs[i].Fn)
		}
		if len(out) > maxTargets {
			break
		}
	}
	return out
}

// callFunc calls a function whose body is known.
func (r *run) callFunc(st state, in *ir.Instr, fn *link.Func, e edge, site int64) []state {
	sum := r.s.sums.of(fn)
	_, forbidden := st.ctx.Why()
	args, ptypes, sensitive := r.bind(&st, in, fn, sum)
	detailed := sum.unbalanced || sum.drops
	switch {
	case r.s.shallow:
		if detailed {
			return r.applyExits(st, in, fn, r.s.importExits(sum), nil, site)
		}
	case forbidden && sum.any() || sensitive || r.s.mode == 'q' && sum.quiesces || r.s.follow[fn.ID] || sum.spins && inInterrupt(st.ctx.Base):
		entry, refs := r.entryContext(&st, in, fn, detailed || sum.through)
		entry.Near = e.op.Field == "" && fn.Kind == ir.FuncStatic && r.s.sums.callers[fn.ID] == 1 && r.makesAtomic(&st.ctx)
		res := r.s.resultOf(fn, entry, args, ptypes, r.entryFacts(&st, in, sum, args), r.depth+1)
		for _, ev := range res.events {
			r.propagate(&st, in, e, ev)
		}
		if detailed && res.unread {
			// What it leaves behind is known without looking again; to think
			// that an unlock helper unlocks nothing would poison the caller.
			return r.applyExits(st, in, fn, r.s.importExits(sum), nil, site)
		}
		if detailed {
			return r.applyExits(st, in, fn, res, refs, site)
		}
	case detailed:
		return r.applyExits(st, in, fn, r.s.importExits(sum), nil, site)
	}
	r.macroStores(&st, in, fn, site)
	r.clobber(&st, in, site, !sum.quiet)
	if t := r.accessor(&st, in, fn, sum); t != value.None {
		return r.finish(&st, in, t)
	}
	if t := r.asked(&st, in, fn, sum); t != value.None {
		return r.finish(&st, in, t)
	}
	return r.finish(&st, in, r.result(&st, in, site))
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
func (r *run) accessor(st *state, in *ir.Instr, fn *link.Func, sum *summary) value.Term {
	if in.Dst == 0 || !sum.small || r.depth > maxDepth {
		return value.None
	}
	res := r.s.resultOf(fn, held.Context{}, nil, nil, nil, r.depth+1)
	if len(res.exits) != 1 || res.exits[0].ret == value.None || res.cut {
		return value.None
	}
	t := r.fromCallee(res.exits[0].ret, r.argValues(st, in))
	if t == value.None {
		return value.None
	}
	return r.typed(t, in)
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

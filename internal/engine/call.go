package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
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
}

// finish assigns the result of a call.
func (r *run) finish(st *state, in *ir.Instr, ret Term) []state {
	if in.Dst != 0 {
		pl := r.place(st, in.Dst)
		if ret == noTerm {
			ret = r.fresh(-1, pl, "")
		}
		st.env = st.env.set(pl, ret)
	}
	return []state{*st}
}

func (r *run) result(st *state, in *ir.Instr, site int64) Term {
	if in.Dst == 0 {
		return noTerm
	}
	return r.again(st, r.fresh(site, noTerm, r.exprType(in.Dst)))
}

// pure recognises calls that only compute: model accessors, container_of and
// its kin. Equal arguments give equal terms.
func (r *run) pure(st *state, in *ir.Instr, name string) (Term, bool) {
	if a, ok := r.prog.Model.Accessor(name); ok && int(a.Arg) < len(in.Args) {
		t := r.apply(a.Slot, []Term{r.value(st, in.Args[a.Arg])})
		return r.typed(t, in), true
	}
	if len(in.Args) != 3 {
		return noTerm, false
	}
	member := r.memberName(in.Args[2])
	if member == "" {
		return noTerm, false
	}
	if x := &r.fn.Exprs[in.Args[1]]; x.Op == ir.OpType {
		return r.outer(x.Type, member, r.value(st, in.Args[0])), true
	}
	// from_timer(var, timer, field) and its kin take the type from var.
	if x := &r.fn.Exprs[in.Args[0]]; x.Op == ir.OpVar && in.Dst != 0 {
		if f := r.prog.Resolve(r.fn.Unit, name); f == nil || f.Kind == ir.FuncMacro {
			t := link.Deref(r.prog.Underlying(r.fn.Vars[x.Int].Type))
			if link.IsStruct(t) && r.prog.FieldType(r.fn.Unit, t, member) != "" {
				return r.outer(t, member, r.value(st, in.Args[1])), true
			}
		}
	}
	return noTerm, false
}

// typed sees a value of unknown type as what the call's temporary is declared
// to hold.
func (r *run) typed(t Term, in *ir.Instr) Term {
	if in.Dst == 0 || t == noTerm {
		return t
	}
	if typ := r.exprType(in.Dst); typ != "" && typ != "void*" {
		return r.cast(typ, t)
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
				st.env = st.env.set(l, r.again(st, r.fresh(site, l, r.fn.Vars[y.Int].Type)))
			}
		}
	}
	if !memory {
		return
	}
	for _, p := range st.env {
		if r.root(p.key) == tLocal && r.at(p.key).op == tLocal {
			continue
		}
		if _, ok := r.isConst(p.val); ok {
			st.env = st.env.set(p.key, r.fresh(site, p.key, r.typeOf(p.key)))
		}
	}
}

func (t *terms) root(id Term) termOp {
	for {
		n := t.at(id)
		if n.a == noTerm || n.op == tFresh {
			return n.op
		}
		id = n.a
	}
}

// callIndirect calls through an ops member, a variable or a parameter.
func (r *run) callIndirect(st state, in *ir.Instr, site int64) []state {
	v := r.value(&st, in.Src)
	for v != noTerm && (r.at(v).op == tCast || r.at(v).op == tDeref) {
		v = r.at(v).a
	}
	if v != noTerm && r.at(v).op == tFunc {
		fn := r.at(v).fn
		if effs := r.prog.Effects(fn.Unit, fn.Name); effs != nil && fn.Kind == ir.FuncNormal {
			return r.applyModel(st, in, fn.Name, effs, site)
		}
		e := edge{name: fn.Name, why: "through a function pointer", bound: len(in.Args) < 32 && r.s.sums.of(fn).relevant>>uint(len(in.Args)) != 0}
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
func (r *run) opKey(v Term, in *ir.Instr) (link.OpKey, Term) {
	if v != noTerm {
		if n := r.at(v); n.op == tLoad {
			m := r.at(n.a)
			if m.op == tIndex {
				m = r.at(m.a)
			}
			switch m.op {
			case tField:
				if t := r.prog.Underlying(r.typeOf(m.a)); t != "" {
					return link.OpKey{Struct: string(t), Field: m.sym}, n.a
				}
			case tGlobal:
				return link.OpKey{Field: m.sym}, n.a
			}
		}
	}
	for i := range r.fn.Calls {
		c := &r.fn.Calls[i]
		if &r.fn.Blocks[c.Block].Instrs[c.Index] == in {
			return c.Op, noTerm
		}
	}
	return link.OpKey{}, noTerm
}

// exactOp follows an ops pointer to the table it was set to, when the whole
// program sets it to one table only.
func (r *run) exactOp(place Term, key link.OpKey) *link.Func {
	if place == noTerm {
		return nil
	}
	n := r.at(place)
	if n.op != tField {
		return nil
	}
	base := r.at(n.a)
	if base.op == tGlobal {
		return r.prog.InitFunc(r.fn.Unit, base.sym, key.Field)
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
	_, forbidden := st.ctx.why()
	r.s.noteOpCall(key, r.fn, in, forbidden)
	op, modelled := r.prog.Model.Op(key.Struct, key.Field)
	if modelled && r.s.sums.invokes[key] {
		r.checkInvoke(&st, in, key.String(), nil)
	}
	if modelled && forbids(op.Context) || !forbidden {
		// The contract is judged at the implementer; a call that may sleep is
		// judged only where sleeping is forbidden.
		r.clobber(&st, in, site, true)
		return r.finish(&st, in, r.result(&st, in, site))
	}
	all := r.prog.Bindings(key)
	bs, narrowed := link.Narrow(r.fn.Unit, all)
	targets := distinct(bs)
	if len(targets) > 0 && len(targets) <= maxTargets {
		conf := high
		switch {
		case foreign(r.fn, targets):
			conf = low // a core that calls into drivers: a contract, unless every call says so
		case len(targets) == 1 && !narrowed:
		case len(targets) <= fewTargets:
			conf = medium
		default:
			conf = low
		}
		if modelled && op.Context == effect.Varies && len(targets) > 1 {
			conf = low
		}
		for _, fn := range targets {
			if r.s.sums.of(fn).any() {
				side := st
				many := len(targets)
				if conf == low && !modelled {
					many = maxTargets
				}
				r.callFunc(side, in, fn, edge{name: key.String(), op: key, many: many, conf: conf, why: key.String()}, site)
			}
		}
	}
	r.clobber(&st, in, site, true)
	return r.finish(&st, in, r.result(&st, in, site))
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
	_, forbidden := st.ctx.why()
	args, ptypes, sensitive := r.bind(&st, in, fn, sum)
	var res *result
	detailed := sum.unbalanced || sum.drops
	switch {
	case r.s.shallow:
		if detailed {
			return r.applyExits(st, in, fn, r.s.importExits(sum), nil, site)
		}
	case forbidden && sum.any() || sensitive || r.s.mode == 'q' && sum.quiesces || r.s.follow[fn.ID] || sum.spins && inInterrupt(st.ctx.base):
		entry, refs := r.entryContext(&st, in, fn, detailed)
		res = r.s.resultOf(fn, entry, args, ptypes, r.depth+1)
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
	if t := r.accessor(&st, in, fn, sum); t != noTerm {
		return r.finish(&st, in, t)
	}
	if res != nil {
		if v, ok := uniformReturn(res); ok {
			return r.finish(&st, in, r.constant(v(r.frame)))
		}
	}
	return r.finish(&st, in, r.result(&st, in, site))
}

// uniformReturn is the constant that every exit returns.
func uniformReturn(res *result) (func(*frame) int64, bool) {
	if len(res.exits) == 0 || res.cut {
		return nil, false
	}
	first := res.exits[0].ret
	for _, e := range res.exits {
		if e.ret != first || first == noTerm {
			return nil, false
		}
	}
	return func(fr *frame) int64 { v, _ := fr.isConst(first); return v }, false
}

// bind selects the arguments that the callee's behaviour can depend on and
// that mean the same in its frame: constants, functions, addresses of globals.
func (r *run) bind(st *state, in *ir.Instr, fn *link.Func, sum *summary) (args []Term, ptypes []ir.Type, sensitive bool) {
	n := len(fn.Params)
	for i, a := range in.Args {
		if i >= n || i >= 32 {
			break
		}
		bit := uint32(1) << uint(i)
		declared := fn.Vars[fn.Params[i]].Type
		if declared == "" || declared == "void*" {
			if ptypes == nil {
				ptypes = make([]ir.Type, n)
			}
			v := r.value(st, a)
			if ptypes[i] = r.typeOf(v); ptypes[i] == "" || ptypes[i] == "void*" {
				ptypes[i] = r.exprType(a)
			}
		}
		if sum.relevant&bit == 0 {
			continue
		}
		v := r.value(st, a)
		if !r.portable(st, &v) {
			continue
		}
		if args == nil {
			args = make([]Term, n)
		}
		args[i] = v
		if sum.argSens&bit != 0 || sum.callsParam&bit != 0 && (r.at(v).op == tFunc || r.at(v).op == tAddr) {
			sensitive = true
		}
	}
	return args, ptypes, sensitive
}

// portable values mean the same in every frame; v is replaced by the constant
// that it is known to equal.
func (r *run) portable(st *state, v *Term) bool {
	if *v == noTerm {
		return false
	}
	if c, ok := r.known(st, *v); ok {
		*v = r.constant(c)
		return true
	}
	switch n := r.at(*v); n.op {
	case tFunc, tStr:
		return true
	case tAddr:
		return r.root(n.a) == tGlobal
	case tLoad:
		// A symbolic constant or a member named in a macro argument.
		return r.at(n.a).op == tGlobal && r.isSymbolic(r.at(n.a).sym)
	}
	return false
}

func (r *run) isSymbolic(name string) bool {
	_, g := r.prog.Global(r.fn.Unit, name)
	return g == nil
}

// entryContext describes the caller's context to the callee. A callee that
// touches nothing of its caller needs only the counters; one that releases the
// caller's locks gets each of them with its place translated.
func (r *run) entryContext(st *state, in *ir.Instr, fn *link.Func, detailed bool) (context, []int) {
	c := context{base: st.ctx.base}
	if !detailed {
		h := hold{entry: true, idx: -1}
		for i := range st.ctx.holds {
			o := &st.ctx.holds[i]
			h.preempt |= b2i(o.preempt > 0)
			h.bh |= b2i(o.bh > 0)
			h.irq |= b2i(o.irq > 0)
			h.rcu |= b2i(o.rcu > 0)
		}
		if h.atomic() {
			c.holds = []hold{h}
		}
		c.holds = append(c.holds, r.modes(&st.ctx)...)
		return c, nil
	}
	vals := r.argValues(st, in)
	var refs []int
	for i := range st.ctx.holds {
		h := st.ctx.holds[i]
		h.entry, h.fn, h.idx = true, nil, int8(i)
		h.place, h.flag = r.intoCallee(h.place, vals), r.intoCallee(h.flag, vals)
		c.holds = append(c.holds, h)
		refs = append(refs, i)
	}
	return c, refs
}

// modes are what the caller's locks say about flags, as holds without effect:
// the callee must not believe the other outcome.
func (r *run) modes(c *context) []hold {
	var out []hold
	for i := range c.holds {
		h := &c.holds[i]
		m := hold{entry: true, idx: -1, mode: h.mode, modeSet: h.modeSet}
		if h.lock == effect.Stream {
			m.lock = effect.Stream
		} else if cl := r.flagClass(h.flag); cl != (class{}) {
			m.mode, m.modeSet = cl, h.flagSet
		}
		if m.lock == effect.NoLock && m.mode == (class{}) {
			continue
		}
		dup := false
		for j := range out {
			dup = dup || out[j].lock == m.lock && out[j].mode == m.mode
		}
		if !dup {
			out = append(out, m)
		}
	}
	return out
}

func b2i(b bool) int8 {
	if b {
		return 1
	}
	return 0
}

func (r *run) argValues(st *state, in *ir.Instr) []Term {
	vals := make([]Term, len(in.Args))
	for i, a := range in.Args {
		vals[i] = r.value(st, a)
	}
	return vals
}

// intoCallee rewrites a caller's place in terms of the callee's parameters;
// noTerm if no argument leads to it.
func (r *run) intoCallee(place Term, vals []Term) Term {
	if place == noTerm {
		return noTerm
	}
	return r.rewrite(place, func(t Term) (Term, bool) {
		for i, v := range vals {
			if v == noTerm {
				continue
			}
			if v == t {
				return r.intern(termNode{op: tParam, num: int64(i)}), true
			}
			// &x->a passed, x->a.b held: the member of the argument's target.
			if n := r.at(v); n.op == tAddr && n.a == t {
				return r.intern(termNode{op: tDeref, a: r.intern(termNode{op: tParam, num: int64(i)})}), true
			}
			if n := r.at(v); n.op == tCast && n.a == t {
				return r.intern(termNode{op: tParam, num: int64(i)}), true
			}
		}
		return noTerm, false
	})
}

// fromCallee rewrites a callee's term in terms of the arguments.
func (r *run) fromCallee(t Term, vals []Term) Term {
	return r.rewrite(t, func(x Term) (Term, bool) {
		n := r.at(x)
		if n.op == tParam {
			if int(n.num) < len(vals) {
				return vals[n.num], true
			}
			return noTerm, true
		}
		return noTerm, false
	})
}

// applyExits continues after a call that leaves another context behind.
// refs, when given, says which of the caller's holds each entry hold was.
func (r *run) applyExits(st state, in *ir.Instr, fn *link.Func, res *result, refs []int, site int64) []state {
	if len(res.exits) == 0 {
		if res.cut {
			r.clobber(&st, in, site, true)
			return r.finish(&st, in, r.result(&st, in, site))
		}
		return nil
	}
	vals := r.argValues(&st, in)
	r.macroStores(&st, in, fn, site)
	r.clobber(&st, in, site, true)
	var out []state
	exits := r.likely(&st, res.exits, vals)
	if r.s.sums.of(fn).artefact {
		exits = withoutOwnHolds(exits)
	}
	for i := range exits {
		ex := &exits[i]
		next := st
		if !r.admits(&next, ex, vals) {
			continue
		}
		next.doubt = next.doubt || ex.doubt
		next.ctx = r.leaveCallee(&st.ctx, ex, vals, refs, in)
		ret := r.result(&next, in, site)
		if v, ok := r.isConst(ex.ret); ok {
			if ret != noTerm {
				next.facts = next.facts.add(fact{ret, true, r.constant(v)})
			}
		} else if ret != noTerm && ex.known != maybe {
			next.facts = next.facts.add(fact{ret, ex.known == no, r.constant(0)})
		} else if t := r.fromCallee(ex.ret, vals); t != noTerm && ret != noTerm {
			ret = t
		}
		out = append(out, r.finish(&next, in, ret)...)
	}
	return r.mergeEqual(out)
}

// withoutOwnHolds forgets what a function seems to keep and should not.
func withoutOwnHolds(exits []exit) []exit {
	out := append([]exit(nil), exits...)
	for i := range out {
		var kept []hold
		for _, h := range out[i].ctx.holds {
			if h.entry {
				kept = append(kept, h)
			}
		}
		out[i].ctx.holds = kept
	}
	return out
}

// admits adds to st what an exit demands of the arguments; false if that
// contradicts what is known.
func (r *run) admits(st *state, ex *exit, vals []Term) bool {
	for _, f := range ex.conds {
		t, c := r.fromCallee(f.term, vals), r.fromCallee(f.c, vals)
		if t != noTerm && c != noTerm && !r.assumeEqual(st, t, c, f.is) {
			return false
		}
	}
	return true
}

// likely narrows the exits that are possible here to those that the caller
// would not tell apart.
func (r *run) likely(st *state, exits []exit, vals []Term) []exit {
	var possible []exit
	for i := range exits {
		side := *st
		if r.admits(&side, &exits[i], vals) {
			possible = append(possible, exits[i])
		}
	}
	return r.s.likelyExits(r.matching(&st.ctx, possible, vals))
}

// matching keeps, among exits with one class of result, those that release
// only what is held here: which branch a helper such as `if (mode) spin_unlock()
// else local_irq_enable()` takes is told by what its twin took.
func (r *run) matching(c *context, exits []exit, vals []Term) []exit {
	if len(exits) < 2 {
		return exits
	}
	misses := make([]int, len(exits))
	for i := range exits {
		for _, d := range exits[i].ctx.drops {
			if !r.heldHere(c, d, vals) {
				misses[i]++
			}
		}
	}
	var out []exit
	for i := range exits {
		keep := true
		for j := range exits {
			if misses[j] < misses[i] && r.s.resultClass(&exits[i]) == r.s.resultClass(&exits[j]) {
				keep = false
			}
		}
		if keep {
			out = append(out, exits[i])
		}
	}
	return out
}

func (r *run) heldHere(c *context, d drop, vals []Term) bool {
	pl := r.fromCallee(d.place, vals)
	for i := range c.holds {
		h := &c.holds[i]
		if d.class.Struct == regionClass {
			if h.lock == effect.NoLock && regionOf(h) == d.class.Field {
				return true
			}
		} else if matchHold(h, d.lock, pl, d.class) > 0 {
			return true
		}
	}
	return false
}

// mergeEqual joins states that differ in nothing but what they know.
func (r *run) mergeEqual(states []state) []state {
	var out []state
next:
	for i := range states {
		for j := range out {
			if sameContext(&out[j].ctx, &states[i].ctx) {
				unknown := func(k Term) Term { return r.fresh(-1, k, r.typeOf(k)) }
				out[j].env = joinEnv(out[j].env, states[i].env, unknown)
				out[j].facts = joinFacts(out[j].facts, states[i].facts)
				out[j].doubt = out[j].doubt || states[i].doubt
				continue next
			}
		}
		out = append(out, states[i])
	}
	return out
}

// leaveCallee turns the context at an exit of the callee into the caller's.
func (r *run) leaveCallee(before *context, ex *exit, vals []Term, refs []int, in *ir.Instr) context {
	after := context{base: before.base, drops: before.drops}
	after.holds = append([]hold(nil), before.holds...)
	if refs != nil {
		kept := map[int]bool{}
		for i := range ex.ctx.holds {
			if h := &ex.ctx.holds[i]; h.entry && int(h.idx) < len(refs) {
				kept[refs[h.idx]] = true
			}
		}
		after.holds = after.holds[:0:0]
		for i := range before.holds {
			if kept[i] {
				after.holds = append(after.holds, before.holds[i])
			}
		}
	}
	for i := range ex.ctx.drops {
		d := &ex.ctx.drops[i]
		after = r.releaseHold(after, d.lock, r.fromCallee(d.place, vals), d.class, d.irq)
	}
	for i := range ex.ctx.holds {
		h := ex.ctx.holds[i]
		if h.entry {
			continue
		}
		h.place, h.flag = r.fromCallee(h.place, vals), r.fromCallee(h.flag, vals)
		if h.fn == nil {
			h.fn, h.pos = r.fn, in.Pos
		}
		after = r.takeHold(after, h)
	}
	return after
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
			st.env = st.env.set(l, r.again(st, r.fresh(site, l, r.fn.Vars[r.fn.Exprs[a].Int].Type)))
		}
	}
}

// accessor evaluates a small function that only computes its result from its
// arguments, so that `to_foo(dev)->lock` is one place wherever it is written.
func (r *run) accessor(st *state, in *ir.Instr, fn *link.Func, sum *summary) Term {
	if in.Dst == 0 || !sum.small || r.depth > maxDepth {
		return noTerm
	}
	res := r.s.resultOf(fn, context{}, nil, nil, r.depth+1)
	if len(res.exits) != 1 || res.exits[0].ret == noTerm || res.cut {
		return noTerm
	}
	t := r.fromCallee(res.exits[0].ret, r.argValues(st, in))
	if t == noTerm {
		return noTerm
	}
	return r.typed(t, in)
}

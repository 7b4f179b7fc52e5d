package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

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

// maxEntryFacts bounds what a callee is told: each combination is looked at on
// its own.
const maxEntryFacts = 4

// entryFacts are what the caller knows about members of what it passes, as far
// as the callee, or what it calls, tests members of that name: `if (p->on) f(p)`
// and f's own test of p->on agree.
func (r *run) entryFacts(st *state, in *ir.Instr, sum *summary, args []Term) facts {
	if sum.tested == (fieldSet{}) {
		return nil
	}
	var vals []Term
	var out facts
	add := func(place Term, f fact) {
		n := r.at(place)
		if len(out) >= maxEntryFacts || n.op != tField || !sum.tested.has(n.sym) {
			return
		}
		if _, ok := r.isConst(f.c); !ok {
			return
		}
		if vals == nil {
			if vals = r.argValues(st, in); vals == nil {
				return
			}
			for i := range vals {
				if i < len(args) && args[i] != noTerm {
					vals[i] = noTerm // bound: has another name in the callee
				}
			}
		}
		if t := r.intoCallee(place, vals); t != noTerm && r.root(t) == tParam {
			out = out.add(fact{r.terms.load(t), f.is, f.c})
		}
	}
	for i := range st.facts {
		f := &st.facts[i]
		if n := r.at(f.term); n.op == tLoad {
			if _, stored := st.env.get(n.a); !stored {
				add(n.a, *f)
			}
		}
	}
	for _, p := range st.env {
		if v, ok := r.known(st, p.val); ok && r.at(p.key).op == tField {
			add(p.key, fact{is: true, c: r.constant(v)})
		}
	}
	return out
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
	if c, ok := st.facts.equals(*v); ok && r.symbol(c) {
		*v = c
		return true
	}
	switch n := r.at(*v); n.op {
	case tFunc, tStr:
		return true
	case tAddr:
		return r.root(n.a) == tGlobal
	case tLoad:
		return r.symbol(*v)
	}
	return false
}

// symbol: a constant whose value is not known, or a member named in a macro
// argument.
func (fr *frame) symbol(v Term) bool {
	n := fr.at(v)
	return n.op == tLoad && fr.at(n.a).op == tGlobal && fr.isSymbolic(fr.at(n.a).sym)
}

func (fr *frame) isSymbolic(name string) bool {
	_, g := fr.prog.Global(fr.fn.Unit, name)
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
			h.fault |= b2i(o.fault > 0)
		}
		if h.atomic() || h.fault > 0 {
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

func b2int(b bool) int { return int(b2i(b)) }

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

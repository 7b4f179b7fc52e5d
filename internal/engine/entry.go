package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// bind selects the arguments that the callee's behaviour can depend on and
// that mean the same in its frame: constants, functions, addresses of globals and
// of the object that a root is handed.
func (r *run) bind(st *state, in *ir.Instr, fn *link.Func, sum *summary) (args []value.Term, ptypes []ir.Type, sensitive bool) {
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
			args = make([]value.Term, n)
		}
		args[i] = v
		if sum.argSens&bit != 0 || sum.callsParam&bit != 0 && (r.At(v).Op == value.Func || r.At(v).Op == value.Addr) {
			sensitive = true
		}
	}
	return args, ptypes, sensitive
}

// entryFacts are what the caller knows about members of what it passes, as far
// as the callee, or what it calls, tests members of that name: `if (p->on) f(p)`
// and f's own test of p->on agree.
func (r *run) entryFacts(st *state, in *ir.Instr, sum *summary, args []value.Term) value.Facts {
	if sum.tested == (fieldSet{}) {
		return nil
	}
	var vals []value.Term
	var out value.Facts
	add := func(place value.Term, f value.Fact) {
		n := r.At(place)
		if n.Op != value.Field || !sum.tested.has(n.Sym) {
			return
		}
		if _, ok := r.IsConst(f.C); !ok {
			return
		}
		if vals == nil {
			if vals = r.argValues(st, in); vals == nil {
				return
			}
			for i := range vals {
				if i < len(args) && args[i] != value.None {
					vals[i] = value.None // bound: has another name in the callee
				}
			}
		}
		if t := r.intoCallee(place, vals); t != value.None && r.Root(t) == value.Param {
			out = out.Add(value.NewFact(r.Table.Load(t), f.Is, f.C))
		}
	}
	for i := range st.facts {
		f := &st.facts[i]
		if n := r.At(f.Term); n.Op == value.Load {
			if _, stored := st.env.Get(n.A); !stored {
				add(n.A, *f)
			}
		}
	}
	for _, p := range st.env {
		if v, ok := r.known(st, p.Val); ok && r.At(p.Key).Op == value.Field {
			add(p.Key, value.Fact{Is: true, C: r.Constant(v)})
		}
	}
	return out
}

// portable values mean the same in every frame; v is replaced by the constant
// that it is known to equal.
func (r *run) portable(st *state, v *value.Term) bool {
	if *v == value.None {
		return false
	}
	if c, ok := r.known(st, *v); ok {
		*v = r.Constant(c)
		return true
	}
	if c, ok := st.facts.Equals(*v); ok && r.symbol(c) {
		*v = c
		return true
	}
	switch n := r.At(*v); n.Op {
	case value.Func, value.Str:
		return true
	case value.Addr:
		root := r.Root(n.A)
		return root == value.Global || root == value.Object
	case value.Load:
		return r.symbol(*v)
	}
	return false
}

// symbol: a constant whose value is not known, or a member named in a macro
// argument.
func (fr *frame) symbol(v value.Term) bool {
	n := fr.At(v)
	return n.Op == value.Load && fr.At(n.A).Op == value.Global && fr.isSymbolic(fr.At(n.A).Sym)
}

func (fr *frame) isSymbolic(name string) bool {
	_, g := fr.prog.Global(fr.fn.Unit, name)
	return g == nil
}

// entryContext describes the caller's context to the callee: which counters are
// raised, and what is known of modes. Which locks these are does not matter
// there, so a function is not asked anew for each set of them: what it releases
// of its caller's is told to the caller, with each event on the way and at the
// exits, and applied there.
func (r *run) entryContext(st *state, sum *summary) held.Context {
	c := held.Context{Base: st.ctx.Base}
	all := held.Hold{Entry: true, Index: -1}
	for i := range st.ctx.Holds {
		h := &st.ctx.Holds[i]
		all.Preempt |= b2i(h.Preempt > 0)
		all.BH |= b2i(h.BH > 0)
		all.IRQ |= b2i(h.IRQ > 0)
		all.RCU |= b2i(h.RCU > 0)
		all.Fault |= b2i(h.Fault > 0)
	}
	if all.Atomic() || all.Fault > 0 {
		c.Holds = append(c.Holds, all)
	}
	for _, m := range r.modes(&st.ctx) {
		if sum.tested.has(m.Mode.Field) || m.Lock == effect.Stream {
			c.Holds = append(c.Holds, m)
		}
	}
	return c
}

// wholeContext is the context in the words of the callee, each hold known by
// its index.
func (r *run) wholeContext(st *state, in *ir.Instr) held.Context {
	c := held.Context{Base: st.ctx.Base}
	vals := r.argValues(st, in)
	for i := range st.ctx.Holds {
		h := st.ctx.Holds[i]
		h.Entry, h.Fn, h.Index = true, nil, int8(i)
		h.Place, h.Flag = r.intoCallee(h.Place, vals), r.intoCallee(h.Flag, vals)
		c.Holds = append(c.Holds, h)
	}
	return c
}

// modes are what the caller's locks say about flags, as holds without effect:
// the callee must not believe the other outcome.
func (r *run) modes(c *held.Context) []held.Hold {
	var out []held.Hold
	for i := range c.Holds {
		h := &c.Holds[i]
		m := held.Hold{Entry: true, Index: -1, Mode: h.Mode, ModeSet: h.ModeSet}
		if h.Lock == effect.Stream {
			m.Lock = effect.Stream
		} else if cl := r.flagClass(h.Flag); cl != (held.Class{}) {
			m.Mode, m.ModeSet = cl, h.FlagSet
		}
		if m.Lock == effect.NoLock && m.Mode == (held.Class{}) {
			continue
		}
		dup := false
		for j := range out {
			dup = dup || out[j].Lock == m.Lock && out[j].Mode == m.Mode
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

func (r *run) argValues(st *state, in *ir.Instr) []value.Term {
	vals := make([]value.Term, len(in.Args))
	for i, a := range in.Args {
		vals[i] = r.value(st, a)
	}
	return vals
}

// intoCallee rewrites a caller's place in terms of the callee's parameters;
// None if no argument leads to it.
func (r *run) intoCallee(place value.Term, vals []value.Term) value.Term {
	if place == value.None {
		return value.None
	}
	return r.Rewrite(place, func(t value.Term) (value.Term, bool) {
		for i, v := range vals {
			if v == value.None {
				continue
			}
			if v == t {
				return r.Intern(value.Node{Op: value.Param, Num: int64(i)}), true
			}
			// &x->a passed, x->a.b held: the member of the argument's target.
			if n := r.At(v); n.Op == value.Addr && n.A == t {
				return r.Intern(value.Node{Op: value.Deref, A: r.Intern(value.Node{Op: value.Param, Num: int64(i)})}), true
			}
			if n := r.At(v); n.Op == value.Cast && n.A == t {
				return r.Intern(value.Node{Op: value.Param, Num: int64(i)}), true
			}
		}
		return value.None, false
	})
}

// fromCallee rewrites a callee's term in terms of the arguments.
func (r *run) fromCallee(t value.Term, vals []value.Term) value.Term {
	return r.Rewrite(t, func(x value.Term) (value.Term, bool) {
		n := r.At(x)
		if n.Op == value.Param {
			if int(n.Num) < len(vals) {
				return vals[n.Num], true
			}
			return value.None, true
		}
		return value.None, false
	})
}

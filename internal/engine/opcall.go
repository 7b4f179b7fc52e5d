package engine

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

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
		return r.callTargets(st, in, site)
	}
	if place == value.None {
		r.callGiven(&st, in, site)
	}
	if fn := r.exactOp(place, key); fn != nil {
		return r.callFunc(st, in, fn, edge{name: key.String(), op: key, many: 1, why: "bound in the ops table of the object"}, site)
	}
	if i := opsParam(r.fn, in); i >= 0 && r.s.sums.fixedOps[r.fn.ID]&(1<<uint(i)) != 0 {
		r.clobber(&st, in, site, true) // judged from the callers that name the table
		return r.finish(&st, in, r.result(&st, in, site))
	}
	if out, ok := r.callLocking(&st, in, key, place, site); ok {
		return out
	}
	return r.callOp(st, in, key, place, site)
}

// callTargets calls what a variable may hold by the flow of function values: each
// of several was chosen somewhere on a way that is as real as the others.
func (r *run) callTargets(st state, in *ir.Instr, site int64) []state {
	_, forbidden := st.ctx.Why()
	if c := r.fn.CallAt(in); forbidden && c != nil && len(c.Targets) <= maxTargets {
		conf := low
		switch {
		case c.Exact && len(c.Targets) == 1:
			conf = high
		case c.Exact: // each of them was chosen, whatever the number
			conf = medium
		}
		for _, fn := range c.Targets {
			if r.tellsOf(&st, fn) {
				r.callFunc(st, in, fn, edge{name: fn.Name, many: len(c.Targets), conf: conf, why: "through a function pointer"}, site)
			}
		}
	}
	r.clobber(&st, in, site, true)
	return r.finish(&st, in, r.result(&st, in, site))
}

// callGiven calls the functions that a variable is given by name where it may hold an
// op as well: each was chosen on a way of its own.
func (r *run) callGiven(st *state, in *ir.Instr, site int64) {
	if _, forbidden := st.ctx.Why(); !forbidden {
		return
	}
	if c := r.fn.CallAt(in); c != nil && len(c.Named) <= maxTargets {
		for _, fn := range c.Named {
			if r.s.sums.of(fn).any() {
				r.callFunc(*st, in, fn, edge{name: fn.Name, many: len(c.Named), conf: medium, why: "through a function pointer"}, site)
			}
		}
	}
}

// opKey is the ops member that a function value was loaded from.
func (r *run) opKey(v value.Term, in *ir.Instr) (link.OpKey, value.Term) {
	if v != value.None {
		if n := r.At(v); n.Op == value.Load {
			m := r.At(n.A)
			for m.Op == value.Index {
				m = r.At(m.A)
			}
			switch m.Op {
			case value.Field:
				if t := r.prog.Underlying(r.typeOf(m.A)); t != "" {
					return r.prog.Member(t, m.Sym), n.A
				}
			case value.Global:
				return link.OpKey{Field: m.Sym}, n.A
			}
		}
	}
	if c := r.fn.CallAt(in); c != nil {
		return c.Op, value.None
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

func (r *run) callOp(st state, in *ir.Instr, key link.OpKey, place value.Term, site int64) []state {
	_, forbidden := st.ctx.Why()
	if forbidden && r.makesAtomic(&st.ctx) {
		r.base.calls = append(r.base.calls, opCall{op: key, fn: r.fn.ID, line: in.Pos.Line})
	}
	op, modelled := r.prog.Model.Op(key.Struct, key.Field)
	if modelled && r.s.sums.invokes[key] {
		r.checkInvoke(&st, in, key.String(), nil)
	}
	if modelled && held.Forbids(op.Context) || !forbidden {
		// The contract is judged at the implementer; a call that may sleep is
		// judged only where sleeping is forbidden.
		r.callHanded(&st, in, key, place, site)
		r.clobber(&st, in, site, true)
		return r.finish(&st, in, r.result(&st, in, site))
	}
	all := r.possible(key, place)
	bs, narrowed := r.prog.Narrow(r.fn.Unit, key, all)
	targets := distinct(bs)
	if len(targets) > maxTargets {
		r.seeOp(&st, in, key)
	} else if len(targets) > 0 {
		conf := high
		others := r.publicOp(key) && !sameFile(r.fn, targets) // may be meant, of drivers that are not seen
		switch {
		case foreign(r.fn, targets), others:
			conf = low // a core that calls into drivers: a contract, unless every call says so
		case len(targets) == 1 && !narrowed:
		case len(targets) <= fewTargets && (len(targets) == 1 || key.Struct == "" || r.s.allSleep(targets)):
			conf = medium
		case key.Struct == "" && r.anyElement(place), r.prog.KeepsWhole(r.fn.Unit, key) && !r.publicOp(key):
			// each that was handed in is there to be called
		case r.oneTable(place), r.chosenTogether(key, bs), rowsOfTable(bs):
			conf = medium
		default:
			conf = low
		}
		if modelled && op.Context == effect.Varies {
			conf = low
		} else if conf < high && !foreign(r.fn, targets) && !others && !(narrowed && r.publicOp(key)) && r.eachSleeps(&st, in, key, targets) {
			conf = high
		}
		many := len(targets)
		if conf == low && !modelled {
			many = anyNumber
		}
		r.callEach(&st, in, targets, edge{name: key.String(), op: key, many: many, conf: conf, why: key.String()}, site)
	}
	if beside := distinct(r.prog.Beside(r.fn.Unit, key, all)); !modelled && len(beside) <= maxTargets {
		r.callEach(&st, in, beside, edge{name: key.String(), op: key, many: anyNumber, conf: low, why: key.String()}, site)
	}
	r.clobber(&st, in, site, true)
	return r.finish(&st, in, r.result(&st, in, site))
}

// registeredField is a function with the member in which a registration took it.
type registeredField struct {
	fn     *link.Func
	member string
}

// registeredFields are the functions that a registration took as a member of an object,
// as a notifier chain does, for callers that its row knows. Whoever calls through the
// member may be the core of another chain.
func registeredFields(p *link.Program) map[registeredField]bool {
	out := map[registeredField]bool{}
	for i := range p.Registrations() {
		if reg := &p.Registrations()[i]; reg.Effect.Field != "" && reg.Effect.Context != effect.Varies {
			out[registeredField{reg.Fn, reg.Effect.Field}] = true
		}
	}
	return out
}

// anyNumber of functions may be meant, as good as.
const anyNumber = maxTargets + 1

// callEach looks into functions of which one is called.
func (r *run) callEach(st *state, in *ir.Instr, targets []*link.Func, e edge, site int64) {
	r.s.wide += b2int(e.conf == low)
	for _, fn := range targets {
		if by := (registeredField{fn, e.op.Field}); r.s.sums.byRow[by] {
			continue // the row of its registration says who calls it
		}
		if r.tellsOf(st, fn) {
			r.callFunc(*st, in, fn, e, site)
		}
	}
	r.s.wide -= b2int(e.conf == low)
}

// tellsOf: something may come of a function that is called through a pointer, of its
// locks only in an interrupt.
func (r *run) tellsOf(st *state, fn *link.Func) bool {
	sum := r.s.sums.of(fn)
	return sum.any() || sum.spins && inInterrupt(st.ctx.Base)
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
	return r.own || c.Near
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

// eachSleeps: whichever of several functions is meant, one that sleeps here is. Then
// nothing is guessed about which it is.
func (r *run) eachSleeps(st *state, in *ir.Instr, key link.OpKey, targets []*link.Func) bool {
	got := &lift{vals: r.argValues(st, in)}
	for _, fn := range targets {
		sum := r.s.sums.of(fn)
		if !sum.any() {
			return false
		}
		args, ptypes, _ := r.bind(st, in, fn, sum)
		a := r.askInto(st, in, fn, edge{op: key}, question{args: args, ptypes: ptypes})
		if !slices.ContainsFunc(a.events, func(ev *event) bool {
			if ev.kind != Sleep && ev.kind != Alloc || ev.conf < medium {
				return false
			}
			_, feasible := r.demanded(st, ev, got)
			return feasible
		}) {
			return false
		}
	}
	return true
}

// publicOp: the ops struct is declared for others than the caller's module,
// where anybody may implement it.
func (r *run) publicOp(key link.OpKey) bool { return r.prog.Public(r.fn.Unit, key) }

func sameFile(fn *link.Func, targets []*link.Func) bool {
	for _, t := range targets {
		if t.File != fn.File {
			return false
		}
	}
	return true
}

// foreign: the targets belong to another module than the caller, so that
// those which are loaded say nothing about how many there are.
func foreign(fn *link.Func, targets []*link.Func) bool {
	for _, t := range targets {
		if !fn.Unit.Same(t.Unit) {
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

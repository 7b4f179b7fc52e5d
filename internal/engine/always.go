package engine

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Which of several functions a member means is a doubt, unless each call of the member
// in the program is made where sleeping is forbidden, by whatever way its function is
// entered: then none of them may sleep, and it does not matter which is meant. That is
// asked backwards, from the calls of the member: under a lock of the function itself,
// or in a function whose own callers, members and registrations are all like that.
//
// Errs to silence: what hands a function to code that was not read, a call from another
// file, a way that was not decided within the bound, or a caller in process context
// leaves the doubt.

// maxAlways bounds the functions that are walked for such questions in one program.
const maxAlways = 400

// always answers them. It is used by one goroutine.
type always struct {
	res     *Result
	query   *Query
	walks   int
	callers map[*link.Func][]callAt
	through map[link.OpKey][]callAt
	bound   map[*link.Func][]link.OpKey
	roots   map[*link.Func][]*Root
	valued  map[*link.Func][]*link.Func // functions that name a function as a value
	own     map[*link.Func]map[*ir.Instr]standingAt
	fns     map[*link.Func]bool // answers; those of a question under way are assumed
	ops     map[link.OpKey]bool
	trail   []any // what was assumed since the question was asked
}

// callAt is a call in a function.
type callAt struct {
	fn *link.Func
	in *ir.Instr
}

func newAlways(res *Result) *always {
	s := newSession(res.Prog, res.sums)
	s.props, s.shallow = res.props, true
	a := &always{
		res: res, query: &Query{s: s, res: res},
		callers: map[*link.Func][]callAt{}, through: map[link.OpKey][]callAt{}, bound: map[*link.Func][]link.OpKey{},
		roots: map[*link.Func][]*Root{}, valued: map[*link.Func][]*link.Func{},
		own: map[*link.Func]map[*ir.Instr]standingAt{}, fns: map[*link.Func]bool{}, ops: map[link.OpKey]bool{},
	}
	for _, f := range res.Prog.Funcs {
		a.index(f)
	}
	for _, k := range res.Prog.Ops() {
		for _, b := range res.Prog.Bindings(k) {
			if ks := a.bound[b.Fn]; len(ks) == 0 || ks[len(ks)-1] != k {
				a.bound[b.Fn] = append(ks, k)
			}
		}
	}
	for i := range res.Roots {
		r := &res.Roots[i]
		a.roots[r.Fn] = append(a.roots[r.Fn], r)
	}
	return a
}

// index notes the calls of a function, and which functions it names as values.
func (a *always) index(f *link.Func) {
	for i := range f.Calls {
		c := &f.Calls[i]
		at := callAt{f, &f.Blocks[c.Block].Instrs[c.Index]}
		if c.Fn != nil {
			a.callers[c.Fn] = append(a.callers[c.Fn], at)
		}
		if k := calledMember(f, c); k.Field != "" {
			a.through[k] = append(a.through[k], at)
		}
	}
	valuesOf(f, func(x *ir.Expr) {
		if fn := a.res.Prog.Resolve(f.Unit, x.Sym); fn != nil && fn.Kind != ir.FuncMacro {
			a.valued[fn] = link.AppendFunc(a.valued[fn], f)
		}
	})
}

// calledMember is the member or the variable that a call goes through.
func calledMember(f *link.Func, c *link.CallSite) link.OpKey {
	if c.Name != "" || c.Op.Field != "" {
		return c.Op
	}
	x := &f.Exprs[f.Blocks[c.Block].Instrs[c.Index].Src]
	for x.Op == ir.OpIndex || x.Op == ir.OpDeref || x.Op == ir.OpCast {
		x = &f.Exprs[x.X]
	}
	if x.Op == ir.OpGlobal {
		return link.OpKey{Field: x.Sym}
	}
	return link.OpKey{}
}

// member tells whether each call of a member is made where sleeping is forbidden.
func (a *always) member(k link.OpKey) bool {
	if known, ok := a.ops[k]; ok {
		return known
	}
	a.trail = a.trail[:0]
	if a.callsOf(k) {
		return true
	}
	// What was assumed on the way rests on what does not hold.
	for _, x := range a.trail {
		switch x := x.(type) {
		case *link.Func:
			delete(a.fns, x)
		case link.OpKey:
			delete(a.ops, x)
		}
	}
	a.ops[k] = false
	return false
}

func (a *always) callsOf(k link.OpKey) bool {
	if known, ok := a.ops[k]; ok {
		return known
	}
	a.ops[k] = true
	a.trail = append(a.trail, k)
	if len(a.through[k]) == 0 {
		return a.onlyKept(k)
	}
	return a.each(a.through[k])
}

// onlyKept: nobody calls a member of a struct of the module: what it holds is stored
// elsewhere, and called there.
func (a *always) onlyKept(k link.OpKey) bool {
	return k.Struct != "" && !slices.ContainsFunc(a.res.Prog.Bindings(k), func(b link.Binding) bool { return a.res.Prog.Public(b.Unit, k) })
}

func (a *always) each(calls []callAt) bool {
	return !slices.ContainsFunc(calls, func(c callAt) bool { return !a.forbidden(c) })
}

// forbidden: a call is made where sleeping is forbidden, by the function's own doing, or
// by whatever way it is entered unless it lets go of what its caller holds.
func (a *always) forbidden(c callAt) bool {
	at := a.standing(c)
	return at == inOwn || at == asEntered && a.entered(c.fn)
}

// entered: a function is only entered where sleeping is forbidden.
func (a *always) entered(f *link.Func) bool {
	if known, ok := a.fns[f]; ok {
		return known
	}
	a.fns[f] = true
	a.trail = append(a.trail, f)
	ways := len(a.callers[f])
	for _, r := range a.roots[f] {
		switch {
		case r.Kind == rowKind:
		case !held.Forbids(r.Context):
			return false
		default:
			ways++
		}
	}
	for _, k := range a.bound[f] {
		if op, modelled := a.res.Prog.Model.Op(k.Struct, k.Field); modelled && !held.Forbids(op.Context) || !modelled && !a.callsOf(k) {
			return false
		}
		ways++
	}
	return ways > 0 && !a.handedOut(f) && a.ownCallers(f) && a.each(a.callers[f])
}

// ownCallers: a function is only called in its own file. Of one that others can call not
// all callers are read, and one that holds a lock may be in the wrong itself.
func (a *always) ownCallers(f *link.Func) bool {
	return f.Kind != ir.FuncNormal || !slices.ContainsFunc(a.callers[f], func(c callAt) bool { return c.fn.File != f.File })
}

// handedOut: a function names it as a value, and what becomes of that is not known.
func (a *always) handedOut(f *link.Func) bool {
	return slices.ContainsFunc(a.valued[f], func(g *link.Func) bool {
		for _, k := range a.bound[f] {
			if slices.ContainsFunc(a.res.Prog.Bindings(k), func(b link.Binding) bool { return b.Fn == f && (b.In == g || b.Unit == g.Unit) }) {
				return false
			}
		}
		return !slices.ContainsFunc(a.roots[f], func(r *Root) bool { return r.File == g.File })
	})
}

// standingAt is what a function makes of the context at a call.
type standingAt uint8

const (
	unsure    standingAt = iota // it releases something of its caller, or was not walked
	asEntered                   // nothing, on some path
	inOwn                       // it forbids sleeping there itself
)

// standing walks the function of a call from process context.
func (a *always) standing(c callAt) standingAt {
	calls, known := a.own[c.fn]
	if !known {
		if a.walks++; a.walks > maxAlways {
			return unsure
		}
		calls = map[*ir.Instr]standingAt{}
		a.query.Walk(c.fn, EntryOf(effect.Process), func(m Moment) {
			if m.In.Op != ir.InstrCall {
				return
			}
			at := asEntered
			switch {
			case m.Here.Forbids():
				at = inOwn
			case len(m.Here.ctx.Drops) > 0:
				at = unsure
			}
			if was, seen := calls[m.In]; seen {
				at = min(at, was)
			}
			calls[m.In] = at
		})
		a.own[c.fn] = calls
	}
	at, reached := calls[c.in]
	if !reached {
		return inOwn // no way leads there
	}
	return at
}

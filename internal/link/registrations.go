package link

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// Registration is a call that hands a function to an API which will call it
// in a context of its own.
type Registration struct {
	API    string
	Fn     *Func
	In     *Func
	Pos    ir.Pos
	Effect effect.Effect
	Object ir.ExprID // argument that identifies what the function belongs to
	Flags  []ir.ExprID
	// Of is the member or the variable that Object is, as OfUnit knows it, also where
	// a wrapper of the API names it.
	Of     OpKey
	OfUnit *Unit
	// By is the wrapper that names the object, as ByObject, where the call of it does not.
	By       *Func
	ByObject ir.ExprID
}

// flowKey is a parameter whose value a function stores or registers.
type flowKey struct {
	fn    *Func
	param int
}

// flow is where the value goes: an API argument, or another function's
// parameter.
type flow struct {
	reg  *effect.Effect
	api  string
	obj  ir.ExprID
	next flowKey
	pos  ir.Pos
	in   *Func
}

// Register finds registrations, directly and through wrappers whose parameter
// flows into one. Collect comes first.
func (p *Program) Register() {
	p.RegisterWith(func(*Func, ir.ExprID) []*Func { return nil })
}

// RegisterWith is Register for those who know what calls yield.
func (p *Program) RegisterWith(yields func(f *Func, e ir.ExprID) []*Func) {
	p.yields = yields
	flows := map[flowKey][]flow{}
	type call struct {
		f  *Func
		in *ir.Instr
		to *Func
	}
	var withFn []call
	for _, f := range p.Funcs {
		for i := range f.direct {
			d := &f.direct[i]
			p.know(f.Unit, d.to)
			in := &f.Blocks[d.block].Instrs[d.index]
			p.registerCall(f, in, d.to.name, d.to.effects, flows)
			to := d.to.fn
			if len(d.to.effects) > 0 || to == nil {
				continue
			}
			hasFn := false
			for ai, a := range in.Args {
				if ai >= len(to.Params) {
					break
				}
				if i := paramIndex(f, stripCasts(f.Func, a)); i >= 0 {
					k := flowKey{f, i}
					flows[k] = append(flows[k], flow{next: flowKey{to, ai}, pos: in.Pos, in: f})
				} else if p.funcValue(f.Unit, f.Func, a) != nil {
					hasFn = true
				}
			}
			if hasFn {
				withFn = append(withFn, call{f, in, to})
			}
		}
	}
	p.registerFields(flows)
	for _, c := range withFn {
		for ai, a := range c.in.Args {
			if ai >= len(c.to.Params) {
				break
			}
			if fn := p.funcValue(c.f.Unit, c.f.Func, a); fn != nil {
				p.followFlow(fn, c.f, c.in, flowKey{c.to, ai}, flows, map[flowKey]bool{})
			}
		}
	}
}

// resultArg stands for the result of a call in an effect.
const resultArg = -2

// storedTo is the first place that a temporary is stored to: what the result of
// a registration is known by from then on.
func storedTo(f *Func, temp int64) ir.ExprID {
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op == ir.InstrStore && f.Exprs[in.Src].Op == ir.OpVar && f.Exprs[in.Src].Int == temp {
				return in.Dst
			}
		}
	}
	return 0
}

func (p *Program) registerCall(f *Func, in *ir.Instr, name string, effs []effect.Effect, flows map[flowKey][]flow) {
	for i := range effs {
		e := &effs[i]
		if e.Kind != effect.RunsIn || int(e.Arg) >= len(in.Args) || e.Arg < 0 || !p.mayHold(f, in, &e.Cond) {
			continue
		}
		arg := in.Args[e.Arg]
		var obj ir.ExprID
		switch {
		case e.Object >= 0 && int(e.Object) < len(in.Args):
			obj = in.Args[e.Object]
		case e.Object == resultArg && in.Dst != 0:
			obj = storedTo(f, f.Exprs[in.Dst].Int)
		}
		fns := p.funcsAt
		if e.Field != "" {
			fns = p.fieldFuncs(e.Field)
		}
		for _, fn := range fns(f, arg) {
			p.addRegistration(Registration{API: name, Fn: fn, In: f, Pos: in.Pos, Effect: *e, Object: obj, Flags: in.Args}, f, obj)
		}
		if pi := paramIndex(f, stripCasts(f.Func, arg)); pi >= 0 {
			k := flowKey{f, pi}
			flows[k] = append(flows[k], flow{reg: e, api: name, obj: obj, pos: in.Pos, in: f})
		}
	}
}

// mayHold: a registration that depends on a flag is one only where the argument
// is a constant that has it. Other conditions are about calls.
func (p *Program) mayHold(f *Func, in *ir.Instr, c *effect.Cond) bool {
	if c.Kind == effect.ArgNamed && c.Arg >= 0 && int(c.Arg) < len(in.Args) {
		x := stripCasts(f.Func, in.Args[c.Arg])
		return x.Op == ir.OpGlobal && strings.HasSuffix(x.Sym, c.Text)
	}
	if c.Kind != effect.ArgHas || c.Arg < 0 || int(c.Arg) >= len(in.Args) {
		return true
	}
	v, known := p.constValue(f.Unit, f.Func, in.Args[c.Arg], 0)
	flag, ok := p.Value(f.Unit, c.Text)
	return known && ok && v&flag != 0
}

func (p *Program) followFlow(fn, at *Func, in *ir.Instr, k flowKey, flows map[flowKey][]flow, seen map[flowKey]bool) {
	if seen[k] || len(seen) > 12 {
		return
	}
	seen[k] = true
	for _, fl := range flows[k] {
		switch {
		case fl.reg != nil:
			var obj ir.ExprID
			if i := paramIndex(fl.in, stripCasts(fl.in.Func, fl.obj)); fl.obj != 0 && i >= 0 && i < len(in.Args) && fl.in == k.fn {
				obj = in.Args[i]
			}
			r := Registration{API: fl.api, Fn: fn, In: at, Pos: in.Pos, Effect: *fl.reg, Object: obj}
			if obj != 0 {
				p.addRegistration(r, at, obj)
				break
			}
			r.By, r.ByObject = fl.in, fl.obj
			p.addRegistration(r, fl.in, fl.obj)
		case fl.next.fn != nil:
			p.followFlow(fn, at, in, fl.next, flows, seen)
		}
	}
}

// Registrations lists the calls that hand a function to an API.
func (p *Program) Registrations() []Registration { return p.regs }

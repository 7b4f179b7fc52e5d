package link

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// Some APIs call back whoever registered with an object when they are told to, in
// the context and with the arguments of that call: a chain of notifiers. What a call
// means is found by the object: the variable or the member that both sides name.

// addRegistration enters a registration for an object that is named in whose.
func (p *Program) addRegistration(r Registration, whose *Func, object ir.ExprID) {
	if object != 0 {
		r.Of, r.OfUnit = p.objectOf(whose, object), whose.Unit
	}
	p.regs = append(p.regs, r)
}

// objectOf is the member or the variable whose address an expression is.
func (p *Program) objectOf(f *Func, e ir.ExprID) OpKey {
	for f.Exprs[e].Op == ir.OpCast {
		e = f.Exprs[e].X
	}
	if f.Exprs[e].Op != ir.OpAddr {
		return OpKey{}
	}
	k, _ := p.placeKey(f, f.Exprs[e].X)
	return k
}

// Called lists the functions that a call with an effect of kind Calls runs.
func (p *Program) Called(f *Func, in *ir.Instr, e *effect.Effect) []*Func {
	if e.Arg < 0 || int(e.Arg) >= len(in.Args) {
		return nil
	}
	k := p.objectOf(f, in.Args[e.Arg])
	if k == (OpKey{}) {
		return nil
	}
	var out []*Func
	for i := range p.regs {
		if r := &p.regs[i]; r.Of == k && p.sameObject(k, f.Unit, r.OfUnit) {
			out = appendFunc(out, r.Fn)
		}
	}
	return out
}

// sameObject: two units mean the same variable, or the same struct, by a name.
func (p *Program) sameObject(k OpKey, u, v *Unit) bool {
	if k.Struct != "" {
		return p.SameStruct(k.Struct, u, v)
	}
	_, a := p.Global(u, k.Field)
	_, b := p.Global(v, k.Field)
	return a == b
}

// calledBack are the functions that a call by a name with effects runs.
func (p *Program) calledBack(f *Func, in *ir.Instr, effs []effect.Effect) []*Func {
	var out []*Func
	for i := range effs {
		if effs[i].Kind == effect.Calls {
			for _, fn := range p.Called(f, in, &effs[i]) {
				out = appendFunc(out, fn)
			}
		}
	}
	return out
}

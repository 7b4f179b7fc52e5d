package link

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// Some cores are not handed a function but a small structure with one in it: a
// notifier block. It is a member of the driver's own structure or a variable,
// and the function is stored there by an initialiser or before the call.

// fieldFuncs finds the functions in a field of the structure that an argument
// points to.
func (p *Program) fieldFuncs(field string) func(f *Func, arg ir.ExprID) []*Func {
	return func(f *Func, arg ir.ExprID) []*Func {
		x := stripCasts(f.Func, arg)
		if x.Op == ir.OpVar {
			return p.fieldsOfVar(f, x.Int, field)
		}
		if x.Op != ir.OpAddr {
			return nil
		}
		holder, ok := p.placeKey(f, x.X)
		owner := p.Underlying(p.TypeOf(f, x.X))
		if !ok || owner == "" {
			return nil
		}
		return p.heldBy(f, OpKey{string(owner), field}, holder)
	}
}

// heldBy lists what is bound to a field of one object.
func (p *Program) heldBy(f *Func, key, holder OpKey) []*Func {
	var out []*Func
	for _, b := range p.bindings[key] {
		if b.Holder == holder && (b.Unit == f.Unit || p.Same(b.Unit.Path, f.File)) {
			out = appendFunc(out, b.Fn)
		}
	}
	return out
}

// fieldsOfVar: the argument is a local pointer to the structure. Either it was
// set to the address of one, or the function is stored through it here.
func (p *Program) fieldsOfVar(f *Func, v int64, field string) []*Func {
	if slices.Contains(f.Params, ir.VarID(v)) {
		return nil
	}
	var out []*Func
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore {
				continue
			}
			d := &f.Exprs[in.Dst]
			switch {
			case d.Op == ir.OpVar && d.Int == v && stripCasts(f.Func, in.Src).Op == ir.OpAddr:
				out = append(out, p.fieldFuncs(field)(f, in.Src)...)
			case d.Op == ir.OpField && d.Sym == field && f.Exprs[d.X].Op == ir.OpDeref:
				if b := stripCasts(f.Func, f.Exprs[d.X].X); b.Op == ir.OpVar && b.Int == v {
					if fn := p.funcValue(f.Unit, f.Func, in.Src); fn != nil {
						out = append(out, fn)
					}
				}
			}
		}
	}
	return out
}

// registerFields registers the functions in structures that are handed to a
// wrapper of such an API.
func (p *Program) registerFields(flows map[flowKey][]flow) {
	wrappers := map[*Func][]int{}
	for k := range flows {
		if len(fieldFlows(k, flows, map[flowKey]bool{})) > 0 {
			wrappers[k.fn] = append(wrappers[k.fn], k.param)
		}
	}
	if len(wrappers) == 0 {
		return
	}
	for _, f := range p.Funcs {
		for i := range f.direct {
			d := &f.direct[i]
			if len(d.to.effects) > 0 || wrappers[d.to.fn] == nil {
				continue
			}
			params := wrappers[d.to.fn]
			slices.Sort(params)
			in := &f.Blocks[d.block].Instrs[d.index]
			for _, pi := range params {
				if pi < len(in.Args) {
					p.registerFieldArg(f, in, pi, fieldFlows(flowKey{d.to.fn, pi}, flows, map[flowKey]bool{}))
				}
			}
		}
	}
}

func (p *Program) registerFieldArg(f *Func, in *ir.Instr, arg int, regs []flow) {
	for _, fl := range regs {
		for _, fn := range p.fieldFuncs(fl.reg.Field)(f, in.Args[arg]) {
			p.addRegistration(Registration{API: fl.api, Fn: fn, In: f, Pos: in.Pos, Effect: *fl.reg}, fl.in, fl.obj)
		}
	}
}

// fieldFlows are the registrations of a field that a parameter reaches.
func fieldFlows(k flowKey, flows map[flowKey][]flow, seen map[flowKey]bool) []flow {
	if seen[k] || len(seen) > 12 {
		return nil
	}
	seen[k] = true
	var out []flow
	for _, fl := range flows[k] {
		switch {
		case fl.reg != nil && fl.reg.Field != "":
			out = append(out, fl)
		case fl.next.fn != nil:
			out = append(out, fieldFlows(fl.next, flows, seen)...)
		}
	}
	return out
}

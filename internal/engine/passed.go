package engine

import (
	"sync"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/refute"
)

// A function that takes a lock for one value of a parameter and sleeps for another
// is right if no caller passes both. Of static functions that only calls name all
// callers are known. Of others those that were seen are asked: that none of them
// passes it is a doubt.

// maxPassers bounds the callers that are asked about; of more one will do it.
const maxPassers = 16

// passers are the calls of the functions of units, made when first asked for.
type passers struct {
	sync.Mutex
	units map[*link.Unit]map[*link.Func][]refute.Step // of static ones, in their unit
	all   map[*link.Func][]refute.Step                // of the others, in the program
}

// fromCallers walks a way once more from each caller of its first function: if none
// can take it, it is refuted, or doubtful. Otherwise the verdict stays.
func (res *Result) fromCallers(w *refute.Walker, f *Finding, v refute.Verdict) refute.Verdict {
	way := wayOf(f)
	if way.Taker == nil {
		return v
	}
	calls := res.passers.of(res.Prog, way.Chain[0].Fn)
	if len(calls) == 0 || len(calls) > maxPassers {
		return v
	}
	steps := v.Steps
	var last refute.Verdict
	for i := range calls {
		last = res.walk(w, f, &calls[i])
		if steps += last.Steps; last.Outcome != refute.Refuted {
			v.Steps = steps
			return v
		}
	}
	if way.Chain[0].Fn.Kind != ir.FuncStatic {
		v.Steps, v.Rests.Unpassed = steps, true
		return v
	}
	last.Steps = steps
	return last
}

// of are the calls of a function, none if a pointer may lead to it.
func (p *passers) of(prog *link.Program, fn *link.Func) []refute.Step {
	if fn.Kind == ir.FuncMacro || fn.File != fn.Unit.Path {
		return nil
	}
	p.Lock()
	defer p.Unlock()
	if fn.Kind != ir.FuncStatic {
		if p.all == nil {
			p.all = callsIn(prog.Units...)
		}
		return p.all[fn]
	}
	if p.units == nil {
		p.units = map[*link.Unit]map[*link.Func][]refute.Step{}
	}
	calls, known := p.units[fn.Unit]
	if !known {
		calls = callsIn(fn.Unit)
		p.units[fn.Unit] = calls
	}
	return calls[fn]
}

// callsIn are the calls of units by callee, without those of functions that are
// named elsewhere than in a call: somebody may call them through a pointer.
func callsIn(units ...*link.Unit) map[*link.Func][]refute.Step {
	out := map[*link.Func][]refute.Step{}
	named := map[string]bool{}
	for _, u := range units {
		for i := range u.Top.Exprs {
			named[u.Top.Exprs[i].Sym] = true
		}
		for _, f := range u.Funcs {
			valuesOf(f, func(x *ir.Expr) { named[x.Sym] = true })
			for i := range f.Calls {
				c := &f.Calls[i]
				if in := &f.Blocks[c.Block].Instrs[c.Index]; c.Fn != nil && f.Exprs[in.Src].Op == ir.OpGlobal {
					out[c.Fn] = append(out[c.Fn], refute.Step{Fn: f, In: in})
				}
			}
		}
	}
	for fn := range out {
		if named[fn.Name] {
			delete(out, fn)
		}
	}
	return out
}

// valuesOf visits the names in a function that are not just called.
func valuesOf(f *link.Func, visit func(*ir.Expr)) {
	do := func(e ir.ExprID) {
		f.Within(e, func(x *ir.Expr) {
			if x.Op == ir.OpGlobal || x.Op == ir.OpClosure {
				visit(x)
			}
		})
	}
	for b := range f.Blocks {
		for i := range f.Blocks[b].Instrs {
			in := &f.Blocks[b].Instrs[i]
			if in.Op != ir.InstrCall || f.Exprs[in.Src].Op != ir.OpGlobal {
				do(in.Src)
			}
			for _, a := range in.Args {
				do(a)
			}
		}
		do(f.Blocks[b].Term.Cond)
	}
}

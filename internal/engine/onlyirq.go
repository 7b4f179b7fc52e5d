package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A function of which every use in its file is known, and is an interrupt, runs in
// interrupts only: it is looked at from there and not on its own, so that what asks
// in_interrupt() has its answer, whatever lock was taken on the way.

// onlyInterrupts are the functions of the selected files of a program that run in
// interrupts only; nil selects all.
func onlyInterrupts(p *link.Program, selected func(file string) bool) map[*link.Func]bool {
	t := &interrupts{map[*link.Func][]*link.Registration{}, map[*link.Func]effect.Context{}, map[*link.Unit]map[string][]mention{}}
	files := map[*link.Unit]bool{}
	all := p.Registrations()
	for i := range all {
		r := &all[i]
		t.regs[r.Fn] = append(t.regs[r.Fn], r)
		if inInterrupt(r.Effect.Context) && (selected == nil || selected(r.Fn.File)) {
			files[r.Fn.Unit] = true
		}
	}
	for _, f := range p.Funcs {
		if files[f.Unit] {
			t.note(f)
		}
	}
	for u, m := range t.used {
		for i := range u.Top.Exprs { // tables and initial values
			if x := &u.Top.Exprs[i]; x.Op == ir.OpGlobal {
				m[x.Sym] = append(m[x.Sym], mention{})
			}
		}
	}
	out := map[*link.Func]bool{}
	for _, f := range p.Funcs {
		if files[f.Unit] && t.context(f) != effect.Unknown {
			out[f] = true
		}
	}
	return out
}

type interrupts struct {
	regs map[*link.Func][]*link.Registration
	of   map[*link.Func]effect.Context // Unknown: not only there, or being asked
	used map[*link.Unit]map[string][]mention
}

// mention is where a file names a function: the call by that name, or what gets it.
type mention struct {
	fn     *link.Func
	in     *ir.Instr
	called bool
}

// context is the interrupt in which alone a function runs, Unknown if there is none.
func (t *interrupts) context(f *link.Func) effect.Context {
	if c, asked := t.of[f]; asked {
		return c
	}
	t.of[f] = effect.Unknown
	if f.Kind != ir.FuncStatic || f.Unit.Header {
		return effect.Unknown
	}
	uses := t.used[f.Unit][f.Name]
	only := effect.Unknown
	for i, u := range uses {
		c := t.useContext(f, &u)
		if !inInterrupt(c) || i > 0 && c != only {
			return effect.Unknown
		}
		only = c
	}
	t.of[f] = only
	return only
}

// useContext is the context in which one use has a function run.
func (t *interrupts) useContext(f *link.Func, u *mention) effect.Context {
	if u.called {
		return t.context(u.fn)
	}
	if u.in == nil {
		return effect.Unknown
	}
	for _, r := range t.regs[f] {
		if r.In == u.fn && r.Pos == u.in.Pos {
			return r.Effect.Context
		}
	}
	return effect.Unknown
}

// note notes the names that a function uses.
func (t *interrupts) note(f *link.Func) {
	m := t.used[f.Unit]
	if m == nil {
		m = map[string][]mention{}
		t.used[f.Unit] = m
	}
	told := map[ir.ExprID]bool{}
	add := func(e ir.ExprID, in *ir.Instr, called bool) {
		if x := &f.Exprs[e]; x.Op == ir.OpGlobal && !told[e] {
			told[e] = true
			m[x.Sym] = append(m[x.Sym], mention{f, in, called})
		}
	}
	for b := range f.Blocks {
		for i := range f.Blocks[b].Instrs {
			in := &f.Blocks[b].Instrs[i]
			if in.Op != ir.InstrCall {
				continue
			}
			add(in.Src, in, true)
			for _, a := range in.Args {
				add(a, in, false)
			}
		}
	}
	for e := range f.Exprs { // stored, compared, or within something
		add(ir.ExprID(e), nil, false)
	}
}

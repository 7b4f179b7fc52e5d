package engine

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/refute"
)

// unlocksAround is the macro that the first call of a way is given to, to be run while it
// has dropped the lock that the way is about, as wait_event_lock_irq_cmd() does with its
// command; "" if there is none. Errs to reports where the lock is written in another way.
func (e *excuses) unlocksAround(f *Finding) string {
	fr := &f.Chain[0]
	if f.Origin.Lock == "" || f.Origin.Fn != fr.Fn {
		return ""
	}
	for b := range fr.Fn.Blocks {
		for i := range fr.Fn.Blocks[b].Instrs {
			macro := &fr.Fn.Blocks[b].Instrs[i]
			name := fr.Fn.Exprs[macro.Src].Sym
			if macro.Op != ir.InstrCall || macro == fr.In || !encloses(macro, fr.In) {
				continue
			}
			for _, n := range e.prog.Model.Names("runs-unlocked") {
				lock, command := n.Args[0], n.Args[1]
				if n.Name == name && max(lock, command) < len(macro.Args) && refute.Text(fr.Fn, macro.Args[lock]) == f.Origin.Lock && yields(fr.Fn, fr.In, macro.Args[command]) {
					return name
				}
			}
		}
	}
	return ""
}

// yields: an expression is what a call returns, which may be nothing.
func yields(f *link.Func, call *ir.Instr, e ir.ExprID) bool {
	if call.Dst == 0 {
		return true
	}
	x, y := &f.Exprs[e], &f.Exprs[call.Dst]
	return x.Op == ir.OpVar && y.Op == ir.OpVar && x.Int == y.Int
}

// encloses: the text of one call lies within that of another.
func encloses(outer, inner *ir.Instr) bool {
	return !ahead(inner.Pos, outer.Pos) && !ahead(outer.End, inner.End)
}

func ahead(a, b ir.Pos) bool { return a.Line < b.Line || a.Line == b.Line && a.Col < b.Col }

// cachedThere: an op of a chip is called between those that lock its bus, and the one that
// locks it has register accesses go to the cache only, which in a map without a lock needs
// no sleep: the other one writes the cache to the device.
func (e *excuses) cachedThere(f *Finding) bool {
	if f.Row == nil || f.Row.Cond.Kind != effect.SlowRegmap || !e.prog.Model.Is("bus-locked-op", "struct "+f.Origin.Op) {
		return false
	}
	u := f.Origin.Fn.Unit
	if !slices.ContainsFunc(u.Inits, func(in ir.Init) bool {
		return in.Field == e.prog.Model.Name("regmap-unlocked") && truthOfExpr(e.prog, u, u.Top, in.Value)
	}) {
		return false
	}
	for _, n := range e.prog.Model.Names("bus-lock-op") {
		for _, b := range e.prog.Bindings(link.ParseOpKey(n.Name)) {
			if b.Unit == u && slices.ContainsFunc(b.Fn.Calls, func(c link.CallSite) bool { return e.prog.Model.Is("caches-only", c.Name) }) {
				return true
			}
		}
	}
	return false
}

package refute

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A Test is a condition on one member, by struct and name, on one static variable of a
// file, or on one static key.
type Test struct {
	Struct, Name string
	Unit         *link.Unit // whose variable it is; nil: none
	Holds        bool
}

// TestOf is the test that an expression is; ok is false if it is something else.
func TestOf(p *link.Program, f *link.Func, e ir.ExprID) (t Test, ok bool) {
	x := &f.Exprs[e]
	switch x.Op {
	case ir.OpField:
		s := string(p.Underlying(p.TypeOf(f, x.X)))
		return Test{Struct: s, Name: x.Sym, Holds: true}, s != ""
	case ir.OpGlobal:
		u, g := p.Global(f.Unit, x.Sym)
		return Test{Name: x.Sym, Unit: u, Holds: true}, g != nil && g.Static && !u.Header // each file has its own of a header's
	case ir.OpBinary:
		if x.Sym == "&&" && f.Exprs[x.X].Op == ir.OpConfig { // which is so wherever it is asked
			return TestOf(p, f, x.Y)
		}
	case ir.OpUnary:
		t, ok = TestOf(p, f, x.X)
		t.Holds = !t.Holds
		return t, ok && x.Sym == "!"
	case ir.OpVar:
		if t, ok := keyTest(p, f, x.Int); ok {
			return t, true
		}
		if t, ok := predicateTest(p, f, x.Int); ok {
			return t, true
		}
		if in := assigned(f, x.Int); in != nil && in.Op == ir.InstrStore && strings.HasPrefix(f.Vars[x.Int].Name, "%") {
			return TestOf(p, f, in.Src) // of a macro that was put here
		}
		return storedTest(p, f, x.Int)
	}
	return t, false
}

// keyTest is the test of a variable that holds what a call says about a global alone,
// as static_branch_unlikely(&key).
func keyTest(p *link.Program, f *link.Func, v int64) (t Test, ok bool) {
	in := assigned(f, v)
	if in == nil || in.Op != ir.InstrCall || len(in.Args) != 1 || !p.Model.Is("static-key", f.Exprs[in.Src].Sym) {
		return t, false
	}
	a := &f.Exprs[in.Args[0]]
	return Test{Name: f.Exprs[a.X].Sym, Holds: true}, f.Exprs[in.Src].Op == ir.OpGlobal && a.Op == ir.OpAddr && f.Exprs[a.X].Op == ir.OpGlobal
}

// storedTest is the test of a parameter that the function begins by storing to a member.
func storedTest(p *link.Program, f *link.Func, v int64) (t Test, ok bool) {
	if !slices.Contains(f.Params, ir.VarID(v)) || assignedTo(f, v) {
		return t, false
	}
	for i := range f.Blocks[0].Instrs {
		in := &f.Blocks[0].Instrs[i]
		if x := &f.Exprs[in.Src]; in.Op == ir.InstrStore && x.Op == ir.OpVar && x.Int == v && f.Exprs[in.Dst].Op == ir.OpField {
			return TestOf(p, f, in.Dst)
		}
	}
	return t, false
}

// assignedTo: an instruction of the function assigns to a variable.
func assignedTo(f *link.Func, v int64) bool {
	return slices.ContainsFunc(f.Blocks, func(b ir.Block) bool {
		return slices.ContainsFunc(b.Instrs, func(in ir.Instr) bool {
			return in.Dst != 0 && f.Exprs[in.Dst].Op == ir.OpVar && f.Exprs[in.Dst].Int == v
		})
	})
}

// Forced are the tests whose outcome is known in a block: all paths that lead there come
// by the branch, and take it so.
func Forced(p *link.Program, f *link.Func, at ir.BlockID) []Test {
	var out []Test
	for b := range f.Blocks {
		term := &f.Blocks[b].Term
		if term.Kind != ir.TermBranch {
			continue
		}
		yes, no := f.ReachedWithout(link.Edge{From: ir.BlockID(b)})[at], f.ReachedWithout(link.Edge{From: ir.BlockID(b), Target: 1})[at]
		if yes == no {
			continue
		}
		out = conjuncts(p, f, term.Cond, !yes, out) // by the other edge only, if at all
	}
	return out
}

// ForcedBy: all paths that lead to a block have a function of the role answer yes to what an
// expression of the same text is.
func ForcedBy(p *link.Program, f *link.Func, at ir.BlockID, role string, arg ir.ExprID) bool {
	for b := range f.Blocks {
		term := &f.Blocks[b].Term
		if term.Kind != ir.TermBranch {
			continue
		}
		e, holds := bare(f, term.Cond, true)
		if f.Exprs[e].Op != ir.OpVar {
			continue
		}
		in := assigned(f, f.Exprs[e].Int)
		if in == nil || in.Op != ir.InstrCall || len(in.Args) != 1 || !p.Model.Is(role, f.Exprs[in.Src].Sym) || Text(f, in.Args[0]) != Text(f, arg) {
			continue
		}
		if !f.ReachedWithout(link.Edge{From: ir.BlockID(b), Target: int(1 - b2i(holds))})[at] {
			return true
		}
	}
	return false
}

// conjuncts adds the tests that an outcome of a condition is made of.
func conjuncts(p *link.Program, f *link.Func, e ir.ExprID, holds bool, out []Test) []Test {
	switch x := &f.Exprs[e]; {
	case x.Op == ir.OpBinary && (x.Sym == "&&" && holds || x.Sym == "||" && !holds):
		return conjuncts(p, f, x.Y, holds, conjuncts(p, f, x.X, holds, out))
	case x.Op == ir.OpUnary && x.Sym == "!":
		return conjuncts(p, f, x.X, !holds, out)
	}
	t, ok := TestOf(p, f, e)
	if !ok {
		return out
	}
	t.Holds = t.Holds == holds
	return append(out, t)
}

// denied: what is given on the whole way says that a branch is not taken so.
func (w *walk) denied(fr *frame, t *ir.Term, target int) bool {
	if t.Kind != ir.TermBranch {
		return false
	}
	if w.saysMaySleep(fr.fn, t.Cond, target == 0) {
		return true
	}
	if len(w.way.Given) == 0 {
		return false
	}
	test, ok := TestOf(w.prog, fr.fn, t.Cond)
	if target == 1 {
		test.Holds = !test.Holds
	}
	return ok && slices.ContainsFunc(w.way.Given, func(g Test) bool {
		return g.Struct == test.Struct && g.Name == test.Name && g.Unit == test.Unit && g.Holds != test.Holds
	})
}

// saysMaySleep: an outcome of a branch is that the caller of a callback has set the flag by
// which it says that it may sleep: then it does not hold what forbids that.
func (w *walk) saysMaySleep(f *link.Func, e ir.ExprID, holds bool) bool {
	if w.way.Taker != nil {
		return false
	}
	e, holds = bare(f, e, holds)
	x := &f.Exprs[e]
	if x.Op == ir.OpVar {
		if in := assigned(f, x.Int); in != nil && in.Op == ir.InstrStore {
			x = &f.Exprs[in.Src]
		}
	}
	return holds && x.Op == ir.OpBinary && (x.Sym == "&" || x.Sym == "==") &&
		f.Exprs[x.Y].Op == ir.OpGlobal && w.prog.Model.Is("asks-may-sleep", f.Exprs[x.Y].Sym)
}

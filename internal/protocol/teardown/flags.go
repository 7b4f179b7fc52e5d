package teardown

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// flag is a member that a function tests or writes, or some bits of it.
type flag struct {
	member link.OpKey
	bits   int64
	whole  bool
}

// forbidden: the root itself writes a flag that a function tests which starts something,
// and so keeps it from that. Which value forbids it is not looked into, but of a word the
// bits are: one function may start what another flag of the word allows.
func (w *walk) forbidden() bool {
	if w.c.setup || w.f == w.c.root {
		return false
	}
	written := w.c.flags(w.c.root, true)
	return slices.ContainsFunc(w.c.flags(w.f, false), func(t flag) bool {
		return slices.ContainsFunc(written, func(s flag) bool {
			return s.member == t.member && (s.whole || t.whole || s.bits == t.bits)
		})
	})
}

// flags are those that a function itself writes, or tests.
func (c *checker) flags(f *link.Func, write bool) []flag {
	var out []flag
	for b := range f.Blocks {
		for i := range f.Blocks[b].Instrs {
			in := &f.Blocks[b].Instrs[i]
			switch {
			case in.Op == ir.InstrCall && len(in.Args) == 2: // set_bit() and its kin
				if m, ok := c.addressed(f, in.Args[1]); ok {
					n, known := engine.StaticValue(c.w.P, f, in.Args[0])
					out = append(out, flag{m, n, !known})
				}
			case in.Op == ir.InstrStore && write:
				if m, ok := c.member(f, in.Dst); ok {
					out = append(out, c.flagOf(f, in.Src, m))
				}
			}
		}
		if t := &f.Blocks[b].Term; t.Kind == ir.TermBranch && !write {
			f.Within(t.Cond, func(x *ir.Expr) {
				if x.Op == ir.OpField {
					m := c.w.P.Member(c.w.P.TypeOf(f, x.X), x.Sym)
					out = append(out, c.flagOf(f, t.Cond, m))
				}
			})
		}
	}
	return out
}

func (c *checker) member(f *link.Func, e ir.ExprID) (link.OpKey, bool) {
	x := &f.Exprs[uncast(f, e)]
	if x.Op != ir.OpField {
		return link.OpKey{}, false
	}
	return c.w.P.Member(c.w.P.TypeOf(f, x.X), x.Sym), true
}

// flagOf is what an expression says of a member: some bits of it, where it masks the
// member or adds to it, or else all of it.
func (c *checker) flagOf(f *link.Func, e ir.ExprID, m link.OpKey) flag {
	x := &f.Exprs[uncast(f, e)]
	if x.Op == ir.OpUnary && x.Sym == "!" {
		return c.flagOf(f, x.X, m)
	}
	if x.Op == ir.OpBinary && (x.Sym == "&" || x.Sym == "|") {
		if k, ok := c.member(f, x.X); ok && k == m {
			if n, ok := engine.StaticValue(c.w.P, f, x.Y); ok {
				if x.Sym == "&" && n < 0 {
					n = ^n // cleared
				}
				return flag{m, n, false}
			}
		}
	}
	return flag{m, 0, true}
}

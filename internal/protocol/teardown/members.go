package teardown

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// What a function does with what a member points to.

// testsMember: a branch of a function asks whether a member is set.
func (c *checker) testsMember(f *link.Func, m link.OpKey) bool {
	for bi := range f.Blocks {
		t := &f.Blocks[bi].Term
		if t.Kind == ir.TermBranch && (c.mentions(f, t.Cond, m, false) || c.w.Mentions(f, t.Cond, m)) {
			return true
		}
	}
	return false
}

// usesMember is where a function hands a member to a call, or goes through it.
func (c *checker) usesMember(f *link.Func, m link.OpKey) (actor.Site, bool) {
	for i := range f.Calls {
		s := &f.Calls[i]
		in := &f.Blocks[s.Block].Instrs[s.Index]
		for _, arg := range in.Args {
			if c.mentions(f, arg, m, false) {
				return actor.Site{Fn: f, In: in, Pos: in.Pos, API: s.Name}, true
			}
		}
	}
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op == ir.InstrStore && (c.mentions(f, in.Src, m, false) || c.mentions(f, in.Dst, m, true)) {
				return actor.Site{Fn: f, In: in, Pos: in.Pos}, true
			}
		}
	}
	return actor.Site{}, false
}

// mentions: an expression names a member; below a pointer only, if that is asked.
func (c *checker) mentions(f *link.Func, e ir.ExprID, m link.OpKey, through bool) bool {
	if e == 0 {
		return false
	}
	x := &f.Exprs[e]
	switch x.Op {
	case ir.OpField:
		if !through && x.Sym == m.Field && c.w.P.Member(c.w.P.TypeOf(f, x.X), x.Sym) == m {
			return true
		}
	case ir.OpDeref, ir.OpIndex:
		through = false
	}
	return c.mentions(f, x.X, m, through) || c.mentions(f, x.Y, m, through)
}

package teardown

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// guarded: the end of a session takes its object away from an actor, by clearing a
// member that the actor reads, under a lock that the actor takes, too. After that the
// actor may run as long as it likes. Which of them lies under the lock is not looked
// into, which errs towards silence.
func (c *checker) guarded(a *actor.Actor, root *link.Func) bool {
	cleared, locks := map[link.OpKey]bool{}, []actor.Place{}
	for _, f := range c.w.Reach(root).List {
		c.clears(f, cleared)
		locks = append(locks, c.spinning(f)...)
	}
	if len(cleared) == 0 || len(locks) == 0 {
		return false
	}
	reads, takes := false, false
	for _, fn := range a.Fns {
		for _, f := range c.w.Reach(fn).List {
			reads = reads || c.names(f, cleared)
			for _, l := range c.spinning(f) {
				for _, m := range locks {
					takes = takes || l.Matches(m)
				}
			}
		}
	}
	return reads && takes
}

// clears notes the members that a function sets to nothing.
func (c *checker) clears(f *link.Func, out map[link.OpKey]bool) {
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore {
				continue
			}
			src := &f.Exprs[in.Src]
			for src.Op == ir.OpCast {
				src = &f.Exprs[src.X]
			}
			if t := string(c.w.P.Underlying(c.w.P.TypeOf(f, in.Dst))); src.Op != ir.OpConst || src.Int != 0 || t == "" || t[len(t)-1] != '*' {
				continue
			}
			d := &f.Exprs[in.Dst]
			for d.Op == ir.OpIndex || d.Op == ir.OpCast {
				d = &f.Exprs[d.X]
			}
			if d.Op == ir.OpField {
				out[c.w.P.Member(c.w.P.TypeOf(f, d.X), d.Sym)] = true
			}
		}
	}
}

// names: an expression of a function is one of the members.
func (c *checker) names(f *link.Func, members map[link.OpKey]bool) bool {
	for i := range f.Exprs {
		if x := &f.Exprs[i]; x.Op == ir.OpField && members[c.w.P.Member(c.w.P.TypeOf(f, x.X), x.Sym)] {
			return true
		}
	}
	return false
}

// spinning are the places of the locks that a function takes itself and that spin.
func (c *checker) spinning(f *link.Func) []actor.Place {
	var out []actor.Place
	for i := range f.Calls {
		s := &f.Calls[i]
		in := &f.Blocks[s.Block].Instrs[s.Index]
		for _, e := range s.Effects() {
			if e.Kind == effect.Acquire && (e.Lock == effect.Spin || e.Lock == effect.RawSpin) && e.Arg >= 0 && int(e.Arg) < len(in.Args) {
				if p := c.w.Place(f, in.Args[e.Arg], nil); len(p) > 0 {
					out = append(out, p)
				}
			}
		}
	}
	return out
}

package engine

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/refute"
)

// A function that returns with a lock held on an error path only has, most
// likely, forgotten to release it there. Everything that speaks for intent
// silences the rule: an annotation, somebody who releases a lock that they did not
// take. Names say nothing.

func (s *session) unbalanced(sh *shard) {
	for _, f := range sh.funcs {
		if sum := s.sums.of(f); len(sum.suspect) > 0 && f.Kind != ir.FuncMacro && len(s.prog.Notes(f)) == 0 {
			s.checkBalance(f, sum)
		}
	}
}

// checkBalance compares the exits of a function: one class of result, zero or
// nonzero, that always leaves the context alone, and an error exit that keeps
// a lock.
func (s *session) checkBalance(f *link.Func, sum *summary) {
	var held *portableExit
	clean, fails := false, true
	for i := range sum.suspect {
		e := &sum.suspect[i]
		if len(e.drops) > 0 || e.doubt {
			return
		}
		switch {
		case len(e.holds) == 0:
			clean, fails = true, fails && (e.ret == nil || e.ret.Node.Op != value.Const || e.ret.Node.Num < 0)
		case held != nil:
			return
		default:
			held = e
		}
	}
	if held == nil || !clean || len(held.holds) != 1 {
		return
	}
	if fails && held.ret != nil && held.ret.Node.Op == value.Const && held.ret.Node.Num == 0 {
		return // handed out together with success
	}
	h := &held.holds[0].Hold
	if h.Lock != effect.NoLock && s.releasesIfTold(f, h.Class) {
		return
	}
	if h.Fn != f && !f.CallsByName(h.Fn) || h.Lock == effect.NoLock && !s.isErrorNode(held.ret) || h.Lock != effect.NoLock && !s.forgotten(f, held, h) {
		return
	}
	at := held.pos
	if at == (ir.Pos{}) {
		at = f.End // nothing is written where the function just ends
	}
	in := &ir.Instr{Op: ir.InstrUnknown, Pos: at, End: at}
	ev := &event{kind: Unbalanced, fn: f, in: in, callee: "return", conf: medium, sure: medium, doubt: onPurpose, detail: resultText(held.ret), ret: returned(held)}
	s.add(ev, Origin{Kind: holdKind(h), Fn: h.Fn, Pos: h.Pos, API: h.API, Lock: s.lockText(h), conf: medium})
}

// forgotten: the lock that a path keeps is dropped by nobody else. With an error
// only the callers are asked; nobody hands out a lock together with one. Without
// an error the lock may be handed out on purpose: then somebody drops what he did
// not take, a caller, the other half of a pair of ops, or, where the struct with
// the lock is not the file's own, code that is not seen.
func (s *session) forgotten(f *link.Func, e *portableExit, h *held.Hold) bool {
	cl := h.Class
	if s.isErrorNode(e.ret) {
		return !s.releasedByCaller(f, cl)
	}
	if passesOn(f, h.Text) {
		return false
	}
	// The callers of a function without a result cannot tell its paths apart, but it
	// may itself, by what taking the lock returned.
	silent := f.Result == "void" && !s.mayFail(f, h.API)
	if !silent && (e.ret == nil || e.ret.Node.Op != value.Const) || !s.releases(f, cl) {
		return false
	}
	for _, g := range s.prog.InDir(f.Unit.Dir) {
		if g != f && s.releases(g, cl) && (h.Lock == effect.Semaphore || !s.takes(g, cl, f)) { // whoever likes may end what a semaphore began
			return false
		}
	}
	return f.Kind == ir.FuncStatic || s.prog.StructFile(f.Unit, ir.Type(cl.Struct)) == f.File
}

// passesOn: a function calls an op with the object that holds a lock: the op may be
// meant to drop it, as it then says in words only.
func passesOn(f *link.Func, lock string) bool {
	for i := range f.Calls {
		c := &f.Calls[i]
		for _, a := range f.Blocks[c.Block].Instrs[c.Index].Args {
			if c.Fn == nil && c.Op.Field != "" && strings.HasPrefix(lock, exprText(f.Func, a)+"->") {
				return true
			}
		}
	}
	return false
}

// mayFail: a call takes a lock only with some results.
func (s *session) mayFail(f *link.Func, api string) bool {
	return slices.ContainsFunc(s.prog.Effects(f.Unit, api), func(e effect.Effect) bool {
		return e.Kind == effect.Acquire && e.On != effect.AnyResult
	})
}

func (s *session) isErrorNode(ret *value.Portable) bool {
	return ret != nil && ret.Node.Op == value.Const && ret.Node.Num < 0
}

// returned is the return at which the function keeps the lock.
func returned(e *portableExit) *refute.Return {
	r := &refute.Return{Pos: e.pos}
	if e.ret != nil && e.ret.Node.Op == value.Const {
		r.Value, r.Known = e.ret.Node.Num, true
	}
	return r
}

func resultText(ret *value.Portable) string {
	if ret == nil {
		return ""
	}
	return itoa(ret.Node.Num)
}

func (s *session) releases(g *link.Func, cl held.Class) bool {
	return s.does(g, effect.Release, cl, nil)
}

// takes: a function takes such a lock otherwise than by calling f.
func (s *session) takes(g *link.Func, cl held.Class, f *link.Func) bool {
	return s.does(g, effect.Acquire, cl, f)
}

// does: a call of the function takes, or drops, a lock with that member's name.
func (s *session) does(g *link.Func, k effect.Kind, cl held.Class, not *link.Func) bool {
	fr := newFrame(s.Table, s.prog, g, nil, nil)
	for i := range g.Calls {
		c := &g.Calls[i]
		in := &g.Blocks[c.Block].Instrs[c.Index]
		for _, e := range c.Effects() {
			if e.Kind == k && e.Arg >= 0 && int(e.Arg) < len(in.Args) && fr.classOf(value.None, in.Args[e.Arg]).Field == cl.Field {
				return true
			}
		}
		if c.Fn != nil && c.Fn != not && c.Effects() == nil && s.helps(fr, c.Fn, in, k, cl) {
			return true
		}
	}
	return false
}

// helps: a helper takes, or drops, such a lock for its caller, its own or what it is
// passed.
func (s *session) helps(fr *frame, g *link.Func, in *ir.Instr, k effect.Kind, cl held.Class) bool {
	same := func(c held.Class) bool {
		if c.Field == "*" || c.Struct == "?" {
			return slices.ContainsFunc(in.Args, func(a ir.ExprID) bool { return fr.classOf(value.None, a).Field == cl.Field })
		}
		return c.Field == cl.Field
	}
	return slices.ContainsFunc(s.sums.of(g).exits, func(e portableExit) bool {
		if k == effect.Acquire {
			return slices.ContainsFunc(e.holds, func(h portableHold) bool { return !h.Entry && same(h.Class) })
		}
		return slices.ContainsFunc(e.drops, func(d portableDrop) bool { return same(d.Class) })
	})
}

// releasedByCaller: some caller of f releases a lock of that class itself.
func (s *session) releasedByCaller(f *link.Func, cl held.Class) bool {
	for _, g := range s.prog.InDir(f.Unit.Dir) {
		if g.CallsByName(f) && s.releases(g, cl) {
			return true
		}
	}
	return false
}

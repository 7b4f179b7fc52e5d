package engine

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A function that returns with a lock held on an error path only has, most
// likely, forgotten to release it there. Everything that speaks for intent
// silences the rule: a telling name, an annotation, a caller that releases the
// lock, results that distinguish the two outcomes as a trylock's do.

// speaking are parts of names that announce that the context changes.
var speaking = []string{"lock", "acquire", "release", "get", "put", "begin", "end", "start", "stop", "enter", "exit", "enable", "disable", "grab", "hold", "save", "restore", "claim", "next", "seq", "freeze", "quiesce", "prepare", "finish"}

func (s *session) unbalanced(sh *shard) {
	for _, f := range sh.funcs {
		if sum := s.sums.of(f); len(sum.suspect) > 0 && f.Kind != ir.FuncMacro && len(f.Notes) == 0 && !announces(f.Name) {
			s.checkBalance(f, sum)
		}
	}
}

func announces(name string) bool {
	name = name[strings.LastIndexByte(name, '.')+1:] // a package's path announces nothing
	for _, w := range speaking {
		if strings.Contains(name, w) {
			return true
		}
	}
	return false
}

// checkBalance compares the exits of a function: one class of result, zero or
// nonzero, that always leaves the context alone, and an error exit that keeps
// a lock.
func (s *session) checkBalance(f *link.Func, sum *summary) {
	var held *portableExit
	clean := false
	for i := range sum.suspect {
		e := &sum.suspect[i]
		if len(e.drops) > 0 || e.doubt {
			return
		}
		switch {
		case len(e.holds) == 0:
			clean = true
		case held != nil:
			return
		default:
			held = e
		}
	}
	if held == nil || !clean || len(held.holds) != 1 || held.ret == nil || held.ret.Node.Op != value.Const || held.ret.Node.Num >= 0 {
		return // only an error constant makes a forgotten release certain
	}
	h := &held.holds[0].Hold
	if h.Fn != f || h.Lock != effect.NoLock && s.releasedByCaller(f, h.Class) {
		return
	}
	in := &ir.Instr{Op: ir.InstrUnknown, Pos: held.pos, End: held.pos}
	ev := &event{kind: Unbalanced, fn: f, in: in, callee: "return", conf: medium, sure: medium, detail: itoa(held.ret.Node.Num)}
	s.add(ev, Origin{Kind: holdKind(h), Fn: f, Pos: h.Pos, API: h.API, Lock: h.Class.Field, conf: medium})
}

// releasedByCaller: some caller of f releases a lock of that class itself.
func (s *session) releasedByCaller(f *link.Func, cl held.Class) bool {
	for _, g := range s.prog.InDir(f.Unit.Dir) {
		if !calls(g, f) {
			continue
		}
		fr := newFrame(s.Table, s.prog, g, nil, nil)
		for i := range g.Calls {
			c := &g.Calls[i]
			in := &g.Blocks[c.Block].Instrs[c.Index]
			for _, e := range s.prog.Effects(g.Unit, c.Name) {
				if e.Kind == effect.Release && e.Arg >= 0 && int(e.Arg) < len(in.Args) && fr.classOf(value.None, in.Args[e.Arg]).Field == cl.Field {
					return true
				}
			}
		}
	}
	return false
}

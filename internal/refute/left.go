package refute

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// What an earlier call has left. A path may need that something is not set up yet which
// the function that asks sets up itself, and others call that function, too; or that a
// flag is set which only a helper sets that was called just before, and was told not to.
// Neither is impossible, but nearly all such ways that were read in the source were not
// to be taken: the first call comes while a device is probed. Both are doubts.

// setting is a store that may put something else than zero into a member.
type setting struct {
	fn    *link.Func
	block ir.BlockID
	index int
}

// maxSettings bounds the places that set a flag: of more, nobody knows who was here last.
const maxSettings = 8

// settingsOf are the stores to a member, or to a bit of one, that may set it.
func (s *Walker) settingsOf(key link.OpKey) []setting {
	if s.settings == nil {
		s.settings, s.callers, s.cleared = map[link.OpKey][]setting{}, map[*link.Func][]*link.Func{}, map[link.OpKey][]*link.Func{}
		for _, f := range s.prog.Funcs {
			s.noteSettings(f)
			for i := range f.Calls {
				g := f.Calls[i].Fn
				if by := s.callers[g]; g != nil && g != f && (len(by) == 0 || by[len(by)-1] != f) {
					s.callers[g] = append(by, f)
				}
			}
		}
	}
	return s.settings[key]
}

func (s *Walker) noteSettings(f *link.Func) {
	for b := range f.Blocks {
		for i := range f.Blocks[b].Instrs {
			in := &f.Blocks[b].Instrs[i]
			if in.Dst == 0 {
				continue
			}
			key, ok := s.memberOf(f, in.Dst)
			if !ok {
				continue
			}
			x := &f.Exprs[in.Src]
			bits := in.Op == ir.InstrStore && x.Op == ir.OpBinary
			if in.Op == ir.InstrStore && isZero(f, in.Src) || bits && x.Sym == "&" {
				if y := &f.Exprs[x.Y]; bits && y.Op == ir.OpUnary && y.Sym == "~" {
					key.Field += someBit + Text(f, y.X)
				}
				s.cleared[key] = append(s.cleared[key], f)
				continue
			}
			at := setting{f, ir.BlockID(b), i}
			s.settings[key] = append(s.settings[key], at)
			ofAny := link.OpKey{Field: key.Field} // for macros, which do not say of which struct
			s.settings[ofAny] = append(s.settings[ofAny], at)
			if bits && x.Sym == "|" {
				key.Field += someBit + Text(f, x.Y)
				s.settings[key] = append(s.settings[key], at)
			}
		}
	}
}

// testedPlace is the member, or the bit of one, that a condition asks about: itself, what
// a small function answers that only looks there, or a copy.
func (w *walk) testedPlace(f *link.Func, e ir.ExprID) (link.OpKey, bool) {
	if name := answerOf(f, e); name != "" {
		g := w.prog.Resolve(f.Unit, name)
		if g == nil || len(g.Blocks) != 1 || g.Blocks[0].Term.Kind != ir.TermReturn || g.Blocks[0].Term.Cond == 0 {
			return link.OpKey{}, false
		}
		e, _ = bare(g, g.Blocks[0].Term.Cond, true)
		f = g
	} else if x := &f.Exprs[e]; x.Op == ir.OpVar {
		if in := assigned(f, x.Int); in != nil && in.Op == ir.InstrStore {
			e = in.Src
		}
	}
	if x := &f.Exprs[e]; x.Op == ir.OpBinary && x.Sym == "&" {
		key, ok := w.memberOf(f, x.X)
		key.Field += someBit + Text(f, x.Y)
		return key, ok
	}
	return w.memberOf(f, e)
}

// setUpBelow: a function of the way goes on only while something is not set up that it sets
// up itself behind that test, or calls somebody who does; and others lead there, too, who are
// not under what the way is about.
func (w *walk) setUpBelow() bool {
	w.settingsOf(link.OpKey{})
	shared := false
	for k := w.way.Lead + 1; k < len(w.frames); k++ {
		fr := w.frames[k]
		if fr.fn.Kind == ir.FuncMacro || fr.goal == nil {
			continue
		}
		shared = shared || slices.ContainsFunc(w.callers[fr.fn], func(g *link.Func) bool { return !w.onChain(g) })
		if shared && w.setsUp(fr) {
			return true
		}
	}
	return false
}

// setsUp: where all that a function tests and sets is set, its next call is not reached, nor
// what sets it.
func (w *walk) setsUp(fr *frame) bool {
	f := fr.fn
	var unset []link.Edge
	var places []link.OpKey
	for b := range f.Blocks {
		term := &f.Blocks[b].Term
		if term.Kind != ir.TermBranch {
			continue
		}
		e, holds := bare(f, term.Cond, true)
		key, ok := w.testedPlace(f, e)
		if ok && w.forGood(f, key) && slices.ContainsFunc(w.settingsOf(key), func(s setting) bool { return s.fn == f || f.CallsByName(s.fn) }) {
			unset = append(unset, link.Edge{From: ir.BlockID(b), Target: int(b2i(holds))})
			places = append(places, key)
		}
	}
	if len(unset) == 0 {
		return false
	}
	left := f.ReachedWithout(unset...)
	if goal, _, _ := f.PlaceOf(fr.goal); left[goal] {
		return false
	}
	return slices.ContainsFunc(places, func(key link.OpKey) bool {
		return slices.ContainsFunc(w.settingsOf(key), func(s setting) bool {
			if s.fn == f {
				return !left[s.block] && (follows(f, fr.goal, s.block, s.index) || w.untilFreed(key))
			}
			return slices.ContainsFunc(f.Calls, func(c link.CallSite) bool {
				return c.Fn == s.fn && !left[c.Block] && follows(f, fr.goal, ir.BlockID(c.Block), c.Index)
			})
		})
	})
}

// forGood: what is set up is memory, which as a rule is there until the end; or nothing seen
// takes it back, but where memory is freed. A state that is switched on and off again says
// nothing of the next time.
func (w *walk) forGood(f *link.Func, key link.OpKey) bool {
	t := string(w.prog.Underlying(w.prog.FieldType(f.Unit, ir.Type(key.Struct), key.Field)))
	if w.way.Row != nil && w.way.Row.Cond.Kind == effect.GFPBlocks && strings.HasSuffix(t, "*") {
		return true
	}
	back := w.takenBack(key)
	return len(back) == 0 || w.untilFreed(key)
}

// takenBack are the functions that set a member, or a bit of one, to zero.
func (w *walk) takenBack(key link.OpKey) []*link.Func {
	back := w.cleared[key]
	if member, _, of := strings.Cut(key.Field, someBit); of {
		back = slices.Concat(back, w.cleared[link.OpKey{Struct: key.Struct, Field: member}])
	}
	return back
}

// untilFreed: a member holds memory, or says that there is some: it is set to zero only
// where memory is freed.
func (w *walk) untilFreed(key link.OpKey) bool {
	back := w.takenBack(key)
	return w.holdsMemory(key) || len(back) > 0 && !slices.ContainsFunc(back, func(g *link.Func) bool { return !w.frees(g) })
}

// frees: a function frees memory itself.
func (w *walk) frees(f *link.Func) bool {
	return slices.ContainsFunc(f.Calls, func(c link.CallSite) bool {
		return slices.ContainsFunc(w.prog.Effects(f.Unit, c.Name), func(e effect.Effect) bool { return e.Kind == effect.Free })
	})
}

// holdsMemory: what is stored to a member is memory that was got there.
func (w *walk) holdsMemory(key link.OpKey) bool {
	return slices.ContainsFunc(w.settings[key], func(s setting) bool {
		in := &s.fn.Blocks[s.block].Instrs[s.index]
		name := answerOf(s.fn, in.Src)
		if in.Op == ir.InstrCall {
			name = s.fn.Exprs[in.Src].Sym
		}
		return slices.ContainsFunc(w.prog.Effects(s.fn.Unit, name), func(e effect.Effect) bool { return e.Cond.Kind == effect.GFPBlocks })
	})
}

// follows: an instruction is the call that the way goes on by, or comes behind it.
func follows(f *link.Func, call *ir.Instr, block ir.BlockID, index int) bool {
	b, at, _ := f.PlaceOf(call)
	if b == block {
		return at <= index
	}
	return leadsOn(f, b, block)
}

func (w *walk) onChain(g *link.Func) bool {
	return slices.ContainsFunc(w.frames, func(fr *frame) bool { return fr.fn == g })
}

// leftSet: the turn is taken only if a flag is set that a helper sets which its function has
// called by then, with an argument that kept it from that; and that nobody else sets but
// helpers that the same function calls on other paths.
func (w *walk) leftSet(t *turn) bool {
	f := t.fr.fn
	e, holds := bare(f, f.Blocks[t.block].Term.Cond, t.target == 0)
	key, ok := w.memberOf(f, e)
	if !holds || !ok {
		return false
	}
	all := w.settingsOf(key)
	if len(all) > maxSettings {
		return false
	}
	kept := false
	for _, s := range all {
		switch {
		case w.keptUnset(t, s):
			kept = true
		case !w.setsAside(t, s):
			return false
		}
	}
	return kept
}

// setsAside: only the function of a turn calls the one that sets, and not on a path to it.
func (w *walk) setsAside(t *turn, s setting) bool {
	f, by := t.fr.fn, w.callers[s.fn]
	return len(by) == 1 && by[0] == f && !slices.ContainsFunc(f.Calls, func(c link.CallSite) bool {
		return c.Fn == s.fn && leadsOn(f, ir.BlockID(c.Block), t.block)
	})
}

// keptUnset: the function of a turn calls the one that sets on every path before, with an
// argument that keeps it from that.
func (w *walk) keptUnset(t *turn, s setting) bool {
	f := t.fr.fn
	return slices.ContainsFunc(f.Calls, func(c link.CallSite) bool {
		if c.Fn != s.fn || !Dominates(f, ir.BlockID(c.Block), t.block) {
			return false
		}
		in := &f.Blocks[c.Block].Instrs[c.Index]
		return slices.ContainsFunc(paramTests(s.fn, s.block), func(p paramTest) bool {
			if p.param >= len(in.Args) {
				return false
			}
			d := w.decide(&w.found, w.value(t.fr, &w.found, in.Args[p.param]))
			return d != maybe && d != truthOf(p.holds)
		})
	})
}

// paramTest is a parameter that is nonzero, or zero, wherever a block is reached.
type paramTest struct {
	param int
	holds bool
}

func paramTests(f *link.Func, at ir.BlockID) (out []paramTest) {
	for b := range f.Blocks {
		term := &f.Blocks[b].Term
		if term.Kind != ir.TermBranch {
			continue
		}
		e, same := bare(f, term.Cond, true)
		x := &f.Exprs[e]
		if x.Op != ir.OpVar {
			continue
		}
		param := slices.Index(f.Params, ir.VarID(x.Int))
		yes, no := f.ReachedWithout(link.Edge{From: ir.BlockID(b)})[at], f.ReachedWithout(link.Edge{From: ir.BlockID(b), Target: 1})[at]
		if param >= 0 && yes != no {
			out = append(out, paramTest{param, same == !yes})
		}
	}
	return out
}

// Dominates: every path from the entry to the end of a block comes by another.
func Dominates(f *link.Func, by, at ir.BlockID) bool {
	if by == at {
		return true
	}
	return !f.ReachedWithout(outOf(f, by)...)[at]
}

// outOf are the edges out of a block.
func outOf(f *link.Func, b ir.BlockID) (out []link.Edge) {
	for i := range f.Blocks[b].Term.Targets {
		out = append(out, link.Edge{From: b, Target: i})
	}
	return out
}

// leadsOn: a block is reached from another.
func leadsOn(f *link.Func, from, to ir.BlockID) bool {
	end := &f.Blocks[to]
	return distances(f, func(b *ir.Block) bool { return b == end })[from] >= 0
}

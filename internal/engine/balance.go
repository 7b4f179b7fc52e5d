package engine

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/link"
)

// balance interprets a function once, without looking into callees that leave
// the context alone, to learn what it leaves behind; true if that is new.
func (s *summaries) balance(sh *session, f *link.Func) bool {
	sum := s.of(f)
	if !sum.ctxOps {
		return false
	}
	old := *sum
	a := sh.interpret(question{fn: f, own: true})
	s.bounds.note(f, a.hit)
	sum.drops, sum.cut = a.drops, a.cut
	sum.unbalanced, sum.exits, sum.suspect = false, nil, nil
	if mixed(a.exits) {
		sum.suspect = sh.exportExits(a.exits)
	}
	if !sh.keepsOnPurpose(f, a.exits) {
		sum.artefact = true
		for i := range a.exits {
			a.exits[i].ctx.Holds = nil
		}
	}
	for _, e := range sh.likelyExits(a.exits) {
		if len(e.ctx.Holds) > 0 || len(e.ctx.Drops) > 0 {
			sum.unbalanced = true
		}
	}
	if sum.unbalanced || sum.drops {
		sum.exits = sh.exportExits(a.exits)
	}
	return sum.unbalanced != old.unbalanced || sum.drops != old.drops || sum.cut != old.cut ||
		!sameExits(sum.exits, old.exits)
}

// sameExits compares exits of summaries by what they leave and answer.
func sameExits(a, b []portableExit) bool {
	return slices.EqualFunc(a, b, func(x, y portableExit) bool {
		return x.known == y.known && x.err == y.err && x.doubt == y.doubt && x.ret.Equal(y.ret) &&
			slices.EqualFunc(x.holds, y.holds, func(h, k portableHold) bool {
				return h.Lock == k.Lock && h.Class == k.Class && h.Preempt == k.Preempt && h.BH == k.BH && h.IRQ == k.IRQ && h.RCU == k.RCU && h.place.Equal(k.place)
			}) &&
			slices.EqualFunc(x.drops, y.drops, func(d, e portableDrop) bool {
				return d.Lock == e.Lock && d.Class == e.Class && d.On == e.On && d.place.Equal(e.place)
			}) &&
			slices.EqualFunc(x.conds, y.conds, func(c, d portableFact) bool {
				return c.is == d.is && c.term.Equal(d.term) && c.c.Equal(d.c)
			})
	})
}

// mixed: some exits keep a lock or a counter, and some do not.
func mixed(exits []exit) bool {
	n := 0
	for i := range exits {
		if len(exits[i].ctx.Holds) > 0 {
			n++
		}
	}
	return n > 0 && n < len(exits)
}

// keepsOnPurpose tells whether a function is meant to return with something
// held: an annotation says so, or no path hands out a lock together with an error.
// Else what remains held is taken for an artefact of the analysis (loops over
// locks, releases through an alias); believing it would poison every caller.
func (s *session) keepsOnPurpose(f *link.Func, exits []exit) bool {
	return len(s.prog.Notes(f)) > 0 || !slices.ContainsFunc(exits, func(e exit) bool {
		return len(e.ctx.Holds) > 0 && s.isError(e.ret)
	})
}

// isError tells whether a result is a negative constant.
func (s *session) isError(ret value.Term) bool {
	v, ok := s.Table.IsConst(ret)
	return ret != value.None && ok && v < 0
}

// likelyExits drops, among exits that the caller cannot tell apart by the
// result, those that keep more held or release less: a loop that locks every member of a list
// and another that unlocks them look unbalanced to an analysis that does not
// count. The direction of error is a lock that is thought to be free.
func (s *session) likelyExits(exits []exit) []exit {
	var out []exit
	for i := range exits {
		keep := true
		for j := range exits {
			a, b := &exits[i], &exits[j]
			if i == j || s.resultClass(a) != s.resultClass(b) || a.err != b.err {
				continue
			}
			if weight(&b.ctx) < weight(&a.ctx) {
				keep = false
			}
		}
		if keep {
			out = append(out, exits[i])
		}
	}
	return out
}

// resultClass sorts exits by what a caller can see of them.
func (s *session) resultClass(e *exit) value.Truth {
	if e.ret == value.None {
		return e.known
	}
	n := s.Table.At(e.ret)
	if n.Op == value.Const {
		return value.TruthOf(n.Num != 0)
	}
	return e.known
}

// weight is what an exit leaves held, less what it releases.
func weight(c *held.Context) int {
	n := -len(c.Drops)
	for i := range c.Holds {
		if !c.Holds[i].Entry {
			n++
		}
	}
	return n
}

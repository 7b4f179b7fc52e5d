package ask

import (
	"fmt"
	"slices"

	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A helper takes a lock where its object has one, and its caller drops it in any case:
//
//	state = lock_and_get_state(sd); /* if (sd->state) lock(sd->state) */
//	setup(sd);
//	unlock_state(state);
//
// Whoever gets there without the lock would drop what is not held, so nobody does. That is
// so where one call takes the lock, on every path to the place that is asked about, nothing
// on a path between the two drops it, and each path from there on does. The direction of
// error is a context that is missing where the function has that bug.

// moments are what a walk of a function saw: for each instruction, the locks that are held
// there on some path, and those that are not on some.
type moments struct {
	fn    *link.Func
	seen  map[*ir.Instr]int
	holds map[*ir.Instr]map[string]int
	kept  map[string]bool // held at some end of the function
}

// moment is one of a call that leads on.
type moment struct {
	call *link.CallSite
	m    engine.Moment
}

func holdKey(r *engine.Reason) string {
	return fmt.Sprintf("%s %d %s %s", r.Kind, r.Family, r.Class, r.Lock)
}

// momentsOf walks a function once more, for what is held anywhere in it.
func (w *World) momentsOf(a *arrival) *moments {
	ms := &moments{fn: a.fn, seen: map[*ir.Instr]int{}, holds: map[*ir.Instr]map[string]int{}, kept: map[string]bool{}}
	exits := w.ask().Walk(a.fn, a.entry, func(m engine.Moment) {
		ms.seen[m.In]++
		for i := range m.Here.Reasons {
			if ms.holds[m.In] == nil {
				ms.holds[m.In] = map[string]int{}
			}
			ms.holds[m.In][holdKey(&m.Here.Reasons[i])]++
		}
	})
	for i := range exits {
		for k := range exits[i].Reasons {
			ms.kept[holdKey(&exits[i].Reasons[k])] = true
		}
	}
	return ms
}

func (ms *moments) with(in *ir.Instr, lock string) bool { return ms.holds[in][lock] > 0 }

// fewer: a lock is held in fewer moments of the next instruction than of one, or lacking in
// more: what lies between may drop it.
func (ms *moments) fewer(in, next *ir.Instr, lock string) bool {
	have, then := ms.holds[in][lock], ms.holds[next][lock]
	return then < have || ms.seen[next]-then > ms.seen[in]-have
}

// possible drops the moments of calls whose locks cannot be so.
func (w *World) possible(a *arrival, sites []moment) []moment {
	locks := map[*link.CallSite]map[string]bool{} // of all moments of a call together
	for _, s := range sites {
		if locks[s.call] == nil {
			locks[s.call] = map[string]bool{}
		}
		for i := range s.m.Here.Reasons {
			locks[s.call][holdKey(&s.m.Here.Reasons[i])] = true
		}
	}
	var ms *moments
	return slices.DeleteFunc(sites, func(s moment) bool {
		for lock := range locks[s.call] {
			if slices.ContainsFunc(s.m.Here.Reasons, func(r engine.Reason) bool { return holdKey(&r) == lock }) {
				continue
			}
			if ms == nil {
				ms = w.momentsOf(a)
			}
			if ms.mustHold(s.call, lock) {
				return true
			}
		}
		return false
	})
}

// codeAt is an instruction by its place.
type codeAt struct{ block, index int }

// mustHold: whoever is at a call without the lock drops it later all the same.
func (ms *moments) mustHold(c *link.CallSite, lock string) bool {
	var takes, drops, mayDrop []codeAt
	for b := range ms.fn.Blocks {
		for i := range ms.fn.Blocks[b].Instrs {
			at := codeAt{b, i}
			in := &ms.fn.Blocks[b].Instrs[i]
			next := ms.next(at)
			held := slices.ContainsFunc(next, func(n *ir.Instr) bool { return ms.with(n, lock) })
			switch {
			case ms.seen[in] == 0:
			case !ms.with(in, lock):
				if held {
					takes = append(takes, at)
				}
			case len(next) > 0 && !held, len(next) == 0 && !ms.kept[lock]:
				drops, mayDrop = append(drops, at), append(mayDrop, at)
			case slices.ContainsFunc(next, func(n *ir.Instr) bool { return ms.fewer(in, n, lock) }):
				mayDrop = append(mayDrop, at)
			}
		}
	}
	call := codeAt{c.Block, c.Index}
	if len(takes) != 1 || len(drops) == 0 || ms.reaches(codeAt{}, takes, call) || ms.reaches(after(call), drops, codeAt{-1, -1}) {
		return false
	}
	return !slices.ContainsFunc(mayDrop, func(at codeAt) bool { return ms.reaches(after(at), takes, call) })
}

func after(at codeAt) codeAt { return codeAt{at.block, at.index + 1} }

// next are the instructions that may follow one.
func (ms *moments) next(at codeAt) []*ir.Instr {
	var out []*ir.Instr
	ms.walk(after(at), func(_ codeAt, in *ir.Instr) bool {
		if in != nil && ms.seen[in] > 0 {
			out = append(out, in)
		}
		return in == nil
	})
	return out
}

// reaches: a path leads from one place to another, or to the end of the function where
// that is none, without going through some.
func (ms *moments) reaches(from codeAt, not []codeAt, to codeAt) bool {
	found := false
	ms.walk(from, func(at codeAt, _ *ir.Instr) bool {
		found = found || at == to
		return !found && !slices.Contains(not, at)
	})
	return found
}

// walk visits what may run from a place on, each instruction once, as long as it is told to
// go on; where the function ends, the place is {-1, -1}.
func (ms *moments) walk(from codeAt, visit func(at codeAt, in *ir.Instr) bool) {
	entered := map[int]bool{}
	var run func(at codeAt)
	run = func(at codeAt) {
		blk := &ms.fn.Blocks[at.block]
		for ; at.index < len(blk.Instrs); at.index++ {
			if !visit(at, &blk.Instrs[at.index]) {
				return
			}
		}
		if len(blk.Term.Targets) == 0 {
			visit(codeAt{-1, -1}, nil)
		}
		for _, to := range blk.Term.Targets {
			if !entered[int(to)] {
				entered[int(to)] = true
				run(codeAt{int(to), 0})
			}
		}
	}
	run(from)
}

package rt

import (
	"strconv"

	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// tooLong is the time with interrupts off from which on a wait is reported, in
// nanoseconds.
const tooLong = 1_000_000

// waits reports a delay that, with the loops around it, is too long.
func (c *checker) waits(f *link.Func, s *link.CallSite, way []engine.Frame, o *engine.Origin) {
	times := rounds(c, f, s.Block)
	c.first(engine.BusyWait, f, s, way, o, func(f *link.Func, s *link.CallSite, inside bool) string {
		ns := c.delay(f, s)
		if inside {
			ns *= times
		}
		if ns < tooLong {
			return ""
		}
		return duration(ns)
	})
}

// delay is how long a call spins, with the loops of its function around it; 0
// where it is not known.
func (c *checker) delay(f *link.Func, s *link.CallSite) int64 {
	unit, ok := c.delays[s.Name]
	in := &f.Blocks[s.Block].Instrs[s.Index]
	if !ok || len(in.Args) == 0 {
		return 0
	}
	n, known := engine.StaticValue(c.w.P, f, in.Args[0])
	if !known || n < 0 {
		return 0
	}
	for range unit {
		n *= 1000
	}
	return n * rounds(c, f, s.Block)
}

// rounds is how often a block is run at most, as the bounds of the loops around
// it say; a loop without a constant bound counts once.
func rounds(c *checker, f *link.Func, block int) int64 {
	n := int64(1)
	for head := range f.Blocks {
		t := &f.Blocks[head].Term
		if t.Kind != ir.TermBranch || !inLoop(f, head, block) {
			continue
		}
		x := &f.Exprs[t.Cond]
		if x.Op != ir.OpBinary || x.Sym != "<" && x.Sym != "<=" {
			continue
		}
		if v, ok := engine.StaticValue(c.w.P, f, x.Y); ok && v > 0 && v < 1_000_000 {
			n *= v
		}
	}
	return n
}

// inLoop: a block lies between the head of a loop and the way back to it.
func inLoop(f *link.Func, head, block int) bool {
	if !leads(f, int(f.Blocks[head].Term.Targets[0]), block, head) {
		return false
	}
	return leads(f, block, head, -1)
}

// leads: a way leads from a block to another, not through a third.
func leads(f *link.Func, from, to, without int) bool {
	seen := map[int]bool{}
	for work := []int{from}; len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if b == to {
			return true
		}
		if seen[b] || b == without {
			continue
		}
		seen[b] = true
		for _, t := range f.Blocks[b].Term.Targets {
			work = append(work, int(t))
		}
	}
	return false
}

func duration(ns int64) string {
	if ns >= 1_000_000 {
		return strconv.FormatInt(ns/1_000_000, 10) + " ms"
	}
	return strconv.FormatInt(ns/1000, 10) + " us"
}

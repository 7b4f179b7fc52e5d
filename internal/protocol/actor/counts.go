package actor

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Referenced: whoever starts an actor takes a reference that the actor drops, on one
// counter: what frees the object comes after the last. starts are the functions that start
// it, runs those that run. A counter that nobody asks whether it is at its end, as one of
// statistics, is no such counter.
func (w *World) Referenced(starts, runs []*link.Func) bool {
	if len(starts) == 0 {
		return false
	}
	var dropped Members
	for _, fn := range runs {
		for _, f := range w.Reach(fn).List {
			w.counted(f, w.parts.down, &dropped)
		}
	}
	return len(dropped) > 0 && !slices.ContainsFunc(starts, func(f *link.Func) bool {
		var taken Members
		w.counted(f, w.parts.up, &taken)
		for i := range f.Calls {
			for _, g := range w.Targets(f, &f.Calls[i]) {
				w.counted(g, w.parts.up, &taken)
			}
		}
		return !taken.Meet(dropped)
	})
}

// counted adds the members that a function gives to one of some calls, a counter or what
// has one.
func (w *World) counted(f *link.Func, calls map[string]int, out *Members) {
	for i := range f.Calls {
		s := &f.Calls[i]
		args := f.Blocks[s.Block].Instrs[s.Index].Args
		arg, ok := calls[s.Name]
		if !ok || arg >= len(args) {
			continue
		}
		x := &f.Exprs[uncast(f, args[arg])]
		if x.Op == ir.OpAddr {
			x = &f.Exprs[x.X]
		}
		if x.Op == ir.OpField {
			w.Name(f, x, out)
		}
	}
}

package teardown

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// A driver for several buses has a module for each, and one that they share: their
// probes and removes call functions that it exports. What the shared module sets up
// and ends is judged in its own program, which knows all that it does, from the
// function that a remove calls: of what the probe has it set up, as of a part.

// libraries adds the ends of shared modules to those that buses call.
func (k *checking) libraries(tables []table, setups, ends map[table][]*link.Func) []table {
	var out []table
	for _, t := range tables {
		if t.kind != "driver" {
			continue
		}
		for _, f := range ends[t] {
			for _, g := range k.shared(f, true) {
				m := k.w.Module(g.Unit)
				to := table{m, t.global + " " + g.Name, t.index, t.owner, "part"}
				if ends[to] != nil {
					continue
				}
				ends[to] = append(ends[to], g)
				for _, p := range setups[t] {
					for _, q := range k.shared(p, false) {
						if k.w.Module(q.Unit) == m {
							setups[to] = append(setups[to], q)
						}
					}
				}
				if len(setups[to]) > 0 {
					out = append(out, to)
				}
			}
		}
	}
	return out
}

// shared are the functions of other modules that a driver's function calls, with
// something that runs in them. Of an end there is one, and the driver waits for
// nothing itself: what of several does which part is not looked into.
func (k *checking) shared(f *link.Func, end bool) []*link.Func {
	mine := k.w.Module(f.Unit)
	var out []*link.Func
	seen := map[*link.Func]bool{}
	for _, g := range k.w.Reach(f).List {
		if k.w.Module(g.Unit) != mine {
			continue
		}
		if end && waits(k.w.Acts(g)) {
			return nil
		}
		for i := range g.Calls {
			h := g.Calls[i].Fn
			if h == nil || seen[h] || h.Kind != ir.FuncNormal || h.Unit.Header || h.Unit.Dir != f.Unit.Dir || k.w.Module(h.Unit) == mine {
				continue
			}
			seen[h] = true
			if len(k.w.Of(k.w.Module(h.Unit))) > 0 {
				out = append(out, h)
			}
		}
	}
	if end && len(out) > 1 {
		return nil
	}
	return out
}

func waits(acts []actor.Act) bool {
	for i := range acts {
		if acts[i].Kind == actor.Wait {
			return true
		}
	}
	return false
}

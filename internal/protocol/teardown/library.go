package teardown

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// A driver for several buses has a module for each, and one that they share: their
// probes and removes call functions that it exports. What the shared module sets up
// and ends is judged in its own program, which knows all that it does, from the
// function that a remove calls: of what the probe has it set up, as of a part. Where a
// remove calls several, or waits for something itself, it is judged from the remove:
// the order of the calls counts then.

// libraries adds the ends of shared modules to those that buses call.
func (k *checking) libraries(tables []table, setups, ends map[table][]*link.Func) []table {
	var out []table
	for _, t := range tables {
		if t.kind != "driver" {
			continue
		}
		for _, f := range ends[t] {
			for _, part := range k.shared(f) {
				to, root := table{part.module, t.global + " " + f.Name, t.index, t.owner, "library"}, f
				if len(part.fns) == 1 && !part.waits {
					root = part.fns[0]
					to.global, to.kind = t.global+" "+root.Name, "part"
				}
				if ends[to] != nil {
					continue
				}
				ends[to] = append(ends[to], root)
				for _, p := range setups[t] {
					for _, q := range k.shared(p) {
						if q.module == part.module {
							setups[to] = append(setups[to], q.fns...)
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

// sharedPart is what a driver's function calls of one shared module.
type sharedPart struct {
	module *link.Unit
	fns    []*link.Func
	waits  bool // the driver itself waits for something
}

// shared are the functions of other modules that a driver's function calls, with
// something that runs in them.
func (k *checking) shared(f *link.Func) []sharedPart {
	mine := k.w.Module(f.Unit)
	var out []sharedPart
	seen := map[*link.Func]bool{}
	waiting := false
	for _, g := range k.w.Reach(f).List {
		if k.w.Module(g.Unit) != mine {
			continue
		}
		waiting = waiting || waits(k.w.Acts(g))
		for i := range g.Calls {
			h := g.Calls[i].Fn
			if h == nil || seen[h] || h.Kind != ir.FuncNormal || h.Unit.Header || h.Unit.Dir != f.Unit.Dir || k.w.Module(h.Unit) == mine {
				continue
			}
			seen[h] = true
			if m := k.w.Module(h.Unit); len(k.w.Of(m)) > 0 {
				out = addShared(out, m, h)
			}
		}
	}
	for i := range out {
		out[i].waits = waiting
	}
	return out
}

func addShared(parts []sharedPart, m *link.Unit, f *link.Func) []sharedPart {
	for i := range parts {
		if parts[i].module == m {
			parts[i].fns = append(parts[i].fns, f)
			return parts
		}
	}
	return append(parts, sharedPart{module: m, fns: []*link.Func{f}})
}

func waits(acts []actor.Act) bool {
	for i := range acts {
		if acts[i].Kind == actor.Wait {
			return true
		}
	}
	return false
}

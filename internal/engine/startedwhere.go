package engine

import (
	"slices"
	"sync"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/refute"
)

// A timer runs because somebody has started it: with what was tested wherever that is done,
// and with the function that was set up last by then. Its own function starts it again, and
// tells nothing. Nothing is concluded where the module starts a timer of which it is not seen
// which it is.

// starts are the places that start timers, by the member or variable that is the timer, made
// when first asked for.
type starts struct {
	sync.Mutex
	of      map[held.Class][]codePlace
	unknown map[*link.Unit]bool // start one that is not known
}

func (s *starts) read(p *link.Program) {
	s.of, s.unknown = map[held.Class][]codePlace{}, map[*link.Unit]bool{}
	for _, f := range p.Funcs {
		for i := range f.Calls {
			c := &f.Calls[i]
			in := &f.Blocks[c.Block].Instrs[c.Index]
			for _, e := range c.Effects() {
				if e.Kind != effect.Schedule || e.Actor != effect.Timer && e.Actor != effect.HRTimer || e.Arg < 0 || int(e.Arg) >= len(in.Args) {
					continue
				}
				if object := objectClassOf(p, f, in.Args[e.Arg]); object != (held.Class{}) {
					s.of[object] = append(s.of[object], codePlace{f, ir.BlockID(c.Block), c.Index})
				} else {
					s.unknown[f.Unit] = true
				}
			}
		}
	}
}

// startsOf are the places that start the timer of a root, none if not all are known.
func (res *Result) startsOf(r *Root) []codePlace {
	object := r.object
	if object == (held.Class{}) && r.Reg == nil {
		for _, b := range res.Prog.Bindings(r.Op) {
			if b.Fn == r.Fn && b.Line == r.Line {
				object = assignedTo(res.Prog, &b, r.Op.Field)
			}
		}
	}
	if object == (held.Class{}) {
		return nil
	}
	s := &res.starts
	s.Lock()
	defer s.Unlock()
	if s.of == nil {
		s.read(res.Prog)
	}
	for u := range s.unknown {
		if u.Same(r.Fn.Unit) {
			return nil
		}
	}
	return slices.DeleteFunc(slices.Clone(s.of[object]), func(at codePlace) bool { return at.fn == r.Fn })
}

// startedWith are the tests that came out so wherever the timer of a root is started.
func (res *Result) startedWith(r *Root) (out []refute.Test) {
	for i, at := range res.startsOf(r) {
		tests := refute.Forced(res.Prog, at.fn, at.block)
		if i == 0 {
			out = tests
		}
		out = slices.DeleteFunc(out, func(t refute.Test) bool { return !slices.Contains(tests, t) })
	}
	return out
}

// setUpAnew is why the timer of a way does not run the function that it begins in. "" if it
// may by one of its roots.
func (res *Result) setUpAnew(f *Finding) string {
	fn, why := f.Chain[0].Fn, ""
	if f.Origin.Base == effect.Unknown || fn != f.Origin.Fn {
		return ""
	}
	for i := range res.Roots {
		r := &res.Roots[i]
		if r.Fn != fn || r.Context != f.Origin.Base {
			continue
		}
		if why = res.neverRuns(r); why == "" {
			return ""
		}
	}
	return why
}

// neverRuns is why a timer does not run its root: whoever starts it has set it up with
// another function before. "" if somebody has not.
func (res *Result) neverRuns(r *Root) string {
	if r.Reg == nil {
		return ""
	}
	other := ""
	for _, start := range res.startsOf(r) {
		if other = res.setUpBetween(r, start); other == "" {
			return ""
		}
	}
	if other == "" {
		return ""
	}
	return "whoever starts the timer has set it up with " + other + "() before"
}

// setUpBetween is the function that a timer is set up with on every path to a start of it,
// in the function that does both; "" if there is none, or the root's own may be.
func (res *Result) setUpBetween(r *Root, start codePlace) (other string) {
	regs := res.Prog.Registrations()
	for i := range regs {
		reg := &regs[i]
		if reg.In != start.fn || objectClass(res.Prog, reg) != r.object {
			continue
		}
		at, ok := onLine(reg.In, int(reg.Pos.Line))
		switch {
		case !ok || reg.Fn == r.Fn:
			return ""
		case refute.Dominates(start.fn, at.block, start.block) && (at.block != start.block || at.index < start.index):
			other = reg.Fn.Name
		}
	}
	return other
}

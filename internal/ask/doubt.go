package ask

import (
	"fmt"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// A way that takes a mutex where sleeping is forbidden already is a bug of the kernel, or
// does not exist. Where a call through a pointer lies between the two, the pointer mostly
// leads elsewhere: of the tables that a core knows, the one that takes the mutex is
// another object's. Such a context is shown, last and in doubt, and decides nothing. The
// direction of error is a context that is real and only shown: `ctxlint check` finds it as
// a bug where the table is known.

// doubt says why the way into a context may not exist; "": it is not in doubt.
func (w *World) doubt(s seen) string {
	chain := chainOf(s.a)
	if why := w.neverRuns(chain[0].root); why != "" {
		return why
	}
	from, why := -1, ""
	if base := engine.EntryOf(s.here.Base); base.Forbids() {
		from, why = 0, contextKind(&base)+" context"
	}
	for i := range s.here.Reasons {
		r := &s.here.Reasons[i]
		at := placeIn(chain, r)
		switch {
		case at < 0:
		case r.Atomic && (from < 0 || at < from):
			from, why = at, orText(r.Lock, r.Kind)
		case r.Atomic || from < 0 || at <= from || !w.alwaysSleeps(r):
		default:
			if through := w.unsure(chain[from+1 : at+1]); through != "" {
				return fmt.Sprintf("%s() in %s() would sleep under %s: a bug, or the call through %s leads elsewhere", engine.AsWritten(r.API), r.Fn.Name, why, through)
			}
		}
	}
	return ""
}

// placeIn is where on a way a lock was taken; -1: by a helper that has returned.
func placeIn(chain []*arrival, r *engine.Reason) int {
	for i := len(chain) - 1; i >= 0; i-- {
		if chain[i].fn == r.Fn {
			return i
		}
	}
	return -1
}

// unsure is the first call on a part of a way that goes through a pointer of which it is
// not known what it means; "": there is none.
func (w *World) unsure(part []*arrival) string {
	for _, a := range part {
		if c := w.index().site[a.in]; c != nil && c.Fn != a.fn && c.Param < 0 && !c.Exact {
			return orText(a.how, "a pointer")
		}
	}
	return ""
}

// alwaysSleeps: what took a lock may sleep, whatever its arguments are.
func (w *World) alwaysSleeps(r *engine.Reason) bool {
	for _, e := range w.prog().Effects(r.Fn.Unit, r.API) {
		if e.Kind == effect.MaySleep && e.Cond.Kind == effect.Always {
			return true
		}
	}
	return false
}

// neverRuns is why a timer that a way begins in runs another function: all that starts it
// sets it up anew. Nothing is said where a file that names the timer was not read.
func (w *World) neverRuns(r *engine.Root) string {
	if r == nil {
		return ""
	}
	why, timer := w.ask().NeverRuns(r)
	if why == "" || strings.HasPrefix(w.prog().StructFile(r.Fn.Unit, ir.Type(timer.Struct)), "include/") {
		return ""
	}
	for _, f := range w.texts.of([]string{timer.Field}, moduleDir(r.Fn.File))[timer.Field] {
		if sourceFile(f) && w.prog().Unit(f) == nil {
			return ""
		}
	}
	return why
}

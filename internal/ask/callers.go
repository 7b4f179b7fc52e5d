package ask

import (
	"context"
	"slices"

	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/link"
)

// CallersSchema names the form of [CallersAnswer].
const CallersSchema = "ctxlint/callers/1"

// CallersAnswer is who calls a function, and what is held at each call.
type CallersAnswer struct {
	Schema   string       `json:"schema"`
	Function string       `json:"function"`
	File     string       `json:"file"`
	Line     int          `json:"line"`
	Callers  []CallerLock `json:"callers"`
	Limits   []string     `json:"limits,omitempty"`
}

// CallerLock is one call in one context.
type CallerLock struct {
	Function string `json:"function"`
	File     string `json:"file"`
	Line     int    `json:"line"`
	Through  string `json:"through,omitempty"` // the member or parameter that it calls
	Kind     string `json:"kind"`
	MaySleep bool   `json:"may_sleep"`
	Held     []Held `json:"held"`
	Assumed  bool   `json:"assumed,omitempty"` // nobody is known to call the root of this way
}

// Callers answers who calls a function, with the locks that are held there.
func (w *World) Callers(ctx context.Context, spec string) (*CallersAnswer, error) {
	t, err := w.target(ctx, spec)
	if err != nil {
		return nil, err
	}
	if t.fn == nil {
		return nil, noTarget("%s is a member, not a function", spec)
	}
	c, err := w.buildCone(ctx, t.fn)
	if err == nil {
		err = w.readCards(ctx, coneFiles(c))
	}
	if err != nil {
		return nil, err
	}
	f, err := w.waysDown(ctx, c, t.fn)
	if err != nil {
		return nil, err
	}
	out := &CallersAnswer{Schema: CallersSchema, Function: t.fn.Name, File: t.fn.File, Line: int(t.fn.Pos.Line), Callers: []CallerLock{}, Limits: c.cut}
	for _, a := range f.at[t.fn] {
		out.Callers = append(out.Callers, callerLock(a))
	}
	slices.SortStableFunc(out.Callers, func(a, b CallerLock) int {
		if a.File != b.File {
			if a.File < b.File {
				return -1
			}
			return 1
		}
		return a.Line - b.Line
	})
	return out, nil
}

func callerLock(a *arrival) CallerLock {
	k := CallerLock{Kind: contextKind(&a.entry), MaySleep: !a.entry.Forbids(), Held: held(&a.entry), Assumed: a.assumed, Through: a.how}
	switch {
	case a.from != nil:
		p := placeOf(a.from.fn, a.in)
		k.Function, k.File, k.Line = a.from.fn.Name, p.file, p.line
	case a.root != nil:
		k.Function, k.File, k.Line, k.Through = "(the kernel)", a.root.File, a.root.Line, a.root.Why
	default:
		k.Function, k.File, k.Line = "(nobody known)", a.fn.File, int(a.fn.Pos.Line)
	}
	return k
}

func held(e *engine.Entry) []Held {
	out := []Held{}
	for i := range e.Reasons {
		out = append(out, heldOf(&e.Reasons[i]))
	}
	return out
}

// Reached is a function that an assumption is about.
type Reached struct {
	Function string
	File     string
	Line     int
	Row      string // source of the model's row about it; "": none
}

// Find finds a function.
func (w *World) Find(ctx context.Context, spec string) (Reached, error) {
	fn, err := w.function(ctx, spec)
	if err != nil {
		return Reached{}, err
	}
	r := Reached{Function: fn.Name, File: fn.File, Line: int(fn.Pos.Line)}
	if effs := w.prog().Effects(fn.Unit, fn.Name); len(effs) > 0 {
		r.Row = effs[0].Source
	}
	return r, nil
}

// Reach lists the files from which a function can be reached.
func (w *World) Reach(ctx context.Context, spec string) ([]string, error) {
	fn, err := w.function(ctx, spec)
	if err != nil {
		return nil, err
	}
	c, err := w.buildCone(ctx, fn)
	if err != nil {
		return nil, err
	}
	return coneFiles(c), nil
}

func (w *World) function(ctx context.Context, spec string) (*link.Func, error) {
	t, err := w.target(ctx, spec)
	if err != nil {
		return nil, err
	}
	if t.fn == nil {
		return nil, noTarget("%s is a member, not a function", spec)
	}
	return t.fn, nil
}

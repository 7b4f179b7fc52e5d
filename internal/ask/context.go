package ask

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Context answers a question about a function or a line, or about an op; one of
// the results is nil.
func (w *World) Context(ctx context.Context, spec string) (*Answer, *OpAnswer, error) {
	t, err := w.target(ctx, spec)
	if err != nil {
		return nil, nil, err
	}
	if t.fn == nil {
		op, err := w.opAnswer(ctx, t.op)
		return nil, op, err
	}
	a, err := w.answer(ctx, t)
	return a, nil, err
}

func (w *World) answer(ctx context.Context, t target) (*Answer, error) {
	c, err := w.buildCone(ctx, t.fn)
	if err == nil {
		err = w.readCards(ctx, coneFiles(c))
	}
	if err == nil {
		err = w.readAllBodies(ctx, []*link.Func{t.fn})
	}
	if err != nil {
		return nil, err
	}
	f, err := w.waysDown(ctx, c, t.fn)
	if err != nil {
		return nil, err
	}
	a := &Answer{Schema: ContextSchema, Function: t.fn.Name, File: t.fn.File, Line: int(t.fn.Pos.Line), At: t.line, Limits: c.cut}
	if f.cut {
		a.Limits = append(a.Limits, "more ways lead here than were followed")
	}
	a.Contexts = w.contexts(f, t)
	a.Sleep = w.sleep(t.fn)
	a.May = permissions(a.Contexts)
	return a, nil
}

func coneFiles(c *cone) []string {
	seen := map[string]bool{}
	for f := range c.funcs {
		seen[f.File] = true
	}
	return slices.Sorted(func(yield func(string) bool) {
		for f := range seen {
			if !yield(f) {
				return
			}
		}
	})
}

// seen is one way into the target, with what is in force at the asked place.
type seen struct {
	a     *arrival
	here  engine.Entry
	doubt string // why the way may not exist
}

// contexts are the arrivals at the target, those that differ in nothing but
// their way as one.
func (w *World) contexts(f *flow, t target) []Context {
	arrivals := f.at[t.fn]
	if len(arrivals) == 0 {
		lost := f.cut && len(w.index().callers[t.fn]) > 0
		arrivals = []*arrival{{fn: t.fn, entry: engine.EntryOf(effect.Process), assumed: true, lost: lost}}
	}
	var all []seen
	for _, a := range arrivals {
		if t.line == 0 {
			all = append(all, seen{a: a, here: a.entry})
			continue
		}
		for _, e := range w.atLine(a, t.line) {
			all = append(all, seen{a: a, here: e})
		}
	}
	groups := map[string][]seen{}
	var keys []string
	for _, s := range all {
		s.doubt = w.doubt(s)
		k := groupKey(s)
		if groups[k] == nil {
			keys = append(keys, k)
		}
		groups[k] = append(groups[k], s)
	}
	out := make([]Context, 0, len(keys))
	for _, k := range keys {
		if sure, doubted := strings.CutSuffix(k, doubted); !doubted || groups[sure] == nil {
			out = append(out, w.describe(groups[k]))
		}
	}
	slices.SortStableFunc(out, func(a, b Context) int {
		return cmp.Or(cmp.Compare(severity(&b), severity(&a)), cmp.Compare(len(a.Held), len(b.Held)))
	})
	return out
}

// doubted ends the key of a group of ways that are in doubt.
const doubted = "!"

// groupKey tells contexts apart as a reader would.
func groupKey(s seen) string {
	k := contextKind(&s.here)
	for i := range s.here.Reasons {
		r := &s.here.Reasons[i]
		k += fmt.Sprintf("|%s %s %d %s", r.Kind, r.Class, r.Family, r.Lock)
	}
	if s.a.assumed {
		k += "?"
	}
	if s.doubt != "" {
		k += doubted
	}
	return k
}

func severity(c *Context) int {
	n := slices.Index([]string{"process", "atomic", "softirq", "hardirq", "nmi"}, c.Kind)
	if c.Assumed {
		n -= 10
	}
	if c.Doubt != "" {
		n -= 20
	}
	return n
}

// atLine is what is in force at a line: at its first instruction, or at the one
// before it.
func (w *World) atLine(a *arrival, line int) []engine.Entry {
	best := 0
	var out []engine.Entry
	w.ask().Walk(a.fn, a.entry, func(m engine.Moment) {
		at := int(m.In.Pos.Line)
		switch {
		case at > line || at < best:
			return
		case at > best:
			best, out = at, nil
		}
		if at == line && len(out) > 0 && sameLineLater(out, m) {
			return
		}
		out = append(out, m.Here)
	})
	if best == 0 {
		return []engine.Entry{a.entry}
	}
	return out
}

// sameLineLater: the line was seen in that context already.
func sameLineLater(have []engine.Entry, m engine.Moment) bool {
	k := entryKey(&m.Here)
	return slices.ContainsFunc(have, func(e engine.Entry) bool { return entryKey(&e) == k })
}

// describe makes one context of the ways that lead to it.
func (w *World) describe(group []seen) Context {
	best := group[0]
	for _, s := range group[1:] {
		if c := nearness(rootOf(s.a), s.a.fn.File) - nearness(rootOf(best.a), best.a.fn.File); c > 0 || c == 0 && depth(s.a) < depth(best.a) {
			best = s
		}
	}
	c := Context{
		Kind: contextKind(&best.here), MaySleep: !best.here.Forbids(), Why: w.why(best),
		Held: held(&best.here), Way: way(best.a), Roots: len(group), Assumed: best.a.assumed, Doubt: best.doubt,
	}
	names := map[string]bool{rootOf(best.a).fn.Name: true}
	for _, s := range group {
		c.RunBy = orText(c.RunBy, runBy(rootOf(s.a).root))
		if n := rootOf(s.a).fn.Name; !names[n] && len(c.Others) < 8 {
			names[n] = true
			c.Others = append(c.Others, n)
		}
	}
	return c
}

// runBy is what runs a root in a task of the kernel's own; "": nothing is known to, or
// what interrupts a task.
func runBy(r *engine.Root) string {
	if r == nil || r.Reg == nil || r.Context != effect.Process {
		return ""
	}
	switch a := r.Reg.Effect.Actor; a {
	case effect.Work, effect.KThread, effect.IRQThread:
		return a.String()
	}
	return ""
}

// nearness is how close the root of a way is to where it leads: of several drivers
// that a core calls into, a function's own is the likely one.
func nearness(root *arrival, file string) int {
	n := common(root.fn.File, file)
	if root.root != nil {
		n = max(n, common(root.root.File, file))
	}
	return n
}

func depth(a *arrival) int {
	n := 0
	for ; a.from != nil; a = a.from {
		n++
	}
	return n
}

func rootOf(a *arrival) *arrival {
	for a.from != nil {
		a = a.from
	}
	return a
}

// contextKind is the word for what is in force.
func contextKind(e *engine.Entry) string {
	switch e.Base {
	case effect.Hardirq:
		return "hardirq"
	case effect.NMI:
		return "nmi"
	case effect.Softirq:
		return "softirq"
	}
	if e.Forbids() {
		return "atomic"
	}
	return "process"
}

// why says in one clause what makes the context what it is.
func (w *World) why(s seen) string {
	root := rootOf(s.a)
	for i := len(s.here.Reasons) - 1; i >= 0; i-- {
		if r := &s.here.Reasons[i]; r.Atomic {
			return r.Fn.Name + "() " + reasonText(r)
		}
	}
	switch {
	case root.root != nil:
		return root.fn.Name + "(): " + root.root.Why
	case root.lost:
		return "what calls " + root.fn.Name + "() was not followed to where it begins (see the notes)"
	case root.assumed:
		if ops := w.index().bound[root.fn]; len(ops) > 0 {
			return root.fn.Name + "() is bound to " + ops[0].String() + ", whose callers were not seen"
		}
		return "no caller of " + root.fn.Name + "() is known"
	}
	return "process context"
}

func reasonText(r *engine.Reason) string {
	by := " with " + engine.AsWritten(r.API) + "()"
	switch r.Kind {
	case "lock":
		if r.Lock == "" {
			return "took a lock" + by
		}
		return "took " + r.Lock + by
	case "rcu":
		return "opened an RCU read-side section" + by
	case "irqs-off":
		return "disabled interrupts" + by
	case "bh":
		return "disabled softirqs" + by
	}
	return "disabled preemption" + by
}

func heldOf(r *engine.Reason) Held {
	return Held{What: r.Kind, Lock: r.Lock, By: engine.AsWritten(r.API), Function: r.Fn.Name, File: r.Fn.File, Line: r.Line, Forbids: r.Atomic}
}

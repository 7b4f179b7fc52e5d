package ask

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Bounds of the flow: entries of one function, and steps in all.
const (
	maxEntries = 48
	maxVisits  = 12000
)

// arrival is one context in which a function is entered, with the way there.
type arrival struct {
	fn    *link.Func
	entry engine.Entry
	bind  map[int]*link.Func // functions that were passed as arguments
	from  *arrival           // nil: a root
	in    *ir.Instr          // the call in from
	how   string             // the member or parameter that it goes through
	needs []need             // what the way takes for granted of ops tables
	root  *engine.Root
	// assumed: nobody is known to call the root of this way.
	assumed bool
	// lost: somebody calls it, and the bounds were reached before it was known in
	// which context.
	lost bool
}

// flow hands contexts down a cone.
type flow struct {
	w    *World
	cone *cone
	// target is the function that is asked about; nil: all of them.
	target *link.Func
	flags  *flagIndex
	told   *recordIndex        // what records say of the tables that they point to
	chosen *choice             // who has functions of its own for a member that is called
	seen   map[string][][]need // what the ways into a context took for granted
	count  map[*link.Func]int
	queue  [][]*arrival // by the level of the function
	at     map[*link.Func][]*arrival
	visits int
	cut    bool
	// blind: calls are followed that no walk reaches.
	blind bool
}

// flowDown collects the arrivals of every function of the cone.
func (w *World) flowDown(c *cone, target *link.Func) *flow {
	f := &flow{w: w, cone: c, target: target, flags: newFlagIndex(w.prog()), told: newRecordIndex(w.prog()), chosen: w.index().choosing(c), seen: map[string][][]need{}, count: map[*link.Func]int{}, at: map[*link.Func][]*arrival{}}
	f.roots()
	f.run()
	f.orphans(func(fn *link.Func) bool { return len(w.index().handed[fn]) == 0 })
	f.run()
	f.orphans(func(*link.Func) bool { return true }) // passed to what does not call it
	f.run()
	for _, fn := range f.circles() {
		f.push(f.orphan(fn))
	}
	f.run()
	if target != nil && len(f.at[target]) == 0 {
		f.anyway()
	}
	return f
}

// anyway follows calls that no walk reaches: a test of what a stub in a header returns
// decides them otherwise in other builds.
func (f *flow) anyway() {
	f.blind = true
	for _, fn := range f.w.prog().Funcs {
		for _, a := range f.at[fn] {
			f.enqueue(a)
		}
	}
	f.run()
}

// roots enters the cone where something outside calls into it.
func (f *flow) roots() {
	roots := f.w.ask().Roots()
	for i := range roots {
		r := &roots[i]
		if ctx, known := f.rootContext(r); known && f.cone.funcs[r.Fn] {
			f.push(&arrival{fn: r.Fn, entry: engine.EntryOf(ctx), root: saying(r, ctx)})
		}
	}
	for _, fn := range f.w.prog().Funcs {
		if r := f.w.index().ends[fn]; r != nil && f.cone.funcs[fn] {
			f.push(&arrival{fn: fn, entry: engine.EntryOf(r.Context), root: r})
		}
	}
}

// saying is a root whose reason names the context, where that was decided here.
func saying(r *engine.Root, ctx effect.Context) *engine.Root {
	if r.Context != effect.Varies {
		return r
	}
	told := *r
	told.Why = r.Op.String() + " runs in process context: the driver does not declare its device irq-safe"
	if ctx == effect.Atomic {
		told.Why = r.Op.String() + " is called in atomic context: the driver declares its device irq-safe"
	}
	return &told
}

// rootContext is the context in which something outside calls a root; it may be that
// only its callers tell.
func (f *flow) rootContext(r *engine.Root) (effect.Context, bool) {
	switch op, ok := f.w.model.Op(r.Op.Struct, r.Op.Field); {
	case r.Context == effect.Unknown:
		return effect.Process, true
	case r.Context != effect.Varies:
		return r.Context, true
	case !ok || !op.IRQSafe:
		return effect.Varies, false
	case f.w.ask().IRQSafe(r.Fn):
		return effect.Atomic, true
	}
	return effect.Process, true
}

// orphans are functions of the cone that nobody is known to call: entry points
// of the kernel, or calls that were not seen.
func (f *flow) orphans(also func(*link.Func) bool) {
	x := f.w.index()
	for _, fn := range f.w.prog().Funcs {
		if f.cone.funcs[fn] && len(f.at[fn]) == 0 && len(x.callers[fn]) == 0 && fn.Kind != ir.FuncMacro && also(fn) && !f.unused(fn) {
			f.push(f.orphan(fn))
		}
	}
}

// unused: an inline function of a header that the text of no other file names. It is no
// way into anything.
func (f *flow) unused(fn *link.Func) bool {
	if fn == f.target || !fn.Unit.Header || fn.Kind != ir.FuncStatic {
		return false
	}
	scope, _ := f.w.scopeOf(fn)
	return len(f.w.texts.of([]string{fn.Name}, scope)[fn.Name]) <= 1
}

// circles are the functions into which nothing leads but what they lead to, by a
// pointer that may mean each of them: the call that enters from outside was not seen.
func (f *flow) circles() []*link.Func {
	if f.target == nil || len(f.at[f.target]) > 0 {
		return nil
	}
	x := f.w.index()
	above := map[*link.Func]map[*link.Func]bool{}
	for fn := range f.cone.funcs {
		if len(f.at[fn]) == 0 {
			above[fn] = x.above(fn)
		}
	}
	var out []*link.Func
	for _, fn := range f.w.prog().Funcs {
		up := above[fn]
		if len(x.bound[fn]) > 0 && up[fn] && !slices.ContainsFunc(slices.Collect(maps.Keys(up)), func(g *link.Func) bool { return !above[g][fn] }) {
			out = append(out, fn)
		}
	}
	return out
}

// orphan is the context of a function whose callers were not seen: what it says
// itself, else process context.
func (f *flow) orphan(fn *link.Func) *arrival {
	if r := f.w.ask().Asserted(fn); r != nil {
		return &arrival{fn: fn, entry: engine.EntryOf(r.Context), root: r}
	}
	return &arrival{fn: fn, entry: engine.EntryOf(effect.Process), assumed: true}
}

func (f *flow) push(a *arrival) {
	if again(&a.entry) {
		return
	}
	a.needs = together(a.needs, f.chosen.told(a))
	k := fmt.Sprintf("%d %v %s %s", a.fn.ID, f.near(a), entryKey(&a.entry), bindKey(a.bind))
	known := f.seen[k] != nil
	if known && slices.ContainsFunc(f.seen[k], func(n []need) bool { return within(n, a.needs) }) {
		if a.fn == f.target && len(f.at[a.fn]) < 4*maxEntries {
			f.at[a.fn] = append(f.at[a.fn], a) // another way into the same context
		}
		return
	}
	if !known && f.count[a.fn] >= maxEntries {
		f.cut = true
		return
	}
	f.seen[k] = append(f.seen[k], a.needs)
	if !known {
		f.count[a.fn]++
	}
	f.at[a.fn] = append(f.at[a.fn], a)
	f.enqueue(a)
}

// again: the same call took the same lock twice on this way, which went in a circle:
// the way without the circle is the context.
func again(e *engine.Entry) bool {
	for i := range e.Reasons {
		for k := range i {
			a, b := &e.Reasons[i], &e.Reasons[k]
			if a.Fn == b.Fn && a.Line == b.Line && a.API == b.API && a.Lock == b.Lock {
				return true
			}
		}
	}
	return false
}

// near: the way begins in the directories of the target. Such ways are kept apart
// from others with the same context, which may go through another driver.
func (f *flow) near(a *arrival) bool {
	return f.target != nil && nearness(rootOf(a), f.target.File) >= nearComponents
}

// nearComponents is the number of leading path components that a driver's files
// share.
const nearComponents = 3

// enqueue puts an arrival behind those of its level.
func (f *flow) enqueue(a *arrival) {
	level := f.cone.level[a.fn]
	for len(f.queue) <= level {
		f.queue = append(f.queue, nil)
	}
	f.queue[level] = append(f.queue[level], a)
}

// next takes an arrival that is as near to the target as any, so that the ways that
// were begun have arrived when a bound is reached; nil: there is none.
func (f *flow) next() *arrival {
	for i, q := range f.queue {
		if len(q) > 0 {
			f.queue[i] = q[1:]
			return q[0]
		}
	}
	return nil
}

func (f *flow) run() {
	for a := f.next(); a != nil; a = f.next() {
		if f.visits++; f.visits > maxVisits {
			f.cut = true
			return
		}
		f.visit(a)
	}
}

// visit follows the calls of one function that stay within the cone.
func (f *flow) visit(a *arrival) {
	x := f.w.index()
	leads := false
	for i := range a.fn.Calls {
		leads = leads || f.leads(a, &a.fn.Calls[i])
	}
	if !leads {
		return
	}
	reached := map[*ir.Instr]bool{}
	var sites []moment
	f.w.ask().Walk(a.fn, a.entry, func(m engine.Moment) {
		reached[m.In] = true
		if c := x.site[m.In]; c != nil && f.leads(a, c) {
			sites = append(sites, moment{c, m})
		}
	})
	for _, s := range f.w.possible(a, sites) {
		f.follow(a, s.call, s.m.In, s.m.Callee, a.assumed)
	}
	for i := range a.fn.Calls {
		c := &a.fn.Calls[i]
		if in := &a.fn.Blocks[c.Block].Instrs[c.Index]; f.blind && !reached[in] {
			f.follow(a, c, in, engine.EntryOf(a.entry.Base), true)
		}
	}
}

// follow enters what a call leads to.
func (f *flow) follow(a *arrival, c *link.CallSite, in *ir.Instr, entry engine.Entry, assumed bool) {
	for _, t := range f.targets(a, c) {
		next := &arrival{fn: t.fn, entry: entry, from: a, in: in, how: t.how, assumed: assumed}
		next.bind = f.bindings(a, c, t.fn, in)
		next.needs = f.needs(a, c)
		f.push(next)
	}
}

// hop is a function that a call may enter, and what it goes through.
type hop struct {
	fn  *link.Func
	how string
}

func (f *flow) leads(a *arrival, c *link.CallSite) bool { return len(f.targets(a, c)) > 0 }

func (f *flow) needs(a *arrival, c *link.CallSite) []need {
	return together(a.needs, f.flags.needs(a.fn, c.Block))
}

func (f *flow) targets(a *arrival, c *link.CallSite) []hop {
	var out []hop
	if c.Fn != nil && f.cone.funcs[c.Fn] {
		out = append(out, hop{c.Fn, ""})
	}
	if c.Param >= 0 {
		if fn := a.bind[c.Param]; fn != nil && f.cone.funcs[fn] {
			out = append(out, hop{fn, "its parameter"})
		}
	}
	for _, t := range f.w.index().pointed(a.fn, c) {
		if f.cone.funcs[t] && f.means(a, c.Op, t) && !f.flags.denies(f.needs(a, c), c.Op, t) && !f.told.denies(a.fn, c, t) {
			how := throughText(c.Op)
			if c.Name == t.Name {
				how = "" // another definition of it
			}
			out = append(out, hop{t, how})
		}
	}
	return out
}

func throughText(k link.OpKey) string {
	if k.Field == "" {
		return "a pointer"
	}
	return k.String()
}

// bindings are the functions of the cone that a call hands on as arguments.
func (f *flow) bindings(a *arrival, c *link.CallSite, callee *link.Func, in *ir.Instr) map[int]*link.Func {
	if c.Fn != callee {
		return nil
	}
	var out map[int]*link.Func
	for i, arg := range in.Args {
		if i >= len(callee.Params) {
			break
		}
		g := f.w.prog().FuncValue(a.fn, arg)
		if g == nil {
			if p := paramOf(a.fn, arg); p >= 0 {
				g = a.bind[p]
			}
		}
		if g != nil && f.cone.funcs[g] {
			if out == nil {
				out = map[int]*link.Func{}
			}
			out[i] = g
		}
	}
	return out
}

// entryKey tells contexts apart by what is in force, not by where it began.
func entryKey(e *engine.Entry) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d", e.Base)
	for i := range e.Reasons {
		r := &e.Reasons[i]
		fmt.Fprintf(&b, "|%s %d %s %s %v%v%v", r.Kind, r.Family, r.Class, r.Lock, r.Atomic, r.IRQ, r.BH)
	}
	return b.String()
}

func bindKey(bind map[int]*link.Func) string {
	var b strings.Builder
	for i := range 32 {
		if fn := bind[i]; fn != nil {
			fmt.Fprintf(&b, "%d=%d,", i, fn.ID)
		}
	}
	return b.String()
}

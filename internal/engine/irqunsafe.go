package engine

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A lock of an interrupt handler that process context takes with interrupts
// enabled: the interrupt comes on the same CPU and waits for the lock forever.
// Locks are compared by class. The process side must be reached from a root
// that runs in process context, since a plain spin_lock() in a function that
// only the handler calls is right.

// irqTake is the interrupt side of a lock class.
type irqTake struct {
	base   effect.Context
	class  held.Class
	root   *Root
	fn     *link.Func
	in     *ir.Instr
	more   []*irqTake // other places, or other interrupts of its kind
	beyond bool       // there are more that were not remembered
}

// irqTakes are those of hard interrupts and of softirqs, the first of each: where the
// one is found not to come to the lock, the other still may.
type irqTakes map[effect.Context]*irqTake

// interruptBases are the bases in which locks are taken so, the one that asks for more
// first.
var interruptBases = [...]effect.Context{effect.Hardirq, effect.Softirq}

// maxTakes bounds the places where interrupts take a lock that are remembered.
const maxTakes = 8

// kind is what the interrupt is, as far as its registration tells.
func (t *irqTake) kind() effect.Actor {
	if t == nil || t.root.Reg == nil {
		return effect.NoActor
	}
	return t.root.Reg.Effect.Actor
}

// someHard is the kind of origin that is a hard interrupt with some hardware only.
const someHard = "some-hardirq"

func inInterrupt(b effect.Context) bool { return b == effect.Hardirq || b == effect.Softirq }

func spinning(e *effect.Effect) bool {
	return e.Kind == effect.Acquire && e.On == effect.AnyResult && (e.Lock == effect.Spin || e.Lock == effect.RawSpin)
}

// noteIRQTake remembers which lock classes the interrupts of a root take.
func (s *session) noteIRQTake(t *irqTake) {
	take := *t
	take.root = s.root
	switch {
	case s.alsoHard(s.root):
		take.base = effect.Hardirq
	case !inInterrupt(take.base):
		return // who holds a spinlock is no interrupt
	}
	if s.irqTakes == nil {
		s.irqTakes = map[held.Class]irqTakes{}
	}
	if s.irqTakes[take.class] == nil {
		s.irqTakes[take.class] = irqTakes{}
	}
	switch first := s.irqTakes[take.class][take.base]; {
	case first == nil:
		s.irqTakes[take.class][take.base] = &take
	case len(first.more) < maxTakes:
		first.more = append(first.more, &take)
	default:
		first.beyond = true
	}
}

// runAwake looks from ops of which no contract is known, for ways that have slept
// before they come to such a lock.
func (s *session) runAwake(dir string) {
	a := newAwake()
	for _, k := range s.prog.Ops() {
		if _, known := s.prog.Model.Op(k.Struct, k.Field); known || s.prog.Model.Is("setting-up", k.Field) {
			continue
		}
		s.runOp(dir, k, a, "sleeps before, so interrupts are enabled")
	}
}

// runAlso looks from ops whose contract is stricter than some of their callers: these
// call them with interrupts enabled.
func (s *session) runAlso(dir string) {
	for _, n := range s.prog.Model.Names("also-process") {
		s.runOp(dir, link.ParseOpKey(n.Name), nil, "is called in process context, too")
	}
}

// runOp looks in process context from the functions of a directory that an op means.
func (s *session) runOp(dir string, k link.OpKey, a *awake, why string) {
	for _, b := range s.prog.Bindings(k) {
		if b.Fn.Unit.Dir == dir && s.follow[b.Fn.ID] {
			s.runRoot(&Root{
				Fn: b.Fn, Context: effect.Process, Kind: "process", Confidence: int(high), Op: k, File: b.Unit.Path, Line: b.Line, awake: a,
				Why: k.String() + " " + why,
			})
		}
	}
}

// alsoHard: what is a bottom half as a rule is a hard interrupt with some hardware.
func (s *session) alsoHard(r *Root) bool {
	if r == nil {
		return false
	}
	if r.Reg != nil {
		return s.prog.Model.Is("hard-with-some", r.Reg.Effect.Actor.String())
	}
	return r.Op.Field != "" && s.prog.Model.Is("hard-with-some", r.Op.Struct+"."+r.Op.Field)
}

// noteTake sees a lock that is taken in an interrupt, or, when these are known,
// by the threads of the module.
func (r *run) noteTake(st *state, in *ir.Instr, e *effect.Effect) {
	if spinning(e) && r.fn.Kind != ir.FuncMacro { // the macro's user has taken it
		_, cl := r.lockPlace(st, in, e)
		r.noteClass(st, in, e, cl)
	}
}

// noteKept sees the locks that a macro has taken, or a callee of what it was passed,
// which have their class only here.
func (r *run) noteKept(st *state, in *ir.Instr, fn *link.Func, ex *exit, vals []value.Term) {
	var irq, bh int8 // whatever of it disables them is taken to come first
	for i := range ex.ctx.Holds {
		irq, bh = max(irq, ex.ctx.Holds[i].IRQ), max(bh, ex.ctx.Holds[i].BH)
	}
	for i := range ex.ctx.Holds {
		h := &ex.ctx.Holds[i]
		e := effect.Effect{Kind: effect.Acquire, Lock: h.Lock, IRQ: effect.Delta(irq), BH: effect.Delta(bh)}
		if h.Entry || !spinning(&e) || fn.Kind != ir.FuncMacro && h.Class.Field != "*" && h.Class.Struct != "?" {
			continue
		}
		place := r.fromCallee(h.Place, vals)
		if place == value.None {
			continue
		}
		if n := r.At(place); n.Op == value.Field && r.At(n.A).Op == value.Field {
			place = n.A // what wraps a lock is the lock
		}
		r.noteClass(st, in, &e, r.classOf(place, 0))
	}
}

func (r *run) noteClass(st *state, in *ir.Instr, e *effect.Effect, cl held.Class) {
	if r.s.mode == 'l' {
		r.checkTake(st, in, e, cl)
		return
	}
	if r.s.wide > 0 || !inInterrupt(st.ctx.Base) && st.ctx.Base != effect.Atomic {
		return
	}
	if cl.Struct != "?" && cl.Field != "" && cl.Field != "*" {
		r.base.takes = append(r.base.takes, irqTake{base: st.ctx.Base, class: cl, fn: r.fn, in: in})
	}
}

// irqUnsafe looks, from the roots of the shard that an interrupt can interrupt,
// for acquisitions of these locks that leave it enabled: from those in process
// context, and for the locks of hard interrupts from those in softirq context.
func (s *session) irqUnsafe(sh *shard) {
	if len(s.irqTakes) == 0 {
		return
	}
	s.follow = s.callersOf(sh.dir, s.plainTakers(sh.dir))
	if len(s.follow) == 0 {
		return
	}
	s.mode = 'l'
	for _, r := range sh.process {
		if s.follow[r.Fn.ID] {
			s.runRoot(r)
		}
	}
	for _, r := range sh.roots {
		if r.Context == effect.Softirq && s.follow[r.Fn.ID] && !s.alsoHard(r) {
			s.runRoot(r)
		}
	}
	s.runAlso(sh.dir)
	s.runAwake(sh.dir)
	s.follow, s.mode = nil, 0
}

// plainTakers are the functions of a directory that take a lock class of an
// interrupt without disabling interrupts themselves.
func (s *session) plainTakers(dir string) []*link.Func {
	var out []*link.Func
	for _, f := range s.prog.InDir(dir) {
		if !s.sums.of(f).spins {
			continue
		}
		fr := newFrame(s.Table, s.prog, f, nil, nil)
		for i := range f.Calls {
			c := &f.Calls[i]
			in := &f.Blocks[c.Block].Instrs[c.Index]
			if c.Fn != nil && s.sums.of(c.Fn).unbalanced && slices.ContainsFunc(in.Args, func(a ir.ExprID) bool { return s.irqTakes[fr.classOf(value.None, a)] != nil }) {
				out = append(out, f)
			}
			for _, e := range c.Effects() {
				if !spinning(&e) || e.IRQ != 0 || e.Arg < 0 || int(e.Arg) >= len(in.Args) {
					continue
				}
				if s.irqTakes[fr.classOf(value.None, in.Args[e.Arg])] != nil {
					out = append(out, f)
				}
			}
		}
	}
	return out
}

// callersOf closes a set of functions over their direct callers in a module.
func (s *session) callersOf(dir string, fns []*link.Func) map[int]bool {
	if len(fns) == 0 {
		return nil
	}
	set := map[int]bool{}
	for _, f := range fns {
		set[f.ID] = true
	}
	module := s.prog.InDir(dir)
	for changed := true; changed; {
		changed = false
		for _, f := range module {
			if set[f.ID] {
				continue
			}
			for i := range f.Calls {
				if g := f.Calls[i].Fn; g != nil && set[g.ID] {
					set[f.ID], changed = true, true
					break
				}
			}
		}
	}
	return set
}

// checkTake reports an acquisition that an interrupt can interrupt: once for the hard
// ones and once for the softirqs, of which either may turn out not to come there.
func (r *run) checkTake(st *state, in *ir.Instr, e *effect.Effect, cl held.Class) {
	if e.IRQ != 0 {
		return
	}
	for _, base := range interruptBases {
		take := r.s.irqTakes[cl][base]
		if take == nil || !r.s.oneLock(take, r.fn) || !r.interruptible(st, in, e, take) {
			continue
		}
		ev := &event{kind: IRQUnsafe, detail: lockArg(r.fn, in, e), fn: r.fn, in: in, callee: exprText(r.fn.Func, in.Src), row: e, conf: medium, sure: medium}
		if cl.Struct == "" && leadsDirectly(take.root.Fn, take.fn, map[*link.Func]bool{}) {
			ev.conf, ev.sure = high, high // one variable, not one of many objects
		}
		ev.object, ev.by = cl, base
		r.emit(st, ev)
	}
}

// interruptible: an acquisition leaves the interrupt enabled that takes the lock as well.
// One helper may be on both sides.
func (r *run) interruptible(st *state, in *ir.Instr, e *effect.Effect, take *irqTake) bool {
	if st.ctx.Base != effect.Process && (st.ctx.Base != effect.Softirq || take.base != effect.Hardirq || take.fn == r.fn && take.in == in) {
		return false // what a timer and a handler have in common, the one does in place of the other
	}
	for i := range st.ctx.Holds {
		if h := &st.ctx.Holds[i]; h.IRQ > 0 || take.base == effect.Softirq && h.BH > 0 {
			return false
		}
	}
	return take.base != effect.Softirq || e.BH == 0
}

// takeOf is the interrupt's side of an event.
func (s *session) takeOf(ev *event) *irqTake {
	leaf := ev.leaf()
	return s.irqTakes[leaf.object][leaf.by]
}

// leadsDirectly: a function calls another, through others or at once, and by name.
func leadsDirectly(from, to *link.Func, seen map[*link.Func]bool) bool {
	if from == to {
		return true
	}
	seen[from] = true
	return slices.ContainsFunc(from.Calls, func(c link.CallSite) bool {
		return c.Fn != nil && !seen[c.Fn] && leadsDirectly(c.Fn, to, seen)
	})
}

// oneLock: a variable at file scope is the same for the interrupt and for a function,
// which may each have one of that name in their own file. What no header declares is
// a file's own.
func (s *session) oneLock(t *irqTake, f *link.Func) bool {
	if t.class.Struct != "" || f.Unit == t.fn.Unit {
		return true
	}
	_, theirs := s.prog.Global(t.fn.Unit, t.class.Field)
	_, ours := s.prog.Global(f.Unit, t.class.Field)
	return theirs != nil && theirs == ours
}

// lockArg is the lock as written where it is taken.
func lockArg(f *link.Func, in *ir.Instr, e *effect.Effect) string {
	if e.Arg < 0 || int(e.Arg) >= len(in.Args) {
		return ""
	}
	x := in.Args[e.Arg]
	if f.Exprs[x].Op == ir.OpAddr {
		x = f.Exprs[x].X
	}
	if text := exprText(f.Func, x); !strings.ContainsAny(text, "%…") {
		return text
	}
	return ""
}

// kept: the interrupt cannot come on the way of an event. The way passes through the
// handler itself, which this caller runs in place of the interrupt, or a function on it
// has stopped what would interrupt.
func (s *session) kept(ev *event) bool {
	t := s.takeOf(ev)
	for ; ev != nil; ev = ev.sub {
		if t != nil && (ev.fn == t.root.Fn || s.stops(t, ev.fn, ev.in)) || ev.sub == nil && t.kind() == effect.NoActor && s.stopsSomething(ev.fn, ev.in) {
			return true
		}
	}
	return false
}

// live: what interrupts has been begun by then. An op that sets the device up counts
// only where the interrupt was requested on the way; errs to silence where another op
// has requested it.
func (s *session) live(root *Root, ev *event) bool {
	if m := s.prog.Model; !m.Is("setting-up", root.Op.Field) && !m.Is("setting-up", root.Op.Struct+"."+root.Op.Field) {
		return true
	}
	t := s.takeOf(ev)
	if t.kind() != effect.IRQ {
		return false
	}
	for ; ev != nil; ev = ev.sub {
		if s.callsBefore(ev.fn, ev.in, func(c *link.CallSite) bool {
			return s.requests(ev.fn, c, t.root.Fn, 3) && succeedsBefore(ev.fn, c, ev.in)
		}) {
			return true
		}
	}
	return false
}

// requests: a call registers the handler, or leads there within some calls.
func (s *session) requests(fn *link.Func, c *link.CallSite, handler *link.Func, depth int) bool {
	pos := fn.Blocks[c.Block].Instrs[c.Index].Pos
	all := s.prog.Registrations()
	for i := range all {
		if all[i].In == fn && all[i].Fn == handler && all[i].Pos == pos {
			return true
		}
	}
	return c.Fn != nil && depth > 0 && c.Fn.Unit.Same(handler.Unit) &&
		slices.ContainsFunc(c.Fn.Calls, func(inner link.CallSite) bool { return s.requests(c.Fn, &inner, handler, depth-1) })
}

// stops: before a call the function waits for what would interrupt to end, as ndo_stop
// does by napi_disable(), or masks the interrupt at its controller. Errs to silence where
// that is another one of the kind.
func (s *session) stops(t *irqTake, fn *link.Func, in *ir.Instr) bool {
	kind := t.kind()
	if kind == effect.NoActor {
		return false
	}
	ends := func(fn *link.Func, c *link.CallSite) bool { return s.stopsActor(fn, c, kind) }
	return s.callsBefore(fn, in, func(c *link.CallSite) bool {
		return ends(fn, c) || c.Fn != nil && slices.ContainsFunc(c.Fn.Calls, func(inner link.CallSite) bool { return ends(c.Fn, &inner) })
	})
}

// stopsActor: a call waits for an actor of a kind, NoActor for any, or masks the
// interrupt that it is.
func (s *session) stopsActor(fn *link.Func, c *link.CallSite, kind effect.Actor) bool {
	for _, e := range c.Effects() {
		if e.Kind == effect.Quiesce && (kind == effect.NoActor || e.Actor == kind) {
			return true
		}
	}
	return (kind == effect.NoActor || kind == effect.IRQ) && s.prog.Model.Is("masks-irq", c.Name)
}

// stopsSomething: the function that takes the lock waits for any deferred actor before,
// itself or by a small helper: for an interrupt of which the kind is not known. Errs to
// silence where that is another one.
func (s *session) stopsSomething(fn *link.Func, in *ir.Instr) bool {
	return s.callsBefore(fn, in, func(c *link.CallSite) bool {
		return s.stopsActor(fn, c, effect.NoActor) || c.Fn != nil && len(c.Fn.Calls) <= 12 && s.sums.of(c.Fn).quiesces
	})
}

func (s *session) callsBefore(fn *link.Func, in *ir.Instr, what func(*link.CallSite) bool) bool {
	for i := range fn.Calls {
		c := &fn.Calls[i]
		if fn.Blocks[c.Block].Instrs[c.Index].Pos.Line < in.Pos.Line && what(c) {
			return true
		}
	}
	return false
}

// interruptSide is the other witness: where the interrupt takes the lock, and where
// others do.
func (s *session) interruptSide(t *irqTake) *Finding {
	f := s.takenSide(t)
	f.beyond = t.beyond
	for _, o := range t.more {
		f.Others = append(f.Others, s.takenSide(o))
	}
	return &f
}

func (s *session) takenSide(t *irqTake) Finding {
	o := rootOrigin(t.root)
	if s.alsoHard(t.root) {
		o.Kind, o.Base = someHard, effect.Hardirq
	}
	return Finding{
		Kind:   IRQUnsafe,
		Origin: o,
		Chain:  []Frame{{Fn: t.fn, In: t.in, Callee: exprText(t.fn.Func, t.in.Src)}},
	}
}

package engine

import (
	"sort"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/refute"
)

type confidence int8

const (
	low confidence = iota
	medium
	high
)

// Kind says what an event or a finding is about.
type Kind uint8

// Kinds of findings.
const (
	Sleep           Kind = iota // a call that may block where that is forbidden
	Alloc                       // the same because of its GFP argument
	Sync                        // the same by waiting for a DMA channel
	Period                      // takes the stream mutex of a nonatomic PCM
	SelfWait                    // waits for the callback that it runs in
	IRQUnsafe                   // a lock of an interrupt taken with interrupts on
	Unbalanced                  // paths leave different contexts behind
	CallbackLocked              // a completion callback under a lock of its provider
	CallbackHardirq             // a completion callback in the hard interrupt
	PeriodByDMA                 // a nonatomic PCM whose periods come from a DMA callback
	Contradicted                // a body that sleeps although its row in the model denies it
	RTSleep                     // takes a lock that sleeps on PREEMPT_RT where nothing may
	OneshotThread               // a handler that stays in hard interrupt on PREEMPT_RT without need
	BusyWait                    // spins too long with interrupts off
	periodSeen                  // a period notification in atomic context; no flaw by itself
	opSeen                      // a call of an op with too many implementers to look into
)

// event is something forbidden that happens in a function, seen from one of
// its callers: the call there, and the event in the callee, down to the leaf.
type event struct {
	kind   Kind
	fn     *link.Func
	in     *ir.Instr
	callee string
	edge   edge
	sub    *event
	row    *effect.Effect
	conf   confidence
	sure   confidence // conf without the edges that may mean many functions
	doubt  doubts     // what was guessed on the way
	detail string
	ret    *refute.Return // Unbalanced: where and with what the function returns
	depth  int
	object held.Class     // SelfWait: what is waited for
	by     effect.Context // IRQUnsafe: what interrupts
	path   string         // SelfWait: its member, where that is inside of another
	place  value.Term     // SelfWait: its storage in this frame, None if not expressible
	actor  effect.Actor
	// demands are what the way takes for granted about the function's
	// parameters: a caller that knows otherwise does not go it.
	demands value.Facts
	// drops is what the way has released of the caller's when it happens.
	drops []held.Drop
	// site is the call in the code of one module that is mended, see [mended], and
	// foreign whether the way comes into that through an op; filled by identity.
	site    *event
	foreign bool
}

// eventKey identifies an event: its leaf, and the last call in the code of one
// vendor on the way there. Two calls of a driver into one core function that
// sleeps at one place are two places to mend; two ways within the core, or
// within a driver and the library that its siblings share, are one.
type eventKey struct {
	kind   Kind
	fn     *link.Func
	in     *ir.Instr
	name   string
	siteFn *link.Func
	siteIn *ir.Instr
	by     effect.Context
}

func (e *event) leaf() *event {
	for e.sub != nil {
		e = e.sub
	}
	return e
}

func (e *event) key() eventKey {
	e.findSite()
	l := e.leaf()
	return eventKey{l.kind, l.fn, l.in, l.callee, e.site.fn, e.site.in, l.by}
}

// findSite is [mended] for an event whose callee's is known: chains are long, and
// each of their events is looked at in each function on the way.
func (e *event) findSite() {
	if e.site != nil {
		return
	}
	e.site = e
	s := e.sub
	if s == nil {
		return
	}
	s.findSite()
	same := s.fn.Unit.Same(e.fn.Unit)
	switch {
	case s.foreign || e.edge.op.Field != "" && !same:
		e.site, e.foreign = s.site, true
	case same && (s.site != s || s.fn.Kind != ir.FuncMacro):
		e.site = s.site
	case !same:
		for ; s != nil; s = s.sub {
			if s.fn.Kind != ir.FuncMacro && s.fn.Unit.Same(e.fn.Unit) {
				e.site = s
			}
		}
	}
}

// chain is the way from the event's function down to the leaf.
func (e *event) chain() []Frame {
	out := make([]Frame, 0, e.depth+1)
	for ; e != nil; e = e.sub {
		out = append(out, Frame{Fn: e.fn, In: e.in, Callee: e.callee, Op: e.edge.op, Many: e.edge.many, Why: e.edge.why, conf: e.edge.conf})
	}
	return out
}

// unconditional events concern the root, whatever the context.
func (e *event) unconditional() bool {
	return e.kind == SelfWait || e.kind == IRQUnsafe || e.kind == CallbackHardirq
}

// emit records an event at a call: under a reason of this function it is a
// finding, under a reason of the caller it is handed up.
func (r *run) emit(st *state, ev *event) {
	h, forbidden := st.ctx.Why()
	if !forbidden && !ev.unconditional() {
		return
	}
	if st.doubt {
		ev.conf, ev.sure, ev.doubt = low, low, ev.doubt|unread
	}
	if r.onceGuarded(st) {
		ev.conf, ev.sure, ev.doubt = low, low, ev.doubt|onceOnly
	}
	if r.chosen(st) {
		ev.conf, ev.sure, ev.doubt = low, low, ev.doubt|asPassed
	}
	ev.drops = held.Once(st.ctx.Drops)
	ev.demands = r.demands(st, ev.demands)
	if h != nil && !h.Entry && h.Flag != value.None && r.At(h.Flag).Op == value.Param && !r.leavesElse(h.Pos) {
		// One of two modes that the caller chooses: callers with a constant are
		// judged with it. Where there is none, nobody else will say it.
		conf := low
		if r.s.sums.callers[r.fn.ID] == 0 {
			conf = medium
		}
		ev.conf, ev.sure, ev.doubt = min(ev.conf, conf), min(ev.sure, conf), ev.doubt|asCaller
	}
	if h != nil && !h.Entry && !ev.unconditional() && ev.kind != periodSeen {
		if h.Fn != nil && h.Fn != r.fn {
			r.waiting = append(r.waiting, heldEvent{ev, *h})
			return
		}
		r.base.reports = append(r.base.reports, report{ev, *h})
		return
	}
	r.handUp(ev)
}

// maxWays bounds the ways to one event that are kept apart by what they release.
const maxWays = 4

// handUp keeps an event for the callers. Of two ways to one event that release the
// same of the caller's the more certain is kept, then the shorter; of two of which
// one releases more, the other: it concerns every caller that the first concerns.
func (r *run) handUp(ev *event) {
	k := ev.key()
	ways := r.events[k]
	for n, i := range ways {
		old := r.base.events[i]
		if old.conf >= ev.conf && held.Among(old.drops, ev.drops) &&
			(len(old.drops) < len(ev.drops) || old.conf > ev.conf || old.depth <= ev.depth) {
			return
		}
		if ev.conf >= old.conf && held.Among(ev.drops, old.drops) {
			r.base.events[i] = ev
			return
		}
		if n+1 == maxWays {
			r.base.hit.add(BoundEvents)
			return
		}
	}
	if len(r.base.events) >= r.s.limits.events {
		r.base.hit.add(BoundEvents)
		return
	}
	r.events[k] = append(ways, len(r.base.events))
	r.base.events = append(r.base.events, ev)
}

// heldEvent is an event under a lock that a helper took.
type heldEvent struct {
	ev *event
	h  held.Hold
}

// holdKey tells holds apart by where they were taken.
type holdKey struct {
	fn  *link.Func
	pos ir.Pos
}

// judgeWaiting reports the events under locks that helpers took. A helper that
// locks has a twin that unlocks; if this function is not seen to undo the hold
// on any path, the twin was not understood, and the confidence says so.
func (r *run) judgeWaiting() {
	for i := range r.waiting {
		w := &r.waiting[i]
		if !r.undone[holdKey{w.h.Fn, w.h.Pos}] {
			w.ev.conf, w.ev.sure, w.ev.doubt = low, low, w.ev.doubt|notEnded
		}
		r.base.reports = append(r.base.reports, report{w.ev, w.h})
	}
}

// noteUndone remembers that a hold taken by a helper ends here.
func (r *run) noteUndone(h *held.Hold) {
	if h.Fn == nil || h.Fn == r.fn || h.Entry {
		return
	}
	if r.undone == nil {
		r.undone = map[holdKey]bool{}
	}
	r.undone[holdKey{h.Fn, h.Pos}] = true
}

// onceGuarded: the path is open only while a flag is unset that this function
// itself sets, as in `if (p->on) return; clk_prepare_enable(); p->on = true;`,
// and the function has other callers. An earlier call, from where sleeping is
// allowed, has most likely set it.
func (r *run) onceGuarded(st *state) bool {
	alone := r.s.sums.callers[r.fn.ID] < 2
	if alone && !r.s.sums.partOfShared(r.fn) {
		return false
	}
	for _, f := range st.facts {
		n := r.At(f.Term)
		if !f.Is || n.Op != value.Load || r.At(n.A).Op != value.Field {
			continue
		}
		member := r.At(n.A).Sym
		if v, ok := r.IsConst(f.C); ok && v == 0 && r.s.flagsOf(r.fn).set[member] && (!alone || !r.cleared(member)) {
			return true
		}
	}
	return false
}

// cleared: a function of the file takes the flag back.
func (r *run) cleared(member string) bool {
	for _, f := range r.fn.Unit.Funcs {
		if r.s.flagsOf(f).cleared[member] {
			return true
		}
	}
	return false
}

// storedFlags are the members to which a function stores constants: other than zero,
// and zero.
type storedFlags struct{ set, cleared map[string]bool }

// flagsOf are those of a function. They are asked for with each event of it.
func (s *session) flagsOf(f *link.Func) *storedFlags {
	if known := s.flags[f]; known != nil {
		return known
	}
	flags := &storedFlags{map[string]bool{}, map[string]bool{}}
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore || f.Exprs[in.Dst].Op != ir.OpField {
				continue
			}
			if v, ok := s.prog.ConstValue(f.Unit, f.Func, in.Src); ok {
				if v != 0 {
					flags.set[f.Exprs[in.Dst].Sym] = true
				} else {
					flags.cleared[f.Exprs[in.Dst].Sym] = true
				}
			}
		}
	}
	if s.flags == nil {
		s.flags = map[*link.Func]*storedFlags{}
	}
	s.flags[f] = flags
	return flags
}

// propagate lifts an event of a callee to the call.
func (r *run) propagate(st *state, in *ir.Instr, e edge, sub *event, got *lift) {
	conf, sure := sub.conf, sub.sure
	if e.op.Field != "" {
		conf = min(conf, e.conf)
		if e.many <= fewTargets {
			sure = min(sure, e.conf)
		}
	}
	doubt := sub.doubt
	if e.bound {
		conf, sure, doubt = low, low, doubt|asBound
	}
	if e.deferred {
		conf, sure, doubt = low, low, doubt|deferrable
	}
	demands, feasible := r.demanded(st, sub, got)
	if !feasible {
		return
	}
	up := &event{kind: sub.kind, fn: r.fn, in: in, callee: e.name, edge: e, sub: sub, row: sub.row, conf: conf, sure: sure, doubt: doubt, detail: sub.detail, depth: sub.depth + 1, demands: demands}
	if sub.kind == SelfWait {
		up.place = r.fromCallee(sub.place, got.vals)
	}
	if len(sub.drops) == 0 {
		r.emit(st, up)
		return
	}
	side := *st
	for i := range sub.drops {
		side.ctx = side.ctx.Release(r.dropFromCallee(&sub.drops[i], got.vals), func(*held.Hold) {})
	}
	r.emit(&side, up)
}

// checkSleep records a call of the model that may block here.
func (r *run) checkSleep(st *state, in *ir.Instr, name string, e *effect.Effect) {
	ctx := st.ctx
	if e.DropsLock {
		pl, cl := r.lockPlace(st, in, e)
		ctx = r.popQuiet(ctx, e.Lock, pl, cl)
	}
	if _, forbidden := ctx.Why(); !forbidden {
		return
	}
	conf, doubt := high, doubts(0)
	for _, c := range []*effect.Cond{&e.Cond, &e.And} {
		switch r.holds(st, in, c) {
		case value.No:
			return
		case value.Maybe:
			switch c.Kind {
			case effect.GFPBlocks:
				return // an unknown mask is the caller's business
			case effect.ArgLacks, effect.ArgHas, effect.NotIRQSafe:
				conf, doubt = min(conf, medium), condition
			case effect.ArgNonzero, effect.ArgGreater:
				if r.argIsParam(st, in, c) {
					return // the callers decide; those with a constant are judged with it
				}
				conf, doubt = min(conf, medium), condition
			default:
				conf, doubt = low, condition
			}
		}
	}
	kind := Sleep
	if e.Cond.Kind == effect.GFPBlocks {
		kind = Alloc
	}
	for _, o := range r.prog.Effects(r.fn.Unit, name) {
		if o.Kind == effect.Synchronize {
			kind = Sync
		}
	}
	side := *st
	side.ctx = ctx
	r.emit(&side, &event{kind: kind, fn: r.fn, in: in, callee: name, row: e, conf: conf, sure: conf, doubt: doubt, detail: r.explain(st, in, e)})
}

// argIsParam: the deciding argument is the function's own parameter.
func (r *run) argIsParam(st *state, in *ir.Instr, c *effect.Cond) bool {
	if c.Arg < 0 || int(c.Arg) >= len(in.Args) {
		return false
	}
	v := r.value(st, in.Args[c.Arg])
	return v != value.None && r.At(v).Op == value.Param
}

// popQuiet removes the hold that a wait macro drops while it sleeps; if the
// function does not hold it itself, it is a lock of its caller.
func (r *run) popQuiet(c held.Context, lock effect.Lock, pl value.Term, cl held.Class) held.Context {
	best, score := -1, 0
	for i := range c.Holds {
		h := &c.Holds[i]
		if pl != value.None && h.Place != value.None && r.At(h.Place).Op == value.Field && r.At(h.Place).A == pl {
			return c.Without(i) // the lock inside the wait queue head that is named
		}
		if pl != value.None && h.Place != value.None && r.At(pl).Op == value.Field && r.At(pl).A == h.Place {
			return c.Without(i) // taken by the name of what it is in
		}
		if s := held.Match(h, lock, pl, cl); s >= score && s > 0 {
			best, score = i, s
		}
	}
	if best >= 0 {
		return c.Without(best)
	}
	return c.Release(held.Drop{Lock: lock, Place: pl, Class: cl}, func(*held.Hold) {})
}

// explain says why a conditional sleeper sleeps here.
func (r *run) explain(st *state, in *ir.Instr, e *effect.Effect) string {
	c := &e.Cond
	if c.Kind == effect.GFPBlocks && int(c.Arg) >= len(in.Args) && c.Text != "" {
		return c.Text + " by default"
	}
	if c.Arg >= 0 && int(c.Arg) < len(in.Args) {
		switch c.Kind {
		case effect.GFPBlocks:
			text := exprText(r.fn.Func, in.Args[c.Arg])
			if m := r.keptMask(r.value(st, in.Args[c.Arg])); m != nil {
				text += ", which is " + m.String()
			}
			return text
		case effect.ArgNonzero:
			return r.argName(in, int(c.Arg)) + " is " + exprText(r.fn.Func, in.Args[c.Arg])
		}
	}
	return ""
}

// argName is what the callee calls an argument.
func (r *run) argName(in *ir.Instr, arg int) string {
	if x := &r.fn.Exprs[in.Src]; x.Op == ir.OpGlobal {
		if f := r.prog.Resolve(r.fn.Unit, x.Sym); f != nil && arg < len(f.Params) {
			return f.Vars[f.Params[arg]].Name
		}
	}
	return "argument " + itoa(int64(arg+1))
}

// sortEvents orders events by what they end in. Ways to the same end keep the
// order in which they were found, which is the same in every run.
func sortEvents(evs []*event) {
	sort.SliceStable(evs, func(i, j int) bool {
		a, b := evs[i].leaf(), evs[j].leaf()
		if a.fn != b.fn {
			return a.fn.ID < b.fn.ID
		}
		if a.in.Pos != b.in.Pos {
			return a.in.Pos.Line < b.in.Pos.Line || a.in.Pos.Line == b.in.Pos.Line && a.in.Pos.Col < b.in.Pos.Col
		}
		if a.callee != b.callee {
			return a.callee < b.callee
		}
		return a.kind < b.kind
	})
}

// exprText prints an expression as C for messages.
func exprText(f *ir.Func, e ir.ExprID) string {
	x := &f.Exprs[e]
	switch x.Op {
	case ir.OpVar:
		return f.Vars[x.Int].Name
	case ir.OpGlobal, ir.OpConfig:
		return x.Sym
	case ir.OpField:
		if d := &f.Exprs[x.X]; d.Op == ir.OpDeref {
			return exprText(f, d.X) + "->" + x.Sym
		}
		return exprText(f, x.X) + "." + x.Sym
	case ir.OpDeref:
		return "*" + exprText(f, x.X)
	case ir.OpIndex:
		return exprText(f, x.X) + "[" + exprText(f, x.Y) + "]"
	case ir.OpAddr:
		return "&" + exprText(f, x.X)
	case ir.OpUnary:
		return x.Sym + exprText(f, x.X)
	case ir.OpBinary:
		return exprText(f, x.X) + " " + x.Sym + " " + exprText(f, x.Y)
	case ir.OpCast:
		return exprText(f, x.X)
	case ir.OpConst:
		return itoa(x.Int)
	}
	return "…"
}

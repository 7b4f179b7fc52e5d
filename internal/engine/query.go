package engine

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Questions about single functions: in which context is a call made, given the
// context that its function is entered in, and which ways lead to a sleep. What
// callers there are, and which of them to look at, is the business of whoever
// asks.

// Query answers for one program. It is used by one goroutine.
type Query struct {
	s      *session
	res    *Result
	called []Root               // see Roots
	says   map[*link.Func]*Root // see Asserted
}

// NewQuery prepares a program for questions. Bind and BuildCallGraph must have
// been called.
func NewQuery(p *link.Program) *Query {
	res := &Result{Prog: p, sums: summarise(p), props: collectProperties(p)}
	res.Roots = findRoots(p, res.props)
	q := &Query{s: newSession(p, res.sums), res: res, says: map[*link.Func]*Root{}}
	q.s.props, q.s.shallow, q.s.wary = res.props, true, true
	for i := range res.Roots {
		switch r := &res.Roots[i]; {
		case r.Kind == rowKind:
		case r.asserts != nil:
			q.says[r.Fn] = r
		default:
			q.called = append(q.called, *r)
		}
	}
	return q
}

// Roots are the functions that something outside calls in a context of its own. A
// row of the model only says in which context a function may be called, which is
// no call; see [Query.Asserted] for what functions say themselves.
func (q *Query) Roots() []Root { return q.called }

// Asserted is the context that a function says itself it is called in; nil: it
// says none.
func (q *Query) Asserted(fn *link.Func) *Root { return q.says[fn] }

// Reason is one lock or counter that is in force.
type Reason struct {
	Kind   string // "lock", "rcu", "irqs-off", "bh", "preempt"
	Lock   string // as written where it was taken
	Class  held.Class
	Family effect.Lock
	API    string
	Fn     *link.Func // function that took it
	Line   int
	Atomic bool // it forbids sleeping
	IRQ    bool // interrupts are off with it
	BH     bool
	RCU    bool
}

// Entry is a context in which a function is entered.
type Entry struct {
	ctx     held.Context
	Base    effect.Context
	Reasons []Reason
}

// EntryOf is the context that a root promises.
func EntryOf(base effect.Context) Entry {
	return Entry{ctx: held.Context{Base: base}, Base: base}
}

// NeverRuns is why a timer does not run its root, as far as the program shows who starts
// the timer, which is in the member or variable that is told; "": it may.
func (q *Query) NeverRuns(r *Root) (why string, timer link.OpKey) {
	return q.res.neverRuns(r), r.object
}

// IRQSafe tells whether the driver of a function declares its device irq-safe, so that
// it is resumed in atomic context.
func (q *Query) IRQSafe(fn *link.Func) bool {
	return slices.ContainsFunc(q.s.props.irqSafe, func(at codePlace) bool { return at.fn.Unit.Same(fn.Unit) })
}

// Forbids tells whether sleeping is forbidden.
func (e *Entry) Forbids() bool {
	for i := range e.Reasons {
		if e.Reasons[i].Atomic {
			return true
		}
	}
	return held.Forbids(e.Base)
}

// Moment is an instruction with the context that it runs in.
type Moment struct {
	In *ir.Instr
	// Here is the context there, and Callee that context in the terms of the
	// function which a call enters.
	Here, Callee Entry
}

// Walk runs one function from a context and tells each instruction in each
// context that reaches it. Callees are not looked into: what they leave behind
// is known of their summaries. It returns what the function returns with.
func (q *Query) Walk(fn *link.Func, e Entry, visit func(m Moment)) (exits []Entry) {
	s := q.s
	// Each walk has the steps of a directory to itself: of a question that takes many, the
	// last ones would end at the first call otherwise.
	s.work = s.limits.work
	s.begin()
	defer s.survive(fn)
	defer func() { s.onInstr = nil }()
	var top *run
	s.onInstr = func(r *run, st *state, in *ir.Instr) {
		if r.depth > 0 {
			return
		}
		top = r
		m := Moment{In: in, Here: Entry{ctx: st.ctx, Base: st.ctx.Base, Reasons: r.reasons(&st.ctx, e.Reasons)}}
		m.Callee = m.Here
		if in.Op == ir.InstrCall {
			m.Callee.ctx = r.wholeContext(st, in)
		}
		visit(m)
	}
	res := s.interpret(question{fn: fn, entry: e.ctx, own: true})
	for i := range res.exits {
		if ctx := &res.exits[i].ctx; top != nil {
			exits = append(exits, Entry{ctx: *ctx, Base: ctx.Base, Reasons: top.reasons(ctx, e.Reasons)})
		}
	}
	return exits
}

// reasons names the holds of a context; those of the caller are known by their
// index.
func (r *run) reasons(c *held.Context, entry []Reason) []Reason {
	out := make([]Reason, 0, len(c.Holds))
	for i := range c.Holds {
		h := &c.Holds[i]
		if h.Entry && h.Index >= 0 && int(h.Index) < len(entry) {
			out = append(out, entry[h.Index])
			continue
		}
		a := Reason{
			Kind: holdKind(h), Class: h.Class, Family: h.Lock, API: h.API, Fn: h.Fn, Line: int(h.Pos.Line),
			Atomic: h.Atomic(), IRQ: h.IRQ > 0, BH: h.BH > 0, RCU: h.RCU > 0,
		}
		if h.Lock != effect.NoLock && h.Lock != effect.RCU {
			a.Lock = r.s.lockText(h)
		}
		if a.Fn == nil {
			a.Fn = r.fn
		}
		out = append(out, a)
	}
	return out
}

// Way is how a function comes to sleep: its frames down to the call that does.
type Way struct {
	Frames []Frame
	Detail string // what that depends on
	Note   string // of the model's row
	Sure   bool   // nothing on the way was guessed
}

// Sleeps lists the ways on which a function sleeps, the shortest of each end
// first, and the parameters on which it depends whether there are more: those
// that are masks, and those that are tested for zero.
func (q *Query) Sleeps(fn *link.Func) (ways []Way, masks, flags []int) {
	s := newSession(q.s.prog, q.s.sums)
	defer s.survive(fn)
	s.props = q.res.props
	res := s.ask(question{fn: fn, entry: held.Context{Base: effect.Atomic}, own: true})
	for _, ev := range res.events {
		if ev.kind != Sleep && ev.kind != Alloc && ev.kind != Sync {
			continue
		}
		w := Way{Frames: ev.chain(), Detail: ev.leaf().detail, Sure: ev.conf >= medium}
		if row := ev.leaf().row; row != nil {
			w.Note = row.Note
		}
		ways = append(ways, w)
	}
	sum := s.sums.of(fn)
	for i := range fn.Params {
		if i < 32 && sum.gfp&(1<<uint(i)) != 0 {
			masks = append(masks, i)
		}
		if i < 32 && sum.nonzero&(1<<uint(i)) != 0 {
			flags = append(flags, i)
		}
	}
	return ways, masks, flags
}

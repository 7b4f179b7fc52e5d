package engine

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// What a function does is asked for a context and for what its caller knows of
// the arguments, and answered once. An answer is a function of its question and
// of the program: never of who asked first.
//
// A function that calls itself, by whatever detour, is answered by iteration:
// the inner question gets what is known so far, at first that it neither
// returns nor does anything, and the outer one is asked again until nothing
// changes. Only the outermost of the functions on such a way iterates; answers
// that rest on an unfinished one are kept for its round only.

// question is what is asked about a function.
type question struct {
	fn     *link.Func
	entry  held.Context
	args   []value.Term
	ptypes []ir.Type
	known  value.Facts
	own    bool // an entry or a root, not a callee
	near   int8 // not 0: how many calls are left to what is near, see runNear
	depth  int
}

// view is what the answers of a root depend on besides the question.
type view struct {
	mode      byte        // what follow and takes look for
	open      bool        // a stream is open, see inOpenStream
	contract  bool        // judged as the implementer of an op
	nonatomic value.Truth // the PCMs are nonatomic
}

type memoKey struct {
	fn   int
	view view
	sig  string
}

// answer is what one question yields.
type answer struct {
	fn      *link.Func
	exits   []exit
	events  []*event  // under a reason of the caller
	reports []report  // under reasons of its own
	takes   []irqTake // locks taken in an interrupt
	calls   []opCall  // through ops, in atomic context
	uses    []use     // what it was made of, in the order in which that was asked
	drops   bool      // releases something of its caller, at least on the way
	cut     bool      // paths are missing: nothing follows from the exits
	hit     boundSet  // bounds that were hit in it

	standing
}

// use is an answer that another one was made of, as it was then.
type use struct {
	*answer
	version int
	reached bool // the call was entered in this context, not only evaluated
}

// standing says how far an answer can be relied on.
type standing struct {
	q       question
	version int  // counts how often it was another than before; 0: never computed
	done    bool // it will not change any more
	level   int  // of an unfinished question on the stack, from 1
	read    bool // it was asked again while unfinished
	epoch   int  // round in which it was computed
	low     int  // outermost unfinished question that it rests on
	told    byte // walk in which it was told
	spent   bool // it rests on one for which the steps of its entry did not suffice
}

// report is an event under a hold of the function itself.
type report struct {
	ev *event
	h  held.Hold
}

// toldKey is what reports have in common that become one finding.
type toldKey struct {
	event eventKey
	fn    *link.Func
	pos   ir.Pos
	conf  confidence
}

// maxTold bounds the ways that are told from one lock to one leaf: a function that is
// asked about with many arguments finds the same each time.
const maxTold = 4

func (s *session) worthTelling(p *report) bool {
	k := toldKey{p.ev.key(), p.h.Fn, p.h.Pos, p.ev.conf}
	s.ways[k]++
	return s.ways[k] <= maxTold
}

// solver is the state of the iteration.
type solver struct {
	memo    map[memoKey]*answer
	stack   int       // unfinished questions
	epoch   int       // round of the innermost iteration
	epochs  int       // rounds so far, to number them
	low     int       // outermost unfinished question that was read
	pending []*answer // computed, resting on an unfinished one
	changed bool      // an answer that was read while unfinished was another
	work    int       // steps left for the directory
	left    int       // steps left for the entry
	short   bool      // they did not suffice for some answer
}

func newSolver(lim limits) solver {
	return solver{memo: map[memoKey]*answer{}, epoch: -1, low: outermost, work: lim.work, left: lim.entry}
}

// step pays for n steps.
func (s *solver) step(n int) {
	s.work -= n
	s.left -= n
}

// begin gives an entry its steps, and forgets what lacked them before: an answer
// that is cut for want of steps is for the entry that wanted them only. Where those of
// the directory are spent, it gets enough for what is near.
func (s *session) begin() {
	s.left = s.limits.entry
	if s.work < s.limits.late {
		s.work = s.limits.late
	}
	if !s.short {
		return
	}
	s.short = false
	for k, a := range s.memo {
		if a.spent {
			delete(s.memo, k)
		}
	}
}

// ask answers a question.
func (s *session) ask(q question) *answer {
	k := memoKey{q.fn.ID, s.view, s.signature(&q)}
	a := s.memo[k]
	if a == nil {
		a = &answer{fn: q.fn, standing: standing{q: q}}
		s.memo[k] = a
	}
	s.renew(a)
	return a
}

// renew brings an answer up to the present round.
func (s *session) renew(a *answer) {
	switch {
	case a.done:
	case a.level > 0:
		a.read = true
		s.low = min(s.low, a.level)
	case a.epoch == s.epoch:
		s.low = min(s.low, a.low)
	default:
		s.solve(a)
	}
}

const outermost = 1 << 30

// solve computes an answer; if it is the outermost of a recursion, as often as
// it takes.
func (s *session) solve(a *answer) {
	outer, first := s.low, len(s.pending)
	epoch, changed := s.epoch, s.changed
	if s.stack == 0 {
		s.epochs++
		s.epoch = s.epochs
	}
	s.stack++
	a.level = s.stack
	for round := 1; ; round++ {
		s.low, s.changed = outermost, false
		a.read = false
		if a.version == 0 || !s.upToDate(a) {
			s.compute(a)
		}
		if s.low < a.level || !s.changed {
			break
		}
		if round >= s.limits.cycle {
			a.cut = true
			a.hit.add(BoundCycle)
			break
		}
		s.epochs++
		s.epoch = s.epochs
		s.pending = s.pending[:first]
	}
	level := a.level
	a.level = 0
	s.stack--
	s.epoch, a.epoch, a.low = epoch, s.epoch, s.low
	if s.low < level {
		s.pending = append(s.pending, a)
		s.low, s.changed = min(outer, s.low), s.changed || changed
		return
	}
	a.done = true // it rests on nothing unfinished
	for _, p := range s.pending[first:] {
		p.done = true
		p.cut = p.cut || a.hit&(1<<BoundCycle) != 0
	}
	s.pending = s.pending[:first]
	s.low, s.changed = outer, changed
}

// upToDate tells whether all that an answer was made of is as it was then.
func (s *session) upToDate(a *answer) bool {
	for _, u := range a.uses {
		s.renew(u.answer)
		if u.answer.version != u.version {
			return false
		}
	}
	return true
}

// compute interprets once, and notes whether somebody has read another answer.
func (s *session) compute(a *answer) {
	if s.left <= 0 || s.work <= 0 {
		a.cut, a.spent, s.short = true, true, true
		a.hit.add(BoundWork)
		return
	}
	n := s.interpret(a.q)
	s.stats.Interpretations++
	spent := n.spent
	n.standing = a.standing
	n.spent = spent
	if a.version == 0 || !s.sameAnswer(a, n) {
		n.version++
		s.changed = s.changed || a.read
	}
	*a = *n
}

// sameAnswer tells whether two answers agree in all that callers depend on.
func (s *session) sameAnswer(a, b *answer) bool {
	if len(a.exits) != len(b.exits) || len(a.events) != len(b.events) || a.drops != b.drops || a.cut != b.cut {
		return false
	}
	for i := range a.exits {
		x, y := &a.exits[i], &b.exits[i]
		if x.ret != y.ret || x.known != y.known || x.err != y.err || x.doubt != y.doubt || !held.Same(&x.ctx, &y.ctx) || !value.SameFacts(x.conds, y.conds) {
			return false
		}
	}
	for i := range a.events {
		x, y := a.events[i], b.events[i]
		if x.key() != y.key() || x.conf != y.conf || x.sure != y.sure || x.doubt != y.doubt || !slices.Equal(x.drops, y.drops) || !value.SameFacts(x.demands, y.demands) {
			return false
		}
	}
	return true
}

// signature is all of a question but the function.
func (s *session) signature(q *question) string {
	var b strings.Builder
	c := &q.entry
	b.WriteByte(byte('0' + c.Base))
	if c.Near {
		b.WriteByte('n')
	}
	if q.own {
		b.WriteByte('r')
	}
	if q.near > 0 {
		b.WriteByte('A' + byte(q.near))
	}
	if s.wide > 0 && inInterrupt(c.Base) {
		b.WriteByte('w')
	}
	num := func(v int) {
		b.WriteString(strconv.Itoa(v))
		b.WriteByte(' ')
	}
	for i := range c.Holds {
		h := &c.Holds[i]
		b.WriteByte('|')
		num(int(h.Lock))
		num(int(h.Preempt) + 2*int(h.BH) + 4*int(h.IRQ) + 8*int(h.RCU) + 16*int(h.Fault))
		num(int(h.Place))
		num(int(h.Flag))
		num(int(h.Index))
		b.WriteString(h.Class.Struct)
		b.WriteByte('.')
		b.WriteString(h.Class.Field)
		b.WriteByte('.')
		b.WriteString(h.Mode.Struct)
		b.WriteByte('.')
		b.WriteString(h.Mode.Field)
		b.WriteByte(byte('0' + b2i(h.ModeSet) + 2*b2i(h.FlagSet)))
	}
	b.WriteByte('(')
	for _, a := range q.args {
		num(int(a))
	}
	for _, t := range q.ptypes {
		b.WriteString(string(t))
		b.WriteByte(',')
	}
	for i := range q.known {
		b.WriteByte(byte('f') + byte(b2i(q.known[i].Is)))
		num(int(q.known[i].Term))
		num(int(q.known[i].C))
	}
	return b.String()
}

// tell reports what answers hold: callees before callers, each once in a walk.
// What the answer's callees hand up is in its events; those of an entry concern
// nobody, those of a root are judged by who asked for it.
func (s *session) tell(a *answer) {
	if a.told == s.walk {
		return
	}
	a.told = s.walk
	for _, u := range a.uses {
		if u.reached {
			s.tell(u.answer)
		}
	}
	for i := range a.reports {
		if p := &a.reports[i]; s.worthTelling(p) {
			s.report(a.fn, p.ev, &p.h)
		}
	}
	for i := range a.takes {
		s.noteIRQTake(&a.takes[i])
	}
	for _, c := range a.calls {
		s.opCalls[c] = true
	}
	s.bounds.note(a.fn, a.hit)
}

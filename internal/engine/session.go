package engine

import (
	"fmt"
	"testing"

	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// session interprets the entries of one shard. It owns a term table and the
// answers to what was asked, and is used by one goroutine; results do not
// depend on how shards are spread over goroutines.
type session struct {
	*value.Table
	solver
	view
	limits  limits
	prog    *link.Program
	sums    *summaries
	props   *properties
	scratch map[int][]bool  // by function, see scratch
	orders  map[int][]int32 // by function, see orderOf
	flags   map[*link.Func]*storedFlags
	shallow bool // summaries only: no callee is looked into, nothing is reported
	// wary: a call forgets also what a join made of constants in memory. A question must
	// not miss a way, and a finding must not invent one.
	wary     bool
	findings []Finding
	periods  []Finding    // period notifications in atomic context, of PCMs that are not nonatomic
	opsSeen  []Finding    // calls of ops with too many implementers, see contract.go
	follow   map[int]bool // process roots: functions worth descending into
	irqTakes map[held.Class]irqTakes
	wide     int // calls through an op with no telling what it means, on the way here
	opCalls  map[opCall]bool
	ways     map[toldKey]int
	walk     byte  // number of the walk over answers that reports
	root     *Root // root being interpreted, nil for a function on its own
	stats    Stats
	bounds   Bounds
	crashes  []Crash
	// onInstr, when set, is told each instruction with the state before it.
	onInstr func(r *run, st *state, in *ir.Instr)
}

// Crash is a function whose analysis failed for a reason within the tool.
type Crash struct {
	File string
	Line int
	Name string
	What string
}

// opCall is a call through an op in atomic context.
type opCall struct {
	op   link.OpKey
	fn   int
	line uint32
}

func newSession(p *link.Program, sums *summaries) *session {
	lim := sums.limits
	return &session{
		prog: p, sums: sums, Table: value.NewTable(), limits: lim,
		solver:  newSolver(lim),
		scratch: map[int][]bool{}, orders: map[int][]int32{},
		opCalls: map[opCall]bool{}, ways: map[toldKey]int{}, walk: 1,
	}
}

// runEntry interprets a function on its own: what it does under locks that it
// takes itself.
func (s *session) runEntry(fn *link.Func) {
	defer s.survive(fn)
	s.look(nil)
	s.begin()
	q := question{fn: fn, own: true}
	s.tell(s.ask(q))
	s.runNear(q)
}

// runRoot interprets a root in the context that its contract promises.
func (s *session) runRoot(root *Root) {
	defer s.survive(root.Fn)
	s.look(root)
	s.begin()
	entry := held.Context{Base: root.Context}
	if root.asserts != nil {
		entry = s.assertedContext(root)
	}
	q := question{fn: root.Fn, entry: entry, args: s.bound(root), own: true}
	a := s.ask(q)
	s.tell(a)
	s.reportRootEvents(root, a)
	if a = s.runNear(q); a != nil {
		s.reportRootEvents(root, a)
	}
}

// reportRootEvents judges what a root does in its own context.
func (s *session) reportRootEvents(root *Root, a *answer) {
	for _, ev := range a.events {
		if root.awake != nil && (ev.kind != IRQUnsafe || !root.awake.sleptBefore(ev)) {
			continue
		}
		if ev.kind == IRQUnsafe && (s.kept(ev) || !s.live(root, ev)) {
			continue
		}
		if ev.kind == SelfWait && (!root.waitsOnSelf(ev.leaf()) || s.excused(ev)) {
			continue
		}
		if ev.kind == SelfWait && !s.ownObject(ev) {
			doubtful := *ev
			doubtful.conf, doubtful.sure = low, low
			ev = &doubtful
		}
		s.reportRoot(root, ev)
	}
}

// look takes the view of a root, nil for a function on its own.
func (s *session) look(root *Root) {
	s.root = root
	s.view = view{mode: s.mode}
	if root != nil {
		s.open, s.contract, s.view.nonatomic = s.inOpenStream(), root.contract != nil, root.Nonatomic
	}
}

// survive turns a panic while fn was analysed into a remark, so that one
// function costs its own findings only. In tests it is a failure.
func (s *session) survive(fn *link.Func) {
	p := recover()
	if p == nil {
		return
	}
	if testing.Testing() {
		panic(p)
	}
	for k, a := range s.memo {
		if !a.done {
			delete(s.memo, k)
		}
	}
	s.stack, s.epoch, s.low, s.pending, s.wide = 0, -1, outermost, nil, 0
	s.crashes = append(s.crashes, Crash{fn.File, int(fn.Pos.Line), fn.Name, fmt.Sprint(p)})
}

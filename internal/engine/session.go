package engine

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// session interprets the entries of one shard. It owns a term table and the
// memory of what was interpreted, and is used by one goroutine; results do not
// depend on how shards are spread over goroutines.
type session struct {
	*value.Table
	prog     *link.Program
	sums     *summaries
	props    *properties
	memo     map[memoKey]*result
	active   map[memoKey]bool
	variants map[int]int
	nested   map[int]int    // functions being interpreted, for recursion
	scratch  map[int][]bool // by function, see scratch
	shallow  bool           // summaries only: no callee is looked into, nothing is reported
	findings []Finding
	periods  []Finding    // period notifications in atomic context, of PCMs that are not nonatomic
	opsSeen  []Finding    // calls of ops with too many implementers, see contract.go
	follow   map[int]bool // process roots: functions worth descending into
	mode     byte         // part of the memo key: what follow and onTake look for
	irqTakes map[held.Class]*irqTake
	onTake   func(r *run, st *state, in *ir.Instr, e *effect.Effect)
	onInstr  func(r *run, st *state, in *ir.Instr) // told each instruction, see query.go
	wide     int                                   // calls through an op with no telling what it means, on the way here
	opCalls  map[opCall]bool
	budget   int

	overBudget bool  // the entry's own budget is used up
	root       *Root // root being interpreted, nil for a function on its own
	stats      Stats
	crashes    []Crash
}

// Crash is a function whose analysis failed for a reason within the tool.
type Crash struct {
	File string
	Line int
	Name string
	What string
}

type memoKey struct {
	fn  int
	sig string
}

// opCall is a call through an op, and whether it was seen in atomic context.
type opCall struct {
	op     link.OpKey
	fn     int
	line   uint32
	atomic bool
}

// maxVariants bounds the argument combinations for which one function is
// interpreted; beyond it arguments are unknown.
const maxVariants = 8

// entryBudget bounds the block visits made for one entry, maxNested the depth
// of recursion through one function. What the entry calls itself is looked into
// with callBudget where earlier calls have used up everything.
const (
	entryBudget = 5000
	callBudget  = 300
	maxNested   = 2
)

func newSession(p *link.Program, sums *summaries) *session {
	t := value.NewTable()
	return &session{
		prog: p, sums: sums, Table: t,
		memo: map[memoKey]*result{}, active: map[memoKey]bool{}, variants: map[int]int{}, nested: map[int]int{}, scratch: map[int][]bool{},
		opCalls: map[opCall]bool{},
	}
}

// resultOf interprets fn in a context once and remembers the result.
func (s *session) resultOf(fn *link.Func, entry held.Context, args []value.Term, ptypes []ir.Type, known value.Facts, depth int) *result {
	if (args != nil || known != nil) && s.variants[fn.ID] > maxVariants {
		args, known = nil, nil
	}
	k := memoKey{fn.ID, s.signature(&entry, args, ptypes, known)}
	if res, ok := s.memo[k]; ok {
		return res
	}
	if s.variants[fn.ID] > 2*maxVariants {
		s.stats.Cut++
		return s.unknownResult(entry)
	}
	if s.budget <= 0 && depth == 1 {
		s.overBudget, s.budget = true, callBudget
	}
	if s.active[k] || depth > maxDepth || s.budget <= 0 || s.nested[fn.ID] >= maxNested {
		return s.unknownResult(entry)
	}
	s.variants[fn.ID]++
	s.active[k] = true
	s.nested[fn.ID]++
	res := s.interpret(fn, entry, args, ptypes, known, depth)
	s.nested[fn.ID]--
	delete(s.active, k)
	s.memo[k] = res
	s.stats.Interpretations++
	return res
}

// unknownResult stands for a function that is not looked into: it returns, and
// leaves the context alone.
func (s *session) unknownResult(entry held.Context) *result {
	return &result{cut: true, unread: true, exits: []exit{{ctx: entry}}}
}

func (s *session) signature(c *held.Context, args []value.Term, ptypes []ir.Type, known value.Facts) string {
	var b strings.Builder
	b.WriteByte(byte('0' + c.Base))
	if s.mode != 0 {
		b.WriteByte(s.mode)
	}
	if s.inOpenStream() {
		b.WriteByte('o')
	}
	if c.Near {
		b.WriteByte('n')
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
		b.WriteString(h.Class.Struct)
		b.WriteString(h.Class.Field)
		b.WriteString(h.Mode.Field)
		b.WriteByte(byte('0' + b2i(h.ModeSet)))
	}
	b.WriteByte('(')
	for _, a := range args {
		num(int(a))
	}
	for _, t := range ptypes {
		b.WriteString(string(t))
		b.WriteByte(',')
	}
	for i := range known {
		b.WriteByte(byte('f') + byte(b2i(known[i].Is)))
		num(int(known[i].Term))
		num(int(known[i].C))
	}
	return b.String()
}

// runEntry interprets a function on its own: what it does under locks that it
// takes itself.
func (s *session) runEntry(fn *link.Func) {
	defer s.survive(fn)
	s.root = nil
	s.budget, s.overBudget = entryBudget, false
	s.resultOf(fn, held.Context{}, nil, nil, nil, 0)
	s.countBudget()
}

// runRoot interprets a root in the context that its contract promises.
func (s *session) runRoot(root *Root) {
	defer s.survive(root.Fn)
	s.root = root
	s.budget, s.overBudget = entryBudget, false
	entry := held.Context{Base: root.Context}
	if root.asserts != nil {
		entry = s.assertedContext(root)
	}
	res := s.resultOf(root.Fn, entry, nil, nil, nil, 0)
	for _, ev := range res.events {
		if ev.kind == IRQUnsafe && s.standsIn(ev) {
			continue
		}
		if ev.kind == SelfWait && (!root.waitsOnSelf(ev.leaf()) || s.excused(ev)) {
			continue
		}
		if ev.kind == SelfWait && !s.ownObject(ev) {
			ev.conf, ev.sure = low, low
		}
		s.reportRoot(root, ev)
	}
	s.countBudget()
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
	clear(s.active)
	clear(s.nested)
	s.wide = 0
	s.crashes = append(s.crashes, Crash{fn.File, int(fn.Pos.Line), fn.Name, fmt.Sprint(p)})
}

func (s *session) countBudget() {
	if s.budget <= 0 || s.overBudget {
		s.stats.OverBudget++
	}
}

func (s *session) noteOpCall(op link.OpKey, fn *link.Func, in *ir.Instr, atomic bool) {
	s.opCalls[opCall{op, fn.ID, in.Pos.Line, atomic}] = true
}

package protocol

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// What the stop of a provider and the start of its next transfer share, and what
// keeps the two apart.

// touches is what a function and its callees do to the members of structs.
type touches struct {
	stored map[class]bool // assigned; true: never anything but 0, NULL, false
	regs   map[class]bool // the members by which device registers are accessed
}

// shared are the members through which two functions meet: both access registers
// there, or else both assign them, as the transfer that is running.
func (a touches) shared(b touches) []string {
	var out []string
	for c := range a.regs {
		if b.regs[c] {
			out = append(out, c.Field)
		}
	}
	if len(out) > 0 {
		return out
	}
	for c := range a.stored { // the value says whether it is only cleared
		if _, both := b.stored[c]; both && strings.HasPrefix(c.Struct, "struct ") {
			out = append(out, c.Field)
		}
	}
	return out
}

func (t *eventTable) touched(fn *link.Func) touches {
	out := touches{map[class]bool{}, map[class]bool{}}
	for _, f := range t.reach(fn).list {
		if f.Unit.Header {
			continue
		}
		for bi := range f.Blocks {
			for ii := range f.Blocks[bi].Instrs {
				switch in := &f.Blocks[bi].Instrs[ii]; in.Op {
				case ir.InstrStore:
					t.noteStore(f, in, out.stored)
				case ir.InstrCall:
					t.accessed(f, in, func(c class) { out.regs[c] = true })
				}
			}
		}
	}
	return out
}

func (t *eventTable) noteStore(f *link.Func, in *ir.Instr, stored map[class]bool) {
	d := &f.Exprs[in.Dst]
	if d.Op != ir.OpField {
		return
	}
	c := class{Struct: string(t.p.Underlying(t.p.TypeOf(f, d.X))), Field: d.Sym}
	v, known := engine.StaticValue(t.p, f, in.Src)
	cleared, again := stored[c]
	stored[c] = known && v == 0 && (cleared || !again)
}

// accessed calls note for each member by which a call accesses registers: what
// is passed by value as an untyped address, or, where a type stands for the
// registers, its address.
func (t *eventTable) accessed(f *link.Func, in *ir.Instr, note func(class)) {
	for _, a := range in.Args {
		typ := t.p.TypeOf(f, a)
		untyped := typ == "void*" && f.Exprs[a].Op != ir.OpAddr
		if !untyped && (typ == "" || !t.p.Model.Is("registers", string(link.Deref(t.p.Underlying(typ))))) {
			continue
		}
		for _, c := range t.classes(f, a) {
			if !strings.HasSuffix(c.Struct, "()") {
				note(c)
			}
		}
	}
}

// guarded: a branch on the way to the registers reads a member that the stop
// writes, and what the stop wrote makes it turn away. A member that the stop
// only clears, and that must be clear to go on, opens the way instead: it says
// that the old transfer was taken off, not that its stop is over.
func (t *eventTable) guarded(fn *link.Func, stop touches, regs map[class]bool) bool {
	for _, f := range t.reach(fn).list {
		for bi := range f.Blocks {
			term := &f.Blocks[bi].Term
			if term.Kind != ir.TermBranch && term.Kind != ir.TermSwitch {
				continue
			}
			c, read := t.reads(f, term.Cond, stop.stored)
			if !read {
				continue
			}
			if to, known := t.whenClear(f, term, c); stop.stored[c] && known && t.leadsToRegs(f, to, regs) {
				continue
			}
			return true
		}
	}
	return false
}

// reads finds a member of the set in a condition.
func (t *eventTable) reads(f *link.Func, e ir.ExprID, of map[class]bool) (class, bool) {
	if e == 0 {
		return class{}, false
	}
	x := &f.Exprs[e]
	if c, ok := t.memberIn(f, x, of); ok {
		return c, true
	}
	if x.Op == ir.OpVar {
		for _, src := range assigned(f, x.Int) {
			if c, ok := t.memberIn(f, stripCast(f, src), of); ok {
				return c, true
			}
		}
		return class{}, false
	}
	if c, ok := t.reads(f, x.X, of); ok {
		return c, true
	}
	return t.reads(f, x.Y, of)
}

// assigned lists what is stored to a local.
func assigned(f *link.Func, v int64) []ir.ExprID {
	var out []ir.ExprID
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if d := &f.Exprs[in.Dst]; in.Op == ir.InstrStore && d.Op == ir.OpVar && d.Int == v {
				out = append(out, in.Src)
			}
		}
	}
	return out
}

func (t *eventTable) memberIn(f *link.Func, x *ir.Expr, of map[class]bool) (class, bool) {
	if x.Op != ir.OpField {
		return class{}, false
	}
	c := class{Struct: string(t.p.Underlying(t.p.TypeOf(f, x.X))), Field: x.Sym}
	_, ok := of[c]
	return c, ok
}

// whenClear is where a branch goes if the member is 0: known for the member
// itself, its negation, and comparisons with 0.
func (t *eventTable) whenClear(f *link.Func, term *ir.Term, c class) (to ir.BlockID, known bool) {
	if term.Kind != ir.TermBranch {
		return 0, false
	}
	taken, known := t.clearValue(f, term.Cond, c)
	if taken {
		return term.Targets[0], known
	}
	return term.Targets[1], known
}

// clearValue is the value of a condition if the member is 0.
func (t *eventTable) clearValue(f *link.Func, e ir.ExprID, c class) (value, known bool) {
	x := &f.Exprs[e]
	only := map[class]bool{c: true}
	if _, ok := t.memberIn(f, x, only); ok {
		return false, true
	}
	switch x.Op {
	case ir.OpCast:
		return t.clearValue(f, x.X, c)
	case ir.OpUnary:
		if x.Sym == "!" {
			v, known := t.clearValue(f, x.X, c)
			return !v, known
		}
	case ir.OpVar:
		if src := assigned(f, x.Int); len(src) == 1 {
			if _, ok := t.memberIn(f, stripCast(f, src[0]), only); ok {
				return false, true
			}
		}
	case ir.OpBinary:
		if n, ok := engine.StaticValue(t.p, f, x.Y); ok && n == 0 && (x.Sym == "==" || x.Sym == "!=") {
			v, known := t.clearValue(f, x.X, c)
			return v == (x.Sym == "!="), known
		}
	}
	return false, false
}

// leadsToRegs: from a block on, the function accesses one of the registers.
func (t *eventTable) leadsToRegs(f *link.Func, from ir.BlockID, regs map[class]bool) bool {
	seen := map[ir.BlockID]bool{from: true}
	for work := []ir.BlockID{from}; len(work) > 0; work = work[1:] {
		b := work[0]
		for ii := range f.Blocks[b].Instrs {
			if in := &f.Blocks[b].Instrs[ii]; in.Op == ir.InstrCall && t.callAccesses(f, in, regs) {
				return true
			}
		}
		for _, next := range f.Blocks[b].Term.Targets {
			if !seen[next] {
				seen[next] = true
				work = append(work, next)
			}
		}
	}
	return false
}

func (t *eventTable) callAccesses(f *link.Func, in *ir.Instr, regs map[class]bool) bool {
	found := false
	t.accessed(f, in, func(c class) { found = found || regs[c] })
	if found {
		return true
	}
	if c := f.CallAt(in); c != nil && c.Fn != nil {
		for r := range t.touched(c.Fn).regs {
			if regs[r] {
				return true
			}
		}
	}
	return false
}

package refute

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// tracks is what states are told apart by: variables of the functions of the
// way, and members and globals by name.
type tracks struct {
	names   map[string]bool
	vars    map[varKey]bool
	exact   map[*link.Func]bool // functions beside the way that are executed, and whose variables all count
	whole   bool                // all that can be executed is
	grew    bool
	pending []pending
	limited map[*ir.Instr]bool // calls beside the way of which not every outcome was possible
	cached  []int8             // by V: 0 not asked, 1 tracked, 2 not
}

type varKey struct {
	level int64
	v     int64
}

// pending is a condition on the way that could not be met.
type pending struct {
	at int // how far on the way
	fr *frame
	e  ir.ExprID
	v  V
}

// conflict notes a condition on the way that could not be met. In a function
// beside the way it is no obstacle: what it returns, or holds, may be one later.
func (w *walk) conflict(fr *frame, e ir.ExprID, v V) {
	if fr.goal == nil {
		w.limit(fr, e)
		return
	}
	for i := range w.pending {
		if w.pending[i].fr == fr && w.pending[i].e == e {
			return
		}
	}
	w.pending = append(w.pending, pending{int(fr.level), fr, e, v})
}

// refine tracks what the furthest obstacle is about, and what that is computed
// from. One at a time: most go away with it.
func (w *walk) refine() {
	slices.SortStableFunc(w.pending, func(a, b pending) int { return b.at - a.at })
	for _, p := range w.pending {
		if p.e == 0 {
			w.trackHelpers(p.fr)
		} else {
			w.trackValue(p.v)
			w.trackExpr(p.fr, p.e)
		}
		if w.grew {
			break
		}
	}
	w.pending = w.pending[:0]
}

// limit notes that what is known decides about the outcome of a function beside
// the way.
func (w *walk) limit(fr *frame, e ir.ExprID) {
	if fixed(fr.fn, e) {
		return
	}
	for fr.outer.goal == nil {
		fr = fr.outer
	}
	if w.limited == nil {
		w.limited = map[*ir.Instr]bool{}
	}
	w.limited[fr.via] = true
}

// fixed: an expression of constants only.
func fixed(f *link.Func, e ir.ExprID) bool {
	x := &f.Exprs[e]
	switch x.Op {
	case ir.OpVar, ir.OpField, ir.OpDeref, ir.OpIndex:
		return false
	}
	return (x.X == 0 || fixed(f, x.X)) && (x.Y == 0 || fixed(f, x.Y))
}

// notHeld notes that the next call of the way is reached without what made the
// context atomic: what its helpers go by is tracked from now on.
func (w *walk) notHeld(fr *frame) { w.conflict(fr, 0, none) }

// trackHelpers tracks what the functions go by that change the context.
func (w *walk) trackHelpers(fr *frame) {
	for i := range fr.fn.Calls {
		c := &fr.fn.Calls[i]
		if in := &fr.fn.Blocks[c.Block].Instrs[c.Index]; c.Fn != nil && w.limited[in] && w.changes(c.Fn) {
			w.trackCall(fr, in)
		}
	}
}

func (w *walk) conflictArg(fr *frame, in *ir.Instr, arg int) {
	if arg >= 0 && arg < len(in.Args) {
		w.conflict(fr, in.Args[arg], none)
	}
}

func (w *walk) trackName(name string) {
	name = name[strings.LastIndexByte(name, ':')+1:]
	if w.names[name] {
		return
	}
	if w.names == nil {
		w.names = map[string]bool{}
	}
	w.names[name], w.grew = true, true
	for _, fr := range w.frames {
		w.trackStores(fr, name)
	}
}

// trackStores tracks what is stored to members of a name.
func (w *walk) trackStores(fr *frame, name string) {
	for b := range fr.fn.Blocks {
		for i := range fr.fn.Blocks[b].Instrs {
			in := &fr.fn.Blocks[b].Instrs[i]
			if in.Dst == 0 {
				continue
			}
			switch x := &fr.fn.Exprs[in.Dst]; {
			case (x.Op == ir.OpField || x.Op == ir.OpGlobal) && x.Sym == name:
				w.trackExpr(fr, in.Src)
			case in.Op == ir.InstrStore && fr.fn.Exprs[in.Src].Op == ir.OpInit:
				w.trackExpr(fr, in.Src)
			}
		}
	}
	bit := someBit + name
	for i := range fr.fn.Calls {
		c := &fr.fn.Calls[i]
		if c.Fn == nil {
			continue
		}
		if stored := w.mayStore(c.Fn); stored[name] || stored[bit] {
			for _, a := range fr.fn.Blocks[c.Block].Instrs[c.Index].Args {
				w.trackExpr(fr, a)
			}
		}
	}
}

// trackExpr tracks the names in an expression of a function of the way.
func (w *walk) trackExpr(fr *frame, e ir.ExprID) {
	if e == 0 {
		return
	}
	x := &fr.fn.Exprs[e]
	switch x.Op {
	case ir.OpVar:
		w.trackVar(fr, x.Int)
	case ir.OpField:
		w.trackName(x.Sym)
	case ir.OpGlobal:
		if _, g := w.prog.Global(fr.fn.Unit, x.Sym); g != nil {
			w.trackName(x.Sym)
		}
	}
	w.trackExpr(fr, x.X)
	w.trackExpr(fr, x.Y)
	for _, a := range x.Args {
		w.trackExpr(fr, a)
	}
}

// trackVar tracks a variable, and what it is assigned from.
func (w *walk) trackVar(fr *frame, v int64) {
	k := varKey{fr.level, v}
	if w.vars[k] {
		return
	}
	if w.vars == nil {
		w.vars = map[varKey]bool{}
	}
	w.vars[k], w.grew = true, true
	for b := range fr.fn.Blocks {
		for i := range fr.fn.Blocks[b].Instrs {
			in := &fr.fn.Blocks[b].Instrs[i]
			if in.Dst == 0 || rootVar(fr, in.Dst) != v {
				if in.Op == ir.InstrCall && passesAddress(fr, in, v) {
					w.trackCall(fr, in)
				}
				continue
			}
			if in.Op == ir.InstrCall {
				w.trackCall(fr, in)
			} else {
				w.trackExpr(fr, in.Src)
			}
		}
	}
	if fr.level == 0 || fr.level > int64(len(w.frames)) {
		return
	}
	for i, p := range fr.fn.Params {
		if int64(p) == v {
			if from := w.frames[fr.level-1]; i < len(from.goal.Args) {
				w.trackExpr(from, from.goal.Args[i])
			}
		}
	}
}

// trackCall tracks what a call's result is computed from.
func (w *walk) trackCall(fr *frame, in *ir.Instr) {
	for _, a := range in.Args {
		w.trackExpr(fr, a)
	}
	x := &fr.fn.Exprs[in.Src]
	if x.Op != ir.OpGlobal {
		return
	}
	f := w.prog.Resolve(fr.fn.Unit, x.Sym)
	switch {
	case f == nil || !w.changes(f) && !w.small(fr.fn, f, in):
	case !w.exact[f]:
		w.trackFunc(f)
	default: // what it goes by was not enough
		for name := range w.info(f).mentions {
			w.trackName(name)
		}
	}
}

// trackFunc executes a function beside the way from now on, and what it calls, and
// tells its states apart by all that it mentions.
func (w *walk) trackFunc(f *link.Func) { w.trackFuncs(f, maxInline) }

func (w *walk) trackFuncs(f *link.Func, depth int) {
	if w.exact[f] || depth == 0 {
		return
	}
	if w.exact == nil {
		w.exact = map[*link.Func]bool{}
	}
	w.exact[f], w.grew = true, true
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Fn != nil && w.small(f, c.Fn, &f.Blocks[c.Block].Instrs[c.Index]) {
			w.trackFuncs(c.Fn, depth-1)
		}
	}
}

// rootVar is the variable that a place is a part of, -1 if none.
func rootVar(fr *frame, e ir.ExprID) int64 { return rootVarOf(fr.fn, e) }

func rootVarOf(f *link.Func, e ir.ExprID) int64 {
	x := &f.Exprs[e]
	for x.Op == ir.OpField || x.Op == ir.OpIndex || x.Op == ir.OpCast {
		x = &f.Exprs[x.X]
	}
	if x.Op == ir.OpVar {
		return x.Int
	}
	return -1
}

func passesAddress(fr *frame, in *ir.Instr, v int64) bool {
	for _, a := range in.Args {
		if x := &fr.fn.Exprs[a]; x.Op == ir.OpAddr && rootVar(fr, x.X) == v {
			return true
		}
	}
	return false
}

// trackValue tracks the leaves of a value.
func (w *walk) trackValue(v V) {
	for v != none {
		n := *w.at(v)
		switch n.op {
		case oSym:
			w.trackValue(n.b)
			return
		case oField, oMember:
			w.trackName(n.sym)
		case oGlobal:
			if n.num != constantName {
				w.trackName(n.sym)
			}
		case oParam:
			w.trackVar(w.frames[0], int64(w.frames[0].fn.Params[n.num]))
		case oLocal:
			if level := n.num >> 20; level < int64(len(w.frames)) {
				w.trackVar(w.frames[level], n.num&(1<<20-1))
			}
		}
		if n.b != none {
			w.trackValue(n.b)
		}
		v = n.a
	}
}

func (w *walk) forgetTracked() { w.cached = w.cached[:0] }

// tracked tells whether a place or a value is about something that is tracked.
func (w *walk) tracked(v V) bool {
	for int(v) >= len(w.cached) {
		w.cached = append(w.cached, 0)
	}
	if w.cached[v] == 0 {
		t := w.isTracked(v)
		w.cached[v] = 2
		if t {
			w.cached[v] = 1
		}
	}
	return w.cached[v] == 1
}

func (w *walk) isTracked(v V) bool {
	if v == none {
		return false
	}
	n := w.at(v)
	switch n.op {
	case oSym:
		return w.tracked(n.b)
	case oField, oMember:
		if w.names[n.sym] {
			return true
		}
	case oGlobal:
		return w.names[n.sym[strings.LastIndexByte(n.sym, ':')+1:]]
	case oParam:
		return w.vars[varKey{0, int64(w.frames[0].fn.Params[n.num])}]
	case oLocal:
		return w.vars[varKey{n.num >> 20, n.num & (1<<20 - 1)}]
	case oConfig, oApply:
		return true
	}
	return n.a != none && w.tracked(n.a) || n.b != none && w.tracked(n.b)
}

// comparedAtOnce is the number of facts and places whose comparison costs about as
// much as an instruction.
const comparedAtOnce = 16

// covers tells whether every path from b is one from a, as far as states are
// told apart. In a small function beside the way all that it mentions counts.
func (w *walk) covers(fr *frame, a, b *state) bool {
	if !sameContext(&a.ctx, &b.ctx) || a.lost != b.lost {
		return false
	}
	if w.blind {
		return true
	}
	// Comparing what is known of large states costs more than walking on.
	w.steps += 1 + (len(a.facts)+len(a.heap)+len(b.heap))/comparedAtOnce
	counts := w.tracked
	if fr.goal == nil && (fr.info.size <= maxSmall || w.exact[fr.fn]) {
		counts = func(v V) bool { return w.tracked(v) || w.mentions(fr, v) }
	}
	var held map[V]bool // values in places that count, by whatever name they came there
	looked := false
	for i := range a.facts {
		f := &a.facts[i]
		if !counts(f.v) {
			if !looked {
				held, looked = w.unknowns(a.heap, counts), true
			}
			if len(held) == 0 || !w.madeOf(f.v, held) {
				continue
			}
		}
		j, ok := b.facts.find(f.v)
		if !ok || !b.facts[j].saysAll(f.info) {
			return false
		}
	}
	for _, c := range a.heap {
		if counts(c.place) {
			if v, ok := b.heap.get(c.place); !ok || v != c.val {
				return false
			}
		}
	}
	for _, c := range b.heap {
		if counts(c.place) {
			if _, ok := a.heap.get(c.place); !ok {
				return false
			}
		}
	}
	return true
}

// unknowns are the unknown values in the places of a heap that count: what a helper answered
// was a variable of its own there.
func (w *walk) unknowns(h heap, counts func(V) bool) (out map[V]bool) {
	for _, c := range h {
		if w.at(c.val).op == oSym && counts(c.place) {
			if out == nil {
				out = map[V]bool{} // seldom: this is asked of most states
			}
			out[c.val] = true
		}
	}
	return out
}

// mentions tells whether a value is about something that a function names.
func (w *walk) mentions(fr *frame, v V) bool {
	for v != none {
		n := w.at(v)
		switch n.op {
		case oSym:
			return w.mentions(fr, n.b)
		case oLocal:
			return n.num>>20 >= fr.level
		case oField, oMember, oGlobal:
			if fr.info.mentions[n.sym[strings.LastIndexByte(n.sym, ':')+1:]] {
				return true
			}
		}
		if n.b != none && w.mentions(fr, n.b) {
			return true
		}
		v = n.a
	}
	return false
}

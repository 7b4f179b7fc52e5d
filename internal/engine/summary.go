package engine

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
)

// summary is what is known about a function without looking at any one
// context: it steers which calls are worth interpreting. It over-approximates
// (a function that "may sleep" need not), so it costs time, never findings.
type summary struct {
	sleeps     bool     // may sleep whatever its arguments are
	gfp        uint32   // may sleep if this argument is a blocking GFP mask
	nonzero    uint32   // may sleep if this argument is not zero
	relevant   uint32   // arguments on which its control flow or its sleeping depends
	callsParam uint32   // arguments that it calls, or calls a member of while some caller passes a fixed ops table
	argSens    uint32   // arguments that decide whether it sleeps in its own atomic region
	assigns    uint32   // macro: arguments that it stores to
	quiesces   bool     // waits for a deferred actor
	spins      bool     // takes a spinlock
	period     bool     // reaches something else that a rule wants to see in atomic context
	entry      bool     // hands a constant or a function to a callee whose own atomic region depends on it
	ctxOps     bool     // takes or releases something itself, or through an unbalanced callee
	unbalanced bool     // some exit leaves another context behind
	drops      bool     // releases something of its caller, at least on the way
	cut        bool     // not all of its exits are known
	quiet      bool     // changes no memory
	small      bool     // an accessor candidate
	defers     uint32   // arguments that it calls or hands to a deferred actor, as it sees fit
	fields     uint64   // names of members that it mentions, a bit each by hash
	tested     fieldSet // members that it, or what it calls in its directory, tests
	exits      []portableExit
	artefact   bool           // what its exits keep is not believed
	suspect    []portableExit // exits of which some keep something
}

// any tells whether anything of interest can happen inside.
func (s *summary) any() bool {
	return s.sleeps || s.gfp != 0 || s.nonzero != 0 || s.period || s.quiesces || s.callsParam != 0
}

type summaries struct {
	list []summary
	// fixedOps are, per function, the parameters for which some caller passes
	// the address of a global.
	fixedOps []uint32
	// callers counts the direct call sites of each function.
	callers []int32
	single  []*link.Func        // the caller of a function that has one
	invokes map[link.OpKey]bool // members that call a client\'s completion
	limits  limits
	bounds  Bounds
}

// opsParam is the parameter whose target's member an indirect call goes
// through, as in do(const struct ops *ops) { ops->start(); }, else -1.
func opsParam(f *link.Func, in *ir.Instr) int {
	x := &f.Exprs[in.Src]
	if x.Op != ir.OpField {
		return -1
	}
	d := &f.Exprs[x.X]
	if d.Op != ir.OpDeref {
		return -1
	}
	v := &f.Exprs[d.X]
	if v.Op != ir.OpVar {
		return -1
	}
	for i, p := range f.Params {
		if i < 32 && int64(p) == v.Int {
			return i
		}
	}
	return -1
}

// opsOf are the parameters through whose targets' member an indirect call goes: what
// is called there depends on the object that the caller passes.
func opsOf(f *link.Func, in *ir.Instr, taint taintMap) uint32 {
	if x := &f.Exprs[in.Src]; x.Op == ir.OpField {
		if d := &f.Exprs[x.X]; d.Op == ir.OpDeref {
			return taint.of(f, d.X)
		}
	}
	return 0
}

func countCallers(p *link.Program) []int32 {
	out := make([]int32, len(p.Funcs))
	for _, f := range p.Funcs {
		for i := range f.Calls {
			if g := f.Calls[i].Fn; g != nil {
				out[g.ID]++
			}
		}
	}
	return out
}

// partOfShared: the one caller of a function is called from several places.
func (s *summaries) partOfShared(f *link.Func) bool {
	return s.callers[f.ID] == 1 && s.single[f.ID] != nil && s.callers[s.single[f.ID].ID] > 1
}

// singleCallers is, for each function with one call site, the caller.
func singleCallers(p *link.Program, callers []int32) []*link.Func {
	out := make([]*link.Func, len(p.Funcs))
	for _, f := range p.Funcs {
		for i := range f.Calls {
			if g := f.Calls[i].Fn; g != nil && callers[g.ID] == 1 {
				out[g.ID] = f
			}
		}
	}
	return out
}

// findFixedOps notes which parameters get the address of a global.
func findFixedOps(p *link.Program) []uint32 {
	out := make([]uint32, len(p.Funcs))
	for _, f := range p.Funcs {
		for i := range f.Calls {
			c := &f.Calls[i]
			if c.Fn == nil {
				continue
			}
			for j, a := range f.Blocks[c.Block].Instrs[c.Index].Args {
				if j >= 32 {
					break
				}
				if x := &f.Exprs[a]; x.Op == ir.OpAddr && f.Exprs[x.X].Op == ir.OpGlobal {
					out[c.Fn.ID] |= 1 << uint(j)
				}
			}
		}
	}
	return out
}

func (s *summaries) of(f *link.Func) *summary { return &s.list[f.ID] }

// summarise computes all summaries bottom-up over call-graph components.
func summarise(p *link.Program) *summaries { return summariseWithin(p, ordinaryLimits()) }

func summariseWithin(p *link.Program, lim limits) *summaries {
	s := &summaries{list: make([]summary, len(p.Funcs)), fixedOps: findFixedOps(p), invokes: invokingMembers(p), callers: countCallers(p), limits: lim}
	s.single = singleCallers(p, s.callers)
	var sh *session
	for _, comp := range components(p) {
		if sh == nil || sh.Table.Len() > 1<<18 {
			sh = newSession(p, s)
			sh.shallow = true
		}
		s.settle(p, sh, comp)
	}
	return s
}

// settle brings the summaries of functions that call each other to a fixed
// point: a function is looked at again while one that it calls has changed.
func (s *summaries) settle(p *link.Program, sh *session, comp []*link.Func) {
	if len(comp) == 1 {
		s.update(p, comp[0])
		s.balance(sh, comp[0])
		return
	}
	stale := make(map[*link.Func]bool, len(comp))
	callers := map[*link.Func][]*link.Func{}
	for _, f := range comp {
		stale[f] = true
		for i := range f.Calls {
			if g := f.Calls[i].Fn; g != nil {
				callers[g] = append(callers[g], f)
			}
			for _, g := range f.Calls[i].Targets {
				callers[g] = append(callers[g], f)
			}
		}
	}
	for round := 0; len(stale) > 0; round++ {
		next := map[*link.Func]bool{}
		for _, f := range comp {
			if !stale[f] {
				continue
			}
			if round >= s.limits.cycle {
				s.of(f).cut = true
				s.bounds.note(f, 1<<BoundCycle)
				continue
			}
			changed := s.update(p, f)
			if s.balance(sh, f) || changed {
				for _, g := range callers[f] {
					next[g] = true
				}
			}
		}
		stale = next
		sh.solver = newSolver(sh.limits) // what accessors answered may be another thing now
	}
}

// update recomputes the flow-insensitive part of one summary.
func (s *summaries) update(p *link.Program, f *link.Func) bool {
	sum := s.of(f)
	old := *sum
	taint := paramTaint(f)
	for i := range f.Blocks {
		t := &f.Blocks[i].Term
		if t.Kind == ir.TermBranch || t.Kind == ir.TermSwitch {
			sum.relevant |= taint.of(f, t.Cond)
		}
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		in := &f.Blocks[c.Block].Instrs[c.Index]
		s.updateCall(p, f, sum, c, in, taint)
	}
	sum.relevant |= sum.gfp | sum.nonzero | sum.callsParam
	if sum.ctxOps {
		sum.argSens |= sum.gfp | sum.nonzero
	}
	if f.Kind == ir.FuncMacro {
		sum.assigns = assignedParams(f)
	}
	sum.fields = mentionedFields(f)
	sum.tested.add(f)
	sum.small = len(f.Blocks) <= 2 && len(f.Calls) <= 2 && !sum.sleeps && !sum.ctxOps
	sum.quiet = !storesMemory(f) && quietCalls(p, s, f)
	return sum.differs(&old)
}

func (s *summary) differs(o *summary) bool {
	return s.sleeps != o.sleeps || s.gfp != o.gfp || s.nonzero != o.nonzero || s.relevant != o.relevant ||
		s.callsParam != o.callsParam || s.argSens != o.argSens || s.period != o.period || s.spins != o.spins || s.quiesces != o.quiesces || s.tested != o.tested || s.ctxOps != o.ctxOps || s.quiet != o.quiet
}

func (s *summaries) updateCall(p *link.Program, f *link.Func, sum *summary, c *link.CallSite, in *ir.Instr, taint taintMap) {
	if c.Name != "" {
		if effs := p.Effects(f.Unit, c.Name); effs != nil {
			for i := range effs {
				s.updateEffect(p, f, sum, in, &effs[i], taint)
				if effs[i].Kind == effect.Calls {
					for _, t := range c.Targets {
						s.updateCallee(p, f, sum, in, t, taint)
					}
				}
			}
			return
		}
	}
	if c.Fn != nil {
		s.updateCallee(p, f, sum, in, c.Fn, taint)
		for _, side := range c.Targets {
			s.updateCallee(p, f, sum, in, side, taint)
		}
		return
	}
	if c.Param >= 0 && c.Param < 32 {
		sum.callsParam |= 1 << uint(c.Param)
		if handsOn(p, f, c.Param) {
			sum.defers |= 1 << uint(c.Param)
		}
	}
	sum.relevant |= opsOf(f, in, taint)
	if i := opsParam(f, in); i >= 0 && s.fixedOps[f.ID]&(1<<uint(i)) != 0 {
		// Callers say which table: what it does is judged from them.
		sum.callsParam |= 1 << uint(i)
		return
	}
	if c.Op.Field != "" {
		sum.period = sum.period || s.invokes[c.Op]
		if op, ok := p.Model.Op(c.Op.Struct, c.Op.Field); ok && held.Forbids(op.Context) {
			return
		}
	}
	if s.lockingTargets(f, c.Targets) != nil {
		sum.ctxOps = true
	}
	for _, t := range c.Targets {
		sub := s.of(t)
		for i, a := range in.Args {
			if i < 32 && sub.relevant&(1<<uint(i)) != 0 {
				sum.relevant |= taint.of(f, a)
			}
		}
		if sub.any() {
			sum.sleeps = sum.sleeps || sub.sleeps || sub.gfp != 0 || sub.nonzero != 0
			sum.period = sum.period || sub.period
			sum.quiesces = sum.quiesces || sub.quiesces
		}
	}
}

func (s *summaries) updateEffect(p *link.Program, f *link.Func, sum *summary, in *ir.Instr, e *effect.Effect, taint taintMap) {
	switch e.Kind {
	case effect.MaySleep:
		bits, always := s.condition(p, f, in, &e.Cond, taint)
		if e.Cond.Kind == effect.GFPBlocks {
			sum.gfp |= bits
		} else {
			sum.nonzero |= bits
		}
		sum.sleeps = sum.sleeps || always
	case effect.Acquire, effect.Enter, effect.Release, effect.Leave:
		sum.ctxOps = true
		if e.Kind == effect.Acquire && (e.Lock == effect.Spin || e.Lock == effect.RawSpin) {
			sum.spins = true
		}
		if e.Lock == effect.Stream {
			sum.period = true
		}
	case effect.PeriodElapsed, effect.Invoke:
		sum.period = true
	case effect.Quiesce:
		sum.quiesces = true
	}
}

// condition tells on which parameters of f a conditional sleeper depends;
// always is set when it depends on none and is not known to be false.
func (s *summaries) condition(p *link.Program, f *link.Func, in *ir.Instr, c *effect.Cond, taint taintMap) (bits uint32, always bool) {
	if c.Kind != effect.GFPBlocks && c.Kind != effect.ArgNonzero {
		return 0, true
	}
	if c.Arg < 0 || int(c.Arg) >= len(in.Args) {
		return 0, true
	}
	arg := in.Args[c.Arg]
	if v, ok := staticValue(p, f, arg); ok {
		if c.Kind == effect.GFPBlocks {
			return 0, v&model.DirectReclaim != 0
		}
		return 0, v != 0
	}
	if b := taint.of(f, arg); b != 0 {
		return b, false
	}
	return 0, true
}

// staticValue folds an expression of constants.
func staticValue(p *link.Program, f *link.Func, e ir.ExprID) (int64, bool) {
	x := &f.Exprs[e]
	switch x.Op {
	case ir.OpConst:
		return x.Int, true
	case ir.OpGlobal:
		return p.Value(f.Unit, x.Sym)
	case ir.OpCast:
		return staticValue(p, f, x.X)
	case ir.OpUnary:
		if v, ok := staticValue(p, f, x.X); ok {
			return link.Unary(x.Sym, v)
		}
	case ir.OpBinary:
		if a, ok := staticValue(p, f, x.X); ok {
			if b, ok := staticValue(p, f, x.Y); ok {
				return link.Binary(x.Sym, a, b)
			}
		}
	}
	return 0, false
}

func (s *summaries) updateCallee(p *link.Program, f *link.Func, sum *summary, in *ir.Instr, g *link.Func, taint taintMap) {
	sub := s.of(g)
	if g == f {
		return
	}
	sum.sleeps = sum.sleeps || sub.sleeps
	sum.period = sum.period || sub.period
	sum.quiesces = sum.quiesces || sub.quiesces
	sum.spins = sum.spins || sub.spins
	if sub.unbalanced || sub.drops {
		sum.ctxOps = true
	}
	if g.Unit.Dir == f.Unit.Dir {
		sum.tested.join(&sub.tested)
	}
	mask := sub.gfp | sub.nonzero | sub.relevant | sub.callsParam | sub.argSens
	for i, a := range in.Args {
		if i >= 32 || mask>>uint(i) == 0 {
			break
		}
		bit := uint32(1) << uint(i)
		if mask&bit == 0 {
			continue
		}
		bits := taint.of(f, a)
		sum.relevant |= bits
		if sub.callsParam&bit != 0 {
			if bits != 0 {
				sum.callsParam |= bits
			} else if x := &f.Exprs[a]; x.Op == ir.OpAddr && f.Exprs[x.X].Op == ir.OpGlobal {
				sum.entry = true
				sum.sleeps = sum.sleeps || s.tableSleeps(p, f.Unit, f.Exprs[x.X].Sym)
			} else if fn := p.FuncValue(f, a); fn != nil {
				if fs := s.of(fn); fs.any() {
					sum.entry = true
					sum.sleeps = sum.sleeps || fs.sleeps || fs.gfp != 0
					sum.period = sum.period || fs.period
					sum.quiesces = sum.quiesces || fs.quiesces
				}
			}
		}
		if sub.argSens&bit != 0 {
			sum.argSens |= bits
			sum.entry = sum.entry || bits == 0
		}
		if (sub.gfp|sub.nonzero)&bit == 0 {
			continue
		}
		switch v, ok := staticValue(p, f, a); {
		case ok && sub.gfp&bit != 0 && v&model.DirectReclaim != 0, ok && sub.nonzero&bit != 0 && v != 0:
			sum.sleeps = true
		case ok:
		case bits != 0:
			sum.gfp |= bits * b2u(sub.gfp&bit != 0)
			sum.nonzero |= bits * b2u(sub.nonzero&bit != 0)
		default:
			sum.sleeps = true
		}
	}
}

func b2u(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// taintMap says which parameters a local may carry.
type taintMap map[int64]uint32

// paramTaint follows parameters through assignments to locals; two passes
// reach what real code does.
func paramTaint(f *link.Func) taintMap {
	t := make(taintMap, len(f.Params))
	for i, v := range f.Params {
		if i < 32 {
			t[int64(v)] = 1 << uint(i)
		}
	}
	if len(f.Params) == 0 {
		return t
	}
	for pass := 0; pass < 2; pass++ {
		for bi := range f.Blocks {
			for ii := range f.Blocks[bi].Instrs {
				in := &f.Blocks[bi].Instrs[ii]
				if in.Op == ir.InstrStore && f.Exprs[in.Dst].Op == ir.OpVar {
					if bits := t.of(f, in.Src); bits != 0 {
						t[f.Exprs[in.Dst].Int] |= bits
					}
				}
			}
		}
	}
	return t
}

// of collects the parameters whose value (not what they point to) an
// expression carries.
func (t taintMap) of(f *link.Func, e ir.ExprID) uint32 {
	if e == 0 {
		return 0
	}
	x := &f.Exprs[e]
	switch x.Op {
	case ir.OpVar:
		return t[x.Int]
	case ir.OpUnary, ir.OpCast:
		return t.of(f, x.X)
	case ir.OpBinary:
		return t.of(f, x.X) | t.of(f, x.Y)
	}
	return 0
}

// handsOn: a function parameter is registered somewhere, or kept, as well: what
// runs here and what later is decided by the context.
func handsOn(p *link.Program, f *link.Func, param int) bool {
	v := int64(f.Params[param])
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			switch in.Op {
			case ir.InstrStore:
				if x := &f.Exprs[in.Src]; x.Op == ir.OpVar && x.Int == v && f.Exprs[in.Dst].Op != ir.OpVar {
					return true
				}
			case ir.InstrCall:
				if c := &f.Exprs[in.Src]; c.Op == ir.OpGlobal {
					for _, e := range p.Effects(f.Unit, c.Sym) {
						if e.Kind == effect.RunsIn && e.Arg >= 0 && int(e.Arg) < len(in.Args) {
							if x := &f.Exprs[in.Args[e.Arg]]; x.Op == ir.OpVar && x.Int == v {
								return true
							}
						}
					}
				}
			}
		}
	}
	return false
}

// fieldBit is the bit that stands for a member's name in summary.fields.
func fieldBit(name string) uint64 {
	return 1 << (fieldHash(name) >> 26)
}

func mentionedFields(f *link.Func) uint64 {
	var bits uint64
	for i := range f.Exprs {
		if x := &f.Exprs[i]; x.Op == ir.OpField {
			bits |= fieldBit(x.Sym)
		}
	}
	return bits
}

func assignedParams(f *link.Func) uint32 {
	var mask uint32
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore || f.Exprs[in.Dst].Op != ir.OpVar {
				continue
			}
			for i, v := range f.Params {
				if i < 32 && int64(v) == f.Exprs[in.Dst].Int {
					mask |= 1 << uint(i)
				}
			}
		}
	}
	return mask
}

func storesMemory(f *link.Func) bool {
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op == ir.InstrStore && f.Exprs[in.Dst].Op != ir.OpVar {
				return true
			}
		}
	}
	return false
}

func quietCalls(p *link.Program, s *summaries, f *link.Func) bool {
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Name != "" && p.Effects(f.Unit, c.Name) != nil {
			continue
		}
		if c.Fn == nil || !s.of(c.Fn).quiet {
			return false
		}
	}
	return true
}

// balance interprets a function once, without looking into callees that leave
// the context alone, to learn what it leaves behind; true if that is new.
func (s *summaries) balance(sh *session, f *link.Func) bool {
	sum := s.of(f)
	if !sum.ctxOps {
		return false
	}
	old := *sum
	a := sh.interpret(question{fn: f, own: true})
	s.bounds.note(f, a.hit)
	sum.drops, sum.cut = a.drops, a.cut
	sum.unbalanced, sum.exits, sum.suspect = false, nil, nil
	if mixed(a.exits) {
		sum.suspect = sh.exportExits(a.exits)
	}
	if !sh.keepsOnPurpose(f, a.exits) {
		sum.artefact = true
		for i := range a.exits {
			a.exits[i].ctx.Holds = nil
		}
	}
	for _, e := range sh.likelyExits(a.exits) {
		if len(e.ctx.Holds) > 0 || len(e.ctx.Drops) > 0 {
			sum.unbalanced = true
		}
	}
	if sum.unbalanced || sum.drops {
		sum.exits = sh.exportExits(a.exits)
	}
	return sum.unbalanced != old.unbalanced || sum.drops != old.drops || sum.cut != old.cut ||
		!sameExits(sum.exits, old.exits)
}

// sameExits compares exits of summaries by what they leave and answer.
func sameExits(a, b []portableExit) bool {
	return slices.EqualFunc(a, b, func(x, y portableExit) bool {
		return x.known == y.known && x.err == y.err && x.doubt == y.doubt && x.ret.Equal(y.ret) &&
			slices.EqualFunc(x.holds, y.holds, func(h, k portableHold) bool {
				return h.Lock == k.Lock && h.Class == k.Class && h.Preempt == k.Preempt && h.BH == k.BH && h.IRQ == k.IRQ && h.RCU == k.RCU && h.place.Equal(k.place)
			}) &&
			slices.EqualFunc(x.drops, y.drops, func(d, e portableDrop) bool {
				return d.Lock == e.Lock && d.Class == e.Class && d.On == e.On && d.place.Equal(e.place)
			}) &&
			slices.EqualFunc(x.conds, y.conds, func(c, d portableFact) bool {
				return c.is == d.is && c.term.Equal(d.term) && c.c.Equal(d.c)
			})
	})
}

// mixed: some exits keep a lock or a counter, and some do not.
func mixed(exits []exit) bool {
	n := 0
	for i := range exits {
		if len(exits[i].ctx.Holds) > 0 {
			n++
		}
	}
	return n > 0 && n < len(exits)
}

// tableSleeps: some function of a static ops table may sleep.
func (s *summaries) tableSleeps(p *link.Program, u *link.Unit, global string) bool {
	for _, fn := range p.TableFuncs(u, global) {
		if sub := s.of(fn); sub.sleeps || sub.gfp != 0 {
			return true
		}
	}
	return false
}

// keepsOnPurpose tells whether a function is meant to return with something
// held: an annotation says so, or no path hands out a lock together with an error.
// Else what remains held is taken for an artefact of the analysis (loops over
// locks, releases through an alias); believing it would poison every caller.
func (s *session) keepsOnPurpose(f *link.Func, exits []exit) bool {
	return len(f.Notes) > 0 || !slices.ContainsFunc(exits, func(e exit) bool {
		return len(e.ctx.Holds) > 0 && s.isError(e.ret)
	})
}

// isError tells whether a result is a negative constant.
func (s *session) isError(ret value.Term) bool {
	v, ok := s.Table.IsConst(ret)
	return ret != value.None && ok && v < 0
}

// likelyExits drops, among exits that the caller cannot tell apart by the
// result, those that keep more held or release less: a loop that locks every member of a list
// and another that unlocks them look unbalanced to an analysis that does not
// count. The direction of error is a lock that is thought to be free.
func (s *session) likelyExits(exits []exit) []exit {
	var out []exit
	for i := range exits {
		keep := true
		for j := range exits {
			a, b := &exits[i], &exits[j]
			if i == j || s.resultClass(a) != s.resultClass(b) || a.err != b.err {
				continue
			}
			if weight(&b.ctx) < weight(&a.ctx) {
				keep = false
			}
		}
		if keep {
			out = append(out, exits[i])
		}
	}
	return out
}

// resultClass sorts exits by what a caller can see of them.
func (s *session) resultClass(e *exit) value.Truth {
	if e.ret == value.None {
		return e.known
	}
	n := s.Table.At(e.ret)
	if n.Op == value.Const {
		return value.TruthOf(n.Num != 0)
	}
	return e.known
}

// weight is what an exit leaves held, less what it releases.
func weight(c *held.Context) int {
	n := -len(c.Drops)
	for i := range c.Holds {
		if !c.Holds[i].Entry {
			n++
		}
	}
	return n
}

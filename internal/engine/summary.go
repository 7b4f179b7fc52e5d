package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
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
	near       int8     // calls by name to a sleep that depends on nothing, from 1; 0: more than maxNear, or none
	period     bool     // reaches something else that a rule wants to see in atomic context
	entry      bool     // hands a constant or a function to a callee whose own atomic region depends on it
	ctxOps     bool     // takes or releases something itself, or through an unbalanced callee
	unbalanced bool     // some exit leaves another context behind
	drops      bool     // releases something of its caller, at least on the way
	cut        bool     // not all of its exits are known
	quiet      bool     // changes no memory
	asks       bool     // asks, itself or in what it calls, in which context it runs
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
	single  []*link.Func // the caller of a function that has one
	// byRow are functions that a registration takes as a member of an object, by member.
	byRow   map[registeredField]bool
	invokes map[link.OpKey]bool // members that call a client\'s completion
	limits  limits
	bounds  Bounds
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
	s := &summaries{list: make([]summary, len(p.Funcs)), fixedOps: findFixedOps(p), invokes: invokingMembers(p), byRow: registeredFields(p), callers: countCallers(p), limits: lim}
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
		for _, g := range calleesOf(p, f) {
			callers[g] = append(callers[g], f)
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
	return s.sleeps != o.sleeps || s.near != o.near || s.gfp != o.gfp || s.nonzero != o.nonzero || s.relevant != o.relevant ||
		s.callsParam != o.callsParam || s.argSens != o.argSens || s.period != o.period || s.spins != o.spins || s.quiesces != o.quiesces || s.tested != o.tested || s.ctxOps != o.ctxOps || s.quiet != o.quiet || s.asks != o.asks
}

func (s *summaries) updateCall(p *link.Program, f *link.Func, sum *summary, c *link.CallSite, in *ir.Instr, taint taintMap) {
	if c.Name != "" {
		if effs := c.Effects(); effs != nil {
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
	for _, t := range c.Targets {
		s.updateArguments(p, f, sum, in, s.of(t), taint)
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
		sum.spins = sum.spins || sub.spins
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
		if always && s.plain(p, f, in, &e.Cond) {
			sum.near = 1
		}
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
	case effect.Predicate:
		sum.asks = true
	}
}

// plain: a sleeper depends on nothing, or on an argument that is a constant.
func (s *summaries) plain(p *link.Program, f *link.Func, in *ir.Instr, c *effect.Cond) bool {
	switch {
	case c.Kind == effect.Always:
		return true
	case c.Kind != effect.GFPBlocks || c.Arg < 0 || int(c.Arg) >= len(in.Args):
		return false
	}
	_, constant := p.ConstValue(f.Unit, f.Func, in.Args[c.Arg])
	return constant
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
	if v, ok := p.ConstValue(f.Unit, f.Func, arg); ok {
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

func (s *summaries) updateCallee(p *link.Program, f *link.Func, sum *summary, in *ir.Instr, g *link.Func, taint taintMap) {
	sub := s.of(g)
	if g == f {
		return
	}
	sum.sleeps = sum.sleeps || sub.sleeps
	if sub.near > 0 && sub.near < maxNear && (sum.near == 0 || sum.near > sub.near+1) {
		sum.near = sub.near + 1
	}
	sum.period = sum.period || sub.period
	sum.quiesces = sum.quiesces || sub.quiesces
	sum.spins = sum.spins || sub.spins
	sum.asks = sum.asks || sub.asks
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
			s.updateHanded(p, f, sum, a, bits)
		}
		if sub.argSens&bit != 0 {
			sum.argSens |= bits
			sum.entry = sum.entry || bits == 0
		}
		if (sub.gfp|sub.nonzero)&bit == 0 {
			continue
		}
		switch v, ok := p.ConstValue(f.Unit, f.Func, a); {
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

// tableSleeps: some function of a static ops table may sleep.
func (s *summaries) tableSleeps(p *link.Program, u *link.Unit, global string) bool {
	for _, fn := range p.TableFuncs(u, global) {
		if sub := s.of(fn); sub.sleeps || sub.gfp != 0 {
			return true
		}
	}
	return false
}

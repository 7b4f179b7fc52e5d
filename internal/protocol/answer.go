package protocol

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Waiting for one's own answer: a deferred function waits, itself or by way of
// the PCM core, which may stop the stream when it is told about a period, for a
// completion that nobody but this very function completes. While it waits it
// cannot do that: the wait ends by its timeout or never.
//
// Only interrupt threads and work items are looked at, which do not run twice at
// a time. A work item must be a member of the object that the completion is a
// member of: others may have many instances, of which one answers another. Any
// doubt about who completes means silence: a completion that is handed to an
// unknown function, one completed through a pointer that leads nowhere, a
// completing function that somebody else may call, a wait that its function can
// do without (the second half of a handshake, if the answer asks for it).

// signal is one call that waits for a completion or completes it.
type signal struct {
	fn    *link.Func
	in    *ir.Instr
	name  string
	class class // "" where it cannot be told
}

// signals are the calls of a program about completions, by function.
type signals struct {
	waits map[int][]signal
	dones []signal
}

func (t *eventTable) collectSignals() *signals {
	s := &signals{waits: map[int][]signal{}}
	waits, dones := argsOf(t, "completion-wait"), argsOf(t, "completion-done")
	for _, f := range t.p.Funcs {
		for i := range f.Calls {
			c := &f.Calls[i]
			if arg, ok := waits[c.Name]; ok && !f.Unit.Own(c.Name) && !avoidable(t.p, f, int(c.Block)) {
				s.waits[f.ID] = append(s.waits[f.ID], t.signal(f, c, arg))
			}
			if arg, ok := dones[c.Name]; ok && !f.Unit.Own(c.Name) {
				s.dones = append(s.dones, t.signal(f, c, arg))
			}
		}
	}
	return s
}

// avoidable: the function can return, other than with an error, without going
// through a block.
func avoidable(p *link.Program, f *link.Func, block int) bool {
	seen := map[int]bool{block: true}
	for work := []int{0}; len(work) > 0; work = work[1:] {
		if seen[work[0]] {
			continue
		}
		seen[work[0]] = true
		term := &f.Blocks[work[0]].Term
		if term.Kind == ir.TermReturn {
			if v, ok := engine.StaticValue(p, f, term.Cond); term.Cond == 0 || !ok || v == 0 {
				return true
			}
		}
		for _, next := range term.Targets {
			work = append(work, int(next))
		}
	}
	return false
}

func argsOf(t *eventTable, role string) map[string]int {
	out := map[string]int{}
	for _, n := range t.p.Model.Names(role) {
		out[n.Name] = n.Args[0]
	}
	return out
}

func (t *eventTable) signal(f *link.Func, c *link.CallSite, arg int) signal {
	in := &f.Blocks[c.Block].Instrs[c.Index]
	s := signal{fn: f, in: in, name: c.Name}
	if arg < len(in.Args) {
		if cls := t.classes(f, in.Args[arg]); len(cls) == 1 && strings.HasPrefix(cls[0].Struct, "struct ") {
			s.class = cls[0]
		}
	}
	return s
}

// selfAnswers looks at every interrupt thread and work item.
func (t *eventTable) selfAnswers() {
	s := t.collectSignals()
	if len(s.waits) == 0 || len(s.dones) == 0 {
		return
	}
	for i := range t.actors {
		if a := &t.actors[i]; a.fn != nil && (a.kind == effect.IRQThread || a.kind == effect.Work) {
			t.selfAnswer(s, a)
		}
	}
}

func (t *eventTable) selfAnswer(s *signals, a *actor) {
	driver := t.driverOf(a)
	for _, w := range s.within(t, a.fn) {
		if t.onlyCompletes(s, a, driver, w.class) {
			t.reportAnswer(a, t.frames(a.fn, w.fn), w, -1)
			return
		}
	}
	ev := t.find(a.fn, kindIs(effect.PeriodElapsed))
	if ev == nil {
		return
	}
	for _, k := range t.role("pcm", "stops") {
		for _, b := range t.p.Bindings(k) {
			if t.module(b.Fn.Unit) != t.module(a.fn.Unit) || driver != nil && b.In != driver {
				continue
			}
			for _, w := range s.within(t, b.Fn) {
				if !t.onlyCompletes(s, a, driver, w.class) {
					continue
				}
				chain := t.frames(a.fn, ev.fn)
				told := len(chain)
				chain = append(chain, engine.Frame{Fn: ev.fn, In: ev.in, Callee: ev.name, Why: "by way of " + ev.name + "(), which may stop the stream"})
				t.reportAnswer(a, append(chain, t.frames(b.Fn, w.fn)...), w, told)
				return
			}
		}
	}
}

// driverOf is the function that makes the driver which an actor belongs to,
// where packages are the drivers.
func (t *eventTable) driverOf(a *actor) *link.Func {
	if !t.p.Packages {
		return nil
	}
	for _, m := range t.constructors() {
		if t.runs(m, a.in) {
			return m
		}
	}
	return nil
}

// within are the waits that a function reaches.
func (s *signals) within(t *eventTable, fn *link.Func) []signal {
	var out []signal
	for _, f := range t.reach(fn).list {
		out = append(out, s.waits[f.ID]...)
	}
	return out
}

// frames is the way to a function as calls.
func (t *eventTable) frames(root, fn *link.Func) []engine.Frame {
	var out []engine.Frame
	for _, e := range t.way(root, fn) {
		out = append(out, engine.Frame{Fn: e.fn, In: e.in, Callee: engine.ExprText(e.fn.Func, e.in.Src)})
	}
	return out
}

// onlyCompletes: the completion is completed, and by nobody but the actor.
func (t *eventTable) onlyCompletes(s *signals, a *actor, driver *link.Func, c class) bool {
	if c == (class{}) || a.kind == effect.Work && !holds(a.objects, c.Struct) || t.handedOut(c) {
		return false
	}
	found := false
	for i := range s.dones {
		d := &s.dones[i]
		if d.class == (class{}) && t.sameModule(d.fn, a.fn) {
			return false
		}
		if d.class != c {
			continue
		}
		for _, top := range t.tops(d.fn) {
			switch {
			case top == a.fn:
				found = true
			case driver != nil && t.othersActor(top, driver):
			default:
				return false
			}
		}
	}
	return found
}

func holds(objects []class, owner string) bool {
	for _, o := range objects {
		if o.Struct == owner {
			return true
		}
	}
	return false
}

// othersActor: the function runs only because another driver of the package set
// it up.
func (t *eventTable) othersActor(fn, driver *link.Func) bool {
	found := false
	for i := range t.actors {
		if a := &t.actors[i]; a.fn == fn {
			if t.belongs(a.in, driver) {
				return false
			}
			found = true
		}
	}
	return found
}

// tops are the functions above one that something else than a direct call may
// run: a core, a deferred actor, code that is not seen.
func (t *eventTable) tops(fn *link.Func) []*link.Func {
	taken := t.addressTaken()
	var out []*link.Func
	seen := map[*link.Func]bool{fn: true}
	for work := []*link.Func{fn}; len(work) > 0; work = work[1:] {
		f := work[0]
		if len(t.callers[f.ID]) == 0 || taken[f] {
			out = append(out, f)
		}
		for _, c := range t.callers[f.ID] {
			if !seen[c.fn] {
				seen[c.fn] = true
				work = append(work, c.fn)
			}
		}
	}
	return out
}

// addressTaken are the functions that are used as values.
func (t *eventTable) addressTaken() map[*link.Func]bool {
	if t.taken != nil {
		return t.taken
	}
	t.taken = map[*link.Func]bool{}
	for _, k := range t.p.Ops() {
		for _, b := range t.p.Bindings(k) {
			t.taken[b.Fn] = true
		}
	}
	for i := range t.p.Registrations() {
		t.taken[t.p.Registrations()[i].Fn] = true
	}
	for _, f := range t.p.Funcs {
		for bi := range f.Blocks {
			for ii := range f.Blocks[bi].Instrs {
				in := &f.Blocks[bi].Instrs[ii]
				values := in.Args
				if in.Op == ir.InstrStore {
					values = append(values[:len(values):len(values)], in.Src)
				}
				for _, e := range values {
					if g := t.p.FuncValue(f, e); g != nil {
						t.taken[g] = true
					}
				}
			}
		}
	}
	return t.taken
}

// handedOut: the address of the completion goes to a function that the model
// does not know, or is stored: somebody else may complete it.
func (t *eventTable) handedOut(c class) bool {
	known := argsOf(t, "completion-wait")
	for n := range argsOf(t, "completion-done") {
		known[n] = 0
	}
	for _, f := range t.p.Funcs {
		for bi := range f.Blocks {
			for ii := range f.Blocks[bi].Instrs {
				in := &f.Blocks[bi].Instrs[ii]
				if in.Op == ir.InstrStore && t.isAddressOfMember(f, in.Src, c) {
					return true
				}
				if in.Op != ir.InstrCall {
					continue
				}
				callee := &f.Exprs[in.Src]
				if _, ok := known[callee.Sym]; callee.Op == ir.OpGlobal && (ok || t.p.Effects(f.Unit, callee.Sym) != nil) {
					continue
				}
				for _, e := range in.Args {
					if t.isAddressOfMember(f, e, c) {
						return true
					}
				}
			}
		}
	}
	return false
}

func (t *eventTable) isAddressOfMember(f *link.Func, e ir.ExprID, c class) bool {
	x := stripCast(f, e)
	if x.Op != ir.OpAddr {
		return false
	}
	m := &f.Exprs[x.X]
	return m.Op == ir.OpField && m.Sym == c.Field && string(t.p.Underlying(t.p.TypeOf(f, m.X))) == c.Struct
}

// reportAnswer reports a wait; flagged is the call to mend, -1 for the wait
// itself.
func (t *eventTable) reportAnswer(a *actor, chain []engine.Frame, w signal, flagged int) {
	root := t.rootOf(a)
	if root == nil {
		return
	}
	chain = append(chain, engine.Frame{Fn: w.fn, In: w.in, Callee: w.name})
	if flagged < 0 {
		flagged = engine.Primary(chain, nil)
	}
	f := engine.NewFinding(engine.Finding{Kind: engine.SelfWait, Origin: engine.RootOrigin(root), Chain: chain, Primary: flagged, Detail: w.class.Field, Confidence: engine.Medium})
	if t.selected == nil || t.selected(f.Site().Fn.File) {
		t.findings = append(t.findings, f)
	}
}

func (t *eventTable) rootOf(a *actor) *engine.Root {
	for _, r := range t.rootsOf(a.fn) {
		if r.Reg != nil && r.Reg.In == a.in && engine.SameActor(r.Reg.Effect.Actor, a.kind) {
			return r
		}
	}
	return nil
}

package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// What a function says that its caller holds, by lockdep_assert_held() before it
// does anything else, in a helper or a macro that it calls first, or by __must_hold(),
// is held: the function is a root under that lock. Only locks that spin matter here;
// which they are tells their type.

// assertion is a lock that a function says is held, or another reason not to sleep.
type assertion struct {
	lock ir.ExprID // argument of the assertion, 0 for an annotation
	text string    // the lock as written
	says string    // what is so
	pos  ir.Pos
	kind effect.Lock // of the lock, by its type: only its own kind of release drops it
	hold held.Hold   // without a lock: the counter
	by   passages    // down to the function that says so
}

// assertedCounters are the contexts that can be asserted, by the roles of the
// functions that do, and of those that test it for others to warn.
var assertedCounters = []counterAsserted{
	{"asserts-irqs-off", "tests-irqs-off", "interrupts are off", held.Hold{IRQ: 1}},
	{"asserts-preempt-off", "", "preemption is off", held.Hold{Preempt: 1}},
	{"asserts-bh-off", "tests-bh-off", "it runs in softirq context", held.Hold{BH: 1}},
	rcuAsserted,
}

var rcuAsserted = counterAsserted{"asserts-rcu", "tests-rcu", "it runs in an RCU read-side section", held.Hold{RCU: 1}}

type counterAsserted struct {
	asserts, tests, says string
	hold                 held.Hold
}

// assertedRoots are the functions that say so.
func assertedRoots(p *link.Program) []Root {
	var out []Root
	ask := newAsserter(p)
	for _, f := range p.Funcs {
		if f.Kind == ir.FuncMacro || len(f.Blocks) == 0 {
			continue
		}
		ask.root = f
		a := ask.of(f, nil)
		if a == nil {
			continue
		}
		out = append(out, Root{
			Fn: f, Context: effect.Atomic, Kind: "callback", File: f.File, Line: int(a.pos.Line), Confidence: int(high),
			Why: "it says itself that " + a.says, asserts: a,
		})
	}
	return out
}

// opensSection: the first that a function does to RCU read-side sections is to open one.
// What its annotation says is then about the end of the function, or was true once.
func opensSection(f *link.Func) bool {
	for i := range f.Calls {
		for _, e := range f.Calls[i].Effects() {
			if e.RCU != 0 {
				return e.RCU > 0
			}
		}
	}
	return false
}

// annotated is what the annotations of a function say.
func annotated(p *link.Program, f *link.Func) *assertion {
	for _, n := range p.Notes(f) {
		if n.Kind != "must_hold" && n.Kind != "must_hold_shared" {
			continue
		}
		if p.Model.Is("rcu-token", n.Text) {
			if opensSection(f) {
				continue
			}
			return &assertion{says: rcuAsserted.says, pos: f.Pos, hold: rcuAsserted.hold}
		}
		if t := notedType(p, f, n.Text); spins(p, t) {
			return &assertion{text: n.Text, says: n.Text + " is held", pos: f.Pos, kind: spinKind(p, t)}
		}
	}
	return nil
}

// counterAssertion is what a call asserts that is no lock: by its name, or as a
// warning that is due unless a test of it holds.
func counterAssertion(p *link.Program, f *link.Func, in *ir.Instr, name string) *assertion {
	test := assertedTest(p, f, in, name)
	for i := range assertedCounters {
		c := &assertedCounters[i]
		if p.Model.Is(c.asserts, name) || test != nil && p.Model.Is(c.tests, f.Exprs[test.Src].Sym) {
			return &assertion{says: c.says, pos: in.Pos, hold: c.hold}
		}
	}
	return nil
}

// assertedTest is the call of a test that a call of name says holds; nil: none.
func assertedTest(p *link.Program, f *link.Func, in *ir.Instr, name string) *ir.Instr {
	if len(in.Args) == 0 {
		return nil
	}
	switch {
	case p.Model.Is("warns-if", name):
		if x := &f.Exprs[in.Args[0]]; x.Op == ir.OpUnary && x.Sym == "!" {
			return resultOf(f, x.X)
		}
	case p.Model.Is("warns-unless", name):
		return resultOf(f, in.Args[0])
	}
	return nil
}

// spinKind is the kind of a lock that spins.
func spinKind(p *link.Program, t ir.Type) effect.Lock {
	if p.Model.Is("spinning-rwlock", string(t)) {
		return effect.RW
	}
	return effect.Spin
}

// resultOf is the call at the beginning of a function whose result an expression is.
func resultOf(f *link.Func, e ir.ExprID) *ir.Instr {
	for i := range f.Blocks[0].Instrs {
		if t := &f.Blocks[0].Instrs[i]; t.Op == ir.InstrCall && t.Dst == e && f.Exprs[t.Src].Op == ir.OpGlobal {
			return t
		}
	}
	return nil
}

func changesContext(effs []effect.Effect) bool {
	for i := range effs {
		switch effs[i].Kind {
		case effect.Acquire, effect.Release, effect.Enter, effect.Leave:
			return true
		}
	}
	return false
}

// spins tells by its type whether a lock spins.
func spins(p *link.Program, t ir.Type) bool { return t != "" && p.Model.Is("spinning-lock", string(t)) }

// notedType is the type of the lock that an annotation names.
func notedType(p *link.Program, f *link.Func, text string) ir.Type {
	root, path := link.Place(text)
	t := ir.Type("")
	if i := paramNamed(f, root); i >= 0 {
		t = f.Vars[f.Params[i]].Type
	} else if _, g := p.Global(f.Unit, root); g != nil {
		t = g.Type
	}
	return p.MemberType(f.Unit, t, path)
}

func paramNamed(f *link.Func, name string) int {
	for i, v := range f.Params {
		if f.Vars[v].Name == name {
			return i
		}
	}
	return -1
}

// assertedContext is the context at the entry of a function that says what is held.
func (s *session) assertedContext(root *Root) held.Context {
	a := root.asserts
	if h := a.hold; h.Atomic() {
		h.Entry, h.Text = true, a.says
		return held.Context{Holds: []held.Hold{h}}
	}
	h := held.Hold{Lock: a.kind, Preempt: 1, Entry: true, Text: a.text}
	fr := newFrame(s.Table, s.prog, root.Fn, nil, nil)
	inner := a.by.into(fr)
	if a.lock != 0 {
		if v := inner.value(&state{}, a.lock); v != value.None {
			h.Place = fr.Deref(v)
		}
	} else {
		h.Place = notedPlace(inner, a.text)
	}
	if inner != fr && inner.ofItself(h.Place) {
		h.Place = value.None
	}
	if inner == fr || h.Place == value.None {
		h.Class = inner.classOf(h.Place, a.lock)
	} else {
		h.Class = fr.classOf(h.Place, 0)
	}
	return held.Context{Holds: []held.Hold{h}}
}

// notedPlace is the storage that an annotation names.
func notedPlace(fr *frame, text string) value.Term {
	root, path := link.Place(text)
	if i := paramNamed(fr.fn, root); i >= 0 {
		return fr.members(fr.Deref(fr.paramValue(i)), path)
	}
	place := fr.Intern(value.Node{Op: value.Global, Sym: root})
	if len(path) > 0 && path[0].Behind {
		place = fr.Deref(fr.Load(place))
	}
	return fr.members(place, path)
}

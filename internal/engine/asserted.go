package engine

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// What a function says that its caller holds, by lockdep_assert_held() before it
// does anything else or by __must_hold(), is held: the function is a root under
// that lock. Only locks that spin matter here; which they are tells their type.

// assertion is a lock that a function says is held, or another reason not to sleep.
type assertion struct {
	lock ir.ExprID // argument of the assertion, 0 for an annotation
	text string    // the lock as written
	says string    // what is so
	pos  ir.Pos
	hold held.Hold // without a lock: the counter
}

// assertedCounters are the contexts that can be asserted, by the roles of the
// functions that do, and of those that test it for others to warn.
var assertedCounters = []counterAsserted{
	{"asserts-irqs-off", "", "interrupts are off", held.Hold{IRQ: 1}},
	{"asserts-preempt-off", "", "preemption is off", held.Hold{Preempt: 1}},
	{"asserts-bh-off", "", "it runs in softirq context", held.Hold{BH: 1}},
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
	for _, f := range p.Funcs {
		if f.Kind == ir.FuncMacro || len(f.Blocks) == 0 {
			continue
		}
		a := assertionOf(p, f)
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

func assertionOf(p *link.Program, f *link.Func) *assertion {
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
		if spins(p, notedType(p, f, n.Text)) {
			return heldAssertion(0, n.Text, f.Pos)
		}
	}
	for ii := range f.Blocks[0].Instrs {
		in := &f.Blocks[0].Instrs[ii]
		if in.Op != ir.InstrCall || f.Exprs[in.Src].Op != ir.OpGlobal {
			continue
		}
		name := f.Exprs[in.Src].Sym
		if a := counterAssertion(p, f, in, name); a != nil {
			return a
		}
		if len(in.Args) == 0 {
			continue
		}
		if p.Model.Is("asserts-spinning", name) || p.Model.Is("asserts-held", name) && spins(p, link.Deref(p.TypeOf(f, in.Args[0]))) {
			return heldAssertion(in.Args[0], f.ExprString(in.Args[0]), in.Pos)
		}
		if changesContext(p.Effects(f.Unit, name)) {
			return nil // what is said later is about what it does itself
		}
	}
	return nil
}

func heldAssertion(lock ir.ExprID, text string, pos ir.Pos) *assertion {
	text = strings.TrimPrefix(text, "&")
	return &assertion{lock: lock, text: text, says: text + " is held", pos: pos}
}

// counterAssertion is what a call asserts that is no lock: by its name, or as a
// warning that is due unless a test of it holds.
func counterAssertion(p *link.Program, f *link.Func, in *ir.Instr, name string) *assertion {
	test := ""
	if p.Model.Is("warns-if", name) {
		test = negatedTest(f, in)
	}
	for i := range assertedCounters {
		c := &assertedCounters[i]
		if p.Model.Is(c.asserts, name) || test != "" && c.tests != "" && p.Model.Is(c.tests, test) {
			return &assertion{says: c.says, pos: in.Pos, hold: c.hold}
		}
	}
	return nil
}

// kind is that of the lock, by its type: only its own kind of release drops it.
func (a *assertion) kind(p *link.Program, f *link.Func) effect.Lock {
	t := notedType(p, f, a.text)
	if a.lock != 0 {
		t = link.Deref(p.TypeOf(f, a.lock))
	}
	if p.Model.Is("spinning-rwlock", string(t)) {
		return effect.RW
	}
	return effect.Spin
}

// negatedTest is the function whose result the first argument of a call denies: !f().
func negatedTest(f *link.Func, in *ir.Instr) string {
	if len(in.Args) == 0 {
		return ""
	}
	x := &f.Exprs[in.Args[0]]
	if x.Op != ir.OpUnary || x.Sym != "!" {
		return ""
	}
	for _, t := range f.Blocks[0].Instrs {
		if t.Op == ir.InstrCall && t.Dst == x.X && f.Exprs[t.Src].Op == ir.OpGlobal {
			return f.Exprs[t.Src].Sym
		}
	}
	return ""
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
	if h := root.asserts.hold; h.Atomic() {
		h.Entry, h.Text = true, root.asserts.says
		return held.Context{Holds: []held.Hold{h}}
	}
	h := held.Hold{Lock: root.asserts.kind(s.prog, root.Fn), Preempt: 1, Entry: true, Text: root.asserts.text}
	fr := newFrame(s.Table, s.prog, root.Fn, nil, nil)
	if e := root.asserts.lock; e != 0 {
		var st state
		if v := fr.value(&st, e); v != value.None {
			h.Place = fr.Deref(v)
		}
		h.Class = fr.classOf(h.Place, e)
	} else {
		h.Place = notedPlace(fr, root.asserts.text)
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

package protocol

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
	actors "github.com/ctxlint/ctxlint/internal/protocol/actor"
)

type class = link.OpKey

// dmaEvent is one call that does something to an asynchronous activity or to
// memory.
type dmaEvent struct {
	kind     effect.Kind
	actor    effect.Actor
	fn       *link.Func
	in       *ir.Instr
	name     string
	eff      *effect.Effect // nil for events that a protocol row states
	object   string         // "*" or "struct s.f" of a protocol row
	waitsToo bool           // Terminate: the same call synchronizes
	role     string         // of a protocol row, for events that are no effect
}

// eventTable holds the events of a program and what is derived from them.
type eventTable struct {
	p        *link.Program
	res      *engine.Result
	selected func(string) bool
	events   [][]dmaEvent // by function
	callers  [][]caller   // by function
	parts    map[string][]model.Part
	calls    map[string]*model.Part // protocol rows of functions
	members  map[link.OpKey]*model.Part
	shared   map[string]bool                    // functions after which a descriptor has two users
	comp     map[*link.Unit]*link.Unit          // union-find: the module of a unit
	users    map[*link.Unit]map[*link.Unit]bool // by callee: who calls into it
	actors   []actor
	reached  map[int]*reachSet
	stores   map[int]map[int64][]ir.ExprID
	given    []handed
	makers   []*link.Func // functions that make a driver
	taken    map[*link.Func]bool
	alias    map[*link.Unit]map[class]class
	roots    map[int][]*engine.Root
	probeFns map[int]bool // what a bus calls when a device appears
	flaws    []flaw
	survey   []engine.Provider
	findings []engine.Finding // that are not of the interpretation
	world    *actors.World
	setters  map[*link.Unit]bool // modules that set a completion callback; nil: not asked for yet
	used     bool                // some event occurs
}

// caller is one call of a function, by its name or by a pointer that may lead to it.
type caller struct {
	fn *link.Func
	in *ir.Instr
}

// protocolNames are the protocols that the table's rows are collected from.
var protocolNames = []string{"pcm", "provider", "client", "driver", "deferred"}

func newEventTable(res *engine.Result, selected func(string) bool) *eventTable {
	t := &eventTable{
		p: res.Prog, res: res, selected: selected,
		parts: map[string][]model.Part{}, calls: map[string]*model.Part{}, members: map[link.OpKey]*model.Part{}, shared: map[string]bool{},
		reached: map[int]*reachSet{}, stores: map[int]map[int64][]ir.ExprID{},
	}
	for _, name := range protocolNames {
		parts := t.p.Model.Parts(name)
		t.parts[name] = parts
		for i := range parts {
			if pt := &parts[i]; pt.Role == "shares" {
				t.shared[pt.Field] = true
			} else if pt.Struct == "" {
				t.calls[pt.Field] = pt
			} else if pt.Role != "waits" {
				t.members[link.OpKey{Struct: pt.Struct, Field: pt.Field}] = pt
			}
		}
	}
	if t.used = t.worthwhile(); t.used {
		t.link()
	} else {
		t.callers = make([][]caller, len(t.p.Funcs))
	}
	return t
}

// role lists the members of a protocol with a role.
func (t *eventTable) role(protocol string, roles ...string) []link.OpKey {
	var out []link.OpKey
	for i := range t.parts[protocol] {
		pt := &t.parts[protocol][i]
		for _, r := range roles {
			if pt.Role == r && pt.Struct != "" {
				out = append(out, link.OpKey{Struct: pt.Struct, Field: pt.Field})
			}
		}
	}
	return out
}

// worthwhile: some effect of the vocabulary occurs at all. Most programs of a
// few files have none, and pay nothing.
func (t *eventTable) worthwhile() bool {
	t.events = make([][]dmaEvent, len(t.p.Funcs))
	any := false
	for _, f := range t.p.Funcs {
		for i := range f.Calls {
			c := &f.Calls[i]
			if c.Name != "" {
				t.collect(f, c)
			} else if pt := t.members[c.Op]; pt != nil && pt.Role == "invokes" {
				in := &f.Blocks[c.Block].Instrs[c.Index]
				t.events[f.ID] = append(t.events[f.ID], dmaEvent{kind: effect.Invoke, fn: f, in: in, name: c.Op.String()})
			}
		}
		any = any || len(t.events[f.ID]) > 0
	}
	return any
}

// collect notes the events of one direct call.
func (t *eventTable) collect(f *link.Func, c *link.CallSite) {
	in := &f.Blocks[c.Block].Instrs[c.Index]
	if pt := t.calls[c.Name]; pt != nil && !f.Unit.Own(c.Name) {
		e := dmaEvent{actor: pt.Actor, fn: f, in: in, name: c.Name, object: pt.Object}
		switch pt.Role {
		case "wakes":
			t.events[f.ID] = append(t.events[f.ID], dmaEvent{fn: f, in: in, name: c.Name, role: pt.Role})
		case "pauses", "expires", "naps":
			t.events[f.ID] = append(t.events[f.ID], dmaEvent{kind: effect.MaySleep, fn: f, in: in, name: c.Name, role: pt.Role})
		case "defers":
			e.kind = effect.Schedule
		case "awaits":
			e.kind = effect.Quiesce
		case "devres":
			e.kind, e.role = effect.Quiesce, pt.Role
		}
		if e.kind != effect.None {
			t.events[f.ID] = append(t.events[f.ID], e)
		}
	}
	effs := c.Effects()
	waits := false
	for i := range effs {
		waits = waits || effs[i].Kind == effect.Synchronize
	}
	for i := range effs {
		switch k := effs[i].Kind; k {
		case effect.Terminate, effect.Synchronize, effect.Issue, effect.Prep, effect.Submit, effect.Free, effect.Unmap,
			effect.Schedule, effect.Quiesce, effect.Invoke, effect.PeriodElapsed:
			t.events[f.ID] = append(t.events[f.ID], dmaEvent{kind: k, actor: effs[i].Actor, fn: f, in: in, name: c.Name, eff: &effs[i], waitsToo: waits})
		}
	}
}

// objects are the classes of what an event is about. Empty: unknown, which
// waits take for everything and starts for nothing.
func (t *eventTable) objects(e *dmaEvent) []class {
	if e.object != "" {
		return []class{parseClass(e.object)}
	}
	if e.eff == nil || e.eff.Arg < 0 || int(e.eff.Arg) >= len(e.in.Args) {
		return nil
	}
	return t.classes(e.fn, e.in.Args[e.eff.Arg])
}

// memory are the classes of the buffer that a Prep hands over.
func (t *eventTable) memory(e *dmaEvent) []class {
	if e.eff == nil || e.eff.Object < 0 || int(e.eff.Object) >= len(e.in.Args) {
		return nil
	}
	out := t.classes(e.fn, e.in.Args[e.eff.Object])
	if x := stripAddr(e.fn, e.in.Args[e.eff.Object]); x.Op == ir.OpVar {
		out = t.filledIn(e.fn, x.Int, out)
	}
	return out
}

// filledIn adds what a function stores in the members of a local, such as the
// addresses in a scatter list of its own.
func (t *eventTable) filledIn(f *link.Func, v int64, out []class) []class {
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore || f.Exprs[in.Dst].Op != ir.OpField {
				continue
			}
			if base := stripAddr(f, f.Exprs[in.Dst].X); base.Op == ir.OpVar && base.Int == v {
				for _, c := range t.classes(f, in.Src) {
					addClass(&out, c)
				}
			}
		}
	}
	return out
}

func parseClass(s string) class {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == '.' {
			return class{Struct: s[:i], Field: s[i+1:]}
		}
	}
	return class{Field: s}
}

// anyObject is the class that a wait for every object of a kind has.
var anyObject = class{Field: "*"}

// maxClassDepth bounds how far an argument is followed through callers.
const maxClassDepth = 3

// classes names what an expression denotes by where it is kept: a member, a
// global, or a local of this function.
func (t *eventTable) classes(f *link.Func, e ir.ExprID) []class {
	var out []class
	t.classesInto(f, e, maxClassDepth, map[int64]bool{}, &out)
	return out
}

func (t *eventTable) classesInto(f *link.Func, e ir.ExprID, depth int, seen map[int64]bool, out *[]class) {
	for e != 0 {
		x := &f.Exprs[e]
		switch x.Op {
		case ir.OpCast, ir.OpAddr, ir.OpIndex, ir.OpDeref:
			e = x.X
			continue
		case ir.OpBinary:
			if x.Sym == "+" || x.Sym == "-" {
				e = x.X
				continue
			}
			return
		case ir.OpField:
			s := string(t.p.Underlying(t.p.TypeOf(f, x.X)))
			if s == "" {
				s = "?"
			}
			addClass(out, class{Struct: s, Field: x.Sym})
			return
		case ir.OpGlobal:
			addClass(out, class{Field: x.Sym})
			t.keptAs(f, x.Sym, out)
			return
		case ir.OpVar:
			t.varClasses(f, x.Int, depth, seen, out)
			return
		}
		return
	}
}

// keptAs adds the members that the address of a name is stored in, where the
// name is no variable of the program: a macro of the kernel has declared it,
// a completion on the stack as a rule.
func (t *eventTable) keptAs(f *link.Func, name string, out *[]class) {
	if _, g := t.p.Global(f.Unit, name); g != nil {
		return
	}
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore || f.Exprs[in.Dst].Op != ir.OpField {
				continue
			}
			if s := stripAddr(f, in.Src); s.Op == ir.OpGlobal && s.Sym == name {
				d := &f.Exprs[in.Dst]
				addClass(out, class{Struct: string(t.p.Underlying(t.p.TypeOf(f, d.X))), Field: d.Sym})
			}
		}
	}
}

// varClasses follows a variable to what was assigned to it, to what it was
// stored in, and as a parameter to the callers.
func (t *eventTable) varClasses(f *link.Func, v int64, depth int, seen map[int64]bool, out *[]class) {
	key := int64(f.ID)<<32 | v
	if seen[key] || len(*out) > 8 {
		return
	}
	seen[key] = true
	for i, pv := range f.Params {
		if int64(pv) != v {
			continue
		}
		if depth == 0 || f.Kind == ir.FuncMacro {
			return
		}
		for _, c := range t.callers[f.ID] {
			if i < len(c.in.Args) {
				t.classesInto(c.fn, c.in.Args[i], depth-1, seen, out)
			}
		}
		return
	}
	found := len(*out)
	for _, src := range t.storesOf(f)[v] {
		t.classesInto(f, src, depth, seen, out)
	}
	if len(*out) == found {
		addClass(out, class{Struct: f.Name + "()", Field: f.Vars[v].Name})
	}
}

// storesOf lists, per local, the expressions that its value came from or went
// to: sources of stores, members that it was stored in, and the argument of a
// one-argument call whose result it is (sg_dma_address and its kin).
func (t *eventTable) storesOf(f *link.Func) map[int64][]ir.ExprID {
	if m, ok := t.stores[f.ID]; ok {
		return m
	}
	m := map[int64][]ir.ExprID{}
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			switch in.Op {
			case ir.InstrStore:
				if d := &f.Exprs[in.Dst]; d.Op == ir.OpVar {
					m[d.Int] = append(m[d.Int], in.Src)
				} else if s := stripAddr(f, in.Src); s.Op == ir.OpVar {
					m[s.Int] = append(m[s.Int], in.Dst)
				}
			case ir.InstrCall:
				if in.Dst != 0 && len(in.Args) == 1 && f.Exprs[in.Dst].Op == ir.OpVar {
					v := f.Exprs[in.Dst].Int
					m[v] = append(m[v], in.Args[0])
				}
			}
		}
	}
	t.stores[f.ID] = m
	return m
}

func stripCast(f *link.Func, e ir.ExprID) *ir.Expr {
	for f.Exprs[e].Op == ir.OpCast {
		e = f.Exprs[e].X
	}
	return &f.Exprs[e]
}

// stripAddr is what a pointer points to if it is written as its address, else
// the value.
func stripAddr(f *link.Func, e ir.ExprID) *ir.Expr {
	x := stripCast(f, e)
	if x.Op == ir.OpAddr {
		return stripCast(f, x.X)
	}
	return x
}

func addClass(out *[]class, c class) {
	for _, o := range *out {
		if o == c {
			return
		}
	}
	*out = append(*out, c)
}

func shareClass(a, b []class) bool {
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return true
			}
		}
	}
	return false
}

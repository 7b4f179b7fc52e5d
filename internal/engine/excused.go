package engine

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Some code breaks the rules where nobody minds. While the kernel boots, nothing
// else runs that could hold what it waits for; while it goes down, or has crashed,
// might_sleep() says nothing either, and what happens is the last that does. Which
// functions these are the model tells, and what only they call is theirs.

// excuses are the functions of a program that are called at such times only.
type excuses struct {
	prog  *link.Program
	roles map[string]map[*link.Func]bool
}

// excusing are the roles, and what is said of a finding that begins there.
var excusing = []struct{ role, why string }{
	{"boot", "it runs while the kernel boots, and nothing else does"},
	{"late", "it runs when the kernel goes down or has crashed, and nothing is scheduled any more"},
}

// faultless is the role of functions that are called with page faults disabled.
const faultless = "called-faults-off"

// excused is why a finding needs no mending, "" if it does.
func (e *excuses) excused(f *Finding) string {
	for i := range excusing {
		x := &excusing[i]
		if e.of(x.role, f.Origin.Fn) || e.of(x.role, f.Chain[0].Fn) {
			return f.Origin.Fn.Name + "(): " + x.why
		}
	}
	if f.Row != nil && f.Row.Cond.Kind == effect.Faults {
		for i := range f.Chain {
			if e.of(faultless, f.Chain[i].Fn) {
				return f.Chain[i].Fn.Name + "() is called with page faults disabled"
			}
		}
	}
	if f.Origin.Op != "" && e.pollsThere("struct "+f.Origin.Op, f.Leaf().Callee) {
		return f.Leaf().Callee + "() does not wait where " + f.Origin.Op + " is called"
	}
	if macro := e.unlocksAround(f); macro != "" {
		return macro + "() drops " + f.Origin.Lock + " around what it runs"
	}
	if e.cachedThere(f) {
		return f.Leaf().Callee + "() goes to the cache where " + f.Origin.Op + " is called"
	}
	if e.disablesAnew(f) {
		return f.Leaf().Callee + "() comes back with interrupts on, and " + f.Origin.Fn.Name + "() disables them anew behind it"
	}
	return ""
}

// pollsThere: in an op that is called late a call polls, or has nobody to wait for.
func (e *excuses) pollsThere(op, callee string) bool {
	m := e.prog.Model
	late := m.Is("polls-late", callee)
	return m.Is("polling-op", op) && (late || m.Is("polls-there", callee)) || m.Is("restart-op", op) && late
}

// disablesAnew: a function that has disabled interrupts, and nothing else, switches to
// another task and disables them anew whatever comes then, as what goes back to user
// space does while there is work left: it knows that they are on by then.
func (e *excuses) disablesAnew(f *Finding) bool {
	leaf := f.Leaf()
	if f.Origin.Kind != "irqs-off" || leaf.Fn != f.Origin.Fn || !e.prog.Model.Is("enables-irqs", leaf.Callee) {
		return false
	}
	at := codePlace{}
	for b := range leaf.Fn.Blocks {
		for i := range leaf.Fn.Blocks[b].Instrs {
			if &leaf.Fn.Blocks[b].Instrs[i] == leaf.In {
				at = codePlace{leaf.Fn, ir.BlockID(b), i + 1}
			}
		}
	}
	return at.fn != nil && e.disables(at, map[ir.BlockID]bool{})
}

// disables: every path from a place leads to a call that disables interrupts.
func (e *excuses) disables(at codePlace, seen map[ir.BlockID]bool) bool {
	blk := &at.fn.Blocks[at.block]
	for i := range blk.Instrs[at.index:] {
		in := &blk.Instrs[at.index+i]
		x := &at.fn.Exprs[in.Src]
		if in.Op == ir.InstrCall && x.Op == ir.OpGlobal && slices.ContainsFunc(e.prog.Effects(at.fn.Unit, x.Sym), func(ef effect.Effect) bool {
			return ef.Kind == effect.Enter && ef.IRQ > 0
		}) {
			return true
		}
	}
	if blk.Term.Kind == ir.TermReturn {
		return false
	}
	for _, to := range blk.Term.Targets {
		if !seen[to] {
			seen[to] = true
			if !e.disables(codePlace{at.fn, to, 0}, seen) {
				return false
			}
		}
	}
	return true
}

// of tells whether a function has a role, by name or because all that call it do.
func (e *excuses) of(role string, f *link.Func) bool {
	set := e.roles[role]
	if set == nil {
		set = e.collect(role)
		e.roles[role] = set
	}
	return set[f]
}

// collect closes what has a role over the functions that only it calls.
func (e *excuses) collect(role string) map[*link.Func]bool {
	set := map[*link.Func]bool{}
	callers := map[*link.Func][]*link.Func{}
	elsewhere := e.bound(role, set)
	for i := range e.prog.Registrations() {
		reg := &e.prog.Registrations()[i]
		callers[reg.Fn] = append(callers[reg.Fn], reg.In)
	}
	for _, f := range e.prog.Funcs {
		if e.prog.Model.Is(role, f.Name) && (f.Kind != ir.FuncStatic || f.Unit.Header) {
			set[f] = true // a file's own function of that name is another one
		}
		for i := range f.Calls {
			if g := f.Calls[i].Fn; g != nil && g != f {
				callers[g] = append(callers[g], f)
			}
		}
	}
	if len(set) == 0 {
		return set
	}
	for changed := true; changed; {
		changed = false
		for f, by := range callers {
			if !set[f] && !elsewhere[f] && !slices.ContainsFunc(by, func(g *link.Func) bool { return !set[g] }) {
				set[f], changed = true, true
			}
		}
	}
	return set
}

// bound enters the functions that a pointer with the role leads to, and returns
// those that others lead to.
func (e *excuses) bound(role string, set map[*link.Func]bool) map[*link.Func]bool {
	elsewhere := map[*link.Func]bool{}
	for _, k := range e.prog.Ops() {
		is := e.prog.Model.Is(role+"-op", strings.TrimPrefix(k.Struct+"."+k.Field, "."))
		for _, b := range e.prog.Bindings(k) {
			if is {
				set[b.Fn] = true
			} else {
				elsewhere[b.Fn] = true
			}
		}
	}
	for f := range elsewhere {
		delete(set, f)
	}
	return elsewhere
}

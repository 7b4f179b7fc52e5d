package engine

import (
	"maps"
	"slices"
	"sort"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Want is a function that matters and whose body is not loaded.
type Want struct{ Dir, Name string }

// Undefined lists the functions that code in or on the way to atomic context
// may call and that neither the model nor the program knows. Code outside of
// any lock and any root is not followed: what it calls cannot break a rule
// about atomic context. tables are the structs whose members such code calls and
// for which the model has no contract: who implements them decides. Files that are
// selected were added whole.
func (v *Survey) Undefined(selected func(file string) bool) (wanted []Want, tables []string) {
	p := v.prog
	seen := make([]bool, len(p.Funcs))
	var work []*link.Func
	push := func(f *link.Func) {
		if f != nil && !seen[f.ID] {
			seen[f.ID] = true
			work = append(work, f)
		}
	}
	for i := range v.roots {
		r := &v.roots[i]
		if held.Forbids(r.Context) && (selected(r.Fn.File) || selected(r.File)) {
			push(r.Fn)
		}
	}
	wants, structs := map[Want]bool{}, map[string]bool{}
	for _, u := range p.Units {
		if !u.Whole || !selected(u.Path) {
			continue
		}
		wantOps(p, u, wants)
		for _, f := range u.Funcs {
			if takesLock(p, f) {
				push(f)
			}
			wantCalled(p, f, wants)
		}
	}
	for len(work) > 0 {
		f := work[len(work)-1]
		work = work[:len(work)-1]
		for i := range f.Calls {
			c := &f.Calls[i]
			if c.Name != "" && c.Effects() != nil {
				continue
			}
			push(c.Fn)
			if _, contract := p.Model.Op(c.Op.Struct, c.Op.Field); !contract && c.Op.Struct != "" {
				structs[c.Op.Struct] = true
			}
			if len(c.Targets) <= fewTargets {
				for _, t := range c.Targets {
					push(t)
				}
			}
			if (c.Fn == nil || p.Stub(c.Fn)) && c.Name != "" && c.Param < 0 && c.Op.Field == "" {
				if _, ok := p.Model.Accessor(c.Name); !ok && !p.Model.Noreturn(c.Name) {
					wants[Want{f.Unit.Dir, c.Name}] = true
				}
			}
		}
	}
	return sortedWants(wants), slices.Sorted(maps.Keys(structs))
}

// MaxTables is the number of files up to which those that implement a table of
// functions are looked into from its callers.
const MaxTables = fewTargets

// wantCalled lists what a function calls and nobody knows.
func wantCalled(p *link.Program, f *link.Func, wants map[Want]bool) {
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Fn != nil || c.Name == "" || c.Param >= 0 || c.Op.Field != "" || p.Modelled(f.Unit, c.Name) {
			continue
		}
		if _, ok := p.Model.Accessor(c.Name); !ok && !p.Model.Noreturn(c.Name) {
			wants[Want{f.Unit.Dir, c.Name}] = true
		}
	}
}

// wantOps lists the functions that a unit binds to ops with an atomic contract
// and that are defined elsewhere: shared callbacks of a family of drivers.
func wantOps(p *link.Program, u *link.Unit, wants map[Want]bool) {
	for i := range u.Inits {
		in := &u.Inits[i]
		x := &u.Top.Exprs[in.Value]
		if x.Op != ir.OpGlobal || in.Field == "" {
			continue
		}
		op, ok := p.Model.Op(string(p.Underlying(in.Owner)), in.Field)
		if !ok || !held.Forbids(op.Context) {
			continue
		}
		if _, g := p.Global(u, x.Sym); g == nil && p.Resolve(u, x.Sym) == nil {
			wants[Want{u.Dir, x.Sym}] = true
		}
	}
}

// takesLock tells whether a function changes the context itself in a way that
// forbids sleeping.
func takesLock(p *link.Program, f *link.Func) bool {
	for i := range f.Calls {
		if f.Calls[i].Name == "" {
			continue
		}
		for _, e := range f.Calls[i].Effects() {
			if (e.Kind == effect.Acquire || e.Kind == effect.Enter) && (e.Preempt > 0 || e.BH > 0 || e.IRQ > 0 || e.RCU > 0) {
				return true
			}
		}
	}
	return false
}

// DAINames is the [Survey]'s for a program that is not surveyed.
func DAINames(p *link.Program, selected func(file string) bool) []string {
	return collectLinks(p).daiNames(p, selected)
}

// DAINames lists the DAIs of the selected files whose callbacks are atomic
// unless the cards that use them say otherwise: the caller should load the
// files that name them.
func (v *Survey) DAINames(selected func(file string) bool) []string {
	return v.props.links.daiNames(v.prog, selected)
}

func (l *pcmLinks) daiNames(p *link.Program, selected func(file string) bool) []string {
	names := map[string]bool{}
	for _, u := range p.Units {
		if !u.Whole || !selected(u.Path) {
			continue
		}
		for _, n := range l.byUnit[u.Path] {
			names[n] = true
		}
	}
	out := make([]string, 0, len(names))
	for n := range names {
		out = append(out, n)
	}
	sort.Strings(out)
	return out
}

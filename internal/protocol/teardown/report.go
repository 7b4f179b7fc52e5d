package teardown

import (
	"slices"
	"sort"
	"strings"

	"github.com/ctxlint/ctxlint/internal/diag"
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/protocol/actor"
)

// report gathers what one root leaves running, for one finding.
type report struct {
	c      *checker
	root   *link.Func
	fails  bool // a setup that fails
	module bool // the end of a module
	devres bool // the setup of a driver that has no end
	at     *hit // the free that comes first
	early  *hit // the first of something that is waited for later
	ends   bool // something is left at the end
	live   set
	again  set
}

// hit notes a free. The first on the way is where the finding lies.
func (r *report) hit(h *hit) {
	if h.early {
		if r.early == nil && !h.live.minus(r.c.sources()).empty() {
			r.early = h
		}
		return
	}
	live := h.live.minus(r.c.sources())
	if live.empty() {
		return
	}
	r.live, r.again = r.live.union(live), r.again.union(h.again.common(live))
	if r.at == nil {
		r.at = h
	}
}

// left notes an actor that runs at the end.
func (r *report) left(i int, again bool) {
	r.live.add(i)
	if again {
		r.again.add(i)
	}
	r.ends = true
}

// inOrder lists the actors so that each comes before those that it starts: what
// is stopped first cannot start again what comes later.
func (r *report) inOrder() []*actor.Actor {
	var list []*actor.Actor
	for i, a := range r.c.actors {
		if r.live.has(i) && !slices.ContainsFunc(list, a.Alias) {
			list = append(list, a)
		}
	}
	starts := func(a, b *actor.Actor) bool {
		for _, e := range r.c.w.Again(a) {
			if e.To == b {
				return true
			}
		}
		return false
	}
	sort.SliceStable(list, func(i, j int) bool { return starts(list[i], list[j]) && !starts(list[j], list[i]) })
	return list
}

// add makes the finding.
func (r *report) add(k *checking) {
	if r.c.cut {
		k.bounds = append(k.bounds, engine.Hit{Bound: engine.BoundWork, File: r.root.File, Line: int(r.root.Pos.Line), Func: r.root.Name, Times: 1})
		return
	}
	if r.live.empty() && r.early != nil {
		r.at, r.live = r.early, r.early.live.minus(r.c.sources())
	}
	if r.live.empty() {
		return
	}
	list := r.inOrder()
	var names []string
	for _, a := range list {
		names = append(names, a.Name())
	}
	f := engine.Flaw{Kind: engine.FreeBeforeQuiesce, Actor: joined(names), Confidence: engine.Medium, Subject: r.root.Name, Waits: r.waits(list), Again: r.restarter(list)}
	f.Steps = r.steps(list)
	switch {
	case r.at != nil:
		f.At(r.at.fn.Fn, r.at.act.In, r.at.act.Name)
		f.Subject = engine.ExprText(r.at.fn.Fn.Func, r.at.act.Arg)
		f.Steps = append(f.Steps, r.way()...)
		f.Steps = append(f.Steps, step(r.at.fn.Fn, r.at.act.In.Pos, r.at.act.Name+"() frees "+f.Subject))
		f.Late = r.at.early
		if !f.Late {
			f.Fix = r.fix(list)
		}
	default:
		f.File, f.Pos, f.End, f.Function = r.root.File, r.root.End, r.root.End, r.root.Name
		f.Detail = "device"
		switch {
		case r.fails:
			f.Detail = "setup"
		case r.module:
			f.Detail = "module"
		case r.devres:
			f.Detail = "devres"
		}
		f.Steps = append(f.Steps, step(r.root, r.root.End, "returns, and nothing on the way has waited for "+f.Actor))
	}
	k.flaws = append(k.flaws, f)
}

func joined(names []string) string {
	switch n := len(names); n {
	case 1:
		return names[0]
	case 2:
		return names[0] + " and the " + names[1]
	default:
		return strings.Join(names[:n-1], ", the ") + " and the " + names[n-1]
	}
}

// steps tell where each actor is started, and what starts it again.
func (r *report) steps(list []*actor.Actor) []diag.Step {
	var out []diag.Step
	for _, a := range list {
		if len(a.Starts) > 0 {
			s := &a.Starts[0]
			out = append(out, step(s.Fn, s.Pos, s.API+"() starts the "+a.Name()))
		}
		if len(a.Fns) > 0 {
			out = append(out, step(a.Fns[0], a.Fns[0].Pos, "may be running or waiting to run"))
		}
		if !r.again.has(a.Index) {
			continue
		}
		if s, e := r.starter(a); s != nil {
			out = append(out, step(e.Site.Fn, e.Site.Pos, e.Site.API+"(): the "+starterName(s, e)+" starts it again after it was waited for"))
		}
	}
	return out
}

// starter is an actor that starts another again.
func (r *report) starter(a *actor.Actor) (*actor.Actor, *actor.Edge) {
	for _, s := range r.c.actors {
		if s == a {
			continue
		}
		if s.Kind == effect.CoreOp && !r.c.lasts(s) {
			continue
		}
		again := r.c.w.Again(s)
		for i := range again {
			if again[i].To == a && !r.c.keptFrom(&again[i]) {
				return s, &again[i]
			}
		}
	}
	return nil, nil
}

// restarter names what starts the actors again where each was waited for, ""
// where one was not.
func (r *report) restarter(list []*actor.Actor) string {
	name := ""
	for _, a := range list {
		if !r.again.has(a.Index) {
			return ""
		}
		if s, e := r.starter(a); s != nil && name == "" {
			name = starterName(s, e)
		}
	}
	return name
}

// starterName names an actor by which of its functions starts the other.
func starterName(a *actor.Actor, e *actor.Edge) string {
	return a.Kind.String() + " " + e.By.Name + "()"
}

// way is how the root comes to the free.
func (r *report) way() []diag.Step {
	var out []diag.Step
	for i, c := range r.at.via {
		to := r.at.fn.Fn
		if i+1 < len(r.at.via) {
			to = r.at.via[i+1].Fn
		}
		out = append(out, step(c.Fn, c.In.Pos, "calls "+to.Name+"()"))
	}
	return out
}

func step(f *link.Func, pos ir.Pos, what string) diag.Step {
	return diag.Step{File: f.File, Line: int(pos.Line), Function: f.Name, What: what}
}

// waits are the calls that end the actors, in order.
func (r *report) waits(list []*actor.Actor) []string {
	var out []string
	for _, a := range list {
		w := r.c.waitFor(a)
		if w != "" && !strings.HasSuffix(w, ")") { // with its arguments
			w += "()"
		}
		if w != "" && (len(out) == 0 || out[len(out)-1] != w) {
			out = append(out, w)
		}
	}
	return out
}

// waitFor is the function that ends an actor: by the type of its object, or its
// kind.
func (c *checker) waitFor(a *actor.Actor) string {
	kinds := map[string]string{}
	for _, pt := range c.w.P.Model.Parts("advice") {
		kinds[pt.Field] = pt.Note
	}
	if len(a.Starts) > 0 && kinds["quiesce/"+a.Starts[0].API] != "" {
		return kinds["quiesce/"+a.Starts[0].API]
	}
	if n := len(a.Place); n > 0 {
		t := c.w.P.FieldType(a.Setups[0].Fn.Unit, ir.Type(a.Place[n-1].Struct), a.Place[n-1].Field)
		if w := kinds["quiesce/"+string(t)]; w != "" {
			return w
		}
	}
	return kinds["quiesce/"+a.Kind.String()]
}

// fix waits before the free, where each actor is a member of what is freed, by
// value and no element of an array, and the free stands on a line of its own.
func (r *report) fix(list []*actor.Actor) *diag.Fix {
	f, in := r.at.fn.Fn, r.at.act.In
	arg := &f.Exprs[r.at.act.Arg]
	if arg.Op != ir.OpVar || !r.again.empty() || !straight(f, in) {
		return nil
	}
	owner := string(link.Deref(r.c.w.P.Underlying(r.c.w.P.TypeOf(f, r.at.act.Arg))))
	indent := strings.Repeat("\t", int(in.Pos.Col)-1)
	text := ""
	for _, a := range list {
		wait := r.c.waitFor(a)
		if wait == "" || a.Kind == effect.IRQ || len(a.Place) == 0 || a.Place[0].Struct != owner {
			return nil
		}
		amp := "&"
		for i, k := range a.Place {
			t := string(r.c.w.P.FieldType(f.Unit, ir.Type(k.Struct), k.Field))
			if strings.HasSuffix(t, "[]") || strings.HasSuffix(t, "*") && i < len(a.Place)-1 {
				return nil
			}
			if strings.HasSuffix(t, "*") {
				amp = ""
			}
		}
		text += indent + wait + "(" + amp + f.Vars[arg.Int].Name + "->" + a.Place.String() + ");\n"
	}
	line := int(in.Pos.Line)
	return &diag.Fix{Title: "wait before the free", Edits: []diag.Edit{{File: f.File, Line: line, Column: 1, EndLine: line, EndColumn: 1, NewText: text}}}
}

// straight: the statement before an instruction is in the same block and on an
// earlier line, so that a line between them is executed with both.
func straight(f *link.Func, in *ir.Instr) bool {
	for bi := range f.Blocks {
		b := &f.Blocks[bi]
		for ii := range b.Instrs {
			if &b.Instrs[ii] != in {
				continue
			}
			for j := ii - 1; j >= 0; j-- {
				if p := &b.Instrs[j]; p.End.Line < in.Pos.Line {
					return true
				}
			}
			return false
		}
	}
	return false
}

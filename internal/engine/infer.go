package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Inference answers what the bodies of a program say about functions that the
// model has rows for: the row of the function in question does not count, the
// rows of what it calls do. It exists to check the model, not to find bugs.
//
// It is asymmetric on purpose. "Sleeps" needs a path, interpreted in atomic
// context, on which a call that sleeps is reached with at least medium
// confidence. "Does not sleep" needs that nothing at all in the bodies can,
// whatever the path, in any definition of that name, and that every callee is
// known. Between the two lies "not known", which contradicts nobody.
//
// It is safe for concurrent use.
type Inference struct {
	prog  *link.Program
	sums  *summaries
	props *properties
	named map[string][]*link.Func // every definition that others can call
}

// Verdict is what the source says about one function.
type Verdict struct {
	Known, Sleeps bool
	File          string // of the body
	Why           string // one path to a call that sleeps
}

// NewInference prepares a program for questions. Bind and BuildCallGraph must
// have been called.
func NewInference(p *link.Program) *Inference {
	inf := &Inference{p, summarise(p), collectProperties(p), map[string][]*link.Func{}}
	for _, f := range p.Funcs {
		if f.Kind == ir.FuncNormal || f.Unit.Header {
			inf.named[f.Name] = append(inf.named[f.Name], f)
		}
	}
	return inf
}

// Infer looks at the body that a call of the subject's name in its file
// reaches.
func (inf *Inference) Infer(sub Subject) (v Verdict) {
	fn := inf.body(sub)
	if fn == nil {
		return Verdict{}
	}
	if inf.sums.of(fn).any() {
		return inf.asked(fn)
	}
	for _, f := range inf.named[sub.Name] {
		if stub(f) {
			continue
		}
		if inf.sums.of(f).any() || !inf.closed(f) {
			return Verdict{}
		}
	}
	if !inf.closed(fn) {
		return Verdict{}
	}
	return Verdict{Known: true, File: fn.File}
}

// body is the definition to judge: nil for stubs, which say nothing about the
// function that they stand for.
func (inf *Inference) body(sub Subject) *link.Func {
	u := inf.prog.Unit(sub.File)
	if u == nil && len(inf.prog.Units) > 0 {
		u = inf.prog.Units[0]
	}
	if u == nil {
		return nil
	}
	fn := inf.prog.Resolve(u, sub.Name)
	if fn == nil || fn.Name != sub.Name || len(fn.Calls) == 0 || stub(fn) {
		return nil
	}
	return fn
}

// stub tells whether a definition stands for one that was configured away.
func stub(f *link.Func) bool { return strings.HasPrefix(f.Config, "!") }

// asked interprets a function in atomic context. A session of its own makes the
// answer independent of the questions before.
func (inf *Inference) asked(fn *link.Func) (v Verdict) {
	s := newSession(inf.prog, inf.sums)
	defer s.survive(fn) // the verdict stays unknown
	s.props = inf.props
	res := s.ask(question{fn: fn, entry: held.Context{Base: effect.Atomic}, own: true})
	for _, ev := range res.events {
		if ev.kind != Sleep && ev.kind != Alloc && ev.kind != Sync || ev.conf < medium {
			continue
		}
		if ev.leaf().callee == fn.Name {
			continue // its own row, through recursion
		}
		return Verdict{Known: true, Sleeps: true, File: fn.File, Why: wayTo(ev)}
	}
	return Verdict{}
}

// wayTo words an event: the calls that lead to it and where it is.
func wayTo(ev *event) string {
	var b strings.Builder
	for ; ev.sub != nil; ev = ev.sub {
		b.WriteString(ev.callee + "() → ")
	}
	fmt.Fprintf(&b, "%s() at %s:%d", ev.callee, ev.fn.File, ev.in.Pos.Line)
	return b.String()
}

// closed tells whether all that a function can reach is known: no call through
// a pointer, no callee without a body or a row.
func (inf *Inference) closed(fn *link.Func) bool {
	seen := map[*link.Func]bool{fn: true}
	work := []*link.Func{fn}
	for len(work) > 0 {
		f := work[len(work)-1]
		work = work[:len(work)-1]
		if inDoubt(f) {
			return false
		}
		for i := range f.Calls {
			c := &f.Calls[i]
			switch {
			case inf.rowed(f, c.Name):
			case c.Fn == nil, stub(c.Fn):
				return false
			case !seen[c.Fn]:
				seen[c.Fn] = true
				work = append(work, c.Fn)
			}
		}
	}
	return true
}

// inDoubt: a part of the function was not understood.
func inDoubt(f *link.Func) bool {
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			if f.Blocks[bi].Instrs[ii].Op == ir.InstrUnknown {
				return true
			}
		}
	}
	return false
}

// rowed: the model answers for a callee.
func (inf *Inference) rowed(f *link.Func, name string) bool {
	if name == "" {
		return false
	}
	if _, ok := inf.prog.Model.Accessor(name); ok {
		return true
	}
	return inf.prog.Effects(f.Unit, name) != nil || inf.prog.Model.Noreturn(name)
}

// Subject is a function to ask about: its name, and a file that sees it.
type Subject struct{ File, Name string }

// Unread lists what the bodies of the subjects may call and that is neither
// loaded nor answered for by a row: the caller should load it before it asks.
func Unread(p *link.Program, subjects []Subject) []Want {
	inf := &Inference{prog: p}
	seen := make([]bool, len(p.Funcs))
	var work []*link.Func
	push := func(f *link.Func) {
		if f != nil && !seen[f.ID] {
			seen[f.ID] = true
			work = append(work, f)
		}
	}
	for _, s := range subjects {
		push(inf.body(s))
	}
	wants := map[Want]bool{}
	for len(work) > 0 {
		f := work[len(work)-1]
		work = work[:len(work)-1]
		for i := range f.Calls {
			c := &f.Calls[i]
			switch {
			case c.Name == "" || c.Param >= 0 || inf.rowed(f, c.Name):
			case c.Fn != nil:
				push(c.Fn)
			default:
				wants[Want{f.Unit.Dir, c.Name}] = true
			}
		}
	}
	return sortedWants(wants)
}

func sortedWants(wants map[Want]bool) []Want {
	out := make([]Want, 0, len(wants))
	for w := range wants {
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b Want) int { return cmp.Or(cmp.Compare(a.Dir, b.Dir), cmp.Compare(a.Name, b.Name)) })
	return out
}

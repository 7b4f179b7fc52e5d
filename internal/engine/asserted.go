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

// assertion is a lock that a function says is held.
type assertion struct {
	lock ir.ExprID // argument of the assertion, 0 for an annotation
	text string    // as written
	pos  ir.Pos
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
			Why: "it says itself that " + a.text + " is held", asserts: a,
		})
	}
	return out
}

func assertionOf(p *link.Program, f *link.Func) *assertion {
	for _, n := range f.Notes {
		if (n.Kind == "must_hold" || n.Kind == "must_hold_shared") && spins(p, notedType(p, f, n.Text)) {
			return &assertion{text: strings.TrimPrefix(n.Text, "&"), pos: f.Pos}
		}
	}
	for ii := range f.Blocks[0].Instrs {
		in := &f.Blocks[0].Instrs[ii]
		if in.Op != ir.InstrCall || len(in.Args) == 0 || f.Exprs[in.Src].Op != ir.OpGlobal {
			continue
		}
		name := f.Exprs[in.Src].Sym
		if p.Model.Is("asserts-spinning", name) || p.Model.Is("asserts-held", name) && spins(p, link.Deref(p.TypeOf(f, in.Args[0]))) {
			return &assertion{lock: in.Args[0], text: strings.TrimPrefix(f.ExprString(in.Args[0]), "&"), pos: in.Pos}
		}
		if changesContext(p.Effects(f.Unit, name)) {
			return nil // what is said later is about what it does itself
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

// notedPath splits the place of an annotation, as &d->lock.
func notedPath(text string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(text, "->", "."), func(r rune) bool { return strings.ContainsRune("&(). ", r) })
}

// notedType is the type of the lock that an annotation names.
func notedType(p *link.Program, f *link.Func, text string) ir.Type {
	path := notedPath(text)
	if len(path) == 0 {
		return ""
	}
	t := ir.Type("")
	if i := paramNamed(f, path[0]); i >= 0 {
		t = f.Vars[f.Params[i]].Type
	} else if _, g := p.Global(f.Unit, path[0]); g != nil {
		t = g.Type
	}
	for _, field := range path[1:] {
		if d := link.Deref(p.Underlying(t)); link.IsStruct(d) {
			t = d
		}
		t = p.FieldType(f.Unit, t, field)
	}
	return ir.Type(strings.TrimSuffix(string(t), "*"))
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
	h := held.Hold{Lock: effect.Spin, Preempt: 1, Entry: true, Text: root.asserts.text}
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
	path := notedPath(text)
	i := paramNamed(fr.fn, path[0])
	if i < 0 {
		return fr.Intern(value.Node{Op: value.Global, Sym: path[0]})
	}
	t := fr.paramValue(i)
	if len(path) == 1 {
		return fr.Deref(t)
	}
	for n, field := range path[1:] {
		if n > 0 {
			t = fr.Table.Load(t)
		}
		t = fr.Field(fr.Deref(t), field)
	}
	return t
}

package teardown

import (
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
)

func (w *walk) stripNot(e ir.ExprID) ir.ExprID {
	for {
		x := &w.f.Exprs[e]
		if x.Op != ir.OpCast && (x.Op != ir.OpUnary || x.Sym != "!") {
			return e
		}
		e = x.X
	}
}

func (w *walk) negated(e ir.ExprID) bool {
	neg := false
	for x := &w.f.Exprs[e]; x.Op == ir.OpCast || x.Op == ir.OpUnary && x.Sym == "!"; x = &w.f.Exprs[x.X] {
		neg = neg != (x.Op == ir.OpUnary)
	}
	return neg
}

// result is the outcome that a function returns. A pointer that is nothing is told from
// one that is.
func (w *walk) result(p *point, e ir.ExprID) outcome {
	if e == 0 {
		return unknown
	}
	if v, ok := engine.StaticValue(w.c.w.P, w.f, e); ok {
		if v == 0 && isPointer(w.f.Result) {
			return no
		}
		return ofValue(v)
	}
	n, _ := p.facts.get(engine.ExprText(w.f.Func, w.stripCast(e)))
	return n.out
}

func (w *walk) stripCast(e ir.ExprID) ir.ExprID {
	for w.f.Exprs[e].Op == ir.OpCast {
		e = w.f.Exprs[e].X
	}
	return e
}

// assume is what is known where a condition holds, or does not; false if it
// cannot.
func (w *walk) assume(p *point, e ir.ExprID, truth bool) (facts, bool) {
	cond, is, may := w.repeats(p, e, truth)
	if !may {
		return p.facts, false
	}
	fs, ok := w.holds(p, e, truth)
	if ok && cond != nil {
		fs = fs.with(fact{text: cond.key, out: is})
	}
	return fs, ok
}

// holds judges a condition by what is known of what it asks for.
func (w *walk) holds(p *point, e ir.ExprID, truth bool) (facts, bool) {
	if v, ok := w.eval(e); ok {
		return p.facts, (v != 0) == truth
	}
	x := &w.f.Exprs[e]
	switch x.Op {
	case ir.OpCast:
		return w.holds(p, x.X, truth)
	case ir.OpConst:
		return p.facts, (x.Int != 0) == truth
	case ir.OpUnary:
		if x.Sym == "!" {
			return w.holds(p, x.X, !truth)
		}
	case ir.OpBinary:
		return w.compare(p, x, truth)
	case ir.OpVar, ir.OpField, ir.OpDeref, ir.OpIndex:
		text := engine.ExprText(w.f.Func, e)
		n, _ := p.facts.get(text)
		switch n.out {
		case yes:
			return p.facts, truth
		case no:
			return p.facts, !truth
		case bad:
			return p.facts, truth
		case good:
			return p.facts, w.pointer(e) || !truth
		}
		if w.integer(e) {
			n.text = text
			n.out = good
			if truth {
				n.out = bad
			}
			return p.facts.with(n), true
		}
	}
	return p.facts, true
}

// compare judges a comparison with a constant.
func (w *walk) compare(p *point, x *ir.Expr, truth bool) (facts, bool) {
	v, ok := engine.StaticValue(w.c.w.P, w.f, x.Y)
	if other, _ := p.facts.get(engine.ExprText(w.f.Func, x.Y)); !ok && other.out == bad && w.pointer(x.X) {
		v, ok = -1, true // one error stands for all
	}
	if !ok || w.f.Exprs[x.X].Op == ir.OpBinary {
		return p.facts, true
	}
	op := x.Sym
	if !truth {
		op = map[string]string{"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}[op]
	}
	text := engine.ExprText(w.f.Func, x.X)
	n, _ := p.facts.get(text)
	n.text = text
	if n.out == yes { // and a positive number
		return p.facts, !(op == "<" && v <= 0 || op == "<=" && v <= 0 || op == "==" && v <= 0)
	}
	if n.out == no && w.pointer(x.X) {
		return p.facts, !(op == "!=" && v == 0 || op == "==" && v != 0)
	}
	want := unknown
	switch {
	case op == "<" && v == 0, op == "<=" && v < 0, op == "==" && v < 0:
		want = bad
	case op == ">=" && v == 0, op == ">" && v >= -1, op == "==" && v >= 0:
		want = good
	case op == "!=" && v == 0:
		want = bad
	case op == "!=" && v < 0 && w.pointer(x.X):
		want = good
	}
	if want == unknown {
		return p.facts, true
	}
	if n.out == good || n.out == bad {
		if op == "!=" && w.pointer(x.X) {
			return p.facts, true
		}
		return p.facts, n.out == want
	}
	if n.out == no {
		return p.facts, true
	}
	n.out = want
	return p.facts.with(n), true
}

func (w *walk) pointer(e ir.ExprID) bool {
	return isPointer(w.c.w.P.Underlying(w.c.w.P.TypeOf(w.f, e)))
}

func isPointer(t ir.Type) bool { return t != "" && t[len(t)-1] == '*' }

// integer: an error code, by its type: what is not zero is an error.
func (w *walk) integer(e ir.ExprID) bool {
	t := w.c.w.P.TypeOf(w.f, e)
	return w.f.Exprs[e].Op == ir.OpVar && (t == "int" || t == "long" || t == "ssize_t")
}

// settle keeps apart, of the ways out, only those that differ in what matters.
func (w *walk) settle() {
	by := map[outcome][]exit{}
	w.pointers()
	var fails []exit
	seen := map[state]bool{}
	for _, e := range w.out.exits {
		if e.out == bad && !seen[e.st] && len(fails) < maxExits {
			seen[e.st] = true
			fails = append(fails, e)
			continue
		}
		if e.out != bad {
			by[e.out] = append(by[e.out], e)
		}
	}
	w.out.exits = nil
	for _, o := range []outcome{unknown, good, yes, no} {
		if list := by[o]; len(list) > 0 {
			w.out.exits = append(w.out.exits, exit{merged(list), o})
		}
	}
	if w.c.setup {
		w.out.exits = append(w.out.exits, fails...)
	} else if len(fails) > 0 {
		w.out.exits = append(w.out.exits, exit{merged(fails), bad})
	}
}

// pointers: where a function returns errors as pointers, what is none is good; where it
// returns nothing when it fails, what it returns else is something.
func (w *walk) pointers() {
	if !isPointer(w.f.Result) {
		return
	}
	fails, nothing := false, false
	for i := range w.out.exits {
		fails = fails || w.out.exits[i].out == bad
		nothing = nothing || w.out.exits[i].out == no
	}
	for i := range w.out.exits {
		switch e := &w.out.exits[i]; {
		case e.out != unknown:
		case fails:
			e.out = good
		case nothing:
			e.out = yes
		}
	}
}

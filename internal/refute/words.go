package refute

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// obstacle is what stood in the way at the furthest point that was reached.
type obstacle struct {
	at   int // how far: calls of the way, twice, and whether the lock was held
	text string
}

// obstruct notes a branch that cannot be taken although it would lead on.
func (w *walk) obstruct(fr *frame, b ir.BlockID, target int, st *state) {
	if fr.goal == nil {
		return
	}
	at := 2*int(fr.level) + int(b2i(w.held(st)))
	if w.near.text != "" && at <= w.near.at {
		return
	}
	text := w.whereText(fr.fn, b) + ": " + conditionText(fr.fn, b, target) + " cannot be there"
	if m := w.sourceOf(fr, st, fr.fn.Blocks[b].Term.Cond); m != nil {
		text += " after " + conditionText(m.fn, m.block, m.target) + " (" + w.whereText(m.fn, m.block) + ")"
	}
	w.near = obstacle{at, text}
}

// impossible notes that the last call does nothing here that is forbidden.
func (w *walk) impossible(fr *frame, in *ir.Instr) {
	w.obstructed(fr, in, "what is passed there does not let it sleep")
}

// obstructed notes that the path ends at an instruction.
func (w *walk) obstructed(fr *frame, in *ir.Instr, why string) {
	w.near = obstacle{2*len(w.frames) + 1, fr.fn.File + ":" + strconv.Itoa(int(in.Pos.Line)) + ": " + why}
}

func (w *walk) reason() string {
	if w.near.text != "" {
		return w.near.text
	}
	return "no path leads from where the context becomes atomic to the call in that context"
}

// sourceOf is the branch that said something about what an expression is made of:
// the value of the whole may be known by then, and tell nothing.
func (w *walk) sourceOf(fr *frame, st *state, e ir.ExprID) *mark {
	if e == 0 {
		return nil
	}
	if m := w.source(st, w.value(fr, st, e)); m != nil {
		return m
	}
	x := &fr.fn.Exprs[e]
	if m := w.sourceOf(fr, st, x.X); m != nil {
		return m
	}
	return w.sourceOf(fr, st, x.Y)
}

// source is the branch that said something about a value, or a part of it.
func (w *walk) source(st *state, v V) *mark {
	for v != none {
		if at, ok := st.facts.find(v); ok && st.facts[at].from != nil {
			return st.facts[at].from
		}
		n := w.at(v)
		if n.b != none && n.op != oSym {
			if m := w.source(st, n.b); m != nil {
				return m
			}
		}
		v = n.a
	}
	return nil
}

func (w *walk) whereText(f *link.Func, b ir.BlockID) string {
	return f.File + ":" + strconv.Itoa(int(f.Blocks[b].Term.Pos.Line))
}

// conditionText is the outcome of a branch, as C.
func conditionText(f *link.Func, b ir.BlockID, target int) string {
	t := &f.Blocks[b].Term
	if t.Kind == ir.TermSwitch {
		of := Text(f, t.Cond)
		if target < len(t.Cases) {
			return of + " == " + Text(f, t.Cases[target].Lo)
		}
		return of + " is none of the cases"
	}
	return outcomeText(f, t.Cond, target == 0)
}

var opposite = map[string]string{"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}

func outcomeText(f *link.Func, e ir.ExprID, holds bool) string {
	x := &f.Exprs[e]
	for x.Op == ir.OpUnary && x.Sym == "!" {
		e, holds = x.X, !holds
		x = &f.Exprs[e]
	}
	if holds {
		return Text(f, e)
	}
	if x.Op == ir.OpBinary {
		if o := opposite[x.Sym]; o != "" {
			return Text(f, x.X) + " " + o + " " + Text(f, x.Y)
		}
		return "!(" + Text(f, e) + ")"
	}
	return "!" + Text(f, e)
}

// Text prints an expression as C. A temporary is the call that it came from.
func Text(f *link.Func, e ir.ExprID) string {
	x := &f.Exprs[e]
	switch x.Op {
	case ir.OpVar:
		if name := f.Vars[x.Int].Name; !strings.HasPrefix(name, "%") {
			return name
		}
		return callText(f, x.Int)
	case ir.OpGlobal, ir.OpConfig:
		return x.Sym
	case ir.OpField:
		if d := &f.Exprs[x.X]; d.Op == ir.OpDeref {
			return Text(f, d.X) + "->" + x.Sym
		}
		return Text(f, x.X) + "." + x.Sym
	case ir.OpDeref:
		return "*" + Text(f, x.X)
	case ir.OpIndex:
		return Text(f, x.X) + "[" + Text(f, x.Y) + "]"
	case ir.OpAddr:
		return "&" + Text(f, x.X)
	case ir.OpUnary:
		return x.Sym + Text(f, x.X)
	case ir.OpBinary:
		return Text(f, x.X) + " " + x.Sym + " " + Text(f, x.Y)
	case ir.OpCast:
		return Text(f, x.X)
	case ir.OpSizeof:
		if x.X == 0 {
			return "sizeof(" + string(x.Type) + ")"
		}
		return "sizeof(" + Text(f, x.X) + ")"
	case ir.OpConst:
		return strconv.FormatInt(x.Int, 10)
	}
	return "…"
}

// callText is the one call or store that a temporary is assigned by.
func callText(f *link.Func, v int64) string {
	in := assigned(f, v)
	if in == nil || in.Op != ir.InstrCall {
		return "…"
	}
	args := make([]string, len(in.Args))
	for j, a := range in.Args {
		args[j] = Text(f, a)
	}
	return Text(f, in.Src) + "(" + strings.Join(args, ", ") + ")"
}

// assigned is the one instruction that assigns a variable; nil if there are more.
func assigned(f *link.Func, v int64) *ir.Instr {
	var one *ir.Instr
	for b := range f.Blocks {
		for i := range f.Blocks[b].Instrs {
			in := &f.Blocks[b].Instrs[i]
			if in.Dst == 0 || f.Exprs[in.Dst].Op != ir.OpVar || f.Exprs[in.Dst].Int != v {
				continue
			}
			if one != nil {
				return nil
			}
			one = in
		}
	}
	return one
}

// maxRequires bounds the conditions that a finding lists.
const maxRequires = 4

// requires words the turns of a path that could not have been otherwise, in the
// order of the path. What any reader takes for granted is left out: that an
// allocation succeeds, that a loop is entered.
func (w *walk) requires(last *turn) []string {
	var out []string
	for t := last; t != nil; t = t.prev {
		if !t.forced {
			continue
		}
		if ordinary(t) || w.got(t) {
			continue
		}
		text := requirement(t.fr.fn, t.block, t.target)
		if text == "" || len(text) > 100 {
			continue
		}
		dup := false
		for _, o := range out {
			dup = dup || o == text
		}
		if !dup {
			out = append(out, text)
		}
	}
	slices.Reverse(out)
	return out[:min(len(out), maxRequires)]
}

// got: the outcome is that a lock was taken which might not have been; what is held
// is said elsewhere.
func (w *walk) got(t *turn) bool {
	f := t.fr.fn
	e, holds := bare(f, f.Blocks[t.block].Term.Cond, t.target == 0)
	return slices.ContainsFunc(w.prog.Effects(f.Unit, answerOf(f, e)), func(ef effect.Effect) bool {
		return ef.Kind == effect.Acquire && (ef.On == effect.IfNonzero && holds || ef.On == effect.IfZero && !holds)
	})
}

// requirement words an outcome that a maintainer can tell the truth of: what is in
// memory, what the caller passed, what a function says of it, that a call failed.
// Counters of loops and what hardware answered say nothing; they are "".
func requirement(f *link.Func, b ir.BlockID, target int) string {
	t := &f.Blocks[b].Term
	text := conditionText(f, b, target)
	if tells(f, t.Cond) || saysSo(f, t) && !again(f, b, target) {
		if strings.Contains(text, "…") {
			return ""
		}
		return text
	}
	failed := ""
	f.Within(t.Cond, func(x *ir.Expr) {
		if x.Op == ir.OpVar && !slices.Contains(f.Params, ir.VarID(x.Int)) {
			failed = definition(f, x.Int)
		}
	})
	switch how := failure(f, t, target); {
	case failed == "" || how == noFailure:
		return ""
	case how == negative:
		return failed + "() fails"
	}
	return failed + "() is not 0"
}

// again: an outcome of a branch leads back to it, as that of a loop does which polls.
func again(f *link.Func, b ir.BlockID, target int) bool {
	at := &f.Blocks[b]
	return distances(f, func(x *ir.Block) bool { return x == at })[at.Term.Targets[target]] >= 0
}

// tells: an expression is made of what is in memory and what the caller passed.
func tells(f *link.Func, e ir.ExprID) bool {
	all := true
	f.Within(e, func(x *ir.Expr) {
		all = all && (x.Op != ir.OpVar || slices.Contains(f.Params, ir.VarID(x.Int)))
	})
	return all
}

// saysSo: a condition is the bare answer of a function about what tells.
func saysSo(f *link.Func, t *ir.Term) bool {
	if t.Kind != ir.TermBranch {
		return false
	}
	e, _ := bare(f, t.Cond, true)
	x := &f.Exprs[e]
	if answerOf(f, e) == "" || !strings.HasPrefix(f.Vars[x.Int].Name, "%") {
		return false
	}
	in := assigned(f, x.Int)
	return in.Op == ir.InstrCall && !slices.ContainsFunc(in.Args, func(a ir.ExprID) bool { return !tells(f, a) })
}

// answerOf is the function whose result a value is, "" if it may be anything else.
func answerOf(f *link.Func, e ir.ExprID) string {
	if x := &f.Exprs[e]; x.Op == ir.OpVar {
		return definition(f, x.Int)
	}
	return ""
}

// definition is the function whose result a variable holds, "" if it may hold
// anything else.
func definition(f *link.Func, v int64) string {
	for range maxCopies {
		in := assigned(f, v)
		if in == nil {
			return ""
		}
		x := &f.Exprs[in.Src]
		switch {
		case in.Op == ir.InstrCall && x.Op == ir.OpGlobal:
			return x.Sym
		case in.Op != ir.InstrStore || x.Op != ir.OpVar:
			return ""
		}
		v = x.Int
	}
	return ""
}

// maxCopies bounds the variables that an answer is handed through: three that change
// places have no first one.
const maxCopies = 8

// outcome is what a branch says of an answer that may be that of a failure.
type outcome uint8

const (
	noFailure outcome = iota
	negative          // a negative number: an error
	something         // an int that is not 0: an error, or a count
)

// failure: the outcome is a negative number, or an int that is not 0.
func failure(f *link.Func, t *ir.Term, target int) outcome {
	if t.Kind != ir.TermBranch {
		return noFailure
	}
	x := &f.Exprs[t.Cond]
	holds := target == 0
	for x.Op == ir.OpUnary && x.Sym == "!" {
		holds = !holds
		x = &f.Exprs[x.X]
	}
	ofVar := x.Op == ir.OpBinary && isZero(f, x.Y) && f.Exprs[x.X].Op == ir.OpVar
	switch {
	case ofVar && x.Sym == "<" && holds:
		return negative
	case ofVar && (x.Sym == "!=" && holds || x.Sym == "==" && !holds):
		return something
	case x.Op == ir.OpVar && holds && !strings.HasPrefix(f.Vars[x.Int].Name, "%") && f.Vars[x.Int].Type == "int":
		return something
	}
	return noFailure
}

// ordinary: the outcome that is usual: a pointer that is not null, a result that
// is no error.
func ordinary(t *turn) bool {
	f := t.fr.fn
	term := &f.Blocks[t.block].Term
	if term.Kind != ir.TermBranch {
		return false
	}
	e, holds := term.Cond, t.target == 0
	x := &f.Exprs[e]
	for x.Op == ir.OpUnary && x.Sym == "!" {
		e, holds = x.X, !holds
		x = &f.Exprs[e]
	}
	if x.Op == ir.OpBinary && (x.Sym == "==" || x.Sym == "!=") && isZero(f, x.Y) {
		holds = holds == (x.Sym == "!=")
		e = x.X
		x = &f.Exprs[e]
	}
	if x.Op == ir.OpBinary && x.Sym == "<" && isZero(f, x.Y) {
		return !holds
	}
	if x.Op == ir.OpVar {
		switch v := &f.Vars[x.Int]; {
		case strings.HasSuffix(string(v.Type), "*"):
			return holds
		case v.Type == "int" || strings.HasPrefix(v.Name, "%"):
			return !holds
		}
	}
	return false
}

func isZero(f *link.Func, e ir.ExprID) bool {
	x := &f.Exprs[e]
	return x.Op == ir.OpConst && x.Int == 0 || x.Op == ir.OpGlobal && x.Sym == "NULL"
}

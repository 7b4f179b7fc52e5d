package link

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// expansion rewrites one function.
type expansion struct {
	p      *Program
	f      *Func
	needs  map[*Func]macroNeeds
	out    *ir.Func
	within [][]*Func // by block: the macros that it comes from
	locals map[string]ir.VarID
	count  int
	asked  expandedBy
}

func newExpansion(p *Program, f *Func, needs map[*Func]macroNeeds) *expansion {
	out := *f.source
	out.Exprs = slices.Clone(out.Exprs)
	out.Vars = slices.Clone(out.Vars)
	out.Blocks = slices.Clone(out.Blocks)
	x := &expansion{p: p, f: f, needs: needs, out: &out, within: make([][]*Func, len(out.Blocks)), locals: map[string]ir.VarID{}}
	for i := len(out.Vars) - 1; i >= 0; i-- {
		x.locals[out.Vars[i].Name] = ir.VarID(i)
	}
	return x
}

// all expands until nothing is left to expand. Blocks of an expansion come behind
// the others and are looked through in their turn.
func (x *expansion) all() {
	for b := 0; b < len(x.out.Blocks); b++ {
		instrs := x.out.Blocks[b].Instrs
		for i := range instrs {
			if m := x.macroAt(b, &instrs[i]); m != nil {
				x.splice(b, i, m)
				break
			}
		}
	}
	mergeBlocks(x.out)
}

// macroAt is the macro that an instruction calls and that is to be expanded. Within
// itself a macro's name means something else.
func (x *expansion) macroAt(b int, in *ir.Instr) *Func {
	if in.Op != ir.InstrCall || x.count >= maxExpansions {
		return nil
	}
	src := &x.out.Exprs[in.Src]
	if src.Op != ir.OpGlobal || in.Note == expandedNote {
		return nil
	}
	m := x.f.Unit.meaning(src.Sym)
	x.p.know(x.f.Unit, m)
	x.asked = append(x.asked, askedMacro{m, m.fn, x.needs[m.fn]})
	if !m.expands(x.needs[m.fn]) || slices.Contains(x.within[b], m.fn) {
		return nil
	}
	if _, ok := x.p.Model.Accessor(src.Sym); ok {
		return nil
	}
	if _, ok := x.p.Model.HandsOn(src.Sym); ok {
		return nil // what it yields is known, and its body hides that
	}
	if _, _, ok := x.p.Model.Assigns(src.Sym); ok {
		return nil
	}
	for _, a := range in.Args {
		if x.out.Exprs[a].Op == ir.OpType {
			return nil
		}
	}
	return m.fn
}

// expandedNote marks a call that stays beside its expansion.
const expandedNote = "expanded"

// splice puts the body of m into the place of instruction i of block b.
func (x *expansion) splice(b, i int, m *Func) {
	x.count++
	in := x.out.Blocks[b].Instrs[i]
	inner := append(slices.Clone(x.within[b]), m)
	behind := ir.BlockID(len(x.out.Blocks))
	first := behind + 1
	x.out.Blocks = append(x.out.Blocks, ir.Block{Instrs: x.out.Blocks[b].Instrs[i+1:], Term: x.out.Blocks[b].Term})
	x.within = append(x.within, x.within[b])
	before := slices.Clone(x.out.Blocks[b].Instrs[:i])
	c := newCopy(x, m, &in)
	before = c.takeStatements(before)
	if x.needs[m] == macroDefines {
		stay := in
		stay.Note = expandedNote
		before = append(before, stay)
	}
	x.out.Blocks[b] = ir.Block{Instrs: before, Term: ir.Term{Kind: ir.TermJump, Targets: []ir.BlockID{first}}}
	for j := range m.Blocks {
		x.out.Blocks = append(x.out.Blocks, c.block(&m.Blocks[j], first, behind))
		x.within = append(x.within, inner)
	}
}

// bodyCopy is the body of a macro on its way into a function.
type bodyCopy struct {
	x    *expansion
	m    *Func
	call *ir.Instr
	vars ir.VarID // where its variables begin
	done []ir.ExprID
	// stmts are the calls of which the user made the arguments for parameters that the
	// macro evaluates, by the number of the parameter.
	stmts map[int][]ir.Instr
}

// takeStatements takes, out of the instructions before the macro, the calls that its
// arguments are made of, for parameters that stand as statements or whose value the macro
// keeps: they happen there.
func (c *bodyCopy) takeStatements(before []ir.Instr) []ir.Instr {
	for i := range c.m.Blocks {
		for j := range c.m.Blocks[i].Instrs {
			p := c.runs(&c.m.Blocks[i].Instrs[j])
			if _, taken := c.stmts[p]; p < 0 || taken || p >= len(c.call.Args) {
				continue
			}
			var calls []ir.Instr
			if before, calls = c.x.takeCalls(before, c.call.Args[p]); len(calls) == 0 {
				continue // no call, or one that is made on a condition
			}
			if c.stmts == nil {
				c.stmts = map[int][]ir.Instr{}
			}
			c.stmts[p] = calls
		}
	}
	return before
}

// takeCalls takes out of instructions the calls whose results an expression is made of,
// and those of which their arguments are.
func (x *expansion) takeCalls(before []ir.Instr, e ir.ExprID) (rest, calls []ir.Instr) {
	results := map[int64]bool{}
	x.variables(e, results)
	for i := len(before) - 1; i >= 0; i-- {
		in := &before[i]
		if in.Op != ir.InstrCall || in.Dst == 0 || !x.temporary(in.Dst) || !results[x.out.Exprs[in.Dst].Int] {
			continue
		}
		for _, a := range in.Args {
			x.variables(a, results)
		}
		calls = append(calls, *in)
		before = slices.Delete(before, i, i+1)
	}
	slices.Reverse(calls)
	return before, calls
}

// temporary: the place is none of the user's variables, and has one value.
func (x *expansion) temporary(e ir.ExprID) bool {
	d := &x.out.Exprs[e]
	return d.Op == ir.OpVar && strings.HasPrefix(x.out.Vars[d.Int].Name, "%")
}

// variables gathers those that stand in an expression.
func (x *expansion) variables(e ir.ExprID, in map[int64]bool) {
	y := &x.out.Exprs[e]
	if y.Op == ir.OpVar {
		in[y.Int] = true
	}
	for _, sub := range append([]ir.ExprID{y.X, y.Y}, y.Args...) {
		if sub != 0 {
			x.variables(sub, in)
		}
	}
}

// runs is the parameter that an instruction of the macro evaluates, -1 if none: as a
// statement, to keep its value, or by a macro that does either.
func (c *bodyCopy) runs(in *ir.Instr) int { return runsParam(c.m, in, maxHandedOn) }

// maxHandedOn bounds the macros that hand a statement on to each other.
const maxHandedOn = 3

func runsParam(m *Func, in *ir.Instr, depth int) int {
	if in.Note == ir.StatementNote {
		return paramIndex(m, &m.Exprs[in.Src])
	}
	if in.Op != ir.InstrCall || m.Exprs[in.Src].Op != ir.OpGlobal || depth == 0 {
		return evaluated(m, in)
	}
	to := m.Unit.meaning(m.Exprs[in.Src].Sym)
	if to.fn == nil || to.fn == m || to.fn.Kind != ir.FuncMacro || len(to.effects) > 0 {
		return -1
	}
	for i, a := range in.Args {
		if p := paramIndex(m, &m.Exprs[a]); p >= 0 && to.fn.runs(i, depth-1) {
			return p
		}
	}
	return -1
}

// runs: a macro evaluates its parameter as a statement, and once.
func (m *Func) runs(param, depth int) bool {
	for b := range m.Blocks {
		for i := range m.Blocks[b].Instrs {
			in := &m.Blocks[b].Instrs[i]
			if in.Note == ir.StatementNote && paramIndex(m, &m.Exprs[in.Src]) == param || in.Op == ir.InstrCall && runsParam(m, in, depth) == param {
				return true
			}
		}
	}
	return false
}

// evaluated is the parameter whose value alone an instruction of a macro keeps in a
// variable of the macro's own, as `ret = (expr);`, -1 if none.
func evaluated(m *Func, in *ir.Instr) int {
	if in.Op != ir.InstrStore || m.Exprs[in.Dst].Op != ir.OpVar || paramIndex(m, &m.Exprs[in.Dst]) >= 0 {
		return -1
	}
	return paramIndex(m, stripCasts(m.Func, in.Src))
}

func newCopy(x *expansion, m *Func, call *ir.Instr) *bodyCopy {
	c := &bodyCopy{x: x, m: m, call: call, vars: ir.VarID(len(x.out.Vars)), done: make([]ir.ExprID, len(m.Exprs))}
	for _, v := range m.Func.Vars[len(m.Params):] {
		v.Type = c.typ(v.Type)
		x.out.Vars = append(x.out.Vars, v)
	}
	return c
}

func (c *bodyCopy) block(from *ir.Block, first, behind ir.BlockID) ir.Block {
	to := ir.Block{Term: ir.Term{Kind: from.Term.Kind, Pos: c.call.Pos}}
	for i := range from.Instrs {
		in := from.Instrs[i]
		if given := c.stmts[c.runs(&in)]; len(given) > 0 {
			to.Instrs = append(to.Instrs, given...)
			if in.Note == ir.StatementNote {
				continue
			}
		}
		in.Dst, in.Src = c.expr(in.Dst), c.expr(in.Src)
		in.Args = c.exprs(in.Args)
		in.Pos, in.End = c.call.Pos, c.call.End
		to.Instrs = append(to.Instrs, in)
	}
	if from.Term.Kind == ir.TermReturn {
		if c.call.Dst != 0 {
			v := c.expr(from.Term.Cond)
			if v == 0 {
				v = c.add(ir.Expr{Op: ir.OpUnknown})
			}
			to.Instrs = append(to.Instrs, ir.Instr{Op: ir.InstrStore, Dst: c.call.Dst, Src: v, Pos: c.call.Pos, End: c.call.End})
		}
		to.Term = ir.Term{Kind: ir.TermJump, Targets: []ir.BlockID{behind}, Pos: c.call.Pos}
		return to
	}
	to.Term.Cond = c.expr(from.Term.Cond)
	for _, t := range from.Term.Targets {
		to.Term.Targets = append(to.Term.Targets, t+first)
	}
	for _, k := range from.Term.Cases {
		to.Term.Cases = append(to.Term.Cases, ir.Case{Lo: c.expr(k.Lo), Hi: c.expr(k.Hi)})
	}
	return to
}

func (c *bodyCopy) add(e ir.Expr) ir.ExprID {
	c.x.out.Exprs = append(c.x.out.Exprs, e)
	return ir.ExprID(len(c.x.out.Exprs) - 1)
}

// exprs copies a list; the variable arguments stand for as many as there are.
func (c *bodyCopy) exprs(list []ir.ExprID) []ir.ExprID {
	var out []ir.ExprID
	for _, e := range list {
		if y := &c.m.Exprs[e]; y.Op == ir.OpGlobal && y.Sym == "__VA_ARGS__" {
			out = append(out, c.call.Args[min(len(c.m.Params), len(c.call.Args)):]...)
		} else {
			out = append(out, c.expr(e))
		}
	}
	return out
}

func (c *bodyCopy) expr(e ir.ExprID) ir.ExprID {
	if e == 0 {
		return 0
	}
	if c.done[e] == 0 {
		c.done[e] = c.copyExpr(&c.m.Exprs[e])
	}
	return c.done[e]
}

func (c *bodyCopy) copyExpr(from *ir.Expr) ir.ExprID {
	switch from.Op {
	case ir.OpVar:
		if i := paramIndex(c.m, from); i >= 0 {
			return c.argument(i)
		}
		return c.add(ir.Expr{Op: ir.OpVar, Int: from.Int - int64(len(c.m.Params)) + int64(c.vars)})
	case ir.OpGlobal:
		return c.name(from.Sym)
	case ir.OpField:
		return c.field(c.expr(from.X), from.Sym)
	case ir.OpDeref:
		x := c.expr(from.X)
		y := &c.x.out.Exprs[x]
		for y.Op == ir.OpCast && y.Type == "" { // to the type that it has: *(volatile typeof(x) *)&x
			y = &c.x.out.Exprs[y.X]
		}
		if y.Op == ir.OpAddr {
			return y.X
		}
		return c.add(ir.Expr{Op: ir.OpDeref, X: x})
	case ir.OpAddr:
		x := c.expr(from.X)
		if y := &c.x.out.Exprs[x]; y.Op == ir.OpDeref {
			return y.X
		}
		return c.add(ir.Expr{Op: ir.OpAddr, X: x})
	}
	to := *from
	to.X, to.Y, to.Args, to.Type = c.expr(from.X), c.expr(from.Y), c.exprs(from.Args), c.typ(from.Type)
	return c.add(to)
}

// argument is what the call gives for a parameter.
func (c *bodyCopy) argument(i int) ir.ExprID {
	if i < len(c.call.Args) {
		return c.call.Args[i]
	}
	return c.add(ir.Expr{Op: ir.OpUnknown})
}

// field selects a member, which a parameter may name, as a path.
func (c *bodyCopy) field(x ir.ExprID, sym string) ir.ExprID {
	if isParamName(sym) {
		sym = c.paste(sym)
	}
	for _, s := range strings.Split(sym, ".") {
		x = c.add(ir.Expr{Op: ir.OpField, X: x, Sym: s})
	}
	return x
}

// name is what an identifier of the body means where the macro is used: it may be
// a variable of the user's.
func (c *bodyCopy) name(sym string) ir.ExprID {
	if isParamName(sym) {
		sym = c.paste(sym)
	}
	if v, ok := c.x.locals[sym]; ok {
		return c.add(ir.Expr{Op: ir.OpVar, Int: int64(v)})
	}
	return c.add(ir.Expr{Op: ir.OpGlobal, Sym: sym})
}

// typ is a type of the body; a parameter may name it.
func (c *bodyCopy) typ(t ir.Type) ir.Type {
	if !isParamName(string(t)) {
		return t
	}
	base, suffix := split(t[1:])
	for i, v := range c.m.Params {
		if c.m.Func.Vars[v].Name != base || i >= len(c.call.Args) {
			continue
		}
		switch a := &c.x.out.Exprs[c.call.Args[i]]; a.Op {
		case ir.OpType:
			return a.Type + ir.Type(suffix)
		case ir.OpGlobal:
			return ir.Type(a.Sym + suffix)
		}
	}
	return ""
}

// paste puts the arguments into a name that is glued together of parameters and
// text.
func (c *bodyCopy) paste(sym string) string {
	var b strings.Builder
	for _, part := range strings.Split(sym[1:], "##") {
		if part == ir.CountPart {
			part = strconv.Itoa(max(0, len(c.call.Args)-len(c.m.Params)))
		}
		for i, v := range c.m.Params {
			if c.m.Func.Vars[v].Name == part {
				part = c.text(i)
				break
			}
		}
		b.WriteString(part)
	}
	return b.String()
}

// text is how the call spells an argument, as far as that makes a name.
func (c *bodyCopy) text(i int) string {
	if i >= len(c.call.Args) {
		return ""
	}
	return exprText(c.x.out, c.call.Args[i])
}

func exprText(f *ir.Func, e ir.ExprID) string {
	switch x := &f.Exprs[e]; x.Op {
	case ir.OpGlobal:
		return x.Sym
	case ir.OpVar:
		name, _, _ := strings.Cut(f.Vars[x.Int].Name, ".") // a second one of the name has a number
		return name
	case ir.OpConst:
		return strconv.FormatInt(x.Int, 10)
	case ir.OpType:
		return string(x.Type)
	case ir.OpField:
		return exprText(f, x.X) + "." + x.Sym
	}
	return "?"
}

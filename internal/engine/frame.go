package engine

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// frame is one function under interpretation: the function, the values bound
// to its parameters, and the term table of the session.
type frame struct {
	*terms
	prog   *link.Program
	fn     *link.Func
	args   []Term    // bound parameter values; noTerm: symbolic
	ptypes []ir.Type // parameter types where the declaration has none
	param  map[ir.VarID]int
	locals []Term        // storage of each local, filled on demand
	seen   map[Term]bool // fresh terms that were handed out before: a loop
}

func newFrame(t *terms, p *link.Program, fn *link.Func, args []Term, ptypes []ir.Type) *frame {
	fr := &frame{terms: t, prog: p, fn: fn, args: args, ptypes: ptypes, param: make(map[ir.VarID]int, len(fn.Params))}
	for i, v := range fn.Params {
		fr.param[v] = i
	}
	return fr
}

func (fr *frame) local(v int64) Term {
	if fr.locals == nil {
		fr.locals = make([]Term, len(fr.fn.Vars))
	}
	if fr.locals[v] == noTerm {
		fr.locals[v] = fr.intern(termNode{op: tLocal, num: v})
	}
	return fr.locals[v]
}

func (fr *frame) paramValue(i int) Term {
	if i < len(fr.args) && fr.args[i] != noTerm {
		return fr.args[i]
	}
	return fr.intern(termNode{op: tParam, num: int64(i)})
}

func (fr *frame) paramType(i int) ir.Type {
	if t := fr.fn.Vars[fr.fn.Params[i]].Type; t != "" && t != "void*" {
		return t
	}
	if i < len(fr.ptypes) {
		return fr.ptypes[i]
	}
	return ""
}

// fresh is a value that is known to come from one place only: the call or the
// join identified by site.
func (fr *frame) fresh(site int64, about Term, typ ir.Type) Term {
	return fr.intern(termNode{op: tFresh, num: site, a: about, typ: typ})
}

// place evaluates an expression to the storage that it denotes.
func (fr *frame) place(st *state, e ir.ExprID) Term {
	x := &fr.fn.Exprs[e]
	switch x.Op {
	case ir.OpVar:
		return fr.local(x.Int)
	case ir.OpGlobal:
		return fr.intern(termNode{op: tGlobal, sym: x.Sym})
	case ir.OpField:
		return fr.field(fr.place(st, x.X), fr.fieldName(st, x.Sym))
	case ir.OpDeref:
		return fr.deref(fr.value(st, x.X))
	case ir.OpIndex:
		idx := fr.value(st, x.Y)
		if isArray(fr.exprType(x.X)) {
			return fr.index(fr.place(st, x.X), idx)
		}
		return fr.index(fr.deref(fr.value(st, x.X)), idx)
	case ir.OpCast:
		return fr.place(st, x.X)
	case ir.OpInit:
		return noTerm
	}
	return fr.deref(fr.value(st, e))
}

// fieldName substitutes a macro parameter that stands for a field name.
func (fr *frame) fieldName(st *state, sym string) string {
	if len(sym) < 2 || sym[0] != '$' {
		return sym
	}
	for i, v := range fr.fn.Params {
		if fr.fn.Vars[v].Name == sym[1:] {
			switch n := fr.at(fr.paramValue(i)); n.op {
			case tGlobal:
				return n.sym
			case tLoad:
				if g := fr.at(n.a); g.op == tGlobal {
					return g.sym
				}
			}
		}
	}
	return sym
}

func isArray(t ir.Type) bool { return len(t) > 2 && t[len(t)-2:] == "[]" }

func (fr *frame) index(arr, idx Term) Term {
	if arr == noTerm {
		return noTerm
	}
	return fr.intern(termNode{op: tIndex, a: arr, b: idx})
}

func (fr *frame) exprType(e ir.ExprID) ir.Type { return fr.prog.TypeOf(fr.fn, e) }

// value evaluates an expression to the value it has in st.
func (fr *frame) value(st *state, e ir.ExprID) Term {
	if e == 0 {
		return noTerm
	}
	x := &fr.fn.Exprs[e]
	switch x.Op {
	case ir.OpConst:
		return fr.constant(x.Int)
	case ir.OpStr:
		return fr.intern(termNode{op: tStr, sym: x.Sym})
	case ir.OpVar:
		return fr.varValue(st, x.Int)
	case ir.OpGlobal, ir.OpClosure: // what a closure is bound to is not known to its callee
		return fr.globalValue(st, x.Sym)
	case ir.OpField, ir.OpDeref, ir.OpIndex:
		pl := fr.place(st, e)
		if t := fr.typeOf(pl); isArray(t) {
			return fr.addr(pl)
		}
		return fr.load(st, pl)
	case ir.OpAddr:
		if y := &fr.fn.Exprs[x.X]; y.Op == ir.OpGlobal {
			if v := fr.globalValue(st, y.Sym); fr.at(v).op == tFunc {
				return v
			}
		}
		return fr.addr(fr.place(st, x.X))
	case ir.OpUnary:
		return fr.unary(st, x.Sym, fr.value(st, x.X))
	case ir.OpBinary:
		return fr.binary(st, x.Sym, fr.value(st, x.X), fr.value(st, x.Y))
	case ir.OpCast:
		v := fr.value(st, x.X)
		if t := link.Deref(fr.prog.Underlying(x.Type)); link.IsStruct(t) {
			return fr.cast(x.Type, v)
		}
		return v
	case ir.OpConfig:
		return fr.intern(termNode{op: tConfig, sym: x.Sym})
	}
	return noTerm
}

func (fr *frame) varValue(st *state, v int64) Term {
	l := fr.local(v)
	if t, ok := st.env.get(l); ok {
		return t
	}
	if i, ok := fr.param[ir.VarID(v)]; ok {
		return fr.paramValue(i)
	}
	if t := fr.fn.Vars[v].Type; isArray(t) || link.IsStruct(t) && !isPointer(t) {
		return fr.addr(l)
	}
	return fr.terms.load(l)
}

func isPointer(t ir.Type) bool { return len(t) > 0 && t[len(t)-1] == '*' }

func (fr *frame) globalValue(st *state, name string) Term {
	g := fr.intern(termNode{op: tGlobal, sym: name})
	if t, ok := st.env.get(g); ok {
		return t
	}
	if _, gv := fr.prog.Global(fr.fn.Unit, name); gv != nil {
		if isArray(gv.Type) {
			return fr.addr(g)
		}
		return fr.terms.load(g)
	}
	if v, ok := fr.prog.Value(fr.fn.Unit, name); ok {
		return fr.constant(v)
	}
	if f := fr.prog.Resolve(fr.fn.Unit, name); f != nil && f.Kind != ir.FuncMacro {
		return fr.intern(termNode{op: tFunc, fn: f})
	}
	return fr.terms.load(g)
}

func (fr *frame) load(st *state, pl Term) Term {
	if pl == noTerm {
		return noTerm
	}
	if v, ok := st.env.get(pl); ok {
		return v
	}
	if v := fr.initialised(pl); v != noTerm {
		return v
	}
	return fr.terms.load(pl)
}

// initialised reads a member of a global from its static initialiser when it
// names a function: `foo_ops.start` is the function bound there.
func (fr *frame) initialised(pl Term) Term {
	n := fr.at(pl)
	if n.op != tField {
		return noTerm
	}
	base := fr.at(n.a)
	if base.op != tGlobal {
		return noTerm
	}
	if f := fr.prog.InitFunc(fr.fn.Unit, base.sym, n.sym); f != nil {
		return fr.intern(termNode{op: tFunc, fn: f})
	}
	return noTerm
}

func (fr *frame) unary(st *state, op string, a Term) Term {
	if a == noTerm {
		return noTerm
	}
	if v, ok := fr.known(st, a); ok {
		if r, ok := link.Unary(op, v); ok {
			return fr.constant(r)
		}
	}
	if n := fr.at(a); op == "!" && n.op == tUnary && n.sym == "!" {
		return fr.binary(st, "!=", n.a, fr.constant(0))
	}
	return fr.intern(termNode{op: tUnary, sym: op, a: a})
}

func (fr *frame) binary(st *state, op string, a, b Term) Term {
	if a == noTerm || b == noTerm {
		if op == "|" && (a != noTerm || b != noTerm) {
			// A mask that certainly contains the known side.
			if a == noTerm {
				a, b = b, a
			}
			if _, ok := fr.isConst(a); ok {
				return fr.intern(termNode{op: tBin, sym: "|", a: fr.intern(termNode{op: tFresh, num: -1}), b: a})
			}
		}
		return noTerm
	}
	x, okx := fr.known(st, a)
	y, oky := fr.known(st, b)
	if okx && oky {
		if r, ok := link.Binary(op, x, y); ok {
			return fr.constant(r)
		}
	}
	if okx && !oky && (op == "==" || op == "!=" || op == "&" || op == "|") {
		a, b = b, a // constants on the right
	}
	return fr.intern(termNode{op: tBin, sym: op, a: a, b: b})
}

// known is the constant that a term is known to equal.
func (fr *frame) known(st *state, t Term) (int64, bool) {
	if v, ok := fr.isConst(t); ok {
		return v, true
	}
	if c, ok := st.facts.equals(t); ok {
		return fr.isConst(c)
	}
	return 0, false
}

// typeOf is the type of a place or value term.
func (fr *frame) typeOf(t Term) ir.Type {
	if t == noTerm {
		return ""
	}
	n := fr.at(t)
	switch n.op {
	case tParam:
		return fr.paramType(int(n.num))
	case tLocal:
		return fr.fn.Vars[n.num].Type
	case tGlobal:
		if _, g := fr.prog.Global(fr.fn.Unit, n.sym); g != nil {
			return g.Type
		}
	case tField:
		return fr.prog.FieldType(fr.fn.Unit, fr.typeOf(n.a), n.sym)
	case tDeref, tIndex:
		return link.Deref(fr.prog.Underlying(fr.typeOf(n.a)))
	case tAddr:
		return link.Pointer(fr.typeOf(n.a))
	case tLoad:
		return fr.typeOf(n.a)
	case tCast, tFresh, tApply:
		return n.typ
	case tOuter:
		return link.Pointer(n.typ)
	}
	return ""
}

// classOf identifies a lock place across functions; static types of the
// expression serve where the term is unknown.
func (fr *frame) classOf(place Term, arg ir.ExprID) class {
	for place != noTerm {
		n := fr.at(place)
		switch n.op {
		case tIndex:
			place = n.a
			continue
		case tField:
			if t := fr.typeOf(n.a); t != "" {
				return class{Struct: string(fr.prog.Underlying(t)), Field: n.sym}
			}
			return class{Struct: "?", Field: n.sym}
		case tGlobal:
			return class{Field: n.sym}
		case tLocal:
			return class{Struct: fr.fn.Name, Field: fr.fn.Vars[n.num].Name}
		}
		break
	}
	if arg != 0 {
		x := &fr.fn.Exprs[arg]
		if x.Op == ir.OpAddr {
			y := &fr.fn.Exprs[x.X]
			for y.Op == ir.OpIndex {
				y = &fr.fn.Exprs[y.X]
			}
			if y.Op == ir.OpField {
				return class{Struct: string(fr.prog.Underlying(fr.exprType(y.X))), Field: y.Sym}
			}
		}
		if t := fr.exprType(arg); t != "" {
			return class{Struct: string(t), Field: "*"}
		}
	}
	return class{}
}

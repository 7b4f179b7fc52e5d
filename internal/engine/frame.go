package engine

import (
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// frame is one function under interpretation: the function, the values bound
// to its parameters, and the term table of the session.
type frame struct {
	*value.Table
	prog   *link.Program
	fn     *link.Func
	args   []value.Term // bound parameter values; None: symbolic
	ptypes []ir.Type    // parameter types where the declaration has none
	outer  *frame       // whose parameters the arguments are made of; nil: its own
	param  map[ir.VarID]int
	locals []value.Term        // storage of each local, filled on demand
	seen   map[value.Term]bool // fresh terms that were handed out before: a loop
}

func newFrame(t *value.Table, p *link.Program, fn *link.Func, args []value.Term, ptypes []ir.Type) *frame {
	fr := &frame{Table: t, prog: p, fn: fn, args: args, ptypes: ptypes, param: make(map[ir.VarID]int, len(fn.Params))}
	for i, v := range fn.Params {
		fr.param[v] = i
	}
	return fr
}

func (fr *frame) local(v int64) value.Term {
	if fr.locals == nil {
		fr.locals = make([]value.Term, len(fr.fn.Vars))
	}
	if fr.locals[v] == value.None {
		fr.locals[v] = fr.Intern(value.Node{Op: value.Local, Num: v})
	}
	return fr.locals[v]
}

func (fr *frame) paramValue(i int) value.Term {
	if i < len(fr.args) && fr.args[i] != value.None {
		return fr.args[i]
	}
	return fr.Intern(value.Node{Op: value.Param, Num: int64(i)})
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
func (fr *frame) fresh(site int64, about value.Term, typ ir.Type) value.Term {
	return fr.Intern(value.Node{Op: value.Fresh, Num: site, A: about, Type: typ})
}

// place evaluates an expression to the storage that it denotes.
func (fr *frame) place(st *state, e ir.ExprID) value.Term {
	x := &fr.fn.Exprs[e]
	switch x.Op {
	case ir.OpVar:
		return fr.local(x.Int)
	case ir.OpGlobal:
		return fr.Intern(value.Node{Op: value.Global, Sym: x.Sym})
	case ir.OpField:
		return fr.Field(fr.place(st, x.X), fr.fieldName(st, x.Sym))
	case ir.OpDeref:
		return fr.Deref(fr.value(st, x.X))
	case ir.OpIndex:
		idx := fr.value(st, x.Y)
		if isArray(fr.exprType(x.X)) {
			return fr.index(fr.place(st, x.X), idx)
		}
		return fr.index(fr.Deref(fr.value(st, x.X)), idx)
	case ir.OpCast:
		return fr.place(st, x.X)
	case ir.OpInit:
		return value.None
	}
	return fr.Deref(fr.value(st, e))
}

// fieldName substitutes a macro parameter that stands for a field name.
func (fr *frame) fieldName(st *state, sym string) string {
	if len(sym) < 2 || sym[0] != '$' {
		return sym
	}
	for i, v := range fr.fn.Params {
		if fr.fn.Vars[v].Name == sym[1:] {
			switch n := fr.At(fr.paramValue(i)); n.Op {
			case value.Global:
				return n.Sym
			case value.Load:
				if g := fr.At(n.A); g.Op == value.Global {
					return g.Sym
				}
			}
		}
	}
	return sym
}

func isArray(t ir.Type) bool { return len(t) > 2 && t[len(t)-2:] == "[]" }

func (fr *frame) index(arr, idx value.Term) value.Term {
	if arr == value.None {
		return value.None
	}
	return fr.Intern(value.Node{Op: value.Index, A: arr, B: idx})
}

func (fr *frame) exprType(e ir.ExprID) ir.Type { return fr.prog.TypeOf(fr.fn, e) }

// value evaluates an expression to the value it has in st.
func (fr *frame) value(st *state, e ir.ExprID) value.Term {
	if e == 0 {
		return value.None
	}
	x := &fr.fn.Exprs[e]
	switch x.Op {
	case ir.OpConst:
		return fr.Constant(x.Int)
	case ir.OpStr:
		return fr.Intern(value.Node{Op: value.Str, Sym: x.Sym})
	case ir.OpVar:
		return fr.varValue(st, x.Int)
	case ir.OpGlobal, ir.OpClosure: // what a closure is bound to is not known to its callee
		return fr.globalValue(st, x.Sym)
	case ir.OpField, ir.OpDeref, ir.OpIndex:
		pl := fr.place(st, e)
		if t := fr.typeOf(pl); isArray(t) {
			return fr.Addr(pl)
		}
		return fr.load(st, pl)
	case ir.OpAddr:
		if y := &fr.fn.Exprs[x.X]; y.Op == ir.OpGlobal {
			if v := fr.globalValue(st, y.Sym); fr.At(v).Op == value.Func {
				return v
			}
		}
		return fr.Addr(fr.place(st, x.X))
	case ir.OpUnary:
		return fr.unary(st, x.Sym, fr.value(st, x.X))
	case ir.OpBinary:
		return fr.binary(st, x.Sym, fr.value(st, x.X), fr.value(st, x.Y))
	case ir.OpCast:
		v := fr.value(st, x.X)
		if t := link.Deref(fr.prog.Underlying(x.Type)); link.IsStruct(t) {
			return fr.Cast(x.Type, v)
		}
		return v
	case ir.OpConfig:
		return fr.Intern(value.Node{Op: value.Config, Sym: x.Sym})
	}
	return value.None
}

func (fr *frame) varValue(st *state, v int64) value.Term {
	l := fr.local(v)
	if t, ok := st.env.Get(l); ok {
		return t
	}
	if i, ok := fr.param[ir.VarID(v)]; ok {
		return fr.paramValue(i)
	}
	if t := fr.fn.Vars[v].Type; isArray(t) || link.IsStruct(t) && !isPointer(t) {
		return fr.Addr(l)
	}
	return fr.Table.Load(l)
}

func isPointer(t ir.Type) bool { return len(t) > 0 && t[len(t)-1] == '*' }

func (fr *frame) globalValue(st *state, name string) value.Term {
	g := fr.Intern(value.Node{Op: value.Global, Sym: name})
	if t, ok := st.env.Get(g); ok {
		return t
	}
	if _, gv := fr.prog.Global(fr.fn.Unit, name); gv != nil {
		if isArray(gv.Type) {
			return fr.Addr(g)
		}
		return fr.Table.Load(g)
	}
	if v, ok := fr.prog.Value(fr.fn.Unit, name); ok {
		return fr.Constant(v)
	}
	if f := fr.prog.Resolve(fr.fn.Unit, name); f != nil && f.Kind != ir.FuncMacro {
		return fr.Intern(value.Node{Op: value.Func, Fn: f})
	}
	return fr.Table.Load(g)
}

func (fr *frame) load(st *state, pl value.Term) value.Term {
	if pl == value.None {
		return value.None
	}
	if v, ok := st.env.Get(pl); ok {
		return v
	}
	if v := fr.initialised(pl); v != value.None {
		return v
	}
	return fr.Table.Load(pl)
}

// initialised reads a member of a global from its static initialiser when it
// names a function: `foo_ops.start` is the function bound there.
func (fr *frame) initialised(pl value.Term) value.Term {
	n := fr.At(pl)
	if n.Op != value.Field {
		return value.None
	}
	base := fr.At(n.A)
	if base.Op != value.Global {
		return value.None
	}
	if f := fr.prog.InitFunc(fr.fn.Unit, base.Sym, n.Sym); f != nil {
		return fr.Intern(value.Node{Op: value.Func, Fn: f})
	}
	return value.None
}

func (fr *frame) unary(st *state, op string, a value.Term) value.Term {
	if a == value.None {
		return value.None
	}
	if v, ok := fr.known(st, a); ok {
		if r, ok := link.Unary(op, v); ok {
			return fr.Constant(r)
		}
	}
	if n := fr.At(a); op == "!" && n.Op == value.Unary && n.Sym == "!" {
		return fr.binary(st, "!=", n.A, fr.Constant(0))
	}
	return fr.Intern(value.Node{Op: value.Unary, Sym: op, A: a})
}

func (fr *frame) binary(st *state, op string, a, b value.Term) value.Term {
	if a == value.None || b == value.None {
		if op == "|" && (a != value.None || b != value.None) {
			// A mask that certainly contains the known side.
			if a == value.None {
				a, b = b, a
			}
			if _, ok := fr.IsConst(a); ok {
				return fr.Intern(value.Node{Op: value.Bin, Sym: "|", A: fr.Intern(value.Node{Op: value.Fresh, Num: -1}), B: a})
			}
		}
		return value.None
	}
	x, okx := fr.known(st, a)
	y, oky := fr.known(st, b)
	if okx && oky {
		if r, ok := link.Binary(op, x, y); ok {
			return fr.Constant(r)
		}
	}
	if okx && !oky && (op == "==" || op == "!=" || op == "&" || op == "|") {
		a, b = b, a // constants on the right
	}
	return fr.Intern(value.Node{Op: value.Bin, Sym: op, A: a, B: b})
}

// known is the constant that a term is known to equal.
func (fr *frame) known(st *state, t value.Term) (int64, bool) {
	if v, ok := fr.IsConst(t); ok {
		return v, true
	}
	if c, ok := st.facts.Equals(t); ok {
		return fr.IsConst(c)
	}
	return 0, false
}

// typeOf is the type of a place or value term.
func (fr *frame) typeOf(t value.Term) ir.Type {
	if t == value.None {
		return ""
	}
	n := fr.At(t)
	switch n.Op {
	case value.Param:
		if fr.outer != nil {
			return fr.outer.paramType(int(n.Num))
		}
		return fr.paramType(int(n.Num))
	case value.Local:
		return fr.fn.Vars[n.Num].Type
	case value.Global:
		if _, g := fr.prog.Global(fr.fn.Unit, n.Sym); g != nil {
			return g.Type
		}
	case value.Field:
		return fr.prog.FieldType(fr.fn.Unit, fr.typeOf(n.A), n.Sym)
	case value.Deref, value.Index:
		return link.Deref(fr.prog.Underlying(fr.typeOf(n.A)))
	case value.Addr:
		return link.Pointer(fr.typeOf(n.A))
	case value.Load:
		return fr.typeOf(n.A)
	case value.Cast, value.Fresh, value.Apply, value.Object:
		return n.Type
	case value.Outer:
		return link.Pointer(n.Type)
	}
	return ""
}

// classOf identifies a lock place across functions; static types of the
// expression serve where the term is unknown.
func (fr *frame) classOf(place value.Term, arg ir.ExprID) held.Class {
	for place != value.None {
		n := fr.At(place)
		switch n.Op {
		case value.Index:
			place = n.A
			continue
		case value.Field:
			t := fr.prog.Underlying(fr.typeOf(n.A))
			if cl := fr.writtenClass(arg); cl.Field == n.Sym && !link.IsStruct(t) && link.IsStruct(ir.Type(cl.Struct)) {
				return cl // memory behind another object is what the variable is declared as
			}
			if t != "" {
				return held.Class{Struct: string(t), Field: n.Sym}
			}
			return held.Class{Struct: "?", Field: n.Sym}
		case value.Global:
			return held.Class{Field: n.Sym}
		case value.Local:
			return held.Class{Struct: fr.fn.Name, Field: fr.fn.Vars[n.Num].Name}
		}
		break
	}
	if cl := fr.writtenClass(arg); cl != (held.Class{}) {
		return cl
	}
	if arg != 0 {
		if t := fr.exprType(arg); t != "" {
			return held.Class{Struct: string(t), Field: "*"}
		}
	}
	return held.Class{}
}

// writtenClass is the class of the lock of which an argument is the address, by its
// declarations; zero if that is not what is written.
func (fr *frame) writtenClass(arg ir.ExprID) held.Class {
	if arg == 0 || fr.fn.Exprs[arg].Op != ir.OpAddr {
		return held.Class{}
	}
	y := &fr.fn.Exprs[fr.fn.Exprs[arg].X]
	for y.Op == ir.OpIndex {
		y = &fr.fn.Exprs[y.X]
	}
	switch y.Op {
	case ir.OpField:
		if t := fr.prog.Underlying(fr.exprType(y.X)); t != "" {
			return held.Class{Struct: string(t), Field: y.Sym}
		}
		return held.Class{Struct: "?", Field: y.Sym}
	case ir.OpGlobal:
		return held.Class{Field: y.Sym}
	}
	return held.Class{}
}

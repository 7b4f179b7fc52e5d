package actor

import (
	"path"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Place names an object by the members that hold it, outermost first: the work
// of &x->e[0].work is (struct x, e), (struct e, work). How an object was reached
// differs between functions, so a place may begin further in than another of
// the same object. A global begins with a key without struct.
type Place []link.OpKey

// Matches tells whether two places may be one object: one is the end of the
// other.
func (p Place) Matches(q Place) bool {
	if len(p) == 0 || len(q) == 0 {
		return false
	}
	for i, j := len(p)-1, len(q)-1; i >= 0 && j >= 0; i, j = i-1, j-1 {
		if p[i].Field != q[j].Field || p[i].Struct != q[j].Struct && p[i].Struct != unknown && q[j].Struct != unknown {
			return false
		}
	}
	return true
}

// unknown stands for a struct whose type is not known.
const unknown = "?"

// Holder is the innermost struct that holds the object, "" for a global.
func (p Place) Holder() string {
	if len(p) == 0 {
		return ""
	}
	return p[len(p)-1].Struct
}

// Global tells whether the object lies in a variable of the file.
func (p Place) Global() bool { return len(p) > 0 && p[0].Struct == "" }

// String writes the members as C does behind a pointer.
func (p Place) String() string {
	var names []string
	for _, k := range p {
		names = append(names, k.Field)
	}
	return strings.Join(names, ".")
}

func (p Place) key() string {
	var b strings.Builder
	for _, k := range p {
		b.WriteString(k.Struct + "." + k.Field + "|")
	}
	return b.String()
}

// Env is what a caller knows about the objects that parameters point to, where
// they are members of larger ones.
type Env map[int]Place

// Key tells environments apart.
func (e Env) Key() string {
	if len(e) == 0 {
		return ""
	}
	var b strings.Builder
	for i := 0; i < 32; i++ {
		if p, ok := e[i]; ok {
			b.WriteByte(byte('0' + i))
			b.WriteString(p.key())
		}
	}
	return b.String()
}

// maxSteps bounds how far a variable is followed.
const maxSteps = 8

// Place is the object that an expression names or points to, nil if that is not
// known. Locals that hold an object themselves have no place: nobody else can
// free them.
func (w *World) Place(f *link.Func, e ir.ExprID, env Env) Place {
	return w.trim(w.object(f, e, env, maxSteps))
}

// object walks from an expression to what holds it.
func (w *World) object(f *link.Func, e ir.ExprID, env Env, steps int) Place {
	for e != 0 && steps > 0 {
		x := &f.Exprs[e]
		switch x.Op {
		case ir.OpCast, ir.OpAddr, ir.OpIndex, ir.OpDeref:
			e = x.X
		case ir.OpBinary:
			if x.Sym != "+" && x.Sym != "-" {
				return nil
			}
			e = x.X
		case ir.OpGlobal:
			return Place{{Field: x.Sym}}
		case ir.OpField:
			return w.member(f, x, env, steps)
		case ir.OpVar:
			if i := f.ParamOf(x.Int); i >= 0 {
				return env[i]
			}
			src := w.onlySource(f, x.Int)
			if src == 0 {
				return w.firstVector(f, x.Int)
			}
			e, steps = src, steps-1
		default:
			return nil
		}
	}
	return nil
}

// firstVector is the member that holds the interrupt which a call gives as the first of a
// device, nil where a local holds anything else.
func (w *World) firstVector(f *link.Func, v int64) Place {
	in, site := resultOf(f, v)
	for _, n := range w.P.Model.Names("numbered-vector") {
		if in == nil || n.Name != site.Name || n.Args[0] >= len(in.Args) {
			continue
		}
		if x := &f.Exprs[uncast(f, in.Args[n.Args[0]])]; x.Op == ir.OpConst && x.Int == 0 {
			for _, m := range w.P.Model.Names("first-vector") {
				return Place{link.ParseOpKey(m.Name)}
			}
		}
	}
	return nil
}

// member is the place of a member: that of its struct, and its name.
func (w *World) member(f *link.Func, x *ir.Expr, env Env, steps int) Place {
	owner := string(w.P.Underlying(w.P.TypeOf(f, x.X)))
	if owner == "" {
		owner = unknown
	}
	key := link.OpKey{Struct: owner, Field: x.Sym}
	outer := &f.Exprs[x.X]
	for outer.Op == ir.OpIndex || outer.Op == ir.OpCast {
		if outer.Op == ir.OpIndex && !isArray(w.P.TypeOf(f, outer.X)) {
			return append(w.pointed(f, outer.X, env, steps-1), key)
		}
		outer = &f.Exprs[outer.X]
	}
	switch outer.Op {
	case ir.OpField:
		return append(w.member(f, outer, env, steps), key)
	case ir.OpGlobal:
		return Place{{Field: outer.Sym}, key}
	case ir.OpDeref:
		return append(w.pointed(f, outer.X, env, steps-1), key)
	case ir.OpVar:
		return nil // a struct on the stack
	}
	return Place{key}
}

func isArray(t ir.Type) bool { return strings.HasSuffix(string(t), "[]") }

// pointed is the place of what a pointer points to, where it is known to be a
// member of something larger; nil otherwise. A pointer that a member holds
// points to an object of its own.
func (w *World) pointed(f *link.Func, e ir.ExprID, env Env, steps int) Place {
	for e != 0 && steps > 0 {
		x := &f.Exprs[e]
		switch x.Op {
		case ir.OpCast:
			e = x.X
		case ir.OpAddr:
			y := &f.Exprs[x.X]
			for y.Op == ir.OpIndex || y.Op == ir.OpCast {
				y = &f.Exprs[y.X]
			}
			switch y.Op {
			case ir.OpField:
				return w.member(f, y, env, steps-1)
			case ir.OpGlobal:
				return Place{{Field: y.Sym}}
			}
			return nil
		case ir.OpBinary:
			if x.Sym != "+" && x.Sym != "-" {
				return nil
			}
			e = x.X
		case ir.OpField:
			if isArray(w.P.TypeOf(f, e)) { // decays to its first element
				return w.member(f, x, env, steps-1)
			}
			return nil
		case ir.OpVar:
			if i := f.ParamOf(x.Int); i >= 0 {
				return env[i]
			}
			e, steps = w.onlySource(f, x.Int), steps-1
		default:
			return nil
		}
	}
	return nil
}

// Element is the member that tells which element of an array an expression lies in, nil
// where it lies in none, or no member says so.
func (w *World) Element(f *link.Func, e ir.ExprID) Place {
	for steps := maxSteps; e != 0 && steps > 0; {
		x := &f.Exprs[e]
		switch x.Op {
		case ir.OpIndex:
			return w.Place(f, x.Y, nil)
		case ir.OpVar:
			e, steps = w.onlySource(f, x.Int), steps-1
		case ir.OpField, ir.OpCast, ir.OpAddr, ir.OpDeref:
			e = x.X
		default:
			return nil
		}
	}
	return nil
}

// EnvOf is what a call tells the called function.
func (w *World) EnvOf(f *link.Func, in *ir.Instr, env Env) Env {
	var out Env
	for i, a := range in.Args {
		if i >= 32 {
			break
		}
		p := w.pointed(f, a, env, maxSteps)
		if len(p) == 0 {
			continue
		}
		if out == nil {
			out = Env{}
		}
		out[i] = p
	}
	return out
}

// onlySource is the expression that a local gets its value from, 0 if there are
// several. That a pointer points to nothing at first is none.
func (w *World) onlySource(f *link.Func, v int64) ir.ExprID {
	m, ok := w.sources[f.ID]
	if !ok {
		m = w.sourcesOf(f)
		w.sources[f.ID] = m
	}
	return m[v]
}

func (w *World) sourcesOf(f *link.Func) map[int64]ir.ExprID {
	m := f.Sources()
	for v, e := range m {
		if e == 0 && strings.HasSuffix(string(f.Vars[v].Type), "*") {
			m[v] = w.besidesNull(f, v)
		}
	}
	return m
}

// besidesNull is the one value of a local that is not null, 0 if there are several.
func (w *World) besidesNull(f *link.Func, v int64) ir.ExprID {
	var out ir.ExprID
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Dst == 0 || f.Exprs[in.Dst].Op != ir.OpVar || f.Exprs[in.Dst].Int != v {
				continue
			}
			src := &f.Exprs[uncast(f, in.Src)]
			if in.Op == ir.InstrStore && (src.Op == ir.OpConst && src.Int == 0 || w.isNull(f, in.Src)) {
				continue
			}
			if out != 0 || in.Op != ir.InstrStore || src.Op == ir.OpUnknown {
				return 0
			}
			out = in.Src
		}
	}
	return out
}

// isNull: an expression is the macro for no object.
func (w *World) isNull(f *link.Func, e ir.ExprID) bool {
	x := &f.Exprs[uncast(f, e)]
	v, ok := w.P.Value(f.Unit, x.Sym)
	return x.Op == ir.OpGlobal && ok && v == 0
}

// Counts tells whether a struct counts its references, or holds one of the same
// driver that does: those of a core count references of their own.
func (w *World) Counts(u *link.Unit, name string) bool { return w.counts(u, ir.Type(name), 2) }

func (w *World) counts(u *link.Unit, t ir.Type, depth int) bool {
	s := w.P.Struct(u, t)
	if s == nil || depth == 0 {
		return false
	}
	for i := range s.Fields {
		f := s.Fields[i].Type
		if !link.IsStruct(f) {
			continue
		}
		if w.P.Model.Is("counted-type", string(f)) || path.Dir(w.P.StructFile(u, f)) == u.Dir && w.counts(u, f, depth-1) {
			return true
		}
	}
	return false
}

// trim drops what lies inside of the actor itself: the work of a delayed work
// is the delayed work.
func (w *World) trim(p Place) Place {
	for len(p) > 1 && w.P.Model.Is("actor-wrapper", p[len(p)-1].Struct) {
		p = p[:len(p)-1]
	}
	return p
}

package value

import (
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/link"
)

// String prints a term as C-like text for messages, in the frame of f.
func (t *Table) String(id Term, f *link.Func) string {
	if id == None {
		return "?"
	}
	n := t.At(id)
	switch n.Op {
	case Const:
		return strconv.FormatInt(n.Num, 10)
	case Str:
		return strconv.Quote(n.Sym)
	case Func:
		return n.Fn.Name
	case Param:
		if f != nil && int(n.Num) < len(f.Params) {
			return f.Vars[f.Params[n.Num]].Name
		}
		return "arg" + strconv.Itoa(int(n.Num))
	case Local:
		if f != nil && int(n.Num) < len(f.Vars) {
			return f.Vars[n.Num].Name
		}
		return "local"
	case Global, Object, Config:
		return n.Sym
	case Field:
		base := t.At(n.A)
		if base.Op == Deref {
			return t.String(base.A, f) + "->" + n.Sym
		}
		return t.String(n.A, f) + "." + n.Sym
	case Deref:
		return "*" + t.String(n.A, f)
	case Index:
		return t.String(n.A, f) + "[]"
	case Addr:
		return "&" + t.String(n.A, f)
	case Load, Cast:
		return t.String(n.A, f)
	case Unary:
		return n.Sym + t.String(n.A, f)
	case Bin:
		return t.String(n.A, f) + " " + n.Sym + " " + t.String(n.B, f)
	case Outer:
		return strings.TrimPrefix(string(n.Type), "struct ")
	case Apply:
		var parts []string
		for _, a := range t.ApplyArgs(id) {
			parts = append(parts, t.String(a, f))
		}
		return n.Sym + "(" + strings.Join(parts, ", ") + ")"
	}
	return "?"
}

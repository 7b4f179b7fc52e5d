package link

import (
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// A row is an element of an array of structs that an initialiser writes. Where it has a
// function, its numbers say what is so when the function is called through it.

// InitAt is what a static initialiser puts into a member of one element of an array, as
// InitOf says it of a struct. ok is false where that is not known.
func (p *Program) InitAt(u *Unit, array string, index int, member string) (v int64, nonzero, ok bool) {
	gu, g := p.Global(u, array)
	if gu == nil || index < 0 {
		return 0, false, false
	}
	row := p.Underlying(Deref(p.Underlying(p.objectType(gu, g))))
	part := macroRow{args: map[int]ir.ExprID{}}
	seen, inOrder := false, false
	for _, i := range gu.inits[array] {
		in := &gu.Inits[i]
		if in.Index != index {
			continue
		}
		seen, inOrder = true, inOrder || strings.Contains(in.Path, "#")
		if isMacroPart(&gu.Top.Exprs[in.Value]) {
			if !part.add(gu, in) {
				return 0, false, false
			}
			continue
		}
		owner, field := in.Owner, in.Field
		if owner == "" || field == "" {
			owner, field = p.initOwner(gu, in)
		}
		switch {
		case field == "":
			return 0, false, false
		case p.Underlying(owner) != row: // within a member that is a struct
			if first := firstMember(in.Path); first == member || strings.HasPrefix(first, "#") {
				return 0, false, false
			}
		case field == member:
			return p.initNumber(gu, in.Value)
		}
	}
	if part.macro != "" {
		return p.macroMember(gu, &part, member)
	}
	return 0, false, seen && !inOrder // of values in the order of a type not all are entered
}

// InitOfElem is the same for an element that is known by its number.
func (p *Program) InitOfElem(u *Unit, array string, n int64, member string) (v int64, nonzero, ok bool) {
	gu, _ := p.Global(u, array)
	if gu == nil {
		return 0, false, false
	}
	for _, i := range gu.inits[array] {
		in := &gu.Inits[i]
		if e := p.initElem(gu, in); int64(e[0]) == n+1 && e[1] == 0 {
			return p.InitAt(u, array, in.Index, member)
		}
	}
	return 0, false, false
}

// firstMember is the member of an element that a path leads into.
func firstMember(path string) string {
	path = strings.TrimPrefix(path, "[].")
	if i := strings.IndexAny(path, ".[("); i >= 0 {
		return path[:i]
	}
	return path
}

// initNumber is what an initialiser is: a number, or something that is not null.
func (p *Program) initNumber(u *Unit, e ir.ExprID) (v int64, nonzero, ok bool) {
	x := &u.Top.Exprs[e]
	if p.funcValue(u, u.Top, e) != nil || x.Op == ir.OpAddr || x.Op == ir.OpStr {
		return 0, true, true
	}
	v, ok = p.constValue(u, u.Top, e, 0)
	return v, false, ok
}

// macroRow is a row that one macro writes, of arguments by their number.
type macroRow struct {
	macro string
	args  map[int]ir.ExprID
}

// add notes an argument; false if the row is not of one macro alone.
func (r *macroRow) add(u *Unit, in *ir.Init) bool {
	x := &u.Top.Exprs[in.Value]
	num, ok := strings.CutPrefix(in.Path, "[]()")
	n, err := strconv.Atoi(num)
	if !ok || err != nil || r.macro != "" && r.macro != x.Sym {
		return false
	}
	r.macro, r.args[n] = x.Sym, x.Args[0]
	return true
}

// macroMember is what the macro of a row puts into a member: one of its arguments, or a
// number of its own. What its list leaves out is zero.
func (p *Program) macroMember(u *Unit, r *macroRow, member string) (v int64, nonzero, ok bool) {
	m := p.Resolve(u, r.macro)
	if m == nil || m.Kind != ir.FuncMacro {
		return 0, false, false
	}
	list := listOf(m)
	if list == nil || len(list.Syms) != len(list.Args) {
		return 0, false, false
	}
	for i, name := range list.Syms {
		first, rest, _ := strings.Cut(name, ".")
		switch {
		case first == "":
			return 0, false, false
		case first != member:
			continue
		case rest != "":
			return 0, false, false
		}
		if a := stripCasts(m.Func, list.Args[i]); a.Op == ir.OpVar {
			arg, given := r.args[paramIndex(m, a)]
			if !given {
				return 0, false, false
			}
			return p.initNumber(u, arg)
		}
		v, ok = p.constValue(m.Unit, m.Func, list.Args[i], 0)
		return v, false, ok
	}
	return 0, false, true
}

// listOf is the list in braces that a macro stands for; nil if it is anything else.
func listOf(m *Func) *ir.Expr {
	if len(m.Blocks) != 1 {
		return nil
	}
	t := &m.Blocks[0].Term
	if t.Kind != ir.TermReturn || m.Exprs[t.Cond].Op != ir.OpInit {
		return nil
	}
	return &m.Exprs[t.Cond]
}

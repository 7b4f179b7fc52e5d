package link

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// A macro whose meaning rests on what its user writes (a member's name, a part of
// a name, the function to call, a statement, an expression that it evaluates after something
// that it calls, or merely the type of an argument) is put into the place of its call, as the preprocessor does. All others stay calls, which
// keeps programs small and the ways through them readable: their steps name the
// macro. What an expansion does stands at the place of the call.
//
// A call is left alone where the model knows the name or an argument is a type:
// what container_of() and its kin mean is known without their bodies.

// maxExpansions bounds the macros that are put into one function.
const maxExpansions = 400

// expandMacros expands what needs it in every function. It may be called again
// when more units are loaded.
func (p *Program) expandMacros() {
	needs := p.macrosToExpand()
	for _, f := range p.Funcs {
		if f.Kind != ir.FuncMacro {
			p.expandIn(f, needs)
		}
	}
}

// macroNeeds says what is to be done with a macro.
type macroNeeds uint8

const (
	macroAsked   macroNeeds = iota + 1 // being looked at
	macroCall                          // stays a call
	macroExpand                        // is put into the place of the call
	macroDefines                       // defines an object or a part of one: the call stays, too
)

func (p *Program) macrosToExpand() map[*Func]macroNeeds {
	needs := map[*Func]macroNeeds{}
	for _, f := range p.Funcs {
		if f.Kind == ir.FuncMacro {
			p.macroNeeds(f, needs)
		}
	}
	return needs
}

func (p *Program) macroNeeds(m *Func, known map[*Func]macroNeeds) macroNeeds {
	if n := known[m]; n != 0 {
		return n
	}
	known[m] = macroAsked
	n := p.judgeMacro(m, known)
	known[m] = n
	return n
}

func (p *Program) judgeMacro(m *Func, known map[*Func]macroNeeds) macroNeeds {
	if m.Head {
		return macroCall // of interest is what it calls; its cursors are unknown anyway
	}
	calls := false
	for i := range m.Exprs {
		if x := &m.Exprs[i]; x.Op == ir.OpField && isParamName(x.Sym) {
			return macroExpand
		}
	}
	for bi := range m.Blocks {
		for ii := range m.Blocks[bi].Instrs {
			in := &m.Blocks[bi].Instrs[ii]
			switch in.Op {
			case ir.InstrCall:
				x := &m.Exprs[in.Src]
				if x.Op != ir.OpGlobal || isParamName(x.Sym) {
					return macroExpand
				}
				calls = true
			case ir.InstrStore:
				if in.Note == ir.StatementNote || calls && evaluated(m, in) >= 0 {
					return macroExpand
				}
				if d := &m.Exprs[in.Dst]; d.Op == ir.OpGlobal && isParamName(d.Sym) {
					return macroDefines
				} else if (d.Op == ir.OpField || d.Op == ir.OpDeref) && paramIndex(m, stripCasts(m.Func, in.Src)) >= 0 {
					return macroExpand
				}
			case ir.InstrUnknown:
				return macroCall
			}
		}
	}
	for i := range m.direct {
		if to := m.direct[i].to.fn; to != nil && to != m && to.Kind == ir.FuncMacro && len(m.direct[i].to.effects) == 0 {
			if n := p.macroNeeds(to, known); n >= macroExpand {
				return n
			}
		}
	}
	switch {
	case isFragment(m):
		return macroDefines
	case calls:
	case selects(m.Func):
		return macroExpand
	}
	return macroCall
}

// isParamName: the identifier holds a parameter of the macro around it.
func isParamName(s string) bool { return len(s) > 1 && s[0] == '$' }

// selects: the macro yields a member of what it is given.
func selects(m *ir.Func) bool {
	for i := range m.Exprs {
		if m.Exprs[i].Op == ir.OpField {
			return true
		}
	}
	return false
}

// isFragment: the macro is a part of an initialiser.
func isFragment(m *Func) bool {
	t := &m.Blocks[0].Term
	return t.Kind == ir.TermReturn && m.Exprs[t.Cond].Op == ir.OpInit
}

// expandIn puts the macros that need it into f, which starts from its source.
func (p *Program) expandIn(f *Func, needs map[*Func]macroNeeds) {
	if f.source == nil {
		f.source = f.Func
	} else if f.Func != f.source {
		if f.expanded.holds(needs) {
			return
		}
		f.Func, f.Vars, f.uses = f.source, f.source.Vars, f.Unit.usesOf(f.index)
		f.direct = f.uses.callsIn(f.Unit, f.Func)
	}
	if !slices.ContainsFunc(f.direct, func(d direct) bool { return d.to.expands(needs[d.to.fn]) }) {
		return
	}
	form, asked := p.formOf(f, needs)
	f.Func, f.expanded = form.out, asked
	f.Vars, f.uses = f.Func.Vars, form.uses
	f.direct = f.uses.callsIn(f.Unit, f.Func)
	for i := range f.direct {
		p.know(f.Unit, f.direct[i].to)
	}
	p.knowNames(f)
}

// expandedBy is what an expansion rests on: what names meant, and what was to be done
// with them.
type expandedBy []askedMacro

type askedMacro struct {
	name  *meaning
	fn    *Func
	needs macroNeeds
}

// holds: an expansion that was made of the same answers would be the same.
func (by expandedBy) holds(needs map[*Func]macroNeeds) bool {
	for _, a := range by {
		if !a.name.known || a.name.fn != a.fn || needs[a.fn] != a.needs {
			return false
		}
	}
	return true
}

// expands: calls of a name are replaced by what it means.
func (m *meaning) expands(needs macroNeeds) bool {
	return m.fn != nil && m.fn.Kind == ir.FuncMacro && len(m.effects) == 0 && needs >= macroExpand
}

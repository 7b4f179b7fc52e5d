package engine

import (
	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
)

// contextFor is the context in which the core calls what a place binds, where a
// member beside the callback decides: a GPIO chip that cannot sleep, a bus that is
// fast. What is computed leaves it open.
func contextFor(p *link.Program, op *model.Op, b *link.Binding) effect.Context {
	if op.Flag != "" && unflagged(p, b.Unit, link.ParseOpKey(op.Unflagged), op.Flag) {
		return effect.Atomic
	}
	if op.With == "" && op.Without == "" ||
		op.With != "" && sibling(p, b, op.With) != value.Yes ||
		op.Without != "" && sibling(p, b, op.Without) != value.No {
		return op.Context
	}
	return effect.Atomic
}

// sibling tells whether the object that is bound there has a member set, by the
// initialiser or by the function that fills it in. Without any store it is zero.
func sibling(p *link.Program, b *link.Binding, member string) value.Truth {
	if b.In != nil {
		return storedSibling(p, b.In, member)
	}
	for i := range b.Unit.Inits {
		in := &b.Unit.Inits[i]
		if in.Global == b.Global && in.Index == b.Index && in.Field == member {
			return modeOfExpr(p, b.Unit, b.Unit.Top, in.Value)
		}
	}
	return storedInUnit(p, b.Unit, member)
}

// storedInUnit: an object may be completed by a function of its file.
func storedInUnit(p *link.Program, u *link.Unit, member string) value.Truth {
	result := value.No
	for _, f := range u.Funcs {
		if t := storedSibling(p, f, member); t != value.No {
			result = value.Maybe
		}
	}
	return result
}

// storedSibling is what a function sets a member of that name to.
func storedSibling(p *link.Program, f *link.Func, member string) value.Truth {
	result, found := value.No, false
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore || f.Exprs[in.Dst].Op != ir.OpField || f.Exprs[in.Dst].Sym != member {
				continue
			}
			t := modeOfExpr(p, f.Unit, f.Func, in.Src)
			if found && t != result {
				return value.Maybe
			}
			result, found = t, true
		}
	}
	return result
}

// unflagged: the module of a unit stores the member, and nowhere names the flag. Where
// a core stores it for its drivers, nothing is known.
func unflagged(p *link.Program, u *link.Unit, member link.OpKey, flag string) bool {
	stored := false
	for _, f := range p.Funcs {
		if !f.Unit.Same(u) {
			continue
		}
		for i := range f.Exprs {
			if x := &f.Exprs[i]; x.Op == ir.OpGlobal && x.Sym == flag {
				return false
			}
		}
		stored = stored || storesMember(p, f, member)
	}
	return stored
}

func storesMember(p *link.Program, f *link.Func, member link.OpKey) bool {
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore || f.Exprs[in.Dst].Op != ir.OpField || f.Exprs[in.Dst].Sym != member.Field {
				continue
			}
			if k, ok := p.PlaceKey(f, in.Dst); ok && k == member {
				return true
			}
		}
	}
	return false
}

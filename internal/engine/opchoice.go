package engine

import (
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Which of several functions a member holds may be decided by what the object is, and
// then atomic context may go with some of them only: such a way is in doubt. Where the
// program shows that any object may have any of them it is not.

// anyElement: the place is an element of an array by an index that is computed. Each
// element is there to be called, however many there are.
func (r *run) anyElement(place value.Term) bool {
	if place == value.None || r.At(place).Op != value.Index {
		return false
	}
	_, known := r.IsConst(r.At(place).B)
	return !known
}

// oneTable: the table is that of a variable. There is one, whichever was chosen when it
// was set up.
func (r *run) oneTable(place value.Term) bool {
	if place == value.None || r.At(place).Op != value.Field {
		return false
	}
	table := r.At(r.At(place).A)
	return table.Op == value.Deref && r.At(table.A).Op == value.Load && r.At(r.At(table.A).A).Op == value.Global
}

// rowsOfTable: what a member may hold stands in the rows of one table each, so that an
// object has all of them by its number.
func rowsOfTable(bs []link.Binding) bool {
	rows := map[string]*link.Func{}
	several := map[string]bool{}
	for i := range bs {
		b := &bs[i]
		if b.Table == "" {
			return false
		}
		first, seen := rows[b.Table]
		several[b.Table] = several[b.Table] || seen && first != b.Fn
		rows[b.Table] = b.Fn
	}
	for table := range rows {
		if !several[table] {
			return false
		}
	}
	return len(rows) > 0
}

// chosenTogether: one function stores all that a member may hold, to the same place, so
// that every object may have any of them: the choice is not one of kinds of objects.
func (r *run) chosenTogether(key link.OpKey, bs []link.Binding) bool {
	if r.publicOp(key) {
		return false
	}
	place := ""
	for i := range bs {
		if bs[i].In == nil || bs[i].In != bs[0].In {
			return false
		}
		at := storedAt(&bs[i], key.Field)
		if at == "" || i > 0 && at != place {
			return false
		}
		place = at
	}
	return len(bs) > 0
}

// storedAt is the place, as it is written, that a function stores a binding to; "" if it
// is not found.
func storedAt(b *link.Binding, field string) string {
	f := b.In
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op == ir.InstrStore && int(in.Pos.Line) == b.Line && f.Exprs[in.Dst].Op == ir.OpField && f.Exprs[in.Dst].Sym == field {
				return f.ExprString(in.Dst)
			}
		}
	}
	return ""
}

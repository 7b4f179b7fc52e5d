package golower

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// instr lowers one instruction. Pure values are lowered where they are used.
func (b *builder) instr(in ssa.Instruction) {
	switch in := in.(type) {
	case *ssa.Store:
		b.store(b.place(b.value(in.Addr)), b.value(in.Val), in.Pos())
	case *ssa.UnOp:
		b.unop(in)
	case *ssa.BinOp:
		if refs := in.Referrers(); refs != nil && len(*refs) > 1 {
			b.value(in) // its temporary is set here, where it dominates the uses
		}
	case *ssa.Alloc:
		if anonymous(in) {
			b.allocate(in)
		} else {
			b.value(in)
		}
	case *ssa.Call:
		b.call(in)
	case *ssa.Go:
		b.goStmt(in)
	case *ssa.Defer:
		b.deferStmt(in)
	case *ssa.RunDefers:
		b.runDefers(in)
	case *ssa.Send:
		b.pseudo("go.chan.send", in.Pos(), nil, b.value(in.Chan), b.value(in.X))
	case *ssa.Select:
		b.selectStmt(in)
	case *ssa.MapUpdate:
		b.pseudo("go.map.update", in.Pos(), nil, b.value(in.Map), b.value(in.Key), b.value(in.Value))
	case *ssa.Lookup:
		b.pseudo("go.map.lookup", in.Pos(), in, b.value(in.X), b.value(in.Index))
	case *ssa.Next:
		b.pseudo("go.range.next", in.Pos(), in, b.value(in.Iter))
	case *ssa.Range:
		b.pseudo("go.range", in.Pos(), in, b.value(in.X))
	case *ssa.MakeMap, *ssa.MakeChan, *ssa.MakeSlice:
		b.pseudo("go.make", in.Pos(), in.(ssa.Value))
	case *ssa.Extract:
		b.extract(in)
	case *ssa.If:
		blk := in.Block()
		t := ir.Term{Kind: ir.TermBranch, Cond: b.value(in.Cond), Pos: b.l.position(in.Cond.Pos())}
		t.Targets = []ir.BlockID{b.edge(blk, blk.Succs[0]), b.edge(blk, blk.Succs[1])}
		b.terminate(t)
	case *ssa.Jump:
		blk := in.Block()
		b.terminate(ir.Term{Kind: ir.TermJump, Targets: []ir.BlockID{b.edge(blk, blk.Succs[0])}})
	case *ssa.Return:
		b.ret(in)
	case *ssa.Panic:
		b.terminate(ir.Term{Kind: ir.TermUnreachable, Pos: b.l.position(in.Pos())})
	case *ssa.Phi, *ssa.DebugRef, ssa.Value:
	default:
		b.emit(ir.Instr{Op: ir.InstrUnknown, Note: fmt.Sprintf("%T", in), Pos: b.l.position(in.Pos())})
	}
}

// ret returns the result that stands for all.
func (b *builder) ret(in *ssa.Return) {
	t := ir.Term{Kind: ir.TermReturn, Pos: b.l.position(in.Pos())}
	if !in.Pos().IsValid() {
		t.Pos = b.l.position(b.end)
	}
	if i := verdict(b.fn.Signature.Results()); i >= 0 {
		t.Cond = b.value(in.Results[i])
	}
	b.terminate(t)
}

// unop lowers loads and receives; other operators are pure.
func (b *builder) unop(in *ssa.UnOp) {
	switch in.Op {
	case token.MUL:
		if !b.inlineLoad(in) {
			t := b.temp(b.l.typ(b.u, in.Type()))
			b.store(t, b.place(b.value(in.X)), in.Pos())
			b.values[in] = t
		}
	case token.ARROW:
		b.pseudo("go.chan.recv", in.Pos(), in, b.value(in.X))
	}
}

// inlineLoad tells whether a load can be read at its only use: nothing stores
// and nothing is called in between. It keeps the text short and like the
// source.
func (b *builder) inlineLoad(in *ssa.UnOp) bool {
	var use ssa.Instruction
	for v := ssa.Value(in); ; {
		refs := v.Referrers()
		if refs == nil || len(*refs) != 1 {
			return false
		}
		use = (*refs)[0]
		if use.Block() != in.Block() {
			return false
		}
		if !pure(use) {
			break
		}
		v = use.(ssa.Value)
	}
	if _, ok := use.(*ssa.Phi); ok {
		return false
	}
	if _, ok := use.(*ssa.Defer); ok {
		return false // its arguments are read when it runs
	}
	found := false
	for _, x := range in.Block().Instrs {
		switch {
		case x == ssa.Instruction(in):
			found = true
		case x == use:
			return found
		case found && effectful(x):
			return false
		}
	}
	return false
}

// pure instructions are expressions at their uses.
func pure(in ssa.Instruction) bool {
	switch in := in.(type) {
	case *ssa.UnOp:
		return in.Op != token.ARROW
	case *ssa.BinOp, *ssa.FieldAddr, *ssa.IndexAddr, *ssa.Field, *ssa.Index, *ssa.Convert, *ssa.ChangeType,
		*ssa.ChangeInterface, *ssa.MakeInterface, *ssa.Slice, *ssa.SliceToArrayPointer, *ssa.MultiConvert:
		return true
	case *ssa.TypeAssert:
		return !in.CommaOk
	}
	return false
}

// effectful instructions may change memory.
func effectful(in ssa.Instruction) bool {
	switch in.(type) {
	case *ssa.Store, *ssa.Call, *ssa.Send, *ssa.Select, *ssa.RunDefers, *ssa.MapUpdate, *ssa.Next, *ssa.Defer, *ssa.Go:
		return true
	}
	u, ok := in.(*ssa.UnOp)
	return ok && u.Op == token.ARROW
}

// extract takes one result of several.
func (b *builder) extract(in *ssa.Extract) {
	t := b.l.typ(b.u, in.Type())
	switch tup := in.Tuple.(type) {
	case *ssa.Call:
		if in.Index == verdict(tup.Call.Signature().Results()) {
			b.values[in] = b.values[tup]
			return
		}
	case *ssa.TypeAssert:
		if in.Index == 0 {
			b.values[in] = b.add(ir.Expr{Op: ir.OpCast, X: b.value(tup.X), Type: t})
			return
		}
	}
	b.values[in] = b.temp(t)
	b.store(b.values[in], b.add(ir.Expr{Op: ir.OpUnknown}), in.Pos())
}

// anonymous objects have no variable of their own: new(T), &T{}, what append
// and variadic calls make. A variable stays one, whether it escapes or not.
func anonymous(in *ssa.Alloc) bool {
	switch in.Comment {
	case "new", "complit", "slicelit", "varargs", "makeslice", "append":
		return in.Heap
	}
	return false
}

// allocate makes a new object on the heap.
func (b *builder) allocate(in *ssa.Alloc) {
	typ := b.add(ir.Expr{Op: ir.OpType, Type: b.l.typ(b.u, pointee(in.Type()))})
	b.pseudo("go.new", in.Pos(), in, typ)
}

package golower

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// call lowers a call whose result may be used.
func (b *builder) call(in *ssa.Call) {
	src, args := b.callee(&in.Call)
	b.emitCall(src, args, in.Pos(), "", in)
}

// callee is what is called, with which arguments: the receiver, and what a
// literal captures, come last.
func (b *builder) callee(c *ssa.CallCommon) (src ir.ExprID, args []ir.ExprID) {
	from := c.Args
	if f := c.StaticCallee(); f != nil && f.Signature.Recv() != nil && len(from) > 0 {
		from = append(append([]ssa.Value(nil), from[1:]...), from[0])
	}
	for _, a := range from {
		args = append(args, b.value(a))
	}
	switch v := c.Value.(type) {
	case *ssa.Builtin:
		return b.add(ir.Expr{Op: ir.OpGlobal, Sym: "go." + v.Name()}), args
	case *ssa.MakeClosure:
		if sym := funcOf(v); sym != "" {
			return b.add(ir.Expr{Op: ir.OpGlobal, Sym: sym}), append(args, b.captured(v)...)
		}
	}
	if c.IsInvoke() {
		recv := b.named(b.value(c.Value), c.Value, c.Pos())
		return b.add(ir.Expr{Op: ir.OpField, X: b.place(recv), Sym: c.Method.Name()}), append(args, recv)
	}
	return b.named(b.value(c.Value), c.Value, c.Pos()), args
}

// named puts a value that does not begin with a name into a temporary: the text
// of a call begins with one.
func (b *builder) named(e ir.ExprID, v ssa.Value, pos token.Pos) ir.ExprID {
	for root := e; ; {
		switch x := &b.f.Exprs[root]; x.Op {
		case ir.OpField, ir.OpIndex, ir.OpDeref, ir.OpAddr:
			root = x.X
		case ir.OpVar, ir.OpGlobal:
			return e
		default:
			t := b.temp(b.l.typ(b.u, v.Type()))
			b.store(t, e, pos)
			return t
		}
	}
}

// emitCall emits a call; its result goes to a temporary if anybody reads it.
func (b *builder) emitCall(src ir.ExprID, args []ir.ExprID, pos token.Pos, note string, result ssa.Value) {
	in := ir.Instr{Op: ir.InstrCall, Src: src, Args: args, Note: note, Pos: b.l.position(pos)}
	if c := b.l.calls[pos]; c != nil {
		in.Pos, in.End = b.l.position(c.Pos()), b.l.position(c.End())
	}
	if result != nil && used(result) {
		in.Dst = b.temp(b.callType(result))
		b.values[result] = in.Dst
	}
	b.emit(in)
}

func used(v ssa.Value) bool {
	refs := v.Referrers()
	if refs == nil {
		return false
	}
	for _, r := range *refs {
		if _, debug := r.(*ssa.DebugRef); !debug {
			return true
		}
	}
	return false
}

// callType is the type of the result that stands for all.
func (b *builder) callType(v ssa.Value) ir.Type {
	if c, ok := v.(*ssa.Call); ok {
		if _, builtin := c.Call.Value.(*ssa.Builtin); !builtin {
			return b.resultType(c.Call.Signature().Results())
		}
	}
	return b.l.typ(b.u, v.Type())
}

// pseudo calls a function that stands for something the language does.
func (b *builder) pseudo(name string, pos token.Pos, result ssa.Value, args ...ir.ExprID) {
	b.emitCall(b.add(ir.Expr{Op: ir.OpGlobal, Sym: name}), args, pos, "", result)
}

// goStmt starts a goroutine: the function is the first argument.
func (b *builder) goStmt(in *ssa.Go) {
	src, args := b.callee(&in.Call)
	b.pseudo("go.start", in.Pos(), nil, append([]ir.ExprID{src}, args...)...)
}

// selectStmt waits unless it has a default.
func (b *builder) selectStmt(in *ssa.Select) {
	name := "go.select"
	if !in.Blocking {
		name = "go.select.default"
	}
	var args []ir.ExprID
	for _, st := range in.States {
		args = append(args, b.value(st.Chan))
	}
	b.pseudo(name, in.Pos(), in, args...)
}

// deferred is one defer statement.
type deferred struct {
	in   *ssa.Defer
	src  ir.ExprID
	args []ir.ExprID
	flag ir.ExprID // tells whether it was reached; 0: it always is
}

// collectDefers decides which defer statements need a flag: those that do not
// dominate every place where deferred calls run. One in a loop counts once.
func (b *builder) collectDefers() {
	var runs []*ssa.BasicBlock
	for _, blk := range b.fn.Blocks {
		if blk == b.fn.Recover {
			continue
		}
		for _, in := range blk.Instrs {
			switch in := in.(type) {
			case *ssa.Defer:
				b.defers = append(b.defers, &deferred{in: in})
			case *ssa.RunDefers:
				runs = append(runs, blk)
			}
		}
	}
	b.cur = 0
	for _, d := range b.defers {
		always := true
		for _, r := range runs {
			always = always && d.in.Block().Dominates(r)
		}
		if !always {
			d.flag = b.add(ir.Expr{Op: ir.OpVar, Int: int64(b.newVar("reached", "bool"))})
			b.store(d.flag, b.add(ir.Expr{Op: ir.OpConst}), d.in.Pos())
		}
	}
}

// deferStmt evaluates what is to be called later.
func (b *builder) deferStmt(in *ssa.Defer) {
	for _, d := range b.defers {
		if d.in != in {
			continue
		}
		d.src, d.args = b.callee(&in.Call)
		if d.flag == 0 {
			return
		}
		// Registers need not exist where the call runs; variables do.
		for i, a := range d.args {
			if b.movable(a) {
				continue
			}
			d.args[i] = b.spill(a, in)
		}
		d.src = b.movableCallee(d.src, in)
		b.store(d.flag, b.add(ir.Expr{Op: ir.OpConst, Int: 1}), in.Pos())
	}
}

// movableCallee makes a computed function movable: a member stays one, so that
// the functions that it may be are known.
func (b *builder) movableCallee(e ir.ExprID, in *ssa.Defer) ir.ExprID {
	if b.movable(e) {
		return e
	}
	if src := b.f.Exprs[e]; src.Op == ir.OpField {
		if ptr := b.f.Exprs[src.X]; ptr.Op == ir.OpDeref {
			return b.add(ir.Expr{Op: ir.OpField, X: b.place(b.spill(ptr.X, in)), Sym: src.Sym})
		}
	}
	return b.spill(e, in)
}

// spill keeps the value of an expression in a variable.
func (b *builder) spill(e ir.ExprID, in *ssa.Defer) ir.ExprID {
	typ := ir.Type("")
	if x := &b.f.Exprs[e]; x.Op == ir.OpVar {
		typ = b.f.Vars[x.Int].Type
	}
	v := b.add(ir.Expr{Op: ir.OpVar, Int: int64(b.newVar("deferred", typ))})
	b.store(v, e, in.Pos())
	return v
}

// movable expressions contain no temporary.
func (b *builder) movable(e ir.ExprID) bool {
	x := &b.f.Exprs[e]
	if x.Op == ir.OpVar {
		return b.f.Vars[x.Int].Name[0] != '%'
	}
	for _, a := range x.Args {
		if !b.movable(a) {
			return false
		}
	}
	return (x.X == 0 || b.movable(x.X)) && (x.Y == 0 || b.movable(x.Y))
}

// deferExit is a place where deferred calls run: they go to the end of block,
// which then continues in rest.
type deferExit struct{ block, rest ir.BlockID }

// runDefers leaves a gap for the deferred calls, which are known when all
// blocks have been lowered.
func (b *builder) runDefers(*ssa.RunDefers) {
	if len(b.defers) == 0 {
		return
	}
	e := deferExit{b.cur, b.newBlock()}
	b.exits = append(b.exits, e)
	b.cur = e.rest
}

// finishDefers fills the gaps, the last defer statement first.
func (b *builder) finishDefers() {
	for _, e := range b.exits {
		b.cur = e.block
		for i := len(b.defers) - 1; i >= 0; i-- {
			b.runDeferred(b.defers[i])
		}
		b.terminate(ir.Term{Kind: ir.TermJump, Targets: []ir.BlockID{e.rest}})
	}
}

func (b *builder) runDeferred(d *deferred) {
	switch {
	case d.src == 0: // in a block that is not reached
	case d.flag == 0:
		b.emitCall(d.src, d.args, d.in.Pos(), "cleanup", nil)
	default:
		call, after := b.newBlock(), b.newBlock()
		b.terminate(ir.Term{Kind: ir.TermBranch, Cond: d.flag, Targets: []ir.BlockID{call, after}})
		b.cur = call
		b.emitCall(d.src, d.args, d.in.Pos(), "cleanup", nil)
		b.terminate(ir.Term{Kind: ir.TermJump, Targets: []ir.BlockID{after}})
		b.cur = after
	}
}

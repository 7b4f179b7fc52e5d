package clower

import (
	"strconv"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// fn builds one function. Its buffers are kept from function to function.
type fn struct {
	l  *lowerer
	t  *cparse.Tree
	f  *ir.Func
	ar arena

	blocks []blockBuf
	nb     int        // blocks in use
	cur    ir.BlockID // where instructions go; none behind a jump
	vars   []ir.Var
	uninit []bool // by variable: a local declared without initialiser
	// lengths are those of arrays whose declaration gives one in digits, by variable.
	lengths map[ir.VarID]int64
	temps   int
	gen     int32 // numbers the functions of the file

	undo     []binding // to leave scopes
	scope    int       // where the innermost scope begins in undo
	cleanups []cleanup // persistent lists, see cleanup.go
	exit     int32     // the innermost pending cleanup, 0 for none

	brk, cont jump    // targets of break and continue
	sw        *swtch  // innermost switch
	labels    []label // of the function, few
	gotos     []pendingGoto
	computed  []ir.BlockID // blocks that end in a computed goto

	region  int32 // innermost preprocessor branch that was entered
	errNext int   // first range of t.Errors that was not reported yet
	errEnd  int   // end of the function
	unknown bool

	params  int // macro: its first variables are the parameters
	isMacro bool
	// variadic is the name of a macro's variable arguments, -1 if they have
	// none but __VA_ARGS__.
	variadic  symbol
	lockClass bool // in a cleanup class: _T->lock is _T
	pure      bool // constant expression: no instruction may be emitted

	argbuf []ir.ExprID

	number, work []ir.BlockID // for finish
}

const none ir.BlockID = -1

type blockBuf struct {
	instrs []ir.Instr
	term   ir.Term
	done   bool
}

// jump is a target that leaves scopes down to exit.
type jump struct {
	block ir.BlockID
	exit  int32
}

type binding struct {
	sym symbol
	old int32
}

// begin resets the builder for a function.
func (b *fn) begin(f *ir.Func) {
	b.t = b.l.t
	b.f = f
	b.ar.reset()
	b.nb = 0
	clear(b.vars)
	b.vars = b.vars[:0]
	b.uninit = b.uninit[:0]
	clear(b.lengths)
	b.temps = 0
	b.gen++
	b.leaveScope(0)
	b.scope = 0
	b.cleanups = append(b.cleanups[:0], cleanup{})
	b.exit = 0
	b.brk, b.cont = jump{none, 0}, jump{none, 0}
	b.sw = nil
	b.labels, b.gotos, b.computed = b.labels[:0], b.gotos[:0], b.computed[:0]
	b.region = -1
	b.errNext, b.errEnd = len(b.t.Errors), 0
	b.unknown, b.isMacro, b.pure = false, false, false
	b.params, b.variadic, b.lockClass = 0, -1, false
	b.argbuf = b.argbuf[:0]
	b.cur = b.newBlock()
}

func (b *fn) newBlock() ir.BlockID {
	if b.nb == len(b.blocks) {
		b.blocks = append(b.blocks, blockBuf{})
	}
	blk := &b.blocks[b.nb]
	blk.instrs = blk.instrs[:0]
	blk.term = ir.Term{}
	blk.done = false
	b.nb++
	return ir.BlockID(b.nb - 1)
}

// emit appends an instruction. Code behind a jump goes to a block that
// nothing reaches; finish drops it.
func (b *fn) emit(in ir.Instr) {
	if b.cur == none {
		b.cur = b.newBlock()
	}
	blk := &b.blocks[b.cur]
	blk.instrs = append(blk.instrs, in)
}

func (b *fn) terminate(t ir.Term) {
	if b.cur == none {
		return
	}
	blk := &b.blocks[b.cur]
	blk.term, blk.done = t, true
	b.cur = none
}

func (b *fn) jump(to ir.BlockID) {
	if b.cur == none {
		return
	}
	t := b.l.targets.take(1)
	t[0] = to
	b.terminate(ir.Term{Kind: ir.TermJump, Targets: t})
}

// branch ends the block; a condition known here decides at once.
func (b *fn) branch(c ir.ExprID, yes, no ir.BlockID, pos ir.Pos) {
	if b.cur == none {
		return
	}
	if e := &b.ar.exprs[c]; e.Op == ir.OpConst {
		if e.Int == 0 {
			yes = no
		}
		b.jump(yes)
		return
	}
	t := b.l.targets.take(2)
	t[0], t[1] = yes, no
	b.terminate(ir.Term{Kind: ir.TermBranch, Cond: c, Targets: t, Pos: pos})
}

// start goes on in block to, which the current one falls into.
func (b *fn) start(to ir.BlockID) {
	b.jump(to)
	b.cur = to
}

func (b *fn) add(e ir.Expr) ir.ExprID       { return b.ar.add(e) }
func (b *fn) constant(v int64) ir.ExprID    { return b.ar.add(ir.Expr{Op: ir.OpConst, Int: v}) }
func (b *fn) unknownValue() ir.ExprID       { return b.ar.add(ir.Expr{Op: ir.OpUnknown}) }
func (b *fn) variable(v ir.VarID) ir.ExprID { return b.ar.add(ir.Expr{Op: ir.OpVar, Int: int64(v)}) }

func (b *fn) store(dst, src ir.ExprID, n cparse.Node) {
	if b.pure {
		return
	}
	b.emit(ir.Instr{Op: ir.InstrStore, Dst: dst, Src: src,
		Pos: b.l.pos(b.t.Start(n)), End: b.l.end(b.t.End(n))})
}

var tempNames = func() (names [256]string) {
	for i := range names {
		names[i] = "%" + strconv.Itoa(i+1)
	}
	return names
}()

// temp makes a temporary and returns the expression that denotes it.
func (b *fn) temp() ir.ExprID {
	name := ""
	if b.temps < len(tempNames) {
		name = tempNames[b.temps]
	} else {
		name = "%" + strconv.Itoa(b.temps+1)
	}
	b.temps++
	b.vars = append(b.vars, ir.Var{Name: name})
	b.uninit = append(b.uninit, false)
	return b.variable(ir.VarID(len(b.vars) - 1))
}

// bind gives a name a meaning until the scope ends.
func (b *fn) bind(s symbol, meaning int32) {
	info := &b.l.names.info[s]
	b.undo = append(b.undo, binding{s, info.bind})
	info.bind = meaning
}

// declare makes a variable. A name that the function used before gets a
// number, so that names are unique.
func (b *fn) declare(s symbol, t ir.Type) ir.VarID {
	info := &b.l.names.info[s]
	if info.gen != b.gen {
		info.gen, info.used = b.gen, 0
	}
	info.used++
	name := info.text
	if info.used > 1 {
		name += "." + strconv.Itoa(int(info.used))
	}
	id := ir.VarID(len(b.vars))
	b.vars = append(b.vars, ir.Var{Name: name, Type: t})
	b.uninit = append(b.uninit, true)
	b.bind(s, int32(id)+1)
	return id
}

// declaredHere returns the variable that the innermost scope has under this
// name: both sides of an #if may declare one.
func (b *fn) declaredHere(s symbol) (ir.VarID, bool) {
	for i := len(b.undo) - 1; i >= b.scope; i-- {
		if b.undo[i].sym == s {
			if v := b.l.names.info[s].bind; v > 0 {
				return ir.VarID(v - 1), true
			}
			return 0, false
		}
	}
	return 0, false
}

// suspendLocals hides the variables of the function while the initialiser of a
// static one is read, which cannot name them.
func (b *fn) suspendLocals() []int32 {
	var saved []int32
	for i := range b.undo {
		info := &b.l.names.info[b.undo[i].sym]
		saved = append(saved, info.bind)
		info.bind = min(info.bind, 0)
	}
	return saved
}

func (b *fn) resumeLocals(saved []int32) {
	for i := len(saved) - 1; i >= 0; i-- {
		b.l.names.info[b.undo[i].sym].bind = saved[i]
	}
}

func (b *fn) enterScope() (outer int) {
	outer = b.scope
	b.scope = len(b.undo)
	return outer
}

// leaveScope undoes the bindings of the innermost scope.
func (b *fn) leaveScope(outer int) {
	for i := len(b.undo) - 1; i >= b.scope; i-- {
		b.l.names.info[b.undo[i].sym].bind = b.undo[i].old
	}
	b.undo = b.undo[:b.scope]
	b.scope = outer
}

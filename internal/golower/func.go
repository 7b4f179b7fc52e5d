package golower

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// builder lowers one function.
type builder struct {
	l      *lowerer
	u      *unit
	fn     *ssa.Function
	f      *ir.Func
	cur    ir.BlockID
	start  map[*ssa.BasicBlock]ir.BlockID // where a block begins
	values map[ssa.Value]ir.ExprID        // what is computed already
	names  map[string]int
	temps  int
	defers []*deferred
	exits  []deferExit
	end    token.Pos // of the body, where it falls off
}

// function lowers f and the literals in it.
func (l *lowerer) function(u *unit, f *ssa.Function) {
	if len(f.Blocks) > 0 {
		b := &builder{l: l, u: u, fn: f, start: map[*ssa.BasicBlock]ir.BlockID{}, values: map[ssa.Value]ir.ExprID{}, names: map[string]int{}}
		u.Funcs = append(u.Funcs, b.build())
	}
	for _, a := range f.AnonFuncs {
		l.function(u, a)
	}
}

// initialiser lowers what sets up the package's variables. Functions that go
// into members of variables become initialisers, as those of C are.
func (l *lowerer) initialiser(u *unit) {
	f := l.pkg.Func("init")
	if f == nil {
		return
	}
	for _, blk := range f.Blocks {
		for _, in := range blk.Instrs {
			if st, ok := in.(*ssa.Store); ok {
				l.initStore(u, st)
			}
		}
	}
	for _, a := range f.AnonFuncs {
		l.function(l.unitAt(a.Pos()), a)
	}
}

func (l *lowerer) initStore(u *unit, st *ssa.Store) {
	fn := funcOf(st.Val)
	fa, ok := st.Addr.(*ssa.FieldAddr)
	if fn == "" || !ok {
		return
	}
	owner := pointee(fa.X.Type())
	field := owner.Underlying().(*types.Struct).Field(fa.Field).Name()
	path := "." + field
	x := fa.X
	for {
		if g, ok := x.(*ssa.Global); ok {
			u.Top.Exprs = append(u.Top.Exprs, ir.Expr{Op: ir.OpGlobal, Sym: fn})
			u.Inits = append(u.Inits, ir.Init{
				Global: g.RelString(nil), Path: path, Owner: l.typ(u, owner), Field: field, Index: -1,
				Value: ir.ExprID(len(u.Top.Exprs) - 1), Pos: l.position(st.Pos()),
			})
			return
		}
		in, ok := x.(*ssa.FieldAddr)
		if !ok {
			return
		}
		path = "." + pointee(in.X.Type()).Underlying().(*types.Struct).Field(in.Field).Name() + path
		x = in.X
	}
}

func pointee(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// funcOf is the symbol that a func value certainly means, "" if it is computed.
func funcOf(v ssa.Value) string {
	switch v := v.(type) {
	case *ssa.ChangeType:
		return funcOf(v.X)
	case *ssa.Function:
		if strings.HasPrefix(v.Synthetic, "thunk") || strings.HasPrefix(v.Synthetic, "wrapper") {
			return "" // a method expression: its receiver comes first
		}
		return symbol(v)
	case *ssa.MakeClosure:
		fn := v.Fn.(*ssa.Function)
		if m := bound(fn); m != nil {
			if f := fn.Prog.FuncValue(m); f != nil {
				return symbol(f)
			}
			return "" // a method of an interface value
		}
		return symbol(fn)
	}
	return ""
}

func (b *builder) build() *ir.Func {
	fn := b.fn
	b.f = &ir.Func{
		Name: symbol(fn), File: b.u.Path, Pos: b.l.position(fn.Pos()),
		Result: b.resultType(fn.Signature.Results()), Exprs: make([]ir.Expr, 1), Variadic: false,
	}
	if s := fn.Syntax(); s != nil {
		b.end = s.End()
		b.f.End = b.l.position(b.end)
	}
	b.params()
	for _, blk := range fn.Blocks {
		if blk != fn.Recover {
			b.start[blk] = b.newBlock()
		}
	}
	b.collectDefers()
	b.phis()
	for _, blk := range fn.DomPreorder() { // definitions before their uses
		if blk == fn.Recover {
			continue
		}
		b.cur = b.start[blk]
		for _, in := range blk.Instrs {
			b.instr(in)
		}
	}
	b.finishDefers()
	return b.f
}

func (b *builder) resultType(results *types.Tuple) ir.Type {
	if i := verdict(results); i >= 0 {
		return b.l.typ(b.u, results.At(i).Type())
	}
	return "void"
}

// params declares the parameters: the receiver and captured variables last.
func (b *builder) params() {
	ps := b.fn.Params
	if b.fn.Signature.Recv() != nil && len(ps) > 0 {
		ps = append(append([]*ssa.Parameter(nil), ps[1:]...), ps[0])
	}
	add := func(v ssa.Value) {
		id := b.newVar(v.Name(), b.l.typ(b.u, v.Type()))
		b.f.Params = append(b.f.Params, id)
		b.values[v] = b.add(ir.Expr{Op: ir.OpVar, Int: int64(id)})
	}
	for _, p := range ps {
		add(p)
	}
	for _, v := range b.fn.FreeVars {
		if !b.l.setOnce(v) {
			add(v)
			continue
		}
		id := b.newVar(v.Name(), b.l.typ(b.u, pointee(v.Type())))
		b.f.Params = append(b.f.Params, id)
		b.values[v] = b.address(ir.Expr{Op: ir.OpVar, Int: int64(id)})
	}
}

// phis declares a variable for each phi; the edges assign it.
func (b *builder) phis() {
	for _, blk := range b.fn.Blocks {
		if blk == b.fn.Recover {
			continue
		}
		for _, in := range blk.Instrs {
			if p, ok := in.(*ssa.Phi); ok {
				name := p.Comment
				if !token.IsIdentifier(name) {
					name = "phi"
				}
				b.values[p] = b.variable(name, p.Type())
			}
		}
	}
}

func (b *builder) add(e ir.Expr) ir.ExprID {
	b.f.Exprs = append(b.f.Exprs, e)
	return ir.ExprID(len(b.f.Exprs) - 1)
}

func (b *builder) newBlock() ir.BlockID {
	b.f.Blocks = append(b.f.Blocks, ir.Block{})
	return ir.BlockID(len(b.f.Blocks) - 1)
}

func (b *builder) emit(in ir.Instr) {
	blk := &b.f.Blocks[b.cur]
	blk.Instrs = append(blk.Instrs, in)
}

func (b *builder) terminate(t ir.Term) { b.f.Blocks[b.cur].Term = t }

// newVar declares a variable under a name of its own: shadowed names get a
// number.
func (b *builder) newVar(name string, t ir.Type) ir.VarID {
	if name == "" || name == "_" {
		name = "unnamed"
	}
	b.names[name]++
	if n := b.names[name]; n > 1 {
		name = fmt.Sprintf("%s.%d", name, n)
	}
	b.f.Vars = append(b.f.Vars, ir.Var{Name: name, Type: t})
	return ir.VarID(len(b.f.Vars) - 1)
}

func (b *builder) variable(name string, t types.Type) ir.ExprID {
	return b.add(ir.Expr{Op: ir.OpVar, Int: int64(b.newVar(name, b.l.typ(b.u, t)))})
}

// temp is a new temporary.
func (b *builder) temp(t ir.Type) ir.ExprID {
	b.temps++
	return b.add(ir.Expr{Op: ir.OpVar, Int: int64(b.newVar(fmt.Sprintf("%%%d", b.temps), t))})
}

func (b *builder) store(place, value ir.ExprID, pos token.Pos) {
	b.emit(ir.Instr{Op: ir.InstrStore, Dst: place, Src: value, Pos: b.l.position(pos)})
}

// edge is the block to jump to from one block to another: the target itself,
// or a block between them that assigns the target's phis.
func (b *builder) edge(from, to *ssa.BasicBlock) ir.BlockID {
	var phis []*ssa.Phi
	for _, in := range to.Instrs {
		if p, ok := in.(*ssa.Phi); ok {
			phis = append(phis, p)
		}
	}
	if len(phis) == 0 {
		return b.start[to]
	}
	pred := 0
	for i, p := range to.Preds {
		if p == from {
			pred = i
		}
	}
	cur := b.cur
	block := b.newBlock()
	b.cur = block
	b.assignPhis(phis, pred)
	b.terminate(ir.Term{Kind: ir.TermJump, Targets: []ir.BlockID{b.start[to]}})
	b.cur = cur
	return block
}

// assignPhis assigns all phis of a block at once: values that are phis of the
// same block are saved first.
func (b *builder) assignPhis(phis []*ssa.Phi, pred int) {
	src := make([]ir.ExprID, len(phis))
	for i, p := range phis {
		v := p.Edges[pred]
		src[i] = b.value(v)
		if q, ok := v.(*ssa.Phi); ok && len(phis) > 1 && q.Block() == p.Block() {
			t := b.temp(b.l.typ(b.u, v.Type()))
			b.store(t, src[i], token.NoPos)
			src[i] = t
		}
	}
	for i, p := range phis {
		if src[i] != b.values[p] {
			b.store(b.values[p], src[i], p.Pos())
		}
	}
}

package ir

import "encoding/binary"

// The binary form is for storage: a unit that was lowered once need not be
// parsed again. It holds everything that is in a unit, as the text form does
// not (nesting beyond a bound, statistics), and is read about ten times as fast
// as C is parsed. It is no format for exchange: what wrote it reads it, and
// whoever stores it sees to that (a key with the version of the program).
//
// A unit is a table of its strings, the number of expressions that are named
// in lists, and then its parts in the order of their declaration. All numbers are varints.
// Slices are their length and their elements; an absent one and an empty one are
// the same.

// Fields of an expression or an instruction that are there.
const (
	hasX = 1 << iota
	hasY
	hasInt
	hasSym
	hasType
	hasArgs
	hasSyms

	hasDst  = hasX
	hasSrc  = hasY
	hasPos  = hasInt
	hasEnd  = hasSym
	hasNote = hasType
)

// Append adds the binary form of u to buf.
func Append(buf []byte, u *Unit) []byte {
	e := encoder{index: map[string]uint64{"": 0}, table: []string{""}}
	e.unit(u)
	buf = binary.AppendUvarint(buf, uint64(len(e.table)))
	for _, s := range e.table {
		buf = binary.AppendUvarint(buf, uint64(len(s)))
	}
	for _, s := range e.table {
		buf = append(buf, s...)
	}
	buf = binary.AppendUvarint(buf, e.ids)
	return append(buf, e.buf...)
}

type encoder struct {
	buf   []byte
	index map[string]uint64
	table []string
	ids   uint64 // expressions in lists
	line  uint32 // of the last position
}

func (e *encoder) num(n int)    { e.buf = binary.AppendUvarint(e.buf, uint64(n)) }
func (e *encoder) int(n int64)  { e.buf = binary.AppendVarint(e.buf, n) }
func (e *encoder) byte(b uint8) { e.buf = append(e.buf, b) }

func (e *encoder) bool(b bool) {
	if b {
		e.byte(1)
	} else {
		e.byte(0)
	}
}

func (e *encoder) str(s string) {
	i, ok := e.index[s]
	if !ok {
		i = uint64(len(e.table))
		e.index[s] = i
		e.table = append(e.table, s)
	}
	e.buf = binary.AppendUvarint(e.buf, i)
}

func (e *encoder) strs(list []string) {
	e.num(len(list))
	for _, s := range list {
		e.str(s)
	}
}

// pos is the distance from the position before: most lie on the same line or
// the next.
func (e *encoder) pos(p Pos) {
	e.int(int64(p.Line) - int64(e.line))
	e.num(int(p.Col))
	e.line = p.Line
}

func (e *encoder) notes(list []Annotation) {
	e.num(len(list))
	for _, a := range list {
		e.str(a.Kind)
		e.str(a.Text)
	}
}

func (e *encoder) unit(u *Unit) {
	e.str(u.Path)
	e.strs(u.Includes)
	e.strs(u.Marks)
	e.stats(&u.Stats)
	e.declarations(u)
	e.bool(u.Top != nil)
	if u.Top != nil {
		e.fun(u.Top)
	}
	e.num(len(u.Inits))
	for i := range u.Inits {
		in := &u.Inits[i]
		e.str(in.Global)
		e.str(in.Path)
		e.str(string(in.Owner))
		e.str(in.Field)
		e.int(int64(in.Index))
		if in.Index >= 0 {
			e.num(int(in.Elem[0]))
			e.num(int(in.Elem[1]))
		}
		e.num(int(in.Value))
		e.pos(in.Pos)
	}
	e.num(len(u.Consts))
	for _, c := range u.Consts {
		e.str(c.Name)
		e.num(int(c.Value))
	}
	e.num(len(u.Funcs))
	for _, f := range u.Funcs {
		e.fun(f)
	}
}

func (e *encoder) stats(s *Stats) {
	for _, n := range []int{s.Bytes, s.Funcs, s.Lost, s.Unknown} {
		e.num(n)
	}
	e.strs(s.LostNames)
}

func (e *encoder) declarations(u *Unit) {
	e.num(len(u.Structs))
	for i := range u.Structs {
		s := &u.Structs[i]
		e.str(s.Name)
		e.pos(s.Pos)
		e.num(len(s.Fields))
		for _, f := range s.Fields {
			e.str(f.Name)
			e.str(string(f.Type))
			e.num(f.Union)
			e.num(f.Len)
		}
	}
	e.num(len(u.Typedefs))
	for _, t := range u.Typedefs {
		e.str(t.Name)
		e.str(string(t.Type))
	}
	e.num(len(u.Protos))
	for i := range u.Protos {
		p := &u.Protos[i]
		e.str(p.Name)
		e.str(string(p.Result))
		e.num(len(p.Params))
		for _, t := range p.Params {
			e.str(string(t))
		}
		e.notes(p.Notes)
	}
	e.num(len(u.Globals))
	for i := range u.Globals {
		g := &u.Globals[i]
		e.str(g.Name)
		e.str(string(g.Type))
		e.bool(g.Static)
		e.bool(g.Const)
		e.bool(g.Unread)
		e.pos(g.Pos)
	}
}

func (e *encoder) fun(f *Func) {
	e.str(f.Name)
	e.str(f.File)
	e.str(string(f.Result))
	e.str(f.Config)
	e.byte(uint8(f.Kind))
	e.bool(f.Inline)
	e.bool(f.Noreturn)
	e.bool(f.Variadic)
	e.bool(f.Weak)
	e.bool(f.Head)
	e.pos(f.Pos)
	e.pos(f.End)
	e.notes(f.Notes)
	e.num(len(f.Params))
	for _, p := range f.Params {
		e.num(int(p))
	}
	e.num(len(f.Vars))
	for _, v := range f.Vars {
		e.str(v.Name)
		e.str(string(v.Type))
	}
	e.num(len(f.Exprs))
	for i := 1; i < len(f.Exprs); i++ {
		e.expr(&f.Exprs[i], i)
	}
	instrs := 0
	for i := range f.Blocks {
		instrs += len(f.Blocks[i].Instrs)
	}
	e.num(len(f.Blocks))
	e.num(instrs)
	for i := range f.Blocks {
		b := &f.Blocks[i]
		e.num(len(b.Instrs))
		for j := range b.Instrs {
			e.instr(&b.Instrs[j])
		}
		e.term(&b.Term)
	}
}

// flag is bit if there is something.
func flag(there bool, bit uint8) uint8 {
	if there {
		return bit
	}
	return 0
}

// expr writes operands as distances: they are near.
func (e *encoder) expr(x *Expr, i int) {
	has := flag(x.X != 0, hasX) | flag(x.Y != 0, hasY) | flag(x.Int != 0, hasInt) | flag(x.Sym != "", hasSym) |
		flag(x.Type != "", hasType) | flag(len(x.Args) > 0, hasArgs) | flag(len(x.Syms) > 0, hasSyms)
	e.byte(uint8(x.Op))
	e.byte(has)
	if x.X != 0 {
		e.num(i - int(x.X))
	}
	if x.Y != 0 {
		e.num(i - int(x.Y))
	}
	if x.Int != 0 {
		e.int(x.Int)
	}
	if x.Sym != "" {
		e.str(x.Sym)
	}
	if x.Type != "" {
		e.str(string(x.Type))
	}
	if len(x.Args) > 0 {
		e.exprs(x.Args)
	}
	if len(x.Syms) > 0 {
		e.strs(x.Syms)
	}
}

func (e *encoder) exprs(ids []ExprID) {
	e.ids += uint64(len(ids))
	e.num(len(ids))
	for _, id := range ids {
		e.num(int(id))
	}
}

func (e *encoder) instr(in *Instr) {
	has := flag(in.Dst != 0, hasDst) | flag(in.Src != 0, hasSrc) | flag(len(in.Args) > 0, hasArgs) |
		flag(in.Pos != Pos{}, hasPos) | flag(in.End != Pos{}, hasEnd) | flag(in.Note != "", hasNote)
	e.byte(uint8(in.Op))
	e.byte(has)
	if in.Dst != 0 {
		e.num(int(in.Dst))
	}
	if in.Src != 0 {
		e.num(int(in.Src))
	}
	if len(in.Args) > 0 {
		e.exprs(in.Args)
	}
	if in.Pos != (Pos{}) {
		e.pos(in.Pos)
	}
	if in.End != (Pos{}) {
		e.pos(in.End)
	}
	if in.Note != "" {
		e.str(in.Note)
	}
}

func (e *encoder) term(t *Term) {
	e.byte(uint8(t.Kind))
	e.num(int(t.Cond))
	e.num(len(t.Targets))
	for _, b := range t.Targets {
		e.num(int(b))
	}
	e.num(len(t.Cases))
	for _, c := range t.Cases {
		e.num(int(c.Lo))
		e.num(int(c.Hi))
	}
	e.pos(t.Pos)
}

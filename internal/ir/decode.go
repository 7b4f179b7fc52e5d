package ir

import (
	"encoding/binary"
	"errors"
	"math"
)

// ErrEncoding says that bytes are not the binary form of a unit.
var ErrEncoding = errors.New("not a unit")

// Decode reads the binary form. It takes any bytes: what does not pass
// [SanityUnit] is an error, and it takes no
// more memory than a fixed multiple of their length.
func Decode(data []byte) (*Unit, error) {
	d := decoder{in: data}
	d.tableOfStrings()
	d.exprRoom = make([]ExprID, 0, d.count(1))
	u := d.unit()
	if d.bad || len(d.in) > 0 {
		return nil, ErrEncoding
	}
	if err := SanityUnit(u); err != nil {
		return nil, err
	}
	return u, nil
}

// decoder reads from in. After a mistake it is bad, and reads zeros.
type decoder struct {
	in    []byte
	bad   bool
	table []string
	line  uint32

	// Lists are cut from these: they are many and short.
	exprRoom  []ExprID
	blockRoom []BlockID
}

func (d *decoder) fail() {
	d.bad, d.in = true, nil
}

func (d *decoder) uint() uint64 {
	if len(d.in) > 0 && d.in[0] < 0x80 {
		v := d.in[0]
		d.in = d.in[1:]
		return uint64(v)
	}
	v, n := binary.Uvarint(d.in)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.in = d.in[n:]
	return v
}

// num is a number that fits into an id.
func (d *decoder) num() int {
	v := d.uint()
	if v > math.MaxInt32 {
		d.fail()
		return 0
	}
	return int(v)
}

// count is the length of a list whose elements take at least size bytes.
func (d *decoder) count(size int) int {
	n := d.num()
	if n > len(d.in)/size {
		d.fail()
		return 0
	}
	return n
}

func (d *decoder) int() int64 {
	v, n := binary.Varint(d.in)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.in = d.in[n:]
	return v
}

func (d *decoder) byte() uint8 {
	if len(d.in) == 0 {
		d.fail()
		return 0
	}
	b := d.in[0]
	d.in = d.in[1:]
	return b
}

func (d *decoder) bool() bool { return d.byte() != 0 }

func (d *decoder) tableOfStrings() {
	lengths := make([]int, d.count(1))
	total := 0
	for i := range lengths {
		lengths[i] = d.num()
		total += lengths[i]
	}
	if total > len(d.in) {
		d.fail()
		return
	}
	text := string(d.in[:total])
	d.in = d.in[total:]
	d.table = make([]string, len(lengths))
	for i, n := range lengths {
		d.table[i], text = text[:n], text[n:]
	}
}

func (d *decoder) str() string {
	i := d.uint()
	if i >= uint64(len(d.table)) {
		d.fail()
		return ""
	}
	return d.table[i]
}

func (d *decoder) typ() Type { return Type(d.str()) }

func list[T any](d *decoder, size int, read func() T) []T {
	n := d.count(size)
	if n == 0 {
		return nil
	}
	out := make([]T, n)
	for i := range out {
		if d.bad {
			return nil
		}
		out[i] = read()
	}
	return out
}

func (d *decoder) strs() []string { return list(d, 1, d.str) }

func (d *decoder) pos() Pos {
	line := int64(d.line) + d.int()
	col := d.num()
	if line < 0 || line > math.MaxUint32 || col > math.MaxUint16 {
		d.fail()
		return Pos{}
	}
	d.line = uint32(line)
	return Pos{Line: d.line, Col: uint16(col)}
}

func (d *decoder) notes() []Annotation {
	return list(d, 2, func() Annotation { return Annotation{d.str(), d.str()} })
}

func (d *decoder) unit() *Unit {
	u := &Unit{Path: d.str(), Includes: d.strs(), Marks: d.strs()}
	u.Stats = Stats{Bytes: d.num(), Funcs: d.num(), Lost: d.num(), Unknown: d.num(), LostNames: d.strs()}
	u.Structs = list(d, 4, func() Struct {
		return Struct{Name: d.str(), Pos: d.pos(), Fields: list(d, 4, func() Field { return Field{d.str(), d.typ(), d.num(), d.num()} })}
	})
	u.Typedefs = list(d, 2, func() Typedef { return Typedef{d.str(), d.typ()} })
	u.Protos = list(d, 4, func() Proto {
		return Proto{Name: d.str(), Result: d.typ(), Params: list(d, 1, d.typ), Notes: d.notes()}
	})
	u.Globals = list(d, 7, func() Global {
		return Global{Name: d.str(), Type: d.typ(), Static: d.bool(), Const: d.bool(), Unread: d.bool(), Pos: d.pos()}
	})
	if d.bool() {
		u.Top = d.fun()
	}
	u.Inits = list(d, 8, func() Init {
		in := Init{Global: d.str(), Path: d.str(), Owner: d.typ(), Field: d.str(), Index: int(d.int())}
		if in.Index >= 0 {
			in.Elem = [2]ExprID{ExprID(d.num()), ExprID(d.num())}
		}
		in.Value, in.Pos = ExprID(d.num()), d.pos()
		return in
	})
	u.Consts = list(d, 2, func() Const { return Const{d.str(), ExprID(d.num())} })
	u.Funcs = list(d, 16, d.fun)
	return u
}

func (d *decoder) fun() *Func {
	f := &Func{Name: d.str(), File: d.str(), Result: d.typ(), Config: d.str()}
	f.Kind = FuncKind(d.byte())
	f.Inline, f.Noreturn, f.Variadic, f.Weak, f.Head = d.bool(), d.bool(), d.bool(), d.bool(), d.bool()
	f.Pos, f.End, f.Notes = d.pos(), d.pos(), d.notes()
	f.Params = list(d, 1, func() VarID { return VarID(d.num()) })
	f.Vars = list(d, 2, func() Var { return Var{d.str(), d.typ()} })
	if f.Kind > FuncMacro {
		d.fail()
	}
	// Expression 0 is not written.
	if n := d.num(); n > 0 && n-1 <= len(d.in)/2 {
		f.Exprs = make([]Expr, n)
		for i := 1; i < n && !d.bad; i++ {
			d.expr(&f.Exprs[i], i)
		}
	} else if n > 0 {
		d.fail()
	}
	d.blocks(f)
	return f
}

func (d *decoder) blocks(f *Func) {
	n := d.count(4)
	instrs := make([]Instr, d.count(2))
	if n == 0 {
		return
	}
	f.Blocks = make([]Block, n)
	for i := range f.Blocks {
		b := &f.Blocks[i]
		k := d.num()
		if d.bad || k > len(instrs) {
			d.fail()
			return
		}
		if k > 0 {
			b.Instrs, instrs = instrs[:k:k], instrs[k:]
		}
		for j := range b.Instrs {
			d.instr(&b.Instrs[j])
		}
		d.term(&b.Term)
	}
}

func (d *decoder) expr(x *Expr, i int) {
	x.Op = Op(d.byte())
	has := d.byte()
	if has&hasX != 0 {
		x.X = ExprID(i - d.num())
	}
	if has&hasY != 0 {
		x.Y = ExprID(i - d.num())
	}
	if has&hasInt != 0 {
		x.Int = d.int()
	}
	if has&hasSym != 0 {
		x.Sym = d.str()
	}
	if has&hasType != 0 {
		x.Type = d.typ()
	}
	if has&hasArgs != 0 {
		x.Args = d.exprs()
	}
	if has&hasSyms != 0 {
		x.Syms = d.strs()
	}
}

// exprs cuts a list from the room that there is for all of them.
func (d *decoder) exprs() []ExprID {
	n := d.count(1)
	if n > cap(d.exprRoom)-len(d.exprRoom) {
		d.fail()
		return nil
	}
	from := len(d.exprRoom)
	for range n {
		d.exprRoom = append(d.exprRoom, ExprID(d.num()))
	}
	return d.exprRoom[from:len(d.exprRoom):len(d.exprRoom)]
}

func (d *decoder) instr(in *Instr) {
	in.Op = InstrOp(d.byte())
	has := d.byte()
	if has&hasDst != 0 {
		in.Dst = ExprID(d.num())
	}
	if has&hasSrc != 0 {
		in.Src = ExprID(d.num())
	}
	if has&hasArgs != 0 {
		in.Args = d.exprs()
	}
	if has&hasPos != 0 {
		in.Pos = d.pos()
	}
	if has&hasEnd != 0 {
		in.End = d.pos()
	}
	if has&hasNote != 0 {
		in.Note = d.str()
	}
}

func (d *decoder) term(t *Term) {
	t.Kind = TermKind(d.byte())
	t.Cond = ExprID(d.num())
	if n := d.count(1); n > 0 {
		if n > cap(d.blockRoom)-len(d.blockRoom) {
			d.blockRoom = make([]BlockID, 0, max(n, 256))
		}
		from := len(d.blockRoom)
		for range n {
			d.blockRoom = append(d.blockRoom, BlockID(d.num()))
		}
		t.Targets = d.blockRoom[from:len(d.blockRoom):len(d.blockRoom)]
	}
	t.Cases = list(d, 2, func() Case { return Case{ExprID(d.num()), ExprID(d.num())} })
	t.Pos = d.pos()
}

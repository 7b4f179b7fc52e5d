package link

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// Sizes are known from both sides only: pointers and longs differ between machines, and
// the compiler fills structs up.

// Size is the size of something in bytes: at least Min, at most Max, of which multiples
// its address may have to be.
type Size struct{ Min, Max, align int64 }

// maxDeep bounds structs within structs.
const maxDeep = 8

// SizeOf is the size that a sizeof asks for; ok is false if that is not known.
func (p *Program) SizeOf(f *Func, x *ir.Expr) (Size, bool) {
	if x.X == 0 {
		return p.typeSize(f.Unit, x.Type, maxDeep)
	}
	of := &f.Exprs[x.X]
	if of.Op == ir.OpGlobal {
		if _, g := p.Global(f.Unit, of.Sym); g == nil { // the name of a type
			return p.typeSize(f.Unit, ir.Type(of.Sym), maxDeep)
		}
	}
	if of.Op == ir.OpField {
		if s := p.Struct(f.Unit, p.Underlying(p.TypeOf(f, of.X))); s != nil {
			for i := range s.Fields {
				if s.Fields[i].Name == of.Sym {
					return p.fieldSize(f.Unit, &s.Fields[i], maxDeep)
				}
			}
		}
		return Size{}, false
	}
	return p.typeSize(f.Unit, p.TypeOf(f, x.X), maxDeep)
}

// basic are the bytes that types have which C and the kernel have everywhere: the fewest,
// and the most.
var basic = map[string][2]int64{
	"char": {1, 1}, "signed char": {1, 1}, "unsigned char": {1, 1}, "bool": {1, 1}, "_Bool": {1, 1},
	"short": {2, 2}, "unsigned short": {2, 2}, "int": {4, 4}, "unsigned int": {4, 4}, "unsigned": {4, 4},
	"long": {4, 8}, "unsigned long": {4, 8}, "size_t": {4, 8}, "ssize_t": {4, 8}, "uintptr_t": {4, 8},
	"long long": {8, 8}, "unsigned long long": {8, 8},
	"u8": {1, 1}, "s8": {1, 1}, "u16": {2, 2}, "s16": {2, 2}, "u32": {4, 4}, "s32": {4, 4}, "u64": {8, 8}, "s64": {8, 8},
}

// typeSize is the size of a type.
func (p *Program) typeSize(u *Unit, t ir.Type, depth int) (Size, bool) {
	t = p.Underlying(t)
	name := strings.TrimSuffix(string(t), " int")
	if strings.HasSuffix(name, "*") || strings.HasPrefix(name, "fn(") && strings.HasSuffix(name, ")") {
		return Size{4, 8, 8}, true
	}
	if s, ok := basic[fixedWidth(name)]; ok {
		return Size{s[0], s[1], s[1]}, true
	}
	if strings.HasPrefix(name, "enum ") {
		return Size{1, 4, 4}, true
	}
	s := p.Struct(u, t)
	if s == nil || depth == 0 || len(s.Fields) == 0 {
		return Size{}, false
	}
	// Members of unnamed unions lie one behind the other here, too: at most that much.
	all := Size{Min: 1, align: 1}
	for i := range s.Fields {
		f, ok := p.fieldSize(u, &s.Fields[i], depth)
		if !ok {
			return Size{}, false
		}
		all.Max = roundUp(all.Max, f.align) + f.Max
		all.align = max(all.align, f.align)
	}
	all.Max = roundUp(all.Max, all.align)
	return all, true
}

// fieldSize is the size of a member, also of an array whose length is known.
func (p *Program) fieldSize(u *Unit, f *ir.Field, depth int) (Size, bool) {
	elem, isArray := strings.CutSuffix(string(f.Type), "[]")
	if !isArray {
		return p.typeSize(u, f.Type, depth-1)
	}
	if f.Len == 0 {
		return Size{}, false
	}
	s, ok := p.typeSize(u, ir.Type(elem), depth-1)
	n := int64(f.Len - 1)
	return Size{s.Min * n, s.Max * n, max(s.align, 1)}, ok
}

// roundUp is the next multiple.
func roundUp(n, of int64) int64 { return (n + of - 1) / of * of }

// fixedWidth is the kernel's short name of a type of fixed width: of __le16, uint16_t
// and __u16 u16.
func fixedWidth(name string) string {
	bits, isFixed := strings.CutPrefix(strings.TrimPrefix(name, "__"), "le")
	if !isFixed {
		bits, isFixed = strings.CutPrefix(strings.TrimPrefix(name, "__"), "be")
	}
	switch {
	case isFixed:
		return "u" + bits
	case strings.HasPrefix(name, "uint") && strings.HasSuffix(name, "_t"):
		return "u" + name[len("uint"):len(name)-len("_t")]
	case strings.HasPrefix(name, "int") && strings.HasSuffix(name, "_t"):
		return "s" + name[len("int"):len(name)-len("_t")]
	case strings.HasPrefix(name, "__u") || strings.HasPrefix(name, "__s"):
		return name[len("__"):]
	}
	return name
}

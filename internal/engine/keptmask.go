package engine

import (
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
)

// A mask may be kept in a member: a pool is told at its setup how its memory is
// allocated. Where all that the program stores to the member are masks that block, so
// is what it holds. A struct of which the module is not the only one that makes objects
// (of include/, or of another module) may be given another mask there, a mask that is
// handed in by a caller or whose address is taken is not followed: then nothing is
// said, which misses findings.

// keptMasks are the stores to members that are masks.
type keptMasks struct {
	names map[string]bool // of members with a mask's type, of any struct
	by    map[link.OpKey]*keptMask
	lost  map[string]bool // members that are stored to in a struct that is not known
}

// keptMask is what the stores to one member have in common.
type keptMask struct {
	unit  *link.Unit // of the first
	line  int
	text  string
	agree bool
}

func newKeptMasks(p *link.Program) *keptMasks {
	k := &keptMasks{names: map[string]bool{}, by: map[link.OpKey]*keptMask{}, lost: map[string]bool{}}
	for _, u := range p.Units {
		for i := range u.Structs {
			for j := range u.Structs[i].Fields {
				if f := &u.Structs[i].Fields[j]; p.Model.Is("mask-type", string(f.Type)) {
					k.names[f.Name] = true
				}
			}
		}
	}
	for _, u := range p.Units {
		for i := range u.Inits {
			if in := &u.Inits[i]; k.names[in.Field] {
				k.note(p, u, u.Top, in.Owner, in.Field, in.Value, in.Pos)
			}
		}
	}
	return k
}

// scan notes what a function stores to masks.
func (k *keptMasks) scan(p *link.Program, f *link.Func) {
	for e := range f.Exprs {
		switch x := &f.Exprs[e]; x.Op {
		case ir.OpAddr:
			if y := &f.Exprs[x.X]; y.Op == ir.OpField && k.names[y.Sym] {
				k.note(p, f.Unit, f.Func, p.TypeOf(f, y.X), y.Sym, 0, f.Pos)
			}
		case ir.OpInit:
			for i, sym := range x.Syms {
				if k.names[sym] && i < len(x.Args) {
					k.note(p, f.Unit, f.Func, x.Type, sym, x.Args[i], f.Pos)
				}
			}
		}
	}
}

// store notes a store to a member.
func (k *keptMasks) store(p *link.Program, f *link.Func, in *ir.Instr) {
	if d := &f.Exprs[in.Dst]; k.names[d.Sym] {
		k.note(p, f.Unit, f.Func, p.TypeOf(f, d.X), d.Sym, in.Src, in.Pos)
	}
}

// note notes that a member of a type is given a value; 0: one that nobody knows.
func (k *keptMasks) note(p *link.Program, u *link.Unit, f *ir.Func, of ir.Type, member string, e ir.ExprID, pos ir.Pos) {
	if of = p.Underlying(of); !link.IsStruct(of) {
		k.lost[member] = true
		return
	}
	v, ok := p.ConstValue(u, f, e)
	ok = ok && v&model.DirectReclaim != 0
	key := p.Member(of, member)
	m := k.by[key]
	if m == nil {
		k.by[key] = &keptMask{unit: u, line: int(pos.Line), text: exprText(f, e), agree: ok}
		return
	}
	m.agree = m.agree && ok && p.SameStruct(key.Struct, u, m.unit)
}

// of is the mask that a member of a type holds as seen from a unit, nil if it may be
// one that does not block.
func (k *keptMasks) of(p *link.Program, u *link.Unit, t ir.Type, member string) *keptMask {
	if k == nil || !k.names[member] || k.lost[member] {
		return nil
	}
	m := k.by[p.Member(t, member)]
	if m == nil || !m.agree || !m.unit.Same(u) {
		return nil
	}
	if def := p.Unit(p.StructFile(u, t)); def == nil || !def.Same(u) {
		return nil
	}
	return m
}

func (m *keptMask) String() string {
	text := m.text
	if strings.Contains(text, "%") {
		text = "a mask that blocks"
	}
	return text + " since " + m.unit.Path + ":" + strconv.Itoa(m.line)
}

// keptMask is what is known of a mask, or a part of it, that was loaded from a member;
// nil: nothing.
func (r *run) keptMask(t value.Term) *keptMask {
	if r.s.props == nil || t == value.None {
		return nil
	}
	n := r.At(t)
	if n.Op == value.Bin && n.Sym == "|" {
		if m := r.keptMask(n.A); m != nil {
			return m
		}
		return r.keptMask(n.B)
	}
	if n.Op != value.Load || r.At(n.A).Op != value.Field {
		return nil
	}
	m := r.At(n.A)
	return r.s.props.masks.of(r.prog, r.fn.Unit, r.prog.Underlying(r.typeOf(m.A)), m.Sym)
}

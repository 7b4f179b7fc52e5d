package refute

import (
	"cmp"
	"maps"
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// maxFilled bounds the number of functions that are asked about one pointer.
const maxFilled = 60

// filled is what a function may store to of the struct that a parameter points to.
// Handing the pointer to somebody who is not seen, as memset() or copy_from_user(),
// stores to all that it leads to.
type filled struct {
	whole   bool
	members map[string]bool // of the struct itself
}

func (o *filled) add(member string) {
	if member == "" {
		o.whole = true
		return
	}
	if o.members == nil {
		o.members = map[string]bool{}
	}
	o.members[member] = true
}

// readsAt is an argument of a call, by number.
type readsAt struct {
	name string
	arg  int
}

type paramKey struct {
	fn *link.Func
	i  int
}

// opParam is a parameter of the functions that a member may mean.
type opParam struct {
	op link.OpKey
	i  int
}

// fillsOf is what a function does behind its parameter. Errs to silence where it keeps
// the pointer for others who store through it later.
func (s *Walker) fillsOf(f *link.Func, param int) *filled {
	k := paramKey{f, param}
	if s.filled[k] == nil {
		s.filled[k] = s.filledBy(k, map[paramKey]bool{})
	}
	return s.filled[k]
}

// onlyReads: a call stores nothing behind an argument.
func (s *Walker) onlyReads(name string, arg int) bool {
	op, isBit := s.bitOp(name)
	return s.reads[readsAt{name, arg}] || isBit && !op.sets && !op.clears
}

// maxOps bounds the functions that an op may mean which are asked about a pointer.
const maxOps = 12

// opFills is what any of the functions does behind a parameter that a call through a
// member may mean. Errs to silence where others bind to it who are not seen.
func (s *Walker) opFills(f *link.Func, in *ir.Instr, param int, seen map[paramKey]bool) *filled {
	key, ok := s.memberOf(f, f.CalledThrough(in))
	if !ok {
		return &filled{whole: true}
	}
	return s.fillsOfOp(key, param, seen)
}

// opFillsOf is the same for a call that nobody was asked about before, kept by op.
func (s *Walker) opFillsOf(f *link.Func, in *ir.Instr, param int) *filled {
	key, ok := s.memberOf(f, f.CalledThrough(in))
	if !ok {
		return &filled{whole: true}
	}
	k := opParam{key, param}
	if s.opFilled[k] == nil {
		s.opFilled[k] = s.fillsOfOp(key, param, map[paramKey]bool{})
	}
	return s.opFilled[k]
}

func (s *Walker) fillsOfOp(key link.OpKey, param int, seen map[paramKey]bool) *filled {
	o := &filled{whole: true}
	bs := s.prog.Bindings(key)
	if len(bs) == 0 || len(bs) > maxOps {
		return o
	}
	o.whole = false
	for i := range bs {
		there := s.filledBy(paramKey{bs[i].Fn, param}, seen)
		if o.whole = o.whole || there.whole; o.whole {
			break
		}
		for name := range there.members {
			o.add(name)
		}
	}
	return o
}

// filledBy asks each function once; one that is asked about already adds nothing.
func (s *Walker) filledBy(k paramKey, seen map[paramKey]bool) *filled {
	f := k.fn
	if k.i >= len(f.Params) || len(f.Blocks) == 0 || f.Kind == ir.FuncMacro || len(seen) > maxFilled {
		return &filled{whole: true}
	}
	o := &filled{}
	if seen[k] {
		return o
	}
	seen[k] = true
	p := s.pointersOf(f, f.Params[k.i])
	for b := range f.Blocks {
		for i := range f.Blocks[b].Instrs {
			in := &f.Blocks[b].Instrs[i]
			if m, ok := p.behind(in.Dst); ok {
				o.add(m)
			}
			if in.Op == ir.InstrCall {
				s.handedOn(p, in, o, seen)
			}
		}
	}
	return o
}

// handedOn notes what a call stores to that is given the pointer.
func (s *Walker) handedOn(p *pointers, in *ir.Instr, o *filled, seen map[paramKey]bool) {
	x := &p.f.Exprs[in.Src]
	for i, a := range in.Args {
		m, ok := p.leads(a)
		if !ok || x.Op == ir.OpGlobal && (s.onlyReads(x.Sym, i) || isLock(s.prog.Effects(p.f.Unit, x.Sym))) {
			continue
		}
		there := &filled{whole: true}
		if x.Op != ir.OpGlobal {
			there = s.opFills(p.f, in, i, seen)
		} else if g := s.prog.Resolve(p.f.Unit, x.Sym); g != nil {
			there = s.filledBy(paramKey{g, i}, seen)
		}
		switch {
		case m == "" && !there.whole:
			for name := range there.members {
				o.add(name)
			}
		case there.whole || len(there.members) > 0:
			o.add(m)
		}
	}
}

// storesBehind: the function itself stores to what a parameter points to.
func (s *Walker) storesBehind(f *link.Func) bool {
	p := s.pointersOf(f, f.Params...)
	for b := range f.Blocks {
		for i := range f.Blocks[b].Instrs {
			if _, ok := p.behind(f.Blocks[b].Instrs[i].Dst); ok {
				return true
			}
		}
	}
	return false
}

// pointers are the variables of a function that hold a pointer to a struct, or to a
// member of it: by variable the member, "" for the struct.
type pointers struct {
	s  *Walker
	f  *link.Func
	at map[int64]string
}

// pointersOf follows the pointers that parameters hold.
func (s *Walker) pointersOf(f *link.Func, params ...ir.VarID) *pointers {
	p := &pointers{s, f, map[int64]string{}}
	for _, v := range params {
		p.at[int64(v)] = ""
	}
	for p.spread() {
	}
	return p
}

// spread follows assignments once; true if more is known then.
func (p *pointers) spread() bool {
	grew := false
	for b := range p.f.Blocks {
		for i := range p.f.Blocks[b].Instrs {
			in := &p.f.Blocks[b].Instrs[i]
			if in.Dst == 0 || p.f.Exprs[in.Dst].Op != ir.OpVar {
				continue
			}
			v := p.f.Exprs[in.Dst].Int
			if m, ok := p.given(in); ok {
				old, known := p.at[v]
				if known && old != m {
					m = "" // one member or another: it points anywhere
				}
				if !known || old != m {
					p.at[v], grew = m, true
				}
			}
		}
	}
	return grew
}

// given tells whether a variable gets the pointer, or one to a member: it is assigned, or a
// function that was passed it answers with a place behind it, which is anywhere.
func (p *pointers) given(in *ir.Instr) (string, bool) {
	x := &p.f.Exprs[in.Src]
	switch {
	case in.Op == ir.InstrStore:
		return p.leads(in.Src)
	case in.Op != ir.InstrCall || x.Op != ir.OpGlobal:
		return "", false
	}
	g := p.s.prog.Resolve(p.f.Unit, x.Sym)
	return "", g != nil && slices.ContainsFunc(p.s.handedBack(g), func(i int) bool {
		if i >= len(in.Args) {
			return false
		}
		_, ok := p.leads(in.Args[i])
		return ok
	})
}

// handedBack are the parameters of a function of which it returns what they lead to.
func (s *Walker) handedBack(g *link.Func) []int {
	if params, ok := s.back[g]; ok {
		return params
	}
	s.back[g] = nil // asked about: a function that calls itself adds nothing
	var params []int
	for i := range g.Params {
		p := s.pointersOf(g, g.Params[i])
		if slices.ContainsFunc(g.Blocks, func(b ir.Block) bool {
			_, ok := p.leads(b.Term.Cond)
			return b.Term.Kind == ir.TermReturn && b.Term.Cond != 0 && ok
		}) {
			params = append(params, i)
		}
	}
	s.back[g] = params
	return params
}

// leads tells whether a value is the pointer, or one to a member.
func (p *pointers) leads(e ir.ExprID) (string, bool) {
	x := &p.f.Exprs[e]
	switch x.Op {
	case ir.OpVar:
		m, ok := p.at[x.Int]
		return m, ok
	case ir.OpCast, ir.OpBinary:
		return p.leads(x.X)
	case ir.OpAddr:
		return p.behind(x.X)
	case ir.OpField, ir.OpIndex: // an array inside of it
		if m, ok := p.behind(e); ok && isArray(p.s.prog.TypeOf(p.f, e)) {
			return m, true
		}
	}
	return "", false
}

// behind tells whether a place lies in the struct, and in which member.
func (p *pointers) behind(e ir.ExprID) (string, bool) {
	member := ""
	for e != 0 {
		x := &p.f.Exprs[e]
		switch x.Op {
		case ir.OpField:
			member, e = x.Sym, x.X
		case ir.OpIndex:
			if m, ok := p.leads(x.X); ok {
				return cmp.Or(m, member), true
			}
			e = x.X
		case ir.OpCast:
			e = x.X
		case ir.OpDeref:
			if m, ok := p.leads(x.X); ok {
				return cmp.Or(m, member), true
			}
			return "", false
		default:
			return "", false
		}
	}
	return "", false
}

// forgetFilled makes unknown what a call may have stored to of a variable.
func (w *walk) forgetFilled(st *state, place V, o *filled, site int64) {
	forget := func(p V) {
		st.heap = st.heap.keep(func(c cell) bool { return !w.within(c.place, p) })
		st.heap = st.heap.with(p, w.fresh(site, p))
	}
	if o.whole {
		forget(place)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(o.members)) {
		forget(w.field(place, name))
	}
}

package points

import (
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// solver knows, by place, what is stored there.
type solver struct {
	p          *link.Program
	moves      map[link.OpKey][]*link.Move
	callers    map[*link.Func][]callRef
	stores     map[*link.Func]map[int64][]source
	bound      map[*link.Func][]link.OpKey // members that a function is bound to
	through    map[link.OpKey][]callRef    // calls through a member, see throughOf
	later      []bound
	filled     bool // elements.go is asked for
	mostPlaces int  // bounds of a query
	mostFuncs  int
}

// callRef is a direct call of a function.
type callRef struct {
	f  *link.Func
	in *ir.Instr
}

// source is one way in which a local gets a value: an expression, or a call.
type source struct {
	e    ir.ExprID
	call *ir.Instr
	pos  ir.Pos
}

func newSolver(p *link.Program) *solver {
	return &solver{p: p, mostPlaces: maxPlaces, mostFuncs: maxFuncs, stores: map[*link.Func]map[int64][]source{}}
}

func (s *solver) index(moves []link.Move) {
	s.moves = map[link.OpKey][]*link.Move{}
	for i := range moves {
		s.moves[moves[i].To] = append(s.moves[moves[i].To], &moves[i])
	}
}

// callersOf lists the direct calls of a function.
func (s *solver) callersOf(fn *link.Func) []callRef {
	if s.callers == nil {
		s.callers = map[*link.Func][]callRef{}
		for _, f := range s.p.Funcs {
			f.EachDirect(func(in *ir.Instr, to *link.Func) {
				s.callers[to] = append(s.callers[to], callRef{f, in})
			})
		}
	}
	return s.callers[fn]
}

// boundTo lists the members that a function is bound to.
func (s *solver) boundTo(fn *link.Func) []link.OpKey {
	if s.bound == nil {
		s.bound = map[*link.Func][]link.OpKey{}
		for _, k := range s.p.Ops() {
			for _, b := range s.p.Bindings(k) {
				if ks := s.bound[b.Fn]; k.Struct != "" && (len(ks) == 0 || ks[len(ks)-1] != k) {
					s.bound[b.Fn] = append(ks, k)
				}
			}
		}
	}
	return s.bound[fn]
}

// throughOf lists the calls through a member that hand a function on.
func (s *solver) throughOf(k link.OpKey) []callRef {
	if s.through == nil {
		s.through = map[link.OpKey][]callRef{}
		for _, f := range s.p.Funcs {
			f.EachThrough(func(in *ir.Instr, place ir.ExprID) {
				if to, ok := s.p.PlaceKey(f, place); ok && s.handsFunction(f, in) {
					s.through[to] = append(s.through[to], callRef{f, in})
				}
			})
		}
	}
	return s.through[k]
}

// handsFunction: an argument is a function, or may be one.
func (s *solver) handsFunction(f *link.Func, in *ir.Instr) bool {
	for _, a := range in.Args {
		if s.p.FuncValue(f, a) != nil || link.IsFunction(s.p.Underlying(s.p.TypeOf(f, a))) {
			return true
		}
	}
	return false
}

// storesOf lists what the locals of a function get.
func (s *solver) storesOf(f *link.Func) map[int64][]source {
	m, ok := s.stores[f]
	if ok {
		return m
	}
	m = map[int64][]source{}
	s.stores[f] = m
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Dst == 0 || f.Exprs[in.Dst].Op != ir.OpVar {
				continue
			}
			v := f.Exprs[in.Dst].Int
			switch in.Op {
			case ir.InstrStore:
				m[v] = append(m[v], source{e: in.Src, pos: in.Pos})
			case ir.InstrCall:
				m[v] = append(m[v], source{call: in, pos: in.Pos})
			}
		}
	}
	return m
}

// place adds what a place may hold.
func (q *query) place(pl place) {
	switch pl.kind {
	case local:
		q.local(pl.f, pl.v)
	case result:
		q.result(pl.f)
	case member:
		q.member(pl)
	}
}

func (q *query) local(f *link.Func, v int64) {
	if i := slices.Index(f.Params, ir.VarID(v)); i >= 0 {
		q.parameter(f, i)
	}
	for _, src := range q.storesOf(f)[v] {
		if src.call != nil {
			q.call(f, src.call)
		} else {
			q.expr(exprAt{f, src.e}, src.pos)
		}
	}
	q.filled(f, v)
}

// filled adds what functions store behind the address of a local that they are
// given.
func (q *query) filled(f *link.Func, v int64) {
	f.EachDirect(func(in *ir.Instr, to *link.Func) {
		for i, a := range in.Args {
			if x := &f.Exprs[a]; x.Op == ir.OpAddr && f.Exprs[x.X].Op == ir.OpVar && f.Exprs[x.X].Int == v && i < len(to.Params) {
				q.through(to, i, 0)
			}
		}
	})
}

// through adds what f, and what it hands the parameter to, stores behind it.
func (q *query) through(f *link.Func, param, depth int) {
	v := int64(f.Params[param])
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore || f.Exprs[in.Dst].Op != ir.OpDeref {
				continue
			}
			if x := &f.Exprs[f.Exprs[in.Dst].X]; x.Op == ir.OpVar && x.Int == v {
				q.expr(exprAt{f, in.Src}, in.Pos)
			}
		}
	}
	if depth == maxNested {
		return
	}
	f.EachDirect(func(in *ir.Instr, to *link.Func) {
		for i, a := range in.Args {
			if x := &f.Exprs[a]; x.Op == ir.OpVar && x.Int == v && i < len(to.Params) {
				q.through(to, i, depth+1)
			}
		}
	})
}

// parameter adds what callers pass, by name and through the members that the
// function is bound to.
func (q *query) parameter(f *link.Func, i int) {
	callers := q.callersOf(f)
	if len(callers) == 0 || f.Kind == ir.FuncNormal {
		q.open = true
	}
	for _, c := range callers {
		q.passed(c, i)
	}
	if t := q.p.Underlying(f.Vars[f.Params[i]].Type); !link.IsFunction(t) {
		return
	}
	for _, k := range q.boundTo(f) {
		for _, c := range q.throughOf(k) {
			q.passed(c, i)
		}
	}
}

func (q *query) passed(c callRef, i int) {
	if i < len(c.in.Args) {
		q.expr(exprAt{c.f, c.in.Args[i]}, c.in.Pos)
	}
}

// call adds what a call returns. What only hands on its argument is known by name,
// or by its body.
func (q *query) call(f *link.Func, in *ir.Instr) {
	x := &f.Exprs[in.Src]
	if x.Op != ir.OpGlobal {
		q.open = true
		return
	}
	if i, ok := q.p.Model.HandsOn(x.Sym); ok && i < len(in.Args) {
		q.expr(exprAt{f, in.Args[i]}, in.Pos)
		return
	}
	if i, ok := q.p.Model.ReadsAt(x.Sym); ok && i < len(in.Args) {
		if a := &f.Exprs[in.Args[i]]; a.Op == ir.OpAddr {
			q.expr(exprAt{f, a.X}, in.Pos)
		} else {
			q.deref(exprAt{f, in.Args[i]})
		}
		return
	}
	if q.p.Model.Is("match-data", x.Sym) {
		q.matched(f)
		return
	}
	fn := q.p.Resolve(f.Unit, x.Sym)
	if fn == nil {
		q.open = true
		return
	}
	q.push(place{kind: result, f: fn})
}

// matched adds the functions that the match tables of the file hold as their data, of
// the module where the file has no table.
func (q *query) matched(f *link.Func) {
	q.open = true // what else is kept there is none
	var own, all []link.Binding
	for _, n := range q.p.Model.Names("match-member") {
		for _, b := range q.p.Bindings(link.ParseOpKey(n.Name)) {
			if b.Unit == f.Unit {
				own = append(own, b)
			} else if b.Unit.Same(f.Unit) {
				all = append(all, b)
			}
		}
	}
	if own != nil {
		all = own
	}
	for _, b := range all {
		q.found(b)
	}
}

func (q *query) result(f *link.Func) {
	for bi := range f.Blocks {
		if t := &f.Blocks[bi].Term; t.Kind == ir.TermReturn && t.Cond != 0 {
			q.expr(exprAt{f, t.Cond}, t.Pos)
		}
	}
}

// member adds what is bound to a member or a variable, and what is moved there.
func (q *query) member(pl place) {
	was := q.copied
	q.copied = true
	defer func() { q.copied = was }()
	for _, b := range q.p.Bindings(pl.key) {
		if b.Elem.Other(pl.elem) || !q.sees(pl, b.Unit) {
			continue
		}
		q.found(b)
	}
	for _, m := range q.moves[pl.key] {
		if m.Elem.Other(pl.elem) || !q.sees(pl, m.In.Unit) {
			continue
		}
		q.expr(exprAt{m.In, m.Instr.Src}, m.Instr.Pos)
	}
	q.open = q.open || pl.key.Struct != ""
}

// sees: a unit means the same variable or struct by a name as the one that asks.
func (q *query) sees(pl place, u *link.Unit) bool {
	if u == pl.f.Unit {
		return true
	}
	if pl.key.Struct != "" {
		return q.p.SameStruct(pl.key.Struct, u, pl.f.Unit)
	}
	a, _ := q.p.Global(pl.f.Unit, pl.key.Field)
	b, _ := q.p.Global(u, pl.key.Field)
	return a == b
}

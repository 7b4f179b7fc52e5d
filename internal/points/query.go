package points

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Bounds of one query: what lies beyond is not found, and the query is open.
const (
	maxPlaces = 400 // places looked at
	maxFuncs  = 200 // functions found
	maxNested = 3   // pointers to pointers

	maxAllPlaces, maxAllFuncs = 20000, 10000 // of LinkAll
)

// exprAt is an expression of a function.
type exprAt struct {
	f *link.Func
	e ir.ExprID
}

type placeKind uint8

const (
	local  placeKind = iota + 1 // f, v
	result                      // of f
	member                      // key; a variable has no struct
)

// place is where a value may be.
type place struct {
	kind placeKind
	f    *link.Func
	v    int64
	key  link.OpKey
	elem link.Elem
}

// value is a function with where it was named; copied tells that it came by way of
// another member.
type value struct {
	link.Binding
	copied bool
}

// answer is what a query found. open: some source was not understood.
type answer struct {
	funcs   []value
	places  []place // whose addresses were found
	offsets []place // members whose offsets were found
	open    bool
}

// query is a question under way.
type query struct {
	*solver
	answer
	seen   map[place]bool
	work   []place
	nested int
	copied bool // by way of a member
	known  map[funcAt]bool
}

// ask answers what an expression may hold.
func (s *solver) ask(x exprAt) *answer { return s.askNested(x, 0) }

// called answers what a called expression may mean: (*p)(x) is p(x) by then.
func (s *solver) called(x exprAt) *answer {
	a := s.ask(x)
	if len(a.places) == 0 {
		return a
	}
	q := &query{solver: s, seen: map[place]bool{}, answer: answer{open: a.open, funcs: a.funcs}}
	q.work = append(q.work, a.places...)
	return q.run()
}

func (s *solver) askNested(x exprAt, nested int) *answer {
	q := &query{solver: s, seen: map[place]bool{}, nested: nested}
	if nested > maxNested {
		q.open = true
		return &q.answer
	}
	q.expr(x, ir.Pos{})
	return q.run()
}

// run follows places until there are no more.
func (q *query) run() *answer {
	for len(q.work) > 0 {
		pl := q.work[len(q.work)-1]
		q.work = q.work[:len(q.work)-1]
		q.open = q.open || len(q.seen) > q.solver.mostPlaces || len(q.funcs) > q.solver.mostFuncs
		if len(q.seen) > q.solver.mostPlaces || len(q.funcs) > q.solver.mostFuncs {
			break
		}
		q.place(pl)
	}
	return &q.answer
}

func (q *query) push(pl place) {
	if !q.seen[pl] {
		q.seen[pl] = true
		q.work = append(q.work, pl)
	}
}

func (q *query) found(b link.Binding) {
	k := funcAt{b.Fn, b.Unit}
	if q.known[k] {
		return
	}
	if q.known == nil {
		q.known = map[funcAt]bool{}
	}
	q.known[k] = true
	q.funcs = append(q.funcs, value{b, q.copied})
}

// funcAt is a function as a unit names it.
type funcAt struct {
	fn *link.Func
	u  *link.Unit
}

// expr adds what an expression may be. pos is where it is written.
func (q *query) expr(at exprAt, pos ir.Pos) {
	f := at.f
	x := &f.Exprs[at.e]
	switch x.Op {
	case ir.OpCast:
		q.expr(exprAt{f, x.X}, pos)
	case ir.OpConst, ir.OpStr:
	case ir.OpGlobal:
		q.global(at, pos)
	case ir.OpClosure:
		if fn := q.p.FuncValue(f, at.e); fn != nil {
			q.found(link.Binding{Fn: fn, Unit: f.Unit, Line: int(pos.Line), Index: -1, In: f})
		}
	case ir.OpVar:
		q.push(place{kind: local, f: f, v: x.Int})
	case ir.OpAddr:
		q.address(exprAt{f, x.X}, pos)
	case ir.OpField, ir.OpIndex:
		if pl, ok := q.placeOf(at); ok {
			q.push(pl)
		} else if x.Op == ir.OpIndex { // an element of the array that a local points to
			q.expr(exprAt{f, x.X}, pos)
		} else {
			q.open = true
		}
	case ir.OpDeref:
		q.deref(exprAt{f, x.X})
	case ir.OpBinary:
		q.expr(exprAt{f, x.X}, pos)
		q.expr(exprAt{f, x.Y}, pos)
	default:
		q.open = true
	}
}

func (q *query) global(at exprAt, pos ir.Pos) {
	sym := at.f.Exprs[at.e].Sym
	if _, g := q.p.Global(at.f.Unit, sym); g != nil {
		q.push(place{kind: member, key: link.OpKey{Field: sym}, f: at.f})
		return
	}
	if fn := q.p.FuncValue(at.f, at.e); fn != nil {
		q.found(link.Binding{Fn: fn, Unit: at.f.Unit, Line: int(pos.Line), Index: -1, In: at.f})
		return
	}
	if len(q.p.Bindings(link.OpKey{Field: sym})) > 0 { // a macro declares it
		q.push(place{kind: member, key: link.OpKey{Field: sym}, f: at.f})
		return
	}
	if _, ok := q.p.Value(at.f.Unit, sym); !ok {
		q.open = true
	}
}

// address adds the address of a place: of a function it is the function, of a
// member of the null pointer its offset.
func (q *query) address(at exprAt, pos ir.Pos) {
	f := at.f
	x := &f.Exprs[at.e]
	if x.Op == ir.OpGlobal && q.p.FuncValue(f, at.e) != nil {
		q.global(at, pos)
		return
	}
	if x.Op == ir.OpField {
		if d := &f.Exprs[x.X]; d.Op == ir.OpDeref {
			if c := &f.Exprs[d.X]; c.Op == ir.OpCast && f.Exprs[c.X].Op == ir.OpConst {
				q.offsets = append(q.offsets, place{kind: member, key: q.p.Member(link.Deref(c.Type), x.Sym), f: f})
				return
			}
		}
	}
	if x.Op == ir.OpVar {
		q.places = append(q.places, place{kind: local, f: f, v: x.Int})
	} else if pl, ok := q.placeOf(at); ok {
		q.places = append(q.places, pl)
	}
}

// placeOf is the place of a member, an element or a variable.
func (q *query) placeOf(at exprAt) (place, bool) {
	k, ok := q.p.PlaceKey(at.f, at.e)
	if !ok {
		return place{}, false
	}
	// f: which unit's variable or struct it is
	return place{kind: member, key: k, elem: q.p.ElemOf(at.f, at.e), f: at.f}, true
}

// deref adds what a pointer points to: the places whose addresses it holds, and
// the members whose offsets were added to it.
func (q *query) deref(at exprAt) {
	sub := q.askNested(at, q.nested+1)
	for _, pl := range sub.places {
		q.push(pl)
	}
	for _, pl := range sub.offsets {
		q.push(pl)
	}
	for _, b := range sub.funcs { // *f is f
		q.found(b.Binding)
	}
	q.open = q.open || sub.open && len(sub.offsets) == 0 || len(sub.places)+len(sub.offsets)+len(sub.funcs) == 0
}

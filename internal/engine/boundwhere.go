package engine

import (
	"slices"
	"sync"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/refute"
)

// A function that is bound, or registered, only where a flag is set runs with the flag
// set: led->set = fn if the LED does not sleep, bio->bi_end_io = fn if the request is
// asynchronous. That holds of flags that are stored to before that only, by the function
// that binds or by those that lead to it. Errs to silence where the object is another
// one than that whose flag is tested.

// settled knows who stores to members, made when first asked for.
type settled struct {
	sync.Mutex
	stores map[link.OpKey][]codePlace
	calls  map[*link.Func][]codePlace
}

// codePlace is an instruction of a function.
type codePlace struct {
	fn    *link.Func
	block ir.BlockID
	index int
}

// given are the tests that came out so wherever the first function of a way was bound,
// and are not changed after that.
func (res *Result) given(f *Finding, w *refute.Walker) []refute.Test {
	return res.tested(f, func(at codePlace, tests []refute.Test) []refute.Test { return res.settledOnes(at, tests, w) })
}

// givenTo are those of the function of an interrupt that comes in a base context: what runs
// beside it, under the same lock, runs with them as well.
func (res *Result) givenTo(fn *link.Func, base effect.Context, w *refute.Walker) []refute.Test {
	return res.testedOf(fn, base, func(at codePlace, tests []refute.Test) []refute.Test { return res.settledOnes(at, tests, w) })
}

// setOtherwise is why a function that the way goes on in through a member is not there
// where the first one was bound: its file sets what was tested then to the other value, as
// a driver does that says to its core of which kind its devices are.
func (res *Result) setOtherwise(f *Finding) string {
	if !slices.ContainsFunc(f.Chain[:len(f.Chain)-1], func(fr Frame) bool { return fr.Op.Field != "" }) {
		return ""
	}
	tests := res.tested(f, func(_ codePlace, tests []refute.Test) []refute.Test { return tests })
	for i := 1; len(tests) > 0 && i < len(f.Chain); i++ {
		if f.Chain[i-1].Op.Field == "" {
			continue
		}
		for _, t := range tests {
			u := f.Chain[i].Fn.Unit
			if t.Struct != "" && u != f.Chain[0].Fn.Unit && res.setsOnly(u, link.OpKey{Struct: t.Struct, Field: t.Name}, !t.Holds) {
				return f.Chain[i].Fn.Name + "() is in " + u.Path + ", which sets " + t.Name + " otherwise"
			}
		}
	}
	return ""
}

// setsOnly: a file stores numbers to a member, and all of them are zero, or none.
func (res *Result) setsOnly(u *link.Unit, key link.OpKey, nonzero bool) bool {
	n := 0
	for _, at := range res.storesTo(key) {
		if at.fn.Unit != u {
			continue
		}
		x := &at.fn.Exprs[at.fn.Blocks[at.block].Instrs[at.index].Src]
		v, ok := x.Int, x.Op == ir.OpConst
		if x.Op == ir.OpGlobal {
			v, ok = res.Prog.Value(u, x.Sym)
		}
		if !ok || (v != 0) != nonzero {
			return false
		}
		n++
	}
	return n > 0
}

// storesTo are the places that store to a member.
func (res *Result) storesTo(key link.OpKey) []codePlace {
	s := &res.settled
	s.Lock()
	defer s.Unlock()
	if s.stores == nil {
		s.read(res.Prog)
	}
	return s.stores[key]
}

// tested are the tests that came out so wherever the first function of a way was bound,
// of those that count there.
func (res *Result) tested(f *Finding, count func(codePlace, []refute.Test) []refute.Test) []refute.Test {
	fn := f.Chain[0].Fn
	if f.Origin.Base == effect.Unknown || fn != f.Origin.Fn {
		return nil
	}
	return res.testedOf(fn, f.Origin.Base, count)
}

// testedOf are those of a function that is a root in a base context.
func (res *Result) testedOf(fn *link.Func, base effect.Context, count func(codePlace, []refute.Test) []refute.Test) []refute.Test {
	var out []refute.Test
	sites := 0
	for i := range res.Roots {
		r := &res.Roots[i]
		if r.Fn != fn || r.Context != base {
			continue
		}
		places := r.since
		if len(places) == 0 {
			at, ok := res.boundAt(r)
			if !ok {
				return nil
			}
			places = []codePlace{at}
		}
		started := res.startedWith(r)
		for _, at := range places {
			tests := count(at, slices.Concat(refute.Forced(res.Prog, at.fn, at.block), started))
			if sites++; sites == 1 {
				out = tests
			} else {
				out = slices.DeleteFunc(out, func(t refute.Test) bool { return !slices.Contains(tests, t) })
			}
		}
	}
	return out
}

// boundAt is where a root was bound or registered: not where an initialiser did it.
func (res *Result) boundAt(r *Root) (codePlace, bool) {
	if r.Reg != nil {
		return onLine(r.Reg.In, r.Line)
	}
	for _, b := range res.Prog.Bindings(r.Op) {
		if b.Fn == r.Fn && b.In != nil && b.Line == r.Line && b.In.File == r.File {
			return onLine(b.In, r.Line)
		}
	}
	return codePlace{}, false
}

func onLine(f *link.Func, line int) (codePlace, bool) {
	for b := range f.Blocks {
		for i := range f.Blocks[b].Instrs {
			if int(f.Blocks[b].Instrs[i].Pos.Line) == line {
				return codePlace{f, ir.BlockID(b), i}, true
			}
		}
	}
	return codePlace{}, false
}

// settledOnes are the tests of what is not changed any more.
func (res *Result) settledOnes(at codePlace, tests []refute.Test, w *refute.Walker) []refute.Test {
	var out []refute.Test
	for _, t := range tests {
		isKey := t.Struct == "" && t.Unit == nil
		changedUnseen := t.Unit != nil && !w.AssignedOnly(t.Unit, t.Name)
		if isKey || !changedUnseen && res.setUpBefore(at, t) {
			out = append(out, t)
		}
	}
	return out
}

// setUpBefore: what is tested is stored to only on the way to a place. Other files do not
// store to a variable, but to their own of its name.
func (res *Result) setUpBefore(at codePlace, t refute.Test) bool {
	s := &res.settled
	s.Lock()
	defer s.Unlock()
	if s.stores == nil {
		s.read(res.Prog)
	}
	leads := map[*link.Func][]codePlace{at.fn: {at}}
	for work := []*link.Func{at.fn}; len(work) > 0; work = work[1:] {
		for _, c := range s.calls[work[0]] {
			if leads[c.fn] == nil {
				work = append(work, c.fn)
			}
			leads[c.fn] = append(leads[c.fn], c)
		}
	}
	return !slices.ContainsFunc(s.stores[link.OpKey{Struct: t.Struct, Field: t.Name}], func(p codePlace) bool {
		if t.Unit != nil && p.fn.Unit != t.Unit {
			return false
		}
		return leads[p.fn] == nil || slices.ContainsFunc(leads[p.fn], func(l codePlace) bool { return l.before(p) })
	})
}

// before: the other place of the function may be passed after this one.
func (c codePlace) before(o codePlace) bool {
	if c.block == o.block && c.index < o.index {
		return true
	}
	seen := make([]bool, len(c.fn.Blocks))
	for work := slices.Clone(c.fn.Blocks[c.block].Term.Targets); len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if b == o.block {
			return true
		}
		if !seen[b] {
			seen[b] = true
			work = append(work, c.fn.Blocks[b].Term.Targets...)
		}
	}
	return false
}

// read notes all stores to members, and all calls.
func (s *settled) read(p *link.Program) {
	s.stores, s.calls = map[link.OpKey][]codePlace{}, map[*link.Func][]codePlace{}
	for _, f := range p.Funcs {
		for b := range f.Blocks {
			for i := range f.Blocks[b].Instrs {
				if in := &f.Blocks[b].Instrs[i]; in.Op == ir.InstrStore && (f.Exprs[in.Dst].Op == ir.OpField || f.Exprs[in.Dst].Op == ir.OpGlobal) {
					if k, ok := p.PlaceKey(f, in.Dst); ok {
						s.stores[k] = append(s.stores[k], codePlace{f, ir.BlockID(b), i})
					}
				}
			}
		}
		for i := range f.Calls {
			if c := &f.Calls[i]; c.Fn != nil {
				s.calls[c.Fn] = append(s.calls[c.Fn], codePlace{f, ir.BlockID(c.Block), c.Index})
			}
		}
	}
}

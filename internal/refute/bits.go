package refute

import (
	"strconv"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Flags that are kept as numbered bits of a word, and reached by functions that
// take the number, are cells of their own within the word. What is stored to the
// word as a whole is not looked into, and makes them unknown.

// bitOp is what such a function does; the roles are those of the model's names.
type bitOp struct{ asks, sets, clears bool }

var bitOps = []struct {
	role string
	op   bitOp
}{
	{"tests-bit", bitOp{asks: true}},
	{"sets-bit", bitOp{sets: true}},
	{"clears-bit", bitOp{clears: true}},
	{"test-and-set-bit", bitOp{asks: true, sets: true}},
	{"test-and-clear-bit", bitOp{asks: true, clears: true}},
}

func (s *Walker) bitOp(name string) (bitOp, bool) {
	for i := range bitOps {
		if s.prog.Model.Is(bitOps[i].role, name) {
			return bitOps[i].op, true
		}
	}
	return bitOp{}, false
}

// bit executes a call of one; false if the call is none.
func (w *walk) bit(fr *frame, in *ir.Instr, st *state, name string, site int64) bool {
	op, ok := w.bitOp(name)
	if !ok || len(in.Args) != 2 {
		return false
	}
	word := w.obj(w.value(fr, st, in.Args[1]))
	nr := w.value(fr, st, in.Args[0])
	if word == none || nr == none {
		w.unknown(fr, st, in, nil, site)
		return true
	}
	cell := w.mk(node{op: oElem, a: word, b: w.simple(st, nr)})
	if op.asks && in.Dst != 0 {
		w.result(fr, st, in, w.loadBit(st, word, cell, site))
	}
	if op.sets || op.clears {
		w.store(st, cell, w.constant(b2i(op.sets)))
	}
	return true
}

// loadBit is the bit's own cell, or part of what was stored to the whole word.
func (w *walk) loadBit(st *state, word, cell V, site int64) V {
	if _, own := st.heap.get(cell); !own {
		if nr, ok := w.isConst(w.at(cell).b); ok && nr >= 0 && nr < 31 {
			if c, ok := w.isConst(w.load(st, word)); ok {
				return w.constant(c >> nr & 1)
			}
		}
		if _, whole := st.heap.get(word); whole {
			return w.fresh(site, cell)
		}
	}
	return w.load(st, cell)
}

// bitNumber is the number of the bit that such a call is about, as it is written behind
// the name of the word; "" if it is not known.
func (s *Walker) bitNumber(f *link.Func, in *ir.Instr) string {
	switch x := &f.Exprs[in.Args[0]]; x.Op {
	case ir.OpConst:
		return "#" + strconv.FormatInt(x.Int, 10)
	case ir.OpGlobal:
		if v, ok := s.prog.Value(f.Unit, x.Sym); ok {
			return "#" + strconv.FormatInt(v, 10)
		}
	}
	return ""
}

// bitWord is the member whose bits a call of f changes, 0 if it is no such call.
func (s *Walker) bitWord(f *link.Func, in *ir.Instr) ir.ExprID {
	if in.Op != ir.InstrCall || len(in.Args) != 2 || f.Exprs[in.Src].Op != ir.OpGlobal {
		return 0
	}
	op, ok := s.bitOp(f.Exprs[in.Src].Sym)
	if !ok || !op.sets && !op.clears {
		return 0
	}
	e := in.Args[1]
	for op := f.Exprs[e].Op; op == ir.OpAddr || op == ir.OpIndex || op == ir.OpCast; op = f.Exprs[e].Op {
		e = f.Exprs[e].X
	}
	if f.Exprs[e].Op == ir.OpField {
		return e
	}
	return 0
}

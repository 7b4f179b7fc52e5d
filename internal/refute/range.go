package refute

import (
	"math"
	"slices"

	"github.com/ctxlint/ctxlint/internal/ir"
)

// Ranges of what is computed, and of what a call yields that picks one of its arguments.
// Errs to silence where a computation overflows.

// arithmetic is the range of a computation from those of its operands.
func arithmetic(op string, x, y info) info {
	switch {
	case op == "%":
		return remainder(x, y)
	case op == "+":
		return sum(x.lo, y.lo, x.hi, y.hi)
	case op == "-":
		return sum(x.lo, -y.hi, x.hi, -y.lo)
	case !x.moderate() || !y.moderate():
		return anything
	}
	switch op {
	case "*":
		a, b, c, d := x.lo*y.lo, x.lo*y.hi, x.hi*y.lo, x.hi*y.hi
		return info{lo: min(a, b, c, d), hi: max(a, b, c, d)}
	case "/":
		if y.lo > 0 && x.lo >= 0 {
			return info{lo: x.lo / y.hi, hi: x.hi / y.lo}
		}
	}
	return anything
}

// sum is the range between two sums, as far as they are known.
func sum(lo, more, hi, most int64) info {
	i := anything
	if moderate(lo) && moderate(more) {
		i.lo = lo + more
	}
	if moderate(hi) && moderate(most) {
		i.hi = hi + most
	}
	return i
}

// moderate: both bounds are small enough to be multiplied.
func (i *info) moderate() bool { return moderate(i.lo) && moderate(i.hi) }

func moderate(c int64) bool { return c > math.MinInt32 && c <= math.MaxInt32 }

// remainder is smaller than what is divided by, and has the sign of what is divided.
func remainder(x, y info) info {
	if y.lo <= 0 {
		return anything
	}
	i := info{lo: 1 - y.hi, hi: y.hi - 1}
	if x.lo >= 0 {
		i.lo, i.hi = 0, min(i.hi, x.hi)
	}
	return i
}

// rangeOfType is what the type of an expression says about its value: of a shift to the
// right, how many bits are left; of a remainder, that it is not negative.
func (w *walk) rangeOfType(fr *frame, st *state, x *ir.Expr, v V) {
	if x.Sym != ">>" && x.Sym != "%" || !w.unsigned(fr, x.X) {
		return
	}
	n := w.at(v)
	c, known := w.isConst(n.b)
	if n.op != oBin || !known || c <= 0 {
		return
	}
	i := info{lo: 0, hi: c - 1}
	if x.Sym == ">>" {
		bits := width(string(w.prog.Underlying(w.prog.TypeOf(fr.fn, x.X))))
		if bits == 0 || c >= bits {
			return
		}
		i.hi = 1<<(bits-c) - 1
	}
	w.learn(st, v, i)
}

// width is the number of bits of an unsigned type, 0 if it is not the same everywhere.
func width(t string) int64 {
	switch t {
	case "u8", "unsigned char":
		return 8
	case "u16", "unsigned short":
		return 16
	case "u32", "unsigned", "unsigned int":
		return 32
	}
	return 0
}

// picked is what a call yields that picks one of two arguments, or bounds one by others:
// min(a, b), max(a, b), clamp(v, lo, hi). none if it is no such call.
func (w *walk) picked(fr *frame, st *state, in *ir.Instr, name string, site int64) V {
	p, ok := w.picks[name]
	if !ok || in.Dst == 0 {
		return none
	}
	switch p.role {
	case sumsChecked:
		return w.summed(fr, st, in, p.args, site)
	case ticksOf:
		return w.ticks(fr, st, in, p.args, site)
	}
	var of []info
	for _, a := range p.args {
		if a >= len(in.Args) {
			return none
		}
		of = append(of, anything)
		if v := w.value(fr, st, in.Args[a]); v != none {
			of[len(of)-1] = w.of(st, v)
		}
	}
	if w.comparesUnsigned(fr, in) {
		for i := range of {
			if of[i].lo < 0 { // a negative one is a very large one
				of[i] = info{lo: 0, hi: math.MaxInt64}
			}
		}
	}
	i := smaller(of[0], of[1])
	switch p.role {
	case picksLarger:
		i = larger(of[0], of[1])
	case picksBetween:
		i = smaller(larger(of[0], of[1]), of[2])
	}
	v := w.fresh(site, w.place(fr, st, in.Dst))
	if i.lo == i.hi {
		return w.constant(i.lo)
	}
	w.learn(st, v, i)
	return v
}

// summed stores a sum, and answers whether it overflows.
func (w *walk) summed(fr *frame, st *state, in *ir.Instr, args []int, site int64) V {
	if slices.Max(args) >= len(in.Args) {
		return none
	}
	sum := w.binary(st, "+", w.value(fr, st, in.Args[args[0]]), w.value(fr, st, in.Args[args[1]]), false)
	to := w.obj(w.value(fr, st, in.Args[args[2]]))
	if sum == none {
		sum = w.fresh(site, to)
	}
	w.store(st, to, sum)
	return w.fresh(site, w.place(fr, st, in.Dst))
}

// mostTicks is the highest number of timer ticks in a second that can be configured.
const mostTicks = 1200

// ticks is how many timer ticks a time is, rounded up: args are the argument, and how many
// of its unit make a second.
func (w *walk) ticks(fr *frame, st *state, in *ir.Instr, args []int, site int64) V {
	v := w.fresh(site, w.place(fr, st, in.Dst))
	if args[0] >= len(in.Args) {
		return v
	}
	time, second := w.value(fr, st, in.Args[args[0]]), int64(args[1])
	if time == none {
		return v
	}
	i := anything
	if of := w.of(st, time); of.lo >= 0 && moderate(of.hi) {
		i.lo, i.hi = b2i(of.lo > 0), (of.hi*mostTicks+second-1)/second
	}
	w.learn(st, v, i)
	return v
}

// comparesUnsigned: an argument is a number without a sign, or such a type.
func (w *walk) comparesUnsigned(fr *frame, in *ir.Instr) bool {
	return slices.ContainsFunc(in.Args, func(a ir.ExprID) bool { return w.unsigned(fr, a) })
}

func smaller(x, y info) info { return info{lo: min(x.lo, y.lo), hi: min(x.hi, y.hi)} }

func larger(x, y info) info { return info{lo: max(x.lo, y.lo), hi: max(x.hi, y.hi)} }

// size is what a sizeof is: of a struct, and where pointers are long, a number within
// bounds.
func (w *walk) size(fr *frame, st *state, x *ir.Expr) V {
	s, ok := w.prog.SizeOf(fr.fn, x)
	switch {
	case !ok:
		return none
	case s.Min == s.Max:
		return w.constant(s.Min)
	}
	t := x.Type
	if x.X != 0 {
		t = w.prog.TypeOf(fr.fn, x.X)
	}
	v := w.apply("sizeof " + string(t))
	w.learn(st, v, info{lo: s.Min, hi: s.Max})
	return v
}

// pick is which arguments a call picks from, and how.
type pick struct {
	role string
	args []int
}

// Roles of the model's names.
const (
	picksSmaller = "picks-smaller"
	picksLarger  = "picks-larger"
	picksBetween = "picks-between"
	sumsChecked  = "sums-checked"
	ticksOf      = "ticks-of"
)

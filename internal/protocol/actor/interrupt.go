package actor

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Interrupts are known by numbers, which drivers keep in many places, and get from
// calls again when they need them. So two of them are told apart only by what
// cannot be the same: what their handlers are called with, two members of one
// struct, two results of one call with different arguments.

// likeness says how sure it is that an act is about an interrupt.
type likeness uint8

const (
	another likeness = iota
	perhaps
	named
)

// interrupt compares the number and the cookie of an act with those of an actor.
func (w *World) interrupt(f *link.Func, act *Act, a *Actor, p Place) likeness {
	if n := len(act.In.Args); act.Eff != nil && n > int(act.Eff.Arg)+1 { // free_irq(irq, cookie)
		s := link.Deref(w.P.Underlying(w.P.TypeOf(f, uncast(f, act.In.Args[n-1]))))
		if link.IsStruct(s) && len(a.Cookies) > 0 && !w.calledWith(f, a, string(s)) {
			return another
		}
	}
	if len(p) > 0 && len(a.Place) > 0 {
		switch {
		case p.Matches(a.Place):
			if w.slotOf(f, act.Arg).differs(a.Slot) {
				return another
			}
			return named
		case p.Holder() == a.Place.Holder():
			return another
		}
		return perhaps
	}
	if n := w.number(f, act.In, act.Arg); n != "" && a.Number != "" {
		switch {
		case n == a.Number:
			return named
		case called(n) == called(a.Number):
			return another
		}
	}
	return perhaps
}

// named keeps, of the interrupts that an act may be about, those that it names, if
// it names one, and those of which nothing is known, or that have the same handler and
// are requested elsewhere, as by another bus.
func (w *World) named(f *link.Func, act *Act, all []*Actor, p Place) []*Actor {
	if act.Arg == 0 {
		return all
	}
	var out, maybe []*Actor
	for _, a := range all {
		if w.interrupt(f, act, a, p) == named {
			out = append(out, a)
		} else {
			maybe = append(maybe, a)
		}
	}
	if len(out) == 0 {
		return all
	}
	for _, a := range maybe {
		if len(a.Place) == 0 && a.Number == "" || a.Setups[0].Fn != out[0].Setups[0].Fn && slices.ContainsFunc(a.Fns, out[0].runs) {
			out = append(out, a)
		}
	}
	return out
}

// keptAt is the one member that a function stores a number to which it has in a
// variable, or as a constant, nil if there are several: what it requests is the
// interrupt of that member. A variable that it uses for several interrupts is known by
// where it stored the one that it asks for.
func (w *World) keptAt(f *link.Func, at *ir.Instr, e ir.ExprID) Place {
	if e == 0 {
		return nil
	}
	if p := w.keptWith(f, at, e); p != nil {
		return p
	}
	x := &f.Exprs[uncast(f, e)]
	switch x.Op {
	case ir.OpVar:
		if f.ParamOf(x.Int) >= 0 {
			return nil
		}
	case ir.OpConst, ir.OpGlobal:
	default:
		return nil
	}
	var out Place
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore || f.Exprs[in.Dst].Op != ir.OpField {
				continue
			}
			if src := &f.Exprs[uncast(f, in.Src)]; src.Op != x.Op || src.Int != x.Int || src.Sym != x.Sym {
				continue
			}
			p := w.Place(f, in.Dst, nil)
			if len(p) == 0 || len(out) > 0 && out.key() != p.key() {
				return nil
			}
			out = p
		}
	}
	return out
}

// isConstant: a number is a macro or an enumerator, as far as is seen, and no variable.
func (w *World) isConstant(f *link.Func, e ir.ExprID) bool {
	x := &f.Exprs[uncast(f, e)]
	if x.Op != ir.OpGlobal {
		return false
	}
	_, variable := w.P.Global(f.Unit, x.Sym)
	return variable == nil
}

// number is the call that gives a number, with its arguments as far as they are
// numbers or names themselves; "" if that is not known. Objects among the
// arguments are left out: a driver asks the same one.
func (w *World) number(f *link.Func, at *ir.Instr, e ir.ExprID) string {
	return w.numberIn(f, at, e, maxSteps)
}

func (w *World) numberIn(f *link.Func, at *ir.Instr, e ir.ExprID, steps int) string {
	for ; e != 0 && steps > 0; steps-- {
		x := &f.Exprs[e]
		switch x.Op {
		case ir.OpCast:
			e = x.X
		case ir.OpVar:
			in, site := resultOf(f, x.Int)
			if in != nil {
				return w.callText(f, in, site.Name, steps)
			}
			if e = w.onlySource(f, x.Int); e == 0 {
				last := lastWrite(f, at, x.Int, nil)
				if last == nil {
					return ""
				}
				if last.Op == ir.InstrCall {
					return w.callText(f, last, f.CallAt(last).Name, steps)
				}
				e, at = last.Src, last
			}
		default:
			return ""
		}
	}
	return ""
}

// resultOf is the only call whose result a variable is, nil where it gets values
// from elsewhere, too.
func resultOf(f *link.Func, v int64) (*ir.Instr, *link.CallSite) {
	var in *ir.Instr
	var site *link.CallSite
	for i := range f.Calls {
		s := &f.Calls[i]
		at := &f.Blocks[s.Block].Instrs[s.Index]
		if at.Dst == 0 || f.Exprs[at.Dst].Op != ir.OpVar || f.Exprs[at.Dst].Int != v {
			continue
		}
		if in != nil {
			return nil, nil
		}
		in, site = at, s
	}
	return in, site
}

func (w *World) callText(f *link.Func, in *ir.Instr, name string, steps int) string {
	if name == "" {
		return ""
	}
	text := name + "("
	for _, a := range in.Args {
		x := &f.Exprs[a]
		for x.Op == ir.OpCast {
			x = &f.Exprs[x.X]
		}
		t := string(w.P.Underlying(w.P.TypeOf(f, a)))
		if x.Op == ir.OpIndex && f.Exprs[x.X].Op == ir.OpGlobal {
			text += ", " + f.Exprs[x.X].Sym + "[]" // any of a table
			continue
		}
		if x.Op == ir.OpVar && steps > 0 && !strings.HasSuffix(t, "*") {
			if n := w.numberIn(f, in, a, steps-1); n != "" {
				text += ", " + n
				continue
			}
		}
		switch {
		case x.Op == ir.OpStr:
			text += ", " + strconv.Quote(x.Sym)
		case x.Op == ir.OpConst:
			text += ", " + strconv.FormatInt(x.Int, 10)
		case x.Op == ir.OpGlobal && w.P.FuncValue(f, a) == nil:
			text += ", " + x.Sym
		case strings.HasSuffix(t, "*"):
		default:
			return ""
		}
	}
	return text + ")"
}

// called is the name of the function in such a text.
func called(text string) string {
	for i := range text {
		if text[i] == '(' {
			return text[:i]
		}
	}
	return text
}

package engine

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// maxAsserters bounds the helpers within one another that are asked what they assert.
const maxAsserters = 3

// asserter finds what functions assert, themselves or by helpers that they call before
// they do anything else. What a helper says is said in terms of its parameters: places
// and types are those of what the function passes, which in a macro is all that there is.
type asserter struct {
	p    *link.Program
	root *link.Func
	mute map[*link.Func]bool // known to assert nothing, whatever they are passed

	touching map[*link.Func]bool // see touches
	says     map[string]bool     // names that may assert something
}

// assertingRoles are those of names that assert, or warn unless something holds.
var assertingRoles = []string{
	"asserts-held", "asserts-spinning", "asserts-irqs-off", "asserts-preempt-off", "asserts-bh-off", "asserts-rcu", "warns-if", "warns-unless",
}

func newAsserter(p *link.Program) *asserter {
	s := &asserter{p: p, mute: map[*link.Func]bool{}, touching: map[*link.Func]bool{}, says: map[string]bool{}}
	for _, role := range assertingRoles {
		for _, n := range p.Model.Names(role) {
			s.says[n.Name] = true
		}
	}
	return s
}

// passage is a call on the way from a function to the helper that asserts.
type passage struct {
	in *ir.Instr
	to *link.Func
}

type passages []passage

// into is the frame at the end, in the terms of the frame at the beginning. What it is
// passed that has no name there is a value of its own.
func (way passages) into(fr *frame) *frame {
	top := fr
	for n, w := range way {
		args, types := make([]value.Term, len(w.to.Params)), make([]ir.Type, len(w.to.Params))
		for i := range args {
			if i < len(w.in.Args) {
				if args[i] = fr.value(&state{}, w.in.Args[i]); fr.ofItself(args[i]) {
					args[i] = value.None
				}
				if types[i] = top.typeOf(args[i]); types[i] == "" {
					types[i] = fr.exprType(w.in.Args[i])
				}
			}
			if args[i] == value.None {
				args[i] = fr.fresh(int64(-1-n<<8-i), value.None, types[i])
			}
		}
		fr = newFrame(fr.Table, fr.prog, w.to, args, types)
		fr.outer = top
	}
	return fr
}

// ofItself: a value is that of a variable of the function, or behind one, and has no name
// outside of it.
func (fr *frame) ofItself(v value.Term) bool { return v != value.None && fr.Root(v) == value.Local }

// of is what a function asserts that the root reaches by so many calls.
func (s *asserter) of(f *link.Func, by passages) *assertion {
	if a := annotated(s.p, f); a != nil {
		return a.through(by)
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		if c.Block != 0 || c.Name == "" {
			continue
		}
		in := &f.Blocks[0].Instrs[c.Index]
		if a := s.at(f, in, c.Name, by); a != nil {
			return a
		}
		if effs := c.Effects(); effs != nil {
			if changesContext(effs) {
				return nil // what is said later is about what it does itself
			}
			continue
		}
		if c.Fn == nil || len(c.Fn.Blocks) == 0 {
			continue
		}
		if len(by) < maxAsserters && s.speaks(c.Fn, maxAsserters) {
			if a := s.of(c.Fn, append(slices.Clip(by), passage{in, c.Fn})); a != nil {
				return a
			}
		}
		if s.touches(c.Fn, maxTouches) {
			return nil
		}
	}
	return nil
}

// maxTouches bounds the calls within one another that are asked whether one takes or
// releases a lock. Beyond it one is taken to: what is said behind it is not believed.
const maxTouches = 4

// touches: a function, or what it calls, takes or releases something.
func (s *asserter) touches(f *link.Func, depth int) bool {
	if known, ok := s.touching[f]; ok {
		return known
	}
	if depth == 0 {
		return true
	}
	touches := slices.ContainsFunc(f.Calls, func(c link.CallSite) bool {
		if effs := c.Effects(); effs != nil {
			return changesContext(effs)
		}
		return c.Fn != nil && c.Fn != f && len(c.Fn.Blocks) > 0 && s.touches(c.Fn, depth-1)
	})
	if depth == maxTouches || !touches {
		s.touching[f] = touches
	}
	return touches
}

// speaks: a function, or what it calls first, calls something that asserts.
func (s *asserter) speaks(f *link.Func, depth int) bool {
	if s.mute[f] {
		return false
	}
	if len(s.p.Notes(f)) > 0 {
		return true
	}
	for i := range f.Calls {
		if c := &f.Calls[i]; c.Block == 0 && c.Name != "" {
			if s.says[c.Name] || depth > 0 && c.Fn != nil && len(c.Fn.Blocks) > 0 && s.speaks(c.Fn, depth-1) {
				return true
			}
		}
	}
	if depth == maxAsserters {
		s.mute[f] = true
	}
	return false
}

// at is what one call asserts.
func (s *asserter) at(f *link.Func, in *ir.Instr, name string, by passages) *assertion {
	if !s.says[name] {
		return nil
	}
	if a := counterAssertion(s.p, f, in, name); a != nil {
		return a.through(by)
	}
	lock := ir.ExprID(0)
	switch test := assertedTest(s.p, f, in, name); {
	case test != nil && len(test.Args) > 0 && s.p.Model.Is("tests-held", f.Exprs[test.Src].Sym):
		lock = test.Args[0]
	case len(in.Args) > 0 && (s.p.Model.Is("asserts-spinning", name) || s.p.Model.Is("asserts-held", name)):
		lock = in.Args[0]
	default:
		return nil
	}
	t := s.lockType(f, lock, by)
	if !s.p.Model.Is("asserts-spinning", name) && !spins(s.p, t) {
		return nil
	}
	text := strings.TrimPrefix(f.ExprString(lock), "&")
	a := &assertion{lock: lock, text: text, says: text + " is held", pos: in.Pos, kind: spinKind(s.p, t)}
	return a.through(by)
}

// lockType is the type of the lock that an expression of a helper points to.
func (s *asserter) lockType(f *link.Func, lock ir.ExprID, by passages) ir.Type {
	if t := link.Deref(s.p.TypeOf(f, lock)); t != "" || len(by) == 0 {
		return t
	}
	top := newFrame(value.NewTable(), s.p, s.root, nil, nil)
	inner := by.into(top)
	if v := inner.value(&state{}, lock); !inner.ofItself(v) {
		return link.Deref(top.typeOf(v))
	}
	return ""
}

// through is an assertion as the function at the beginning of the way makes it.
func (a *assertion) through(by passages) *assertion {
	if len(by) > 0 {
		a.by, a.pos = by, by[0].in.Pos
		a.says += ", by " + by[0].to.Name + "()"
	}
	return a
}

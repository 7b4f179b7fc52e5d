package ir

import "fmt"

// Sanity checks what every front-end promises of a function and what the
// engine relies on without looking:
//
//   - ids are in range; an expression's operands have smaller ids than itself,
//     so that expressions cannot be cyclic;
//   - operators have the operands and payload they need;
//   - there is an entry block, and every terminator has its targets;
//   - calls store into temporaries, stores into places;
//   - variable names are unique;
//   - a temporary is written on every path before it is read.
//
// It returns the first violation.
func Sanity(f *Func) error {
	c := checker{f: f}
	c.vars()
	c.exprs()
	c.blocks()
	if c.err == nil {
		c.defined()
	}
	if c.err != nil {
		return fmt.Errorf("%s: %w", f.Name, c.err)
	}
	return nil
}

// SanityUnit checks the functions of a unit and the expressions of its
// initialisers and constants.
func SanityUnit(u *Unit) error {
	for _, f := range u.Funcs {
		if err := Sanity(f); err != nil {
			return fmt.Errorf("%s: %w", u.Path, err)
		}
	}
	if u.Top == nil {
		return fmt.Errorf("%s: no Top", u.Path)
	}
	c := checker{f: u.Top}
	c.exprs()
	for i := range u.Top.Exprs {
		if u.Top.Exprs[i].Op == OpVar {
			c.fail("Top: expression %d is a local variable", i)
		}
	}
	for _, in := range u.Inits {
		c.ref(in.Value, "init "+in.Global)
	}
	for _, k := range u.Consts {
		c.ref(k.Value, "const "+k.Name)
	}
	if c.err != nil {
		return fmt.Errorf("%s: %w", u.Path, c.err)
	}
	return nil
}

type checker struct {
	f   *Func
	err error
}

func (c *checker) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf(format, args...)
	}
}

// ref checks a required expression.
func (c *checker) ref(id ExprID, what string) {
	if id <= 0 || int(id) >= len(c.f.Exprs) {
		c.fail("%s: no expression %d", what, id)
	}
}

func (c *checker) vars() {
	seen := make(map[string]bool, len(c.f.Vars))
	for _, v := range c.f.Vars {
		if v.Name == "" || seen[v.Name] {
			c.fail("variable name %q is empty or used twice", v.Name)
		}
		seen[v.Name] = true
	}
	params := make(map[VarID]bool, len(c.f.Params))
	for _, p := range c.f.Params {
		if p < 0 || int(p) >= len(c.f.Vars) || params[p] {
			c.fail("parameter %d is out of range or used twice", p)
		}
		params[p] = true
	}
}

// arity of operators: how many of X and Y they have.
var arity = [...]int{
	OpField: 1, OpDeref: 1, OpIndex: 2, OpAddr: 1, OpUnary: 1, OpBinary: 2, OpCast: 1, OpUnknown: 0,
}

// needsSym tells which operators mean nothing without a name.
var needsSym = [...]bool{
	OpGlobal: true, OpField: true, OpUnary: true, OpBinary: true, OpConfig: true, OpClosure: true, OpUnknown: false,
}

func (c *checker) exprs() {
	f := c.f
	if len(f.Exprs) == 0 {
		c.fail("no expression 0")
		return
	}
	for i := 1; i < len(f.Exprs); i++ {
		e := &f.Exprs[i]
		id := ExprID(i)
		if e.Op == OpNone || e.Op > OpUnknown {
			c.fail("expression %d: bad operator %d", i, e.Op)
			continue
		}
		n := arity[e.Op]
		if e.Op == OpSizeof && e.X != 0 {
			n = 1
		}
		if (n >= 1) != (e.X != 0) || (n == 2) != (e.Y != 0) || e.X < 0 || e.Y < 0 || e.X >= id || e.Y >= id {
			c.fail("expression %d (op %d): bad operands %d, %d", i, e.Op, e.X, e.Y)
		}
		if needsSym[e.Op] && e.Sym == "" {
			c.fail("expression %d (op %d): no name", i, e.Op)
		}
		if e.Op == OpVar && (e.Int < 0 || e.Int >= int64(len(f.Vars))) {
			c.fail("expression %d: no variable %d", i, e.Int)
		}
		if e.Op == OpBinary && binaryPrec(e.Sym) == 0 {
			c.fail("expression %d: bad operator %q", i, e.Sym)
		}
		for _, a := range e.Args {
			if a <= 0 || a >= id {
				c.fail("expression %d: bad argument %d", i, a)
			}
		}
		if len(e.Syms) != 0 && len(e.Syms) != len(e.Args) {
			c.fail("expression %d: %d designators for %d values", i, len(e.Syms), len(e.Args))
		}
	}
}

// isPlace says whether storage is denoted; OpUnknown stands for any.
func (c *checker) isPlace(id ExprID) bool {
	switch c.f.Exprs[id].Op {
	case OpVar, OpGlobal, OpField, OpDeref, OpIndex, OpUnknown:
		return true
	}
	return false
}

func (c *checker) blocks() {
	if len(c.f.Blocks) == 0 {
		c.fail("no blocks")
	}
	for b := range c.f.Blocks {
		blk := &c.f.Blocks[b]
		for i := range blk.Instrs {
			c.instr(b, &blk.Instrs[i])
		}
		c.term(b, &blk.Term)
	}
}

func (c *checker) instr(b int, in *Instr) {
	where := fmt.Sprintf("b%d line %d", b, in.Pos.Line)
	switch in.Op {
	case InstrCall:
		c.ref(in.Src, where+": callee")
		for _, a := range in.Args {
			c.ref(a, where+": argument")
		}
		if in.Dst == 0 {
			return
		}
		c.ref(in.Dst, where+": result")
		if c.err == nil {
			if d := c.f.Exprs[in.Dst]; d.Op != OpVar || c.f.Vars[d.Int].Name[0] != '%' {
				c.fail("%s: the result of a call goes to a temporary", where)
			}
		}
	case InstrStore:
		c.ref(in.Src, where+": value")
		c.ref(in.Dst, where+": place")
		if c.err == nil && !c.isPlace(in.Dst) {
			c.fail("%s: store to %s, which is no place", where, c.f.ExprString(in.Dst))
		}
	case InstrUnknown:
		if in.Note == "" {
			c.fail("%s: unknown without a reason", where)
		}
	default:
		c.fail("%s: bad instruction %d", where, in.Op)
	}
}

func (c *checker) term(b int, t *Term) {
	want := 0
	cond := false
	switch t.Kind {
	case TermJump:
		want = 1
	case TermBranch:
		want, cond = 2, true
	case TermSwitch:
		want, cond = len(t.Cases)+1, true
	case TermReturn:
		cond = t.Cond != 0
	case TermUnreachable:
	default:
		c.fail("b%d: bad terminator %d", b, t.Kind)
	}
	if len(t.Targets) != want {
		c.fail("b%d: %d targets, want %d", b, len(t.Targets), want)
	}
	for _, s := range t.Targets {
		if s < 0 || int(s) >= len(c.f.Blocks) {
			c.fail("b%d: no block %d", b, s)
		}
	}
	if cond {
		c.ref(t.Cond, fmt.Sprintf("b%d: condition", b))
	}
	for _, k := range t.Cases {
		c.ref(k.Lo, fmt.Sprintf("b%d: case", b))
		c.ref(k.Hi, fmt.Sprintf("b%d: case", b))
	}
}

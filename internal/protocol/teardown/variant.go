package teardown

import (
	"slices"
	"strings"

	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A module may drive several kinds of one device: a member says which, and what one of
// them never starts lies behind a test of it. The setups of a driver give its devices that
// member, and where none does it is zero, as the memory was allocated. Nothing is made of
// a member whose address is taken, that gets a value which is not known, or that an op or
// anybody whom the module does not know gives a value; nor where a part of the module was
// not read. Macros that were not lowered are not looked into, nor copies of whole structs.

// variants is what is known of the devices that some setups make.
type variants struct {
	c      *checker
	ours   map[*link.Func]bool // what the setups run
	values map[link.OpKey]*kinds
}

// kinds are the values of a member: all of them, if they are known.
type kinds struct {
	all   []int64
	known bool
}

// barred are the actors that no device of these setups starts.
func (c *checker) barred(setups []*link.Func) set {
	var s set
	if len(setups) == 0 || !c.readWhole() {
		return s
	}
	v := &variants{c: c, ours: map[*link.Func]bool{}, values: map[link.OpKey]*kinds{}}
	for _, f := range setups {
		for _, g := range c.w.Reach(f).List {
			v.ours[g] = true
		}
	}
	for i, a := range c.actors {
		if len(a.Starts) == 0 {
			continue
		}
		shut := true
		for j := 0; j < len(a.Starts) && shut; j++ {
			shut = v.shut(a.Starts[j].Fn, a.Starts[j].In)
		}
		if shut {
			s.add(i)
		}
	}
	return s
}

// readWhole: nothing of the module was lost.
func (c *checker) readWhole() bool {
	if c.whole == unknown {
		c.whole = yes
		for _, f := range c.w.P.Funcs {
			if c.w.Module(f.Unit) == c.module && (f.Unit.Stats.Lost > 0 || f.Unit.Stats.Unknown > 0) {
				c.whole = no
			}
		}
	}
	return c.whole == yes
}

// shut: the tests of a function keep it from a call.
func (v *variants) shut(f *link.Func, in *ir.Instr) bool {
	seen := map[int]bool{0: true}
	barred := false
	for work := []int{0}; len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		for i := range f.Blocks[b].Instrs {
			if &f.Blocks[b].Instrs[i] == in {
				return false
			}
		}
		t := &f.Blocks[b].Term
		for i, to := range t.Targets {
			if t.Kind == ir.TermBranch {
				if truth, ok := v.truth(f, t.Cond); ok && truth != (i == 0) {
					barred = true
					continue
				}
			}
			if !seen[int(to)] {
				seen[int(to)] = true
				work = append(work, int(to))
			}
		}
	}
	return barred
}

// truth is what a condition about one member always is.
func (v *variants) truth(f *link.Func, e ir.ExprID) (truth, ok bool) {
	x := &f.Exprs[uncast(f, e)]
	switch x.Op {
	case ir.OpUnary:
		if x.Sym == "!" {
			truth, ok = v.truth(f, x.X)
			return !truth, ok
		}
	case ir.OpField:
		return v.agree(f, x, func(n int64) bool { return n != 0 })
	case ir.OpBinary:
		k, known := engine.StaticValue(v.c.w.P, f, x.Y)
		m := &f.Exprs[uncast(f, x.X)]
		if !known || m.Op != ir.OpField {
			return false, false
		}
		switch x.Sym {
		case "==":
			return v.agree(f, m, func(n int64) bool { return n == k })
		case "!=":
			return v.agree(f, m, func(n int64) bool { return n != k })
		}
	}
	return false, false
}

// agree: a test has one result for all values of a member.
func (v *variants) agree(f *link.Func, field *ir.Expr, test func(int64) bool) (truth, ok bool) {
	of := v.of(v.c.w.P.Member(v.c.w.P.TypeOf(f, field.X), field.Sym), 2)
	if !of.known || len(of.all) == 0 {
		return false, false
	}
	truth = test(of.all[0])
	return truth, !slices.ContainsFunc(of.all, func(n int64) bool { return test(n) != truth })
}

// of are the values of a member; of one that is copied from another, those of that.
func (v *variants) of(m link.OpKey, depth int) *kinds {
	if k := v.values[m]; k != nil {
		return k
	}
	k := &kinds{}
	v.values[m] = k
	c := v.c
	if depth == 0 || !link.IsStruct(ir.Type(m.Struct)) {
		return k
	}
	always, elsewhere := false, false
	for _, f := range c.w.P.Funcs {
		if v.lends(f, m) {
			return k
		}
		for bi := range f.Blocks {
			for ii := range f.Blocks[bi].Instrs {
				in := &f.Blocks[bi].Instrs[ii]
				if in.Op != ir.InstrStore || !c.isMember(f, in.Dst, m) {
					continue
				}
				switch {
				case v.ours[f]:
					if !v.gets(k, f, in.Src, depth) {
						return k
					}
					always = always || c.onEveryWay(f, bi)
				case c.otherwise()[f]:
					return k // an op gives it a value while the device is there
				case c.handedOut(f):
					elsewhere = true
				}
			}
		}
	}
	if always {
		k.known = true // whoever sets up another kind has other devices
		return k
	}
	k.all = append(k.all, 0)
	k.known = !elsewhere && v.makes(m.Struct) && !v.inTables(m) && !strings.HasPrefix(c.w.P.StructFile(c.module, ir.Type(m.Struct)), "include/")
	return k
}

// makes: the setups themselves have to do with how a struct comes about, by its size, or
// by a table of theirs. One that they are given may be of any kind.
func (v *variants) makes(name string) bool {
	p := v.c.w.P
	for f := range v.ours {
		for i := range f.Exprs {
			x := &f.Exprs[i]
			t := x.Type
			switch {
			case x.Op == ir.OpSizeof && x.X != 0:
				t = p.TypeOf(f, x.X)
			case x.Op == ir.OpGlobal:
				if _, g := p.Global(f.Unit, x.Sym); g != nil {
					t = g.Type
				}
			case x.Op != ir.OpSizeof:
				continue
			}
			if string(p.Underlying(t)) == name {
				return true
			}
		}
	}
	return false
}

// gets adds the values that a member gets, and tells whether they are known.
func (v *variants) gets(k *kinds, f *link.Func, e ir.ExprID, depth int) bool {
	if n, ok := engine.StaticValue(v.c.w.P, f, e); ok {
		k.all = append(k.all, n)
		return true
	}
	x := &f.Exprs[uncast(f, e)]
	if x.Op != ir.OpField {
		return false
	}
	from := v.of(v.c.w.P.Member(v.c.w.P.TypeOf(f, x.X), x.Sym), depth-1)
	k.all = append(k.all, from.all...)
	return from.known
}

// lends: a function takes the address of a member.
func (v *variants) lends(f *link.Func, m link.OpKey) bool {
	for i := range f.Exprs {
		if x := &f.Exprs[i]; x.Op == ir.OpAddr && v.c.isMember(f, x.X, m) {
			return true
		}
	}
	return false
}

// inTables: a table of the module, or one whose module is not known, gives a member a value
// that is not zero.
func (v *variants) inTables(m link.OpKey) bool {
	for _, u := range v.c.w.P.Units {
		if w := v.c.w; !u.Header && w.Module(u) != v.c.module {
			continue
		}
		top := &link.Func{Func: u.Top, Unit: u}
		for i := range u.Inits {
			in := &u.Inits[i]
			if in.Field != m.Field || string(v.c.w.P.Underlying(in.Owner)) != m.Struct {
				continue
			}
			if n, ok := engine.StaticValue(v.c.w.P, top, in.Value); !ok || n != 0 {
				return true
			}
		}
	}
	return false
}

// isMember: an expression is a member of a struct.
func (c *checker) isMember(f *link.Func, e ir.ExprID, m link.OpKey) bool {
	x := &f.Exprs[uncast(f, e)]
	return x.Op == ir.OpField && x.Sym == m.Field && c.w.P.Member(c.w.P.TypeOf(f, x.X), x.Sym) == m
}

// onEveryWay: each way through a function leads through a block.
func (c *checker) onEveryWay(f *link.Func, block int) bool {
	post := postdominators(f)
	for b := 0; b >= 0; b = post[b] {
		if b == block {
			return true
		}
	}
	return false
}

// otherwise are the functions of the module that run otherwise than in setting up a device,
// or in what the module offers to others.
func (c *checker) otherwise() map[*link.Func]bool {
	if c.otherRuns != nil {
		return c.otherRuns
	}
	c.otherRuns = map[*link.Func]bool{}
	root := func(f *link.Func) {
		if f == nil || c.w.Module(f.Unit) != c.module || slices.Contains(c.setups, f) {
			return
		}
		for _, g := range c.w.Reach(f).List {
			c.otherRuns[g] = true
		}
	}
	for _, k := range c.w.P.Ops() {
		for _, b := range c.w.P.Bindings(k) {
			root(b.Fn)
		}
	}
	for _, a := range c.actors {
		for _, f := range a.Fns {
			root(f)
		}
	}
	for _, f := range c.outermost() {
		if f.Kind != ir.FuncNormal {
			root(f)
		}
	}
	return c.otherRuns
}

// handedOut: functions that the module offers to others lead to a function.
func (c *checker) handedOut(f *link.Func) bool {
	if c.w.Module(f.Unit) != c.module {
		return true
	}
	return slices.ContainsFunc(c.outermost(), func(g *link.Func) bool {
		return g.Kind == ir.FuncNormal && slices.Contains(c.w.Reach(g).List, f)
	})
}

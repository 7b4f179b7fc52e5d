package link

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/ir"
)

// CallSite is one call instruction with what is statically known about its
// target.
type CallSite struct {
	Number       int // among the calls of the function
	Block, Index int
	Name         string  // direct: the name as written
	Fn           *Func   // direct: the body it reaches, nil if none is loaded
	Op           OpKey   // indirect through a member
	Param        int     // indirect through a parameter: its index, else -1
	Targets      []*Func // indirect: functions that it may reach; direct: those of other configurations
	// Named are those of the targets that a variable is given by name, where it may hold
	// the member as well.
	Named []*Func
	// Exact: the targets are all that there are, whatever else is loaded.
	Exact bool
	to    *meaning // of Name
}

// Effects is what the call of a name does, as [Program.Effects] says it.
func (c *CallSite) Effects() []effect.Effect {
	if c.to == nil {
		return nil
	}
	return c.to.effects
}

// EachDirect lists the calls of bodies by name, but for those that the model
// answers for.
func (f *Func) EachDirect(do func(in *ir.Instr, to *Func)) {
	for i := range f.direct {
		if d := &f.direct[i]; d.to.fn != nil && len(d.to.effects) == 0 {
			do(&f.Blocks[d.block].Instrs[d.index], d.to.fn)
		}
	}
}

// Sources are the expressions that the locals of a function get their values from, by
// variable; 0 for one that gets several, or something that is not known.
func (f *Func) Sources() map[int64]ir.ExprID {
	m := map[int64]ir.ExprID{}
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Dst == 0 || f.Exprs[in.Dst].Op != ir.OpVar {
				continue
			}
			d := f.Exprs[in.Dst].Int
			if _, dup := m[d]; dup || in.Op != ir.InstrStore || f.Exprs[in.Src].Op == ir.OpUnknown {
				m[d] = 0
				continue
			}
			m[d] = in.Src
		}
	}
	return m
}

// CalledThrough is the place that holds what a call calls.
func (f *Func) CalledThrough(in *ir.Instr) ir.ExprID {
	e := in.Src
	for f.Exprs[e].Op == ir.OpCast || f.Exprs[e].Op == ir.OpDeref {
		e = f.Exprs[e].X
	}
	return e
}

// EachThrough lists the calls through a member, with the place that holds the
// function.
func (f *Func) EachThrough(do func(in *ir.Instr, place ir.ExprID)) {
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrCall {
				continue
			}
			if e := f.CalledThrough(in); f.Exprs[e].Op == ir.OpField {
				do(in, e)
			}
		}
	}
}

// PlaceKey is the member, or the variable, that a place is.
func (p *Program) PlaceKey(f *Func, e ir.ExprID) (OpKey, bool) { return p.placeKey(f, e) }

// ElemOf numbers the element of an array that a place is or lies in.
func (p *Program) ElemOf(f *Func, e ir.ExprID) Elem {
	if x := &f.Exprs[e]; x.Op == ir.OpField {
		e = x.X
	}
	return p.elemOf(f, e)
}

// HolderOf is the object that a place lies in, where that is a member or a variable,
// and the element of it.
func (p *Program) HolderOf(f *Func, e ir.ExprID) (OpKey, Elem) { return p.holderOf(f, e) }

// AppendFunc adds a function to a list of different ones.
func AppendFunc(fs []*Func, f *Func) []*Func { return appendFunc(fs, f) }

// BuildCallGraph fills Func.Calls of every function and counts the call sites
// of each op. Bind comes first. From then on several goroutines may ask.
func (p *Program) BuildCallGraph() {
	p.several = true
	defer func() { p.frozen = true }()
	p.sites = map[OpKey]int{}
	var mu sync.Mutex
	p.eachUnit(func(u *Unit) {
		sites := map[OpKey]int{}
		for _, f := range u.Funcs {
			p.callSites(f, sites)
		}
		mu.Lock()
		defer mu.Unlock()
		for k, n := range sites {
			p.sites[k] += n
		}
	})
}

// eachUnit works on units concurrently. do may change what belongs to its unit,
// its functions and the meaning of names in it, and nothing else.
func (p *Program) eachUnit(do func(*Unit)) {
	var wg sync.WaitGroup
	var next atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(p.Units) {
					return
				}
				do(p.Units[i])
			}
		})
	}
	wg.Wait()
}

// callSites fills the calls of one function and counts in sites those through an
// op.
func (p *Program) callSites(f *Func, sites map[OpKey]int) {
	if f.Calls == nil {
		f.Calls = make([]CallSite, 0, countCalls(f.Func))
	}
	f.Calls = f.Calls[:0]
	direct := f.direct
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrCall {
				continue
			}
			var c CallSite
			if len(direct) > 0 && direct[0].block == int32(bi) && direct[0].index == int32(ii) {
				c = p.namedSite(f, direct[0].to, bi, ii)
				direct = direct[1:]
			} else {
				c = p.callSite(f, in, bi, ii, sites)
			}
			c.Number = len(f.Calls)
			f.Calls = append(f.Calls, c)
		}
	}
}

func countCalls(f *ir.Func) int {
	n := 0
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			if f.Blocks[bi].Instrs[ii].Op == ir.InstrCall {
				n++
			}
		}
	}
	return n
}

// namedSite is a call of a name: of a function, or through a variable.
func (p *Program) namedSite(f *Func, m *meaning, bi, ii int) CallSite {
	p.know(f.Unit, m)
	c := CallSite{Block: bi, Index: ii, Param: -1, Name: m.name, Fn: m.fn, Targets: m.others, to: m}
	if back := p.calledBack(f, &f.Blocks[bi].Instrs[ii], m.effects); back != nil {
		c.Targets = back
	}
	if m.variable {
		c.Op = OpKey{"", m.name}
		c.Targets = p.bindingFuncs(f.Unit, c.Op, p.bindings[c.Op])
	}
	return c
}

func (p *Program) callSite(f *Func, in *ir.Instr, bi, ii int, sites map[OpKey]int) CallSite {
	c := CallSite{Block: bi, Index: ii, Param: -1}
	x := stripCasts(f.Func, in.Src)
	for x.Op == ir.OpDeref {
		x = stripCasts(f.Func, x.X)
	}
	switch x.Op {
	case ir.OpGlobal:
		return p.namedSite(f, p.named(f.Unit, x.Sym), bi, ii)
	case ir.OpField:
		if t := p.Underlying(p.TypeOf(f, x.X)); t != "" {
			c.Op = p.Member(t, x.Sym)
			sites[c.Op]++
			c.Targets = p.bindingFuncs(f.Unit, c.Op, p.bindings[c.Op])
		}
	case ir.OpIndex:
		if base := stripCasts(f.Func, x.X); base.Op == ir.OpGlobal {
			c.Targets = p.bindingFuncs(f.Unit, OpKey{Field: base.Sym}, p.arrays[base.Sym])
		}
	case ir.OpVar:
		if c.Param = paramIndex(f, x); c.Param < 0 {
			c.Targets = p.varTargets(f, x.Int, &c, sites)
		}
	}
	return c
}

// varTargets resolves a call through a local that holds an ops member:
// `cb = desc->callback; cb(arg)`, or a function where there is none in it,
// `cb = desc->callback ?: ignore`.
func (p *Program) varTargets(f *Func, v int64, c *CallSite, sites map[OpKey]int) []*Func {
	var out []*Func
	for bi := range f.Blocks {
		for ii := range f.Blocks[bi].Instrs {
			in := &f.Blocks[bi].Instrs[ii]
			if in.Op != ir.InstrStore || f.Exprs[in.Dst].Op != ir.OpVar || f.Exprs[in.Dst].Int != v {
				continue
			}
			if fn := p.funcValue(f.Unit, f.Func, in.Src); fn != nil {
				out, c.Named = appendFunc(out, fn), appendFunc(c.Named, fn)
				continue
			}
			if k, ok := p.placeKey(f, in.Src); ok {
				c.Op = k
				sites[k]++
				for _, fn := range p.bindingFuncs(f.Unit, k, p.bindings[k]) {
					out = appendFunc(out, fn)
				}
			}
		}
	}
	return out
}

func (p *Program) bindingFuncs(u *Unit, k OpKey, bs []Binding) []*Func {
	sel, _ := p.Narrow(u, k, bs)
	var out []*Func
	for _, some := range [][]Binding{sel, p.Beside(u, k, bs)} {
		for i := range some {
			out = appendFunc(out, some[i].Fn)
		}
	}
	return out
}

// CallSites is the number of places in the loaded program that call through
// an op.
func (p *Program) CallSites(k OpKey) int { return p.sites[k] }

package godriver

import (
	"bytes"
	"fmt"
	"sort"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// Budget bounds the text of one package's fact in bytes.
const Budget = 256 << 10

// Package is what importers need to know of a package: the text of its units,
// in the order of their paths.
type Package struct{ Units [][]byte }

// AFact marks the type as a fact.
func (*Package) AFact() {}

func (p *Package) String() string {
	n := 0
	for _, u := range p.Units {
		n += len(u)
	}
	return fmt.Sprintf("%d units, %d bytes", len(p.Units), n)
}

// export prunes the package's own units to what matters to importers, within
// the budget.
func (res *Result) export(own []*ir.Unit) *Package {
	keep := map[*ir.Func]bool{}
	bound := boundFuncs(res.Engine.Prog)
	for _, u := range own {
		for _, f := range res.Engine.Prog.Unit(u.Path).Funcs {
			keep[f.Func] = res.Engine.Matters(f) || bound[f]
		}
	}
	return res.fit(own, keep, Budget)
}

// boundFuncs are the functions that ops members mean: importers call through
// the member.
func boundFuncs(p *link.Program) map[*link.Func]bool {
	out := map[*link.Func]bool{}
	for _, k := range p.Ops() {
		for _, b := range p.Bindings(k) {
			out[b.Fn] = true
			if b.In != nil {
				out[b.In] = true // the binding is read from there
			}
		}
	}
	return out
}

// fit prints the units and drops bodies, the largest first, until the text is
// within the budget.
func (res *Result) fit(own []*ir.Unit, keep map[*ir.Func]bool, budget int) *Package {
	fact := &Package{}
	size := 0
	type body struct {
		f    *ir.Func
		size int
	}
	var bodies []body
	for _, u := range own {
		for _, f := range u.Funcs {
			if keep[f] {
				n := len(f.String()) + 2 // and the lines around it
				bodies = append(bodies, body{f, n})
				size += n
			}
		}
		size += len(text(pruned(u, nil)))
	}
	sort.SliceStable(bodies, func(i, j int) bool { return bodies[i].size > bodies[j].size })
	for len(bodies) > 0 && size > budget {
		keep[bodies[0].f] = false
		size -= bodies[0].size
		bodies = bodies[1:]
		res.Dropped++
	}
	res.Bodies = len(bodies)
	for _, u := range own {
		fact.Units = append(fact.Units, text(pruned(u, keep)))
	}
	return fact
}

// pruned is a copy of a unit with the functions that are kept.
func pruned(u *ir.Unit, keep map[*ir.Func]bool) *ir.Unit {
	p := *u
	p.Funcs = nil
	for _, f := range u.Funcs {
		if keep[f] {
			p.Funcs = append(p.Funcs, f)
		}
	}
	return &p
}

func text(u *ir.Unit) []byte {
	var b bytes.Buffer
	if err := ir.Print(&b, u); err != nil {
		panic(err) // a buffer does not fail
	}
	return b.Bytes()
}

package teardown

import (
	"github.com/ctxlint/ctxlint/internal/engine"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// liveness says, by block, about which expressions something is asked from there on.
// What is known of others tells points apart for nothing: with it, each test of a
// setup would double the ways behind it.
type liveness struct {
	number map[string]int // of the expressions, by their text
	blocks []bits
}

type bits []uint64

func (b bits) has(i int) bool { return b[i>>6]>>(i&63)&1 != 0 }
func (b bits) add(i int)      { b[i>>6] |= 1 << (i & 63) }

// live is the liveness of a function.
func (c *checker) live(f *link.Func) *liveness {
	if l := c.lives[f.ID]; l != nil {
		return l
	}
	l := &liveness{number: map[string]int{}, blocks: make([]bits, len(f.Blocks))}
	c.lives[f.ID] = l
	asked, over := make([][]int, len(f.Blocks)), make([][]int, len(f.Blocks))
	for b := range f.Blocks {
		gone := map[int]bool{}
		asks(f, b, func(e ir.ExprID) {
			if n := l.numbered(engine.ExprText(f.Func, e)); !gone[n] {
				asked[b] = append(asked[b], n)
			}
		}, func(e ir.ExprID) {
			n := l.numbered(engine.ExprText(f.Func, e))
			gone[n] = true
			over[b] = append(over[b], n)
		})
		if t := &f.Blocks[b].Term; t.Kind == ir.TermBranch {
			if text, _, _ := canonical(f, t.Cond); c.conditions(f)[text] != nil {
				asked[b] = append(asked[b], l.numbered(c.conditions(f)[text].key))
			}
		}
	}
	words := (len(l.number) + 63) / 64
	fresh := make([]bits, len(f.Blocks))
	for b := range l.blocks {
		l.blocks[b], fresh[b] = make(bits, words), make(bits, words)
		for _, n := range asked[b] {
			l.blocks[b].add(n)
		}
		for _, n := range over[b] {
			fresh[b].add(n)
		}
	}
	for changed := true; changed; {
		changed = false
		for b := len(f.Blocks) - 1; b >= 0; b-- {
			for _, t := range f.Blocks[b].Term.Targets {
				for i, w := range l.blocks[t] {
					if more := w &^ fresh[b][i] &^ l.blocks[b][i]; more != 0 {
						l.blocks[b][i] |= more
						changed = true
					}
				}
			}
		}
	}
	return l
}

func (l *liveness) numbered(text string) int {
	n, ok := l.number[text]
	if !ok {
		n = len(l.number)
		l.number[text] = n
	}
	return n
}

// asks hands on, in their order, the expressions of a block of which the walk asks what
// is known, and those that get a value.
func asks(f *link.Func, b int, ask, set func(ir.ExprID)) {
	var all func(e ir.ExprID)
	all = func(e ir.ExprID) {
		if e == 0 {
			return
		}
		x := &f.Exprs[e]
		switch x.Op {
		case ir.OpVar:
			ask(e)
			return
		case ir.OpField, ir.OpDeref, ir.OpIndex:
			ask(e)
		}
		all(x.X)
		all(x.Y)
	}
	blk := &f.Blocks[b]
	for i := range blk.Instrs {
		in := &blk.Instrs[i]
		if in.Op == ir.InstrStore {
			all(in.Src)
		}
		for _, a := range in.Args {
			all(a)
		}
		if in.Dst != 0 {
			set(in.Dst)
		}
	}
	all(blk.Term.Cond)
}

// prune drops what is known of expressions about which nothing is asked from a block on.
func (l *liveness) prune(fs facts, block int) facts {
	keep := func(f *fact) bool {
		n, ok := l.number[f.text]
		return ok && l.blocks[block].has(n)
	}
	for i := range fs {
		if keep(&fs[i]) {
			continue
		}
		out := append(make(facts, 0, len(fs)-1), fs[:i]...)
		for j := i + 1; j < len(fs); j++ {
			if keep(&fs[j]) {
				out = append(out, fs[j])
			}
		}
		return out
	}
	return fs
}

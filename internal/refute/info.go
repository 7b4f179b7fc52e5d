package refute

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// funcInfo is what is known of a function before it is walked.
type funcInfo struct {
	size     int
	joins    []bool // blocks that several lead to
	mentions map[string]bool
	answers  truth             // it stores to what a parameter points to; maybe: not asked yet
	owners   []owner           // by expression, see ownerOf
	assigned map[int64][]int64 // to variables that hold numbers only, see numbers; nil for others
}

func (s *Walker) info(f *link.Func) *funcInfo {
	if i := s.infos[f]; i != nil {
		return i
	}
	i := &funcInfo{joins: make([]bool, len(f.Blocks)), mentions: map[string]bool{}}
	preds := make([]int, len(f.Blocks))
	for b := range f.Blocks {
		i.size += len(f.Blocks[b].Instrs)
		for _, t := range f.Blocks[b].Term.Targets {
			if preds[t]++; preds[t] > 1 || int(t) <= b {
				i.joins[t] = true
			}
		}
	}
	eachExpr(f, func(x *ir.Expr) {
		switch x.Op {
		case ir.OpField:
			i.mentions[x.Sym] = true
		case ir.OpGlobal:
			if _, g := s.prog.Global(f.Unit, x.Sym); g != nil {
				i.mentions[x.Sym] = true
			}
		}
	})
	s.infos[f] = i
	return i
}

// eachExpr visits every expression as often as it is evaluated.
func eachExpr(f *link.Func, visit func(*ir.Expr)) {
	do := func(e ir.ExprID) { f.Within(e, visit) }
	for b := range f.Blocks {
		blk := &f.Blocks[b]
		for j := range blk.Instrs {
			in := &blk.Instrs[j]
			do(in.Dst)
			do(in.Src)
			for _, a := range in.Args {
				do(a)
			}
		}
		do(blk.Term.Cond)
		for _, c := range blk.Term.Cases {
			do(c.Lo)
			do(c.Hi)
		}
	}
}

// distances counts the blocks from each to the nearest that is a goal, -1 if
// none is reached.
func distances(f *link.Func, goal func(*ir.Block) bool) []int32 {
	d := make([]int32, len(f.Blocks))
	var at []ir.BlockID
	preds := make([][]ir.BlockID, len(f.Blocks))
	for b := range f.Blocks {
		d[b] = -1
		if goal(&f.Blocks[b]) {
			d[b] = 0
			at = append(at, ir.BlockID(b))
		}
		for _, t := range f.Blocks[b].Term.Targets {
			preds[t] = append(preds[t], ir.BlockID(b))
		}
	}
	for i := 0; i < len(at); i++ {
		for _, p := range preds[at[i]] {
			if d[p] < 0 {
				d[p] = d[at[i]] + 1
				at = append(at, p)
			}
		}
	}
	return d
}

// takers are the distances to the calls of f that may make the context atomic
// as the way says: the one that does, or a helper that it is in.
func (w *walk) takers(f *link.Func) []int32 {
	found := false
	d := distances(f, func(b *ir.Block) bool {
		for i := range b.Instrs {
			in := &b.Instrs[i]
			if in.Op == ir.InstrCall && (w.way.Taker == f && in.Pos == w.way.Taken || w.reaches(f, in, maxLeads)) {
				found = true
				return true
			}
		}
		return false
	})
	if !found {
		return nil
	}
	return d
}

// maxLeads bounds the helpers between the function that a way begins in and the one that
// takes the lock.
const maxLeads = 4

// reaches tells whether a call may lead to the function that takes the lock.
func (w *walk) reaches(f *link.Func, in *ir.Instr, depth int) bool {
	if x := &f.Exprs[in.Src]; x.Op == ir.OpGlobal {
		if g := w.meant(f.Unit, x.Sym); g != nil {
			return w.leadsTo(g, depth)
		}
	}
	g, _ := w.opThatTakes(f, in, depth)
	return g != nil
}

// opThatTakes is the op that a call through a member has to mean for the context to be
// atomic as the way says, and which member that is.
func (w *walk) opThatTakes(f *link.Func, in *ir.Instr, depth int) (*link.Func, link.OpKey) {
	key, ok := w.memberOf(f, f.CalledThrough(in))
	if !ok {
		return nil, key
	}
	for _, b := range w.prog.Bindings(key) {
		if w.leadsTo(b.Fn, depth) {
			return b.Fn, key
		}
	}
	return nil, key
}

func (w *walk) leadsTo(g *link.Func, depth int) bool {
	if g == w.way.Taker {
		return true
	}
	if depth == 0 || !w.changes(g) {
		return false
	}
	for i := range g.Calls {
		if c := g.Calls[i].Fn; c != nil && c != g && w.leadsTo(c, depth-1) {
			return true
		}
	}
	return false
}

// someBit stands before the name of a word of which a function changes bits.
const someBit = "#"

// mayStore are the members and globals that a function, and what it calls by name,
// stores to, by name, and by the number of the bit where only that is changed.
func (s *Walker) mayStore(f *link.Func) map[string]bool {
	if m, ok := s.stores[f]; ok {
		return m
	}
	m := map[string]bool{}
	s.stores[f] = m
	seen := map[*link.Func]bool{}
	s.addStores(f, m, seen, 4)
	return m
}

func (s *Walker) addStores(f *link.Func, m map[string]bool, seen map[*link.Func]bool, depth int) {
	if seen[f] || len(seen) > 200 {
		return
	}
	seen[f] = true
	for b := range f.Blocks {
		for i := range f.Blocks[b].Instrs {
			in := &f.Blocks[b].Instrs[i]
			if word := s.bitWord(f, in); word != 0 {
				s.noteStore(f, word, s.bitNumber(f, in), m)
				m[someBit+f.Exprs[word].Sym] = true
			}
			if in.Dst == 0 {
				continue
			}
			e := in.Dst
			for f.Exprs[e].Op == ir.OpIndex || f.Exprs[e].Op == ir.OpCast {
				e = f.Exprs[e].X
			}
			if op := f.Exprs[e].Op; op == ir.OpField || op == ir.OpGlobal {
				s.noteStore(f, e, "", m)
			}
		}
	}
	if depth == 0 {
		return
	}
	for i := range f.Calls {
		if g := f.Calls[i].Fn; g != nil {
			s.addStores(g, m, seen, depth-1)
		}
	}
}

func splitPath(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == '.' })
}

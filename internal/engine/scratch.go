package engine

import (
	"strings"

	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// scratch marks the temporaries that one block alone mentions. A temporary is
// written before it is read, so nobody asks for its value at the end of that
// block: states need not carry it on, and there is one for nearly every call.
func scratch(f *ir.Func) []bool {
	home := make([]ir.BlockID, len(f.Vars))
	for i := range home {
		home[i] = nowhere
	}
	for b := range f.Blocks {
		m := mentions{f, home, ir.BlockID(b)}
		blk := &f.Blocks[b]
		for i := range blk.Instrs {
			in := &blk.Instrs[i]
			m.expr(in.Dst)
			m.expr(in.Src)
			m.list(in.Args)
		}
		m.expr(blk.Term.Cond)
	}
	out := make([]bool, len(f.Vars))
	for v := range f.Vars {
		out[v] = home[v] >= 0 && strings.HasPrefix(f.Vars[v].Name, "%")
	}
	return out
}

// Blocks that mention a variable: none so far, or more than one.
const (
	nowhere ir.BlockID = -1
	several ir.BlockID = -2
)

// mentions notes the home block of the variables in the expressions of a block.
type mentions struct {
	f     *ir.Func
	home  []ir.BlockID
	block ir.BlockID
}

func (m *mentions) list(es []ir.ExprID) {
	for _, e := range es {
		m.expr(e)
	}
}

func (m *mentions) expr(e ir.ExprID) {
	for e != 0 {
		x := &m.f.Exprs[e]
		if x.Op == ir.OpVar {
			switch m.home[x.Int] {
			case nowhere:
				m.home[x.Int] = m.block
			case m.block:
			default:
				m.home[x.Int] = several
			}
			return
		}
		m.list(x.Args)
		m.expr(x.Y)
		e = x.X
	}
}

// dropScratch drops from a state what no later block asks for.
func (r *run) dropScratch(st *state) {
	st.env = st.env.Filter(func(p value.Pair) bool {
		n := r.At(p.Key)
		return n.Op != value.Local || !r.scratch[n.Num]
	})
}

// scratchOf is scratch, computed once per function and session.
func (s *session) scratchOf(f *link.Func) []bool {
	v, ok := s.scratch[f.ID]
	if !ok {
		v = scratch(f.Func)
		s.scratch[f.ID] = v
	}
	return v
}

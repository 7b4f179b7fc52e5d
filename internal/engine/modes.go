package engine

import (
	"cmp"
	"slices"

	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// A flag that is set to a constant on every way decides. One that is copied, as
// the ASoC core hands the link's on to the PCM, or that is set where another is
// tested, is both: whoever made the other chose, and the code in between has to be
// right for either. Each mode is followed, and what holds in one says so.

// modeOfExpr is what an expression sets the flag to.
func modeOfExpr(p *link.Program, u *link.Unit, f *ir.Func, e ir.ExprID) value.Truth {
	x := &f.Exprs[e]
	switch x.Op {
	case ir.OpConst:
		return value.TruthOf(x.Int != 0)
	case ir.OpGlobal:
		if v, ok := p.Value(u, x.Sym); ok {
			return value.TruthOf(v != 0)
		}
		if f := p.Resolve(u, x.Sym); f != nil && f.Kind != ir.FuncMacro {
			return value.Yes // a callback
		}
	case ir.OpCast:
		return modeOfExpr(p, u, f, x.X)
	}
	return value.Maybe
}

// settingOf is a store of the flag. A link is created where the flag is set; a PCM
// may have been before, and the store is on some of the ways only.
func (pr *properties) settingOf(f *link.Func, b ir.BlockID, in *ir.Instr) setting {
	st := setting{unit: f.Unit, line: int(in.Pos.Line), fn: f, in: in, mode: modeOfExpr(pr.prog, f.Unit, f.Func, in.Src)}
	owner := pr.prog.Underlying(pr.prog.TypeOf(f, f.Exprs[in.Dst].X))
	st.link = string(owner) != pr.prog.Model.Name("pcm-struct")
	st.handed = pr.handsFlag(f, b, in)
	if st.mode == value.Yes && !st.link && pr.succeedsWithout(f, b) {
		st.mode = value.Maybe
	}
	return st
}

// handsFlag: the value stored is another flag of the kind, or the store is decided
// by one.
func (pr *properties) handsFlag(f *link.Func, b ir.BlockID, in *ir.Instr) bool {
	if pr.mentionsFlag(f, in.Src) {
		return true
	}
	for i := range f.Blocks {
		if t := &f.Blocks[i].Term; t.Kind == ir.TermBranch && pr.mentionsFlag(f, t.Cond) {
			if t.Targets[0] == b || t.Targets[1] == b || leadsAlone(f, t.Targets[0], b) || leadsAlone(f, t.Targets[1], b) {
				return true
			}
		}
	}
	return false
}

func (pr *properties) mentionsFlag(f *link.Func, e ir.ExprID) bool {
	if e == 0 {
		return false
	}
	x := &f.Exprs[e]
	return x.Op == ir.OpField && x.Sym == pr.names.nonatomic || pr.mentionsFlag(f, x.X) || pr.mentionsFlag(f, x.Y)
}

// leadsAlone: from a block the way to another has no branch.
func leadsAlone(f *link.Func, from, to ir.BlockID) bool {
	for n := 0; n < len(f.Blocks); n++ {
		if from == to {
			return true
		}
		t := &f.Blocks[from].Term
		if t.Kind != ir.TermJump {
			return t.Kind == ir.TermBranch && (t.Targets[0] == to || t.Targets[1] == to)
		}
		from = t.Targets[0]
	}
	return false
}

// succeedsWithout: the function creates a PCM and can return success from there on
// a way that does not pass a block. What is returned by a variable counts as a
// failure: that is how errors leave.
func (pr *properties) succeedsWithout(f *link.Func, avoid ir.BlockID) bool {
	seen := make([]bool, len(f.Blocks))
	var work []ir.BlockID
	for i := range f.Calls {
		if c := &f.Calls[i]; pr.prog.Model.Is("pcm-new", c.Name) {
			work = append(work, ir.BlockID(c.Block))
		}
	}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if b == avoid || seen[b] {
			continue
		}
		seen[b] = true
		t := &f.Blocks[b].Term
		if t.Kind == ir.TermReturn {
			if x := &f.Exprs[t.Cond]; t.Cond != 0 && x.Op == ir.OpConst && x.Int >= 0 {
				return true
			}
			continue
		}
		work = append(work, t.Targets...)
	}
	return false
}

// tellingSettings leaves out what only hands the flag on, unless there is nothing
// else.
func tellingSettings(all []setting) []setting {
	var out []setting
	for i := range all {
		if !all[i].handed {
			out = append(out, all[i])
		}
	}
	if out == nil {
		slices.SortStableFunc(all, func(a, b setting) int { return cmp.Compare(a.mode, b.mode) }) // the copy first
		return all[:1]
	}
	return out
}

// pcmMode is whether the PCMs behind a callback are nonatomic. proof names the
// file, and the line if there is one, that decides; either is the setting that
// makes them both.
type pcmMode struct {
	value.Truth
	proof  string
	either *setting
}

func modeBy(t value.Truth, st *setting) pcmMode {
	m := pcmMode{Truth: t, proof: proofOf(st)}
	if t == value.Maybe && st != nil && st.fn != nil {
		m.either = st
	}
	return m
}

// why words the setting that makes a PCM either.
func (m *pcmMode) why() string {
	how := "is set on some ways only"
	switch {
	case m.either.handed:
		how = "is copied"
	case m.either.fn == nil:
		how = "other cards set"
	}
	return "while its nonatomic flag, which " + how + ", as at " + m.either.unit.Path + ":" + itoa(int64(m.either.line)) + ", is 0"
}

package engine

import (
	"github.com/ctxlint/ctxlint/internal/engine/held"
	"github.com/ctxlint/ctxlint/internal/engine/value"
	"github.com/ctxlint/ctxlint/internal/ir"
)

type portableHold struct {
	held.Hold
	place, flag *value.Portable
}

type portableDrop struct {
	held.Drop
	place *value.Portable
}

// portableExit is an exit of a summary.
type portableExit struct {
	ret   *value.Portable
	known value.Truth
	err   bool
	doubt bool
	pos   ir.Pos
	holds []portableHold
	drops []portableDrop
	conds []portableFact
}

type portableFact struct {
	term, c *value.Portable
	is      bool
}

func (s *session) exportExits(exits []exit) []portableExit {
	var out []portableExit
	for i := range exits {
		e := &exits[i]
		x := portableExit{ret: s.Table.Export(e.ret), known: e.known, err: e.err, doubt: e.doubt, pos: e.pos}
		for _, h := range e.ctx.Holds {
			x.holds = append(x.holds, portableHold{h, s.Table.Export(h.Place), s.Table.Export(h.Flag)})
		}
		for _, d := range e.ctx.Drops {
			x.drops = append(x.drops, portableDrop{d, s.Table.Export(d.Place)})
		}
		for _, f := range e.conds {
			if t, c := s.Table.Export(f.Term), s.Table.Export(f.C); t != nil && c != nil {
				x.conds = append(x.conds, portableFact{t, c, f.Is})
			}
		}
		out = append(out, x)
	}
	return out
}

func (s *session) importExits(sum *summary) []exit {
	var out []exit
	for i := range sum.exits {
		x := &sum.exits[i]
		e := exit{ret: s.Table.Adopt(x.ret), known: x.known, err: x.err, doubt: x.doubt}
		for _, h := range x.holds {
			c := h.Hold
			c.Place, c.Flag = s.Table.Adopt(h.place), s.Table.Adopt(h.flag)
			e.ctx.Holds = append(e.ctx.Holds, c)
		}
		for _, d := range x.drops {
			c := d.Drop
			c.Place = s.Table.Adopt(d.place)
			e.ctx.Drops = append(e.ctx.Drops, c)
		}
		for _, f := range x.conds {
			e.conds = append(e.conds, value.NewFact(s.Table.Adopt(f.term), f.is, s.Table.Adopt(f.c)))
		}
		out = append(out, e)
	}
	return out
}

package protocol

import (
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
)

// channels are the classes of the channel of an event, under one name for all
// members between which drivers copy channels: `s->chan_tx_saved = s->chan_tx`
// is one channel with two names, and waiting for either will do.
func (t *eventTable) channels(e *dmaEvent) []class {
	if t.alias == nil {
		t.findAliases()
	}
	var out []class
	for _, c := range t.objects(e) {
		addClass(&out, t.sameAs(t.module(e.fn.Unit), c))
	}
	return out
}

func (t *eventTable) sameAs(m *link.Unit, c class) class {
	for {
		d, ok := t.alias[m][c]
		if !ok {
			return c
		}
		c = d
	}
}

// findAliases joins the members that are stored to each other, by driver: the
// members may be those of a core's struct, which others use as it is meant.
func (t *eventTable) findAliases() {
	t.alias = map[*link.Unit]map[class]class{}
	channel := link.Pointer(ir.Type(t.p.Model.Name("dma-channel")))
	for _, f := range t.p.Funcs {
		if f.Unit.Header {
			continue
		}
		for bi := range f.Blocks {
			for ii := range f.Blocks[bi].Instrs {
				in := &f.Blocks[bi].Instrs[ii]
				if in.Op != ir.InstrStore || f.Exprs[in.Dst].Op != ir.OpField || t.p.TypeOf(f, in.Dst) != channel {
					continue
				}
				t.joinAliases(f, in)
			}
		}
	}
}

func (t *eventTable) joinAliases(f *link.Func, in *ir.Instr) {
	dst := t.classes(f, in.Dst)
	if len(dst) != 1 {
		return
	}
	m := t.module(f.Unit)
	for _, c := range t.classes(f, in.Src) {
		a, b := t.sameAs(m, dst[0]), t.sameAs(m, c)
		if a == b {
			continue
		}
		if b.Struct < a.Struct || b.Struct == a.Struct && b.Field < a.Field {
			a, b = b, a
		}
		if t.alias[m] == nil {
			t.alias[m] = map[class]class{}
		}
		t.alias[m][b] = a
	}
}

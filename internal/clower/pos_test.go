package clower

import (
	"testing"

	"github.com/ctxlint/ctxlint/internal/ir"
)

const posSource = `#include <x.h>
static struct ops o = {
	.go = work,
};

int work(struct dev *d)
{
	guard(mutex)(&d->lock);
	if (d->on &&
	    poke(d,
		 1))
		return 1;
	@ $ garbage;
	return d->n;
}
`

// Findings point at calls, so their positions must be exact; an unknown region
// carries its range.
func TestPositions(t *testing.T) {
	u := lower(t, "p.c", []byte(posSource), Options{})
	if got := u.Inits[0].Pos; got != (ir.Pos{Line: 3, Col: 8}) {
		t.Errorf("init at %v", got)
	}
	f := u.Funcs[0]
	if f.Pos != (ir.Pos{Line: 6, Col: 1}) || f.End.Line != 15 || f.File != "p.c" {
		t.Errorf("function at %v-%v in %s", f.Pos, f.End, f.File)
	}
	calls := map[string][]ir.Instr{}
	unknown := 0
	for _, b := range f.Blocks {
		for _, in := range b.Instrs {
			switch in.Op {
			case ir.InstrCall:
				name := f.ExprString(in.Src)
				calls[name] = append(calls[name], in)
			case ir.InstrUnknown:
				unknown++
				if in.Pos.Line != 13 {
					t.Errorf("unknown at %v", in.Pos)
				}
			}
		}
	}
	poke := calls["poke"][0]
	if poke.Pos != (ir.Pos{Line: 10, Col: 6}) || poke.End != (ir.Pos{Line: 11, Col: 6}) {
		t.Errorf("poke at %v-%v", poke.Pos, poke.End)
	}
	exits := calls["class_mutex_destructor"]
	if len(exits) != 2 || exits[0].Note != "cleanup" || exits[0].Pos.Line != 12 || exits[1].Pos.Line != 14 {
		t.Errorf("cleanups %+v", exits)
	}
	if unknown == 0 || u.Stats.Unknown != 1 || u.Stats.Funcs != 1 || u.Stats.Bytes != len(posSource) {
		t.Errorf("%d unknown, stats %+v", unknown, u.Stats)
	}
}

// Equal expressions share an id, and different ones do not.
func TestSharing(t *testing.T) {
	u := lower(t, "s.c", []byte("void f(struct d *p) { lock(&p->a); unlock(&p->a); lock(&p->b); }"), Options{})
	in := u.Funcs[0].Blocks[0].Instrs
	if in[0].Args[0] != in[1].Args[0] {
		t.Error("&p->a twice has two ids")
	}
	if in[0].Args[0] == in[2].Args[0] {
		t.Error("&p->a and &p->b have one id")
	}
}

// The shared sample is close to driver code: ops tables, locking, error paths.
func BenchmarkLower(b *testing.B) {
	src := benchSource()
	tree := parse(b, src)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		Lower(tree, "b.c", Options{})
	}
}

// BenchmarkParse is the yardstick: lowering must stay below a quarter of it.
func BenchmarkParse(b *testing.B) {
	src := benchSource()
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		parse(b, src)
	}
}

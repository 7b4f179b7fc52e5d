package link_test

import (
	"testing"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
)

// Sizes are known where every machine has the same, and from both sides where not.
func TestSizeOf(t *testing.T) {
	src := `
typedef unsigned int word_t;
struct head { u8 version; u8 pad[3]; __le32 len; };
struct whole { struct head head; u64 at; char name[16]; struct whole *next; u8 data[]; };
struct open { int n; u8 some[SOME]; };
union either { u32 a; u64 b; };
int f(struct whole *w, u32 n)
{
	struct { struct head h; u16 x[5]; } *local;
	u8 stack[24];
	take(sizeof(u32), sizeof(word_t), sizeof(unsigned long), sizeof(*w), sizeof(w), sizeof(w->name), sizeof(n),
	     sizeof(struct head), sizeof(union either), sizeof(*local), sizeof(struct open), sizeof(unknown_t), sizeof(uint16_t));
	return sizeof(stack);
}
`
	p := link.New(model.Kernel())
	p.Add(lowered(t, "drivers/y/y.c", src))
	p.Bind()
	type size struct {
		min, max int64
		ok       bool
	}
	want := []size{{4, 4, true}, {4, 4, true}, {4, 8, true}, {1, 40, true}, {4, 8, true}, {16, 16, true}, {4, 4, true},
		{1, 8, true}, {1, 16, true}, {1, 20, true}, {}, {}, {2, 2, true}}
	f := p.Funcs[0]
	for b := range f.Blocks {
		for i := range f.Blocks[b].Instrs {
			in := &f.Blocks[b].Instrs[i]
			if in.Op != ir.InstrCall {
				continue
			}
			for j, a := range in.Args {
				s, ok := p.SizeOf(f, &f.Exprs[a])
				if got := (size{s.Min, s.Max, ok}); got != want[j] {
					t.Errorf("argument %d: got %v, want %v", j, got, want[j])
				}
			}
		}
		if x := &f.Exprs[f.Blocks[b].Term.Cond]; x.Op != ir.OpBinary || f.Exprs[x.Y].Int != 24 {
			t.Errorf("the array on the stack is %v", x)
		}
	}
}

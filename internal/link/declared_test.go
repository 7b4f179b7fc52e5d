package link_test

import (
	"testing"

	"github.com/ctxlint/ctxlint/internal/effect"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
)

// What a header says of a function's locks holds where it is defined and where it is
// called, whether the header is known to a library or to the program alone.
func TestAnnotatedElsewhere(t *testing.T) {
	header := lowered(t, "include/linux/v.h", "struct v { spinlock_t lock; };\n"+
		"void v_touch(struct v *v) __must_hold(&v->lock);\n"+
		"void v_take(struct v *v) __acquires(&v->lock);\n")
	driver := lowered(t, "drivers/v/v.c", "void v_touch(struct v *v) { v->n = 1; }\nvoid f(struct v *v) { v_take(v); v_touch(v); }\n")
	known := link.NewLibrary()
	known.Add(header)
	for name, l := range map[string]*link.Library{"library": known, "program": nil} {
		p := link.NewWith(model.Kernel(), l)
		p.Include(header)
		u := p.Add(driver)
		p.Bind()
		p.BuildCallGraph()
		if notes := p.Notes(p.Resolve(u, "v_touch")); len(notes) != 1 || notes[0].Kind != "must_hold" {
			t.Errorf("%s: v_touch() has the notes %v", name, notes)
		}
		effs := p.Effects(u, "v_take")
		if len(effs) != 1 || effs[0].Kind != effect.Acquire || effs[0].Lock != effect.Spin {
			t.Errorf("%s: v_take() has the effects %v", name, effs)
		}
	}
}

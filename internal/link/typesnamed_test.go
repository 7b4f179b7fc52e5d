package link_test

import (
	"testing"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
)

// What was asked of a type before a unit is added is asked anew after that: there may be
// the struct now, or a nearer one.
func TestTypesAskedBeforeAUnit(t *testing.T) {
	p := link.New(model.Kernel())
	u := p.Add(lowered(t, "drivers/v/v.c", "int f(dev_t_ *d) { return d->n; }\n"))
	if got := p.FieldType(u, "struct dev", "n"); got != "" {
		t.Fatalf("a member of an unknown struct has the type %q", got)
	}
	if got := p.Underlying("dev_t_"); got != "dev_t_" {
		t.Fatalf("an unknown name stands for %q", got)
	}
	p.Include(lowered(t, "include/linux/dev.h", "struct dev { long n; };\ntypedef struct dev dev_t_;\n"))
	if got := p.Underlying("dev_t_"); got != "struct dev" {
		t.Errorf("the typedef stands for %q", got)
	}
	if got := p.FieldType(u, "struct dev", "n"); got != "long" {
		t.Errorf("the member has the type %q", got)
	}
	p.Include(lowered(t, "drivers/v/dev.h", "struct dev { short n; };\n"))
	if got := p.FieldType(u, ir.Type("dev_t_"), "n"); got != "short" {
		t.Errorf("with a header beside the file the member has the type %q", got)
	}
}

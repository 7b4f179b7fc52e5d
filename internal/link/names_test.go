package link

import (
	"testing"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/model"
)

func add(t *testing.T, p *Program, path, text string) *Unit {
	t.Helper()
	u, err := ir.Parse(path, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	u.Path = path
	return p.Add(u)
}

const body = `func void f() "x.c":1 {
b0:
  return
}
`

// TestRelink: what a name means is asked anew after units were added that say
// otherwise: where nothing was known, where a nearer definition appeared, and
// where a macro became known.
func TestRelink(t *testing.T) {
	p := New(model.Kernel())
	caller := add(t, p, "drivers/a/caller.c", "")
	if f := p.Resolve(caller, "f"); f != nil {
		t.Fatalf("f resolves to %s, want nothing", f.Unit.Path)
	}
	far := add(t, p, "drivers/b/far.c", body)
	p.Relink()
	if f := p.Resolve(caller, "f"); f == nil || f.Unit != far {
		t.Fatalf("f resolves to %v, want the only definition", f)
	}
	near := add(t, p, "drivers/a/near.c", body)
	p.Relink()
	if f := p.Resolve(caller, "f"); f == nil || f.Unit != near {
		t.Errorf("f resolves to %v, want the definition in the same directory", f)
	}
	if p.Resolve(caller, "g") != nil || p.Effects(caller, "g") != nil {
		t.Fatal("g is known before its macro")
	}
	add(t, p, "include/linux/g.h", "const g = f\nconst nap = msleep\n")
	p.Relink()
	if f := p.Resolve(caller, "g"); f == nil || f.Unit != near {
		t.Errorf("g resolves to %v, want what its macro names", f)
	}
	if p.Effects(caller, "nap") == nil {
		t.Error("nap has no effects, want those of msleep")
	}
}

// TestTypesStayInProgram: linking finds types of temporaries without changing
// the unit, which other programs share.
func TestTypesStayInProgram(t *testing.T) {
	const text = `proto struct dev* find(int)
func void f() "x.c":1 {
b0:
  %1 = call find(1) @2:1
  store %1->on = 1 @3:1
  return
}
`
	p := New(model.Kernel())
	u := add(t, p, "drivers/a/a.c", text)
	p.Bind()
	f := u.Funcs[0]
	if got := f.Vars[0].Type; got != "struct dev*" {
		t.Errorf("the temporary has type %q, want that of find()", got)
	}
	if got := u.Unit.Funcs[0].Vars[0].Type; got != "" {
		t.Errorf("the shared unit was given type %q", got)
	}
}

package link_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/clower"
	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
)

func lowered(t *testing.T, name, src string) *ir.Unit {
	t.Helper()
	tree, err := cparse.Parse([]byte(src), cparse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return clower.Lower(tree, name, clower.Options{})
}

// What a header's function becomes with its macros expanded is shared by programs in
// which the macros mean the same, and by no others.
func TestForms(t *testing.T) {
	header := lowered(t, "include/linux/y.h", "struct y { int open; int shut; };\n"+
		"static inline int y_asks(struct y *y) { return y_of(y); }\n")
	macro := func(member string) *ir.Unit {
		return lowered(t, "include/linux/"+member+".h", "#define y_of(p) ((p)->"+member+")\n")
	}
	open, shut := macro("open"), macro("shut")
	driver := lowered(t, "drivers/y/y.c", "int f(struct y *y) { return y_asks(y); }\n")
	l := link.NewLibrary()
	for _, u := range []*ir.Unit{header, open, shut} {
		l.Add(u)
	}
	m := model.Kernel()
	form := func(model *model.Model, macros *ir.Unit) *ir.Func {
		p := link.NewWith(model, l)
		for _, u := range []*ir.Unit{header, macros} {
			p.Include(u)
		}
		p.Add(driver)
		p.Bind()
		p.BuildCallGraph()
		for _, f := range p.Funcs {
			if f.Name == "y_asks" {
				return f.Func
			}
		}
		t.Fatal("y_asks() does not belong to the program")
		return nil
	}
	names := func(f *ir.Func, member string) bool {
		return slices.ContainsFunc(f.Exprs, func(x ir.Expr) bool { return x.Op == ir.OpField && x.Sym == member })
	}
	a, b := form(m, open), form(m, shut)
	if !names(a, "open") || names(a, "shut") || !names(b, "shut") || names(b, "open") {
		t.Errorf("y_of() is expanded to the wrong member")
	}
	for range 2 {
		if form(m, open) != a || form(m, shut) != b {
			t.Error("the form of y_asks() is made anew in a program where its macros mean the same")
		}
	}
	if form(m.For("5.4"), open) == a {
		t.Error("a form is shared between models")
	}
}

// What a name stands for is looked up again when units are added.
func TestObjects(t *testing.T) {
	p := link.New(model.Kernel())
	u := p.Add(lowered(t, "drivers/z/z.c", "int f(void) { return WIDTH + depth; }\n"))
	look := func() string {
		p.Relink()
		p.Bind()
		p.BuildCallGraph()
		var out []string
		if v, ok := p.Value(u, "WIDTH"); ok && v == 3 {
			out = append(out, "WIDTH")
		}
		if _, g := p.Global(u, "depth"); g != nil {
			out = append(out, "depth")
		}
		return strings.Join(out, " ")
	}
	if got := look(); got != "" {
		t.Errorf("known before they are defined: %s", got)
	}
	p.Include(lowered(t, "drivers/z/z.h", "#define WIDTH 3\nextern int depth;\n"))
	for range 2 {
		if got := look(); got != "WIDTH depth" {
			t.Errorf("known: %q, want both", got)
		}
	}
}

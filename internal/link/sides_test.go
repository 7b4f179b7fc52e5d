package link

import (
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/internal/ir"
	"github.com/ctxlint/ctxlint/internal/model"
)

// sidesProgram has a header that stubs, and files that define, functions.
func sidesProgram(names ...string) *Program {
	p := New(model.Kernel())
	f := func(file, name, config string, kind ir.FuncKind, blocks int) *ir.Func {
		return &ir.Func{Name: name, File: file, Kind: kind, Config: config, Exprs: make([]ir.Expr, 1), Blocks: make([]ir.Block, blocks)}
	}
	units := map[string]*ir.Unit{
		"include/linux/find.h": {
			Path:   "include/linux/find.h",
			Protos: []ir.Proto{{Name: "find"}, {Name: "only_declared"}},
			Funcs: []*ir.Func{
				f("include/linux/find.h", "find", "!CONFIG_FIND", ir.FuncStatic, 1),
				f("include/linux/find.h", "inline_only", "", ir.FuncStatic, 2),
				f("include/linux/find.h", "own", "!CONFIG_OWN", ir.FuncStatic, 2),
				f("include/linux/find.h", "alike", "CONFIG_B", ir.FuncStatic, 2),
			},
		},
		"lib/find.c": {Path: "lib/find.c", Funcs: []*ir.Func{f("lib/find.c", "find", "", ir.FuncNormal, 3), f("lib/find.c", "inline_only", "", ir.FuncNormal, 3)}},
		"drivers/x/x.c": {Path: "drivers/x/x.c", Funcs: []*ir.Func{
			f("drivers/x/x.c", "mode", "CONFIG_A", ir.FuncStatic, 3), f("drivers/x/x.c", "mode", "!CONFIG_A", ir.FuncStatic, 1),
			f("drivers/x/x.c", "own", "CONFIG_OWN", ir.FuncNormal, 3), f("drivers/x/x.c", "alike", "CONFIG_A", ir.FuncStatic, 3),
		}},
		"arch/arm/own.c": {Path: "arch/arm/own.c", Funcs: []*ir.Func{f("arch/arm/own.c", "find", "", ir.FuncStatic, 3)}},
	}
	for _, n := range names {
		p.Add(units[n])
	}
	return p
}

func TestSides(t *testing.T) {
	all := []string{"arch/arm/own.c", "drivers/x/x.c", "include/linux/find.h", "lib/find.c"}
	for _, c := range []struct {
		in, name string
		loaded   []string
		want     string // files with conditions, the likely one first
	}{
		{"drivers/x/x.c", "find", all, "lib/find.c include/linux/find.h[!CONFIG_FIND]"},
		{"include/linux/find.h", "find", all, "lib/find.c include/linux/find.h[!CONFIG_FIND]"},
		{"drivers/x/x.c", "find", all[:3], "include/linux/find.h[!CONFIG_FIND]"},
		{"drivers/x/x.c", "mode", all, "drivers/x/x.c[CONFIG_A] drivers/x/x.c[!CONFIG_A]"},
		{"drivers/x/x.c", "own", all, "drivers/x/x.c[CONFIG_OWN] include/linux/find.h[!CONFIG_OWN]"},
		{"drivers/x/x.c", "alike", all, "drivers/x/x.c[CONFIG_A]"},
		{"arch/arm/own.c", "find", all, "arch/arm/own.c"},
		{"drivers/x/x.c", "inline_only", all, "include/linux/find.h"},
		{"drivers/x/x.c", "only_declared", all, ""},
	} {
		p := sidesProgram(c.loaded...)
		u := p.Unit(c.in)
		var got []string
		for _, f := range append([]*Func{p.Resolve(u, c.name)}, p.Others(u, c.name)...) {
			if f == nil {
				continue
			}
			at := f.File
			if f.Config != "" {
				at += "[" + f.Config + "]"
			}
			got = append(got, at)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s in %s: %q, want %q", c.name, c.in, s, c.want)
		}
	}
}

// TestStub: a stub asks for its body until that is loaded.
func TestStub(t *testing.T) {
	p := sidesProgram("drivers/x/x.c", "include/linux/find.h")
	if f := p.Resolve(p.Unit("drivers/x/x.c"), "find"); !p.Stub(f) {
		t.Error("the stub counts as the function")
	}
	if f := p.Resolve(p.Unit("drivers/x/x.c"), "inline_only"); p.Stub(f) {
		t.Error("an inline function counts as a stub")
	}
	p = sidesProgram("drivers/x/x.c", "include/linux/find.h", "lib/find.c")
	if p.Stub(p.Unit("include/linux/find.h").taken[0]) {
		t.Error("the body is loaded, and the stub asks for it")
	}
}

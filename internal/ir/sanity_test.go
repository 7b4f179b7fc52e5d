package ir

import (
	"strings"
	"testing"
)

const small = `func int f(int x) {
b0:
  %1 = call g(x, 1)
  store x = %1
  branch x == 0, b1, b2
b1:
  return x
b2:
  return
}`

func TestSanity(t *testing.T) {
	f, err := ParseFunc("x", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	if err := Sanity(f); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		what   string
		damage func(f *Func)
		want   string
	}{
		{"target", func(f *Func) { f.Blocks[0].Term.Targets[0] = 9 }, "no block 9"},
		{"targets", func(f *Func) { f.Blocks[0].Term.Targets = nil }, "0 targets, want 2"},
		{"cond", func(f *Func) { f.Blocks[0].Term.Cond = 0 }, "no expression 0"},
		{"no blocks", func(f *Func) { f.Blocks = nil }, "no blocks"},
		{"callee", func(f *Func) { f.Blocks[0].Instrs[0].Src = 99 }, "no expression 99"},
		{"argument", func(f *Func) { f.Blocks[0].Instrs[0].Args[1] = -1 }, "no expression -1"},
		{"result", func(f *Func) { f.Blocks[0].Instrs[0].Dst = f.Blocks[0].Instrs[1].Dst }, "goes to a temporary"},
		{"place", func(f *Func) { f.Blocks[0].Instrs[1].Dst = f.Blocks[0].Instrs[0].Args[1] }, "which is no place"},
		{"unknown", func(f *Func) { f.Blocks[0].Instrs[0] = Instr{Op: InstrUnknown} }, "without a reason"},
		{"cycle", func(f *Func) { e := &f.Exprs[f.Blocks[0].Term.Cond]; e.X = f.Blocks[0].Term.Cond }, "bad operands"},
		{"variable", func(f *Func) { f.Exprs[1].Op = OpVar; f.Exprs[1].Int = 7 }, "no variable 7"},
		{"operator", func(f *Func) { f.Exprs[1] = Expr{Op: 99} }, "bad operator"},
		{"name", func(f *Func) { f.Vars[1].Name = "x" }, "used twice"},
		{"order", func(f *Func) { b := f.Blocks[0].Instrs; b[0], b[1] = b[1], b[0] }, "%1 is read before it is written"},
		{"syms", func(f *Func) { f.Exprs[1].Syms = []string{"a"} }, "designators"},
	} {
		f, err := ParseFunc("x", []byte(small))
		if err != nil {
			t.Fatal(err)
		}
		tc.damage(f)
		if err := Sanity(f); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: error %v, want %s", tc.what, err, tc.want)
		}
	}
}

// A temporary written on one branch only is not defined behind the join; one
// written before a loop is defined in it.
func TestSanityJoins(t *testing.T) {
	for _, tc := range []struct{ src, want string }{
		{`func f(int x) {
  branch x, a, b
a:
  %1 = call g()
  jump b
b:
  return %1
}`, "%1 is read before it is written"},
		{`func f(int x) {
  store %1 = 0
  jump loop
loop:
  branch x, body, out
body:
  store x = x - %1
  jump loop
out:
  return %1
}`, ""},
	} {
		f, err := ParseFunc("x", []byte(tc.src))
		if err != nil {
			t.Fatal(err)
		}
		err = Sanity(f)
		if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("error %v, want %q", err, tc.want)
		}
	}
}

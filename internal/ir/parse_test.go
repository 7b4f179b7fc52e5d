package ir

import (
	"strings"
	"testing"
)

// sample holds every construct of the text form, as Print writes it.
const sample = `unit "drivers/x.c"
include <linux/slab.h>
include "x.h"
struct "struct dev" { struct mutex lock; fn(int) cb; struct page*[] pages; odd; fn(struct foo*)* tab; } @4:1
struct "struct dev.u" { int @"2x"; }
typedef struct dev* dev_t
proto int bar(struct dev*, gfp_t, ?) acquires "lock" must_hold "x->y"
global static struct snd_pcm_ops foo_ops @9:1
global int @"f.count"
init foo_ops.trigger "struct snd_pcm_ops".trigger = foo_trigger @10:3
init tab[].handler "struct h".handler [2] = &handler @11:3
init "f.count" = 7
init links.#2() [0] = init(@"SND_DEF"){a, 2}
const MY_GFP = GFP_KERNEL | __GFP_NOWARN
const NEG = -5
stats bytes 100 funcs 2 lost 1 unknown 1 "gone"

func static inline int foo(struct dev* d, gfp_t flags, ...) "drivers/x.c":12:1-30:2 config "CONFIG_X && !Y" releases "d" {
  var unsigned long fl
  var int fl.2
  var "weird(type" w
  var struct foo* %2
b0:
  %1 = call kmalloc(64, flags) @14:9-14:30
  store d->buf = %1 @14:2
  call d->ops->start(&d->lock, "a\"b\n", type(struct foo), ?)
  call (&(&d->x))(@"foo.count", @"d")
  branch d->on && (!(d->a[fl + 1].b == -1)), b1, b2 @15:2
b1:
  store *(d + 1) = -(5) @16:1
  store d.p->x.y[fl.2] = cast(unsigned char*, ~d->m) @16:1-17:3
  store d->c = init(struct foo){.a = 1, .b = init(int[]){1, 2}}
  call unlock(d) cleanup
  unknown "syntax error" @16:1-17:3
  return fl - (fl.2 - 1) @18:2
b2:
  switch d->mode { case A: b1; case 1 ... 3: b1; default: b3 } @19:2
b3:
  branch config("CONFIG_Y"), b4, b5
b4:
  jump b5
b5:
  unreachable
}

func macro noreturn for_x(p, $f) {
b0:
  return closure(f, p, p->$f)
}
`

func TestRoundTrip(t *testing.T) {
	u, err := Parse("x", []byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	got := text(t, u)
	want := strings.Replace(sample, "branch d->on && (!(d->a[fl + 1].b == -1))", "branch d->on && !(d->a[fl + 1].b == -1)", 1)
	if got != want {
		t.Errorf("printed text differs:\n%s", diffLines(got, want))
	}
	if err := SanityUnit(u); err != nil {
		t.Error(err)
	}
	if got := u.Funcs[0].Vars[0]; got != (Var{Name: "d", Type: "struct dev*"}) {
		t.Errorf("first variable: %+v", got)
	}
	if n := u.Inits[1]; n.Index != 2 || n.Path != "[].handler" || n.Owner != "struct h" || n.Field != "handler" {
		t.Errorf("init: %+v", n)
	}
}

func text(t *testing.T, u *Unit) string {
	t.Helper()
	var b strings.Builder
	if err := Print(&b, u); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func diffLines(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range w {
		if i >= len(g) || g[i] != w[i] {
			return "want " + w[i] + "\ngot  " + strings.Join(g[i:min(i+1, len(g))], "")
		}
	}
	return "extra: " + strings.Join(g[len(w):], "\n")
}

// What people write by hand is looser than what Print emits.
func TestHandWritten(t *testing.T) {
	u, err := Parse("t.ir", []byte(`
// a comment
func void f(struct dev *d, int x) {
  call lock(
    &d->lock)   // arguments may be split
  branch x & 1 << 2 == 4, yes, no
yes: call unlock(&d->lock)
  return
no: unreachable
}
func g() { return }
`))
	if err != nil {
		t.Fatal(err)
	}
	got := u.Funcs[0].String()
	want := `func void f(struct dev* d, int x) "t.ir" {
b0:
  call lock(&d->lock)
  branch x & ((1 << 2) == 4), b1, b2
b1:
  call unlock(&d->lock)
  return
b2:
  unreachable
}
`
	if got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestParseErrors(t *testing.T) {
	for _, tc := range []struct{ src, want string }{
		{"nonsense", `x:1: unknown declaration "nonsense"`},
		{"\n\nunit 3", `x:3: expected a string, found "3"`},
		{`unit "a`, `x:1: unterminated string`},
		{"func f() {\nb0:\n}", `x:3: last block of f does not end in jump`},
		{"func f() {\n}", `x:2: function f has no block`},
		{"func f() {\nb0:\n jump b9\n}", `x:3: no block b9`},
		{"func f() {\nb0:\n return\n call g()\n}", `x:4: expected a block label, found "call"`},
		{"func f() {\nb0:\n return\nb0:\n return\n}", `x:4: block b0 is defined twice`},
		{"func f(int a, int a) {\nb0:\n return\n}", `x:1: a is declared twice`},
		{"func f() {\nb0:\n store x = g(1)\n return\n}", `x:3: unexpected "("`},
		{"func f() {\nb0:\n fly x\n return\n}", `x:3: unknown instruction "fly"`},
		{"func f() {\nb0:\n return", `x:3: function f does not end`},
		{"const A = ", `x:1: expected an expression, found end of file`},
		{"const A = %1", `x:1: temporary outside of a function`},
		{"const A = 0x", `x:1: malformed number "0x"`},
		{"const A = " + strings.Repeat("(", 5000), `x:1: nested too deeply`},
		{"struct \"s\" {\n int a\n}", `x:2: expected ";", found end of line`},
	} {
		_, err := Parse("x", []byte(tc.src))
		if err == nil || !strings.HasPrefix(err.Error(), tc.want) {
			t.Errorf("%.40q: error %v, want %s", tc.src, err, tc.want)
		}
	}
}

// Whatever the parser accepts prints to a text that parses to the same text.
func FuzzParse(f *testing.F) {
	f.Add(sample)
	f.Add("func int f(int x) {\n%1 = call g(-(-(x)))\nreturn %1\n}")
	f.Add("init a[] = init(?){1}\nglobal fn(?) x\nproto ? f()")
	f.Fuzz(func(t *testing.T, src string) {
		u, err := Parse("x", []byte(src))
		if err != nil {
			return
		}
		first := text(t, u)
		if strings.Contains(first, "?") && len(src) > 4000 {
			return // may be cut at the depth limit
		}
		u, err = Parse("x", []byte(first))
		if err != nil {
			t.Fatalf("own text does not parse: %v\n%s", err, first)
		}
		if second := text(t, u); second != first {
			t.Fatalf("text changes: %s", diffLines(second, first))
		}
	})
}

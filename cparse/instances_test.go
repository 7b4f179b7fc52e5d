package cparse

import (
	"fmt"
	"strings"
	"testing"
)

// functionsOf lists the functions of a text, each with the line that it is at and what
// is in its body.
func functionsOf(t *testing.T, src string) []string {
	t.Helper()
	tree, err := Parse([]byte(src), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(tree.Errors)+len(tree.Lost) > 0 {
		t.Errorf("not read: %v %v in %s", tree.Errors, tree.Lost, tree.Src)
	}
	var found []string
	for n := tree.FirstChild(tree.Root()); n != None; n = tree.NextSibling(n) {
		if tree.Kind(n) != KindFunctionDefinition || tree.Mark(n)&MarkMacro != 0 {
			continue
		}
		line, col := tree.Pos(tree.Start(n))
		body := tree.Str(tree.ChildByField(n, FieldBody))
		head := tree.Str(tree.ChildByField(n, FieldDeclarator))
		found = append(found, fmt.Sprintf("%d:%d %s %s", line, col, head, strings.Join(strings.Fields(body), " ")))
	}
	return found
}

func TestMacrosThatDefineFunctions(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"names are glued, statements handed over", `
#define SHOW(name, stmt)		\
static int name##_show(int x)		\
{					\
	stmt;				\
	return x;			\
}
SHOW(speed, wait(2));
  SHOW(mode, poke(a, b))
int last(void) { return 1; }
`, "8:1 speed_show(int x) { wait(2); return x; }|9:3 mode_show(int x) { poke(a, b); return x; }|10:1 last(void) { return 1; }"},
		{"what stands behind keeps its place", `
#define F(n) static void n(void) { go(); }
F(a) F(b)
void c(void) { d(); }
`, "3:1 a(void) { go(); }|3:6 b(void) { go(); }|4:1 c(void) { d(); }"},
		{"a use over several lines", `
#define F(n, s) static void n(void) { s; }
F(a, /* how, then? */
  go(1,
     2));
void c(void) { d(); }
`, "3:1 a(void) { go(1, 2); }|6:1 c(void) { d(); }"},
		{"one macro uses another", `
#define GET(n) static int n##_get(void) { return read_##n(); }
#define BOTH(n) GET(n) static void n##_put(int v) { write_##n(v); }
BOTH(x)
`, "4:1 x_get(void) { return read_x(); }|4:1 x_put(int v) { write_x(v); }"},
		{"all that one macro makes, others do", `
#define GET(n) static int n##_get(void) { return read_##n(); }
#define PUT(n) static void n##_put(int v) { write_##n(v); }
#define BOTH(n)		\
	GET(n)		\
	PUT(n)		\
static ATTR(n, n##_get, n##_put);
#define NONE(n) go(n); stop(n);
BOTH(x);
int last(void) { NONE(1) return 1; }
`, "9:1 x_get(void) { return read_x(); }|9:1 x_put(int v) { write_x(v); }|10:1 last(void) { NONE(1) return 1; }"},
		{"the head alone", `
#define HANDLER(n) static int n##_handler(struct dev *d, int v)
HANDLER(reset);
HANDLER(reset)
{
	return go(d);
}
`, "4:1 reset_handler(struct dev *d, int v) { return go(d); }"},
		{"the definition that holds at the use", `
#define F(n) static void n(void) { one(); }
F(a)
#undef F
#define F(n) static void n(void) { two(); }
F(b)
`, "3:1 a(void) { one(); }|6:1 b(void) { two(); }"},
		{"the first of two sides", `
#ifdef DEBUG
#define F(n) static void n(void) { one(); }
#else
#define F(n) static void n(void) { two(); }
#endif
F(a)
`, "7:1 a(void) { one(); }"},
		{"text of an argument, and any number of them", `
#define F(n, ...) static void n(void) { say(#n, "n", ##__VA_ARGS__); }
F(a)
F(b, 1, 2)
`, `3:1 a(void) { say("a", "n"); }|4:1 b(void) { say("b", "n",1, 2); }`},
		{"nothing before it is defined, nor inside of a function", `
F(a);
#define F(n) static void n(void) { one(); }
void c(void) { F(b); }
`, "4:1 c(void) { F(b); }"},
		{"a list of entries, each time with another macro", `
#define LIST(X) X(a, one) X(b, two)
#define CASE(n, f) case n: f(); break;
void c(int i) { switch (i) { LIST(CASE) } }
#undef CASE
#define CASE(n, f) static void n##_do(void) { f(); }
LIST(CASE)
void d(void) { LIST(other); }
`, "4:1 c(int i) { switch (i) { case a: one(); break; case b: two(); break; } }|7:1 a_do(void) { one(); }|7:1 b_do(void) { two(); }|8:1 d(void) { LIST(other); }"},
		{"a declaration that ends in a call is no head", `
#define F(n) static int n(void) { one(); } static ATTR(n)
F(a);
`, "3:1 a(void) { one(); }"},
	} {
		if got := strings.Join(functionsOf(t, c.src), "|"); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// A macro that doubles itself must not fill the memory.
func TestInstancesAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("#define F0(n) static void n(void) { " + strings.Repeat("go(n);", 100) + " }\n")
	for i := 1; i < 12; i++ {
		fmt.Fprintf(&b, "#define F%d(n) static void z##n(void) { } %s\n", i, strings.Repeat(fmt.Sprintf("F%d(x##n) ", i-1), 40))
	}
	b.WriteString("F11(a)\nvoid last(void) { }\n")
	tree, err := Parse([]byte(b.String()), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(tree.Src); n > maxInstanceBytes+b.Len() {
		t.Errorf("%d bytes", n)
	}
}

// TestRowMacros: a macro that is a row of a table stands for it where it is an element,
// and nowhere else.
func TestRowMacros(t *testing.T) {
	for _, c := range []struct{ name, src, want, not string }{
		{"a row", "#define ROW { STEP(idle), /* and */ \\\n\tSTEP(ring), }\nstruct s t[][2] = { ROW, [3] = ROW };\n",
			"t[][2] = { { STEP(idle),     \tSTEP(ring), }, [3] = { STEP(idle),     \tSTEP(ring), } };", "= { ROW"},
		{"all of an object", "#define INIT { .run = go, }\nstruct s x = INIT, y;\n", "x = { .run = go, }, y;", "x = INIT"},
		{"rows in a row", "#define ROW { go }\n#define BOTH { ROW, { to } }\nstruct s t[][2] = { BOTH };\n", "= { { { go }, { to } } };", "= { BOTH"},
		{"numbers stay", "#define ROW { 0x1f, MAX, \"go\", .n = 2 }\nint t[][4] = { ROW };\n", "= { ROW };", "{ {"},
		{"statements stay", "#define DO { go(); }\nint f(void) { int a[] = { DO }; DO }\n", "{ DO }; DO }", "{ {"},
		{"an expression stays", "#define ROW { go }\nint f(void) { return g(ROW) + x ROW; }\n", "g(ROW) + x ROW;", "return g({"},
		{"two lists stay", "#define ROW { go }, { to }\nstruct s t[] = { ROW };\n", "= { ROW };", "{ {"},
	} {
		tree, err := Parse([]byte(c.src), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := string(tree.Src); !strings.Contains(got, c.want) || strings.Contains(got, c.not) {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}

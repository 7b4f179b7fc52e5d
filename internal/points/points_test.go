package points_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ctxlint/ctxlint/cparse"
	"github.com/ctxlint/ctxlint/internal/clower"
	"github.com/ctxlint/ctxlint/internal/link"
	"github.com/ctxlint/ctxlint/internal/model"
	"github.com/ctxlint/ctxlint/internal/points"
)

// linked links files of C; each begins with "// name.c".
func linked(t *testing.T, text string) *link.Program {
	t.Helper()
	return linkedBy(t, points.Link, text)
}

func linkedBy(t *testing.T, how func(*link.Program) *points.Flow, text string) *link.Program {
	t.Helper()
	p := link.New(model.Kernel())
	for _, file := range strings.Split(text, "// file ")[1:] {
		name, src, _ := strings.Cut(file, "\n")
		tree, err := cparse.Parse([]byte(src), cparse.Options{})
		if err != nil {
			t.Fatal(err)
		}
		p.Add(clower.Lower(tree, name, clower.Options{}))
	}
	how(p)
	return p
}

// reaches lists the functions that calls of caller may mean.
func reaches(p *link.Program, caller string) []string {
	var out []string
	for _, f := range p.Funcs {
		if f.Name != caller {
			continue
		}
		for i := range f.Calls {
			c := &f.Calls[i]
			if c.Fn != nil {
				out = append(out, c.Fn.Name)
			}
			for _, g := range c.Targets {
				out = append(out, g.Name)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

const start = `// file drivers/x/a.c
struct ops { int (*go)(int x); int (*halt)(int x); };
struct dev { const struct ops *ops; int (*cb)(int x); };
typedef int (*fn_t)(int x);
static int one(int x) { return x; }
static int two(int x) { return x + 1; }
static int three(int x) { return x + 2; }
`

func TestReaches(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"element by index", `static int (*const table[])(int) = { one, two };
int caller(int i) { return table[i](1); }`, "one two"},
		{"element of two dimensions by pointer", `static fn_t table[2][2] = { [0] = { one, two }, [1][0] = three };
int caller(int i, int j) { fn_t f = table[i][j]; return f(1); }`, "one three two"},
		{"choice within a choice", `int caller(int n) { fn_t f = n > 1 ? one : n ? two : NULL; return f ? f(1) : 0; }`, "one two"},
		{"called choice", `int caller(int n) { return (n ? one : two)(1); }`, "one two"},
		{"branch", `int caller(int n) { fn_t f = NULL; if (n) f = one; else if (n + 1) f = &two; return f(n); }`, "one two"},
		{"switch", `int caller(int n) { fn_t f; switch (n) { case 0: f = one; break; default: f = two; } return f(n); }`, "one two"},
		{"returned through two functions", `static fn_t pick(int n) { return n ? one : two; }
static fn_t outer(int n) { fn_t f = pick(n); return f; }
int caller(int n) { return outer(n)(1); }`, "one outer two"},
		{"variable with setter", `static fn_t hook = one;
void set(fn_t f) { hook = f; }
void init(void) { set(two); }
int caller(void) { return hook(1); }`, "one two"},
		{"setter of a setter", `static void set(struct dev *d, fn_t f) { d->cb = f; }
static void outer(struct dev *d, fn_t f) { set(d, f); }
void init(struct dev *d, int n) { outer(d, n ? one : two); }
int caller(struct dev *d) { return d->cb(1); }`, "one two"},
		{"setter gets a local", `static void set(struct dev *d, fn_t f) { d->cb = f; }
void init(struct dev *d, int n) { fn_t f = one; if (n) f = two; set(d, f); }
int caller(struct dev *d) { return d->cb(1); }`, "one two"},
		{"member to member to local", `struct copy { fn_t f; };
void init(struct dev *d) { d->cb = one; }
static void get(struct copy *c, struct dev *d) { c->f = d->cb; }
int caller(struct dev *d) { struct copy c; get(&c, d); return c.f(1); }`, "get one"},
		{"read and written once", `void init(struct dev *d) { WRITE_ONCE(d->cb, one); smp_store_release(&d->cb, two); }
int caller(struct dev *d) { fn_t f = READ_ONCE(d->cb); return f(1); }`, "one two"},
		{"cast to and fro", `struct any { void *p; };
void init(struct any *a) { a->p = (void *)one; }
int caller(struct any *a) { fn_t f = (fn_t)a->p; return f(1); }`, "one"},
		{"pointer to a member", `void init(struct dev *d) { d->cb = one; }
int caller(struct dev *d) { fn_t *p = &d->cb; return (*p)(1); }`, "one"},
		{"out parameter", `static void pick(fn_t *f) { *f = one; }
int caller(int n) { fn_t f = two; pick(&f); return f(1); }`, "one pick two"},
		{"by offset, two levels down", `static const struct ops t = { .go = one, .halt = two };
static fn_t at(struct dev *d, size_t off) { return *(fn_t *)((void *)d->ops + off); }
static fn_t get(struct dev *d, size_t off) { return at(d, off); }
int caller(struct dev *d) { fn_t f = get(d, offsetof(struct ops, halt)); return f(1); }`, "get two"},
		{"by offset of a member of nothing", `static const struct ops t = { .go = one, .halt = two };
static fn_t at(struct dev *d, size_t off) { return *(fn_t *)((void *)d->ops + off); }
int caller(struct dev *d) { fn_t f = at(d, (size_t)&((struct ops *)0)->halt); return f(1); }`, "at two"},
		{"by the address of a member of something", `static const struct ops t = { .go = one, .halt = two };
static fn_t at(struct dev *d, fn_t *p) { return *p; }
int caller(struct dev *d) { fn_t f = at(d, &d->ops->halt); return f(1); }`, "at two"},
		{"by offset through a macro", `static const struct ops t = { .go = one, .halt = two };
static fn_t at(struct dev *d, size_t off) { return *(fn_t *)((void *)d->ops + off); }
#define GET(d, m) at(d, offsetof(struct ops, m))
int caller(struct dev *d) { fn_t f = GET(d, go); return f(1); }`, "at one"},
		{"other name in a union", `struct alg { int n; union { fn_t xfer; fn_t old_xfer; }; union { int a; int b; }; };
static struct alg alg = { .old_xfer = one };
int caller(struct alg *a) { return a->xfer(1); }`, "one"},
		{"macro calls the member it is told", `static const struct ops t = { .go = one, .halt = two };
#define call(d, m, x...) ((d)->ops->m ? (d)->ops->m(x) : 0)
int caller(struct dev *d) { return call(d, halt, 1); }`, "two"},
		{"macro through a macro", `static const struct ops t = { .go = one, .halt = two };
#define inner(d, m, x...) ((d)->ops->m(x))
#define outer(d, m, x) inner(d, m, x)
int caller(struct dev *d) { return outer(d, go, 1); }`, "one"},
		{"macro pastes the member", `struct ops2 { fn_t on_start; fn_t on_stop; };
static struct ops2 t = { .on_start = one, .on_stop = two };
#define call(o, what) ((o)->on_##what(1))
int caller(struct ops2 *o) { return call(o, stop); }`, "two"},
		{"macro pastes the function", `static int chip_one(int x) { return x; }
#define call(what, x) chip_##what(x)
int caller(int x) { return call(one, x); }`, "chip_one"},
		{"accessor macro over several pointers", `struct card { struct dev *d; };
static const struct ops t = { .go = one };
#define card_ops(c) ((c)->d->ops)
static inline int helper(struct card *c) { return card_ops(c)->go ? card_ops(c)->go(1) : 0; }
int caller(struct card *c) { return helper(c) + card_ops(c)->go(2); }`, "helper one"},
		{"accessor macro that may yield nothing", `static const struct ops t = { .go = one };
#define get(d, m) ((d) && (d)->ops ? (d)->ops->m : NULL)
int caller(struct dev *d) { fn_t f = get(d, go); return f(1); }`, "one"},
		{"macro uses a variable of its user", `static const struct ops t = { .go = one };
#define CALL(x) dev->ops->go(x)
int caller(struct dev *dev) { return CALL(1); }`, "one"},
		{"macro fills members", `#define OPS(g, h) .go = g, .halt = h
static const struct ops t = { OPS(one, two) };
int caller(struct dev *d) { return d->ops->halt(1); }`, "two"},
		{"macro of a macro fills members where an option is on", `#define ptr(x) PTR_IF(IS_ENABLED(CONFIG_X), (x))
#define INNER(g, h) .go = ptr(g), .halt = ptr(h),
#define OUTER(h, g) INNER(g, h)
static const struct ops t = { OUTER(one, two) };
int caller(struct dev *d) { return d->ops->halt(1); }`, "one"},
		{"macro fills an element", `struct cmd { int id; fn_t f; };
#define CMD(i, fn) { .id = i, .f = fn }
static const struct cmd cmds[] = { CMD(1, one), CMD(2, two) };
int caller(int i) { return cmds[i].f(1); }`, "one two"},
		{"macro defines the table", `#define DEFINE(n, g) const struct ops n##_ops = { .go = g, .halt = n##_halt }
static int chip_halt(int x) { return x; }
DEFINE(chip, one);
int caller(struct dev *d) { return d->ops->halt(1); }`, "chip_halt"},
		{"macro defines the table by macros", `#define GO(g) .go = g,
#define HALT(h) .halt = h,
#define DEFINE(n, g, h) const struct ops n = { GO(g) HALT(h) }
DEFINE(my_ops, one, two);
int caller(struct dev *d) { return d->ops->halt(1); }`, "two"},
		{"macro declares the functions of the table that it defines", `#define VAR(n, g) static struct ops ops_##n = { .go = g, .halt = one }
#define BOTH(n, g) static int g(int x); static int n##_other(int x); VAR(n, g)
#define ALL(n, g) BOTH(n, g)
ALL(proto, two);
int caller(struct dev *d) { return d->ops->go(1); }`, "two"},
		{"macro declares and defines", `#define VAR(n, g) static int g(int x); static struct ops ops_##n = { .go = g }
VAR(proto, two);
int caller(struct dev *d) { return d->ops->go(1); }`, "two"},
		{"macro begins to define the table", `#define DEFINE_OPS(n) const struct ops n##_ops __aligned(__alignof__(struct ops))
DEFINE_OPS(chip) = { .go = one, .halt = two };
int caller(struct dev *d) { return d->ops->go(1); }`, "one"},
		{"macro of several statements begins to define the table", `#define define_machine(n) extern struct ops mach_##n; EXPORT_SYMBOL(mach_##n); struct ops mach_##n __section(".m") =
define_machine(chip) { .halt = two };
int caller(struct dev *d) { return d->ops->halt(1); }`, "two"},
		{"macro defines the table by a macro for the list", `#define __OPS(n, g, h) { .name = __stringify(n), .go = g, .halt = h }
#define OPS(n, g, h) struct ops ops_##n = __OPS(n, g, h)
static OPS(chip, one, two);
int caller(struct dev *d) { return d->ops->halt(1); }`, "two"},
		{"macro fills a member of a member", `struct item { struct ops ops; int n; };
#define __OPS(g) { .go = g }
#define ITEM(g, h, i) { .ops = __OPS(g), .ops.halt = h, .n = i }
static struct item items[] = { ITEM(one, two, 1) };
int caller(struct item *i) { return i->ops.go(1); }`, "one"},
		{"macro fills an element by its index", `struct cmd { int id; fn_t f; };
#define CMD(i, fn) [NR(i)] = { .id = i, .f = fn }
static const struct cmd cmds[] = { CMD(1, one), CMD(2, two) };
int caller(int i) { fn_t f; const struct cmd *c = &cmds[i]; f = c->f; return f(1); }`, "one two"},
		{"setter stores a literal that a macro makes", `#define __INIT(f, x) (struct ops){ .go = (f), .n = x }
#define INIT(f) __INIT(f, 0)
static inline void ops_init(struct ops *o, fn_t f) { *o = INIT(f); }
void init(struct ops *o) { ops_init(o, one); }
int caller(struct ops *o) { return o->go(1); }`, "one"},
		{"handed to an op", `struct reader { int (*read)(int x, fn_t actor); };
static int caller(int x, fn_t actor) { fn_t f = actor; return f(x); }
static const struct reader r = { .read = caller };
int user(const struct reader *r) { return r->read(1, two); }`, "two"},
		{"filled through two functions", `static void pick(fn_t *f) { *f = one; }
static void outer(fn_t *f) { pick(f); }
int caller(int n) { fn_t f; outer(&f); return f(1); }`, "one outer"},
		{"filled through too many functions", `static void p5(fn_t *f) { *f = one; }
static void p4(fn_t *f) { p5(f); }
static void p3(fn_t *f) { p4(f); }
static void p2(fn_t *f) { p3(f); }
static void p1(fn_t *f) { p2(f); }
int caller(int n) { fn_t f; p1(&f); return f(1); }`, "p1"},
		{"filled for another variable", `static void pick(fn_t *f) { *f = one; }
int caller(int n) { fn_t f = two; fn_t g; pick(&g); return f(1); }`, "pick two"},
		{"filled behind another parameter", `static void pick(fn_t *f, fn_t *g) { *g = one; }
int caller(int n) { fn_t f = two; fn_t g; pick(&f, &g); return f(1); }`, "pick two"},
		{"handed to a function behind a pointer", `struct bus { int (*each)(fn_t f); };
static int caller(fn_t f) { fn_t g = f; return g(1); }
static const struct bus bus = { .each = caller };
int start(struct bus *b) { return b->each(one); }`, "one"},
		{"pointer to an element", `static fn_t table[2] = { one, two };
int caller(int n) { fn_t *p = &table[1]; return (*p)(1); }`, "two"},
		{"a function behind a pointer to it", `int caller(int n) { fn_t f = &one; return (*f)(1); }`, "one"},
		{"a number is no function", `int caller(int n) { fn_t f = (fn_t)0; if (n) f = one; return f(1); }`, "one"},
		{"a constant that is no function", `#define NOTHING 0
int caller(int n) { fn_t f = NOTHING; if (n) f = one; return f(1); }`, "one"},
		{"what a core hands on by name", `int caller(struct dev *d) { fn_t f = rcu_dereference(d->cb); return f(1); }
void init(struct dev *d) { rcu_assign_pointer(d->cb, one); }`, "one"},
		{"element that was stored, not its neighbour", `static fn_t table[2];
void init(void) { table[0] = one; table[1] = two; }
int caller(int n) { return table[1](1); }`, "two"},
		{"element that was moved, not its neighbour", `static fn_t table[2];
void init(struct dev *d) { d->cb = one; table[0] = d->cb; table[1] = two; }
int caller(int n) { return table[0](1); }`, "one"},
		{"element by an index that is not known", `static fn_t table[2];
void init(void) { table[0] = one; table[1] = two; }
int caller(int n) { return table[n](1); }`, "one two"},
		{"handed on by a local table", `int caller(int n) { const struct ops t = { .go = one }; return t.go(1); }`, "one"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join(reaches(linked(t, start+c.src), "caller"), " "); got != c.want {
				t.Errorf("reaches %q, want %q", got, c.want)
			}
		})
	}
}

// A table that is filled through a local is known to those who ask for it, and to no
// others: which element is called nobody knows.
func TestFilledTables(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"table filled through a local from a template", `struct tmpl { int at; fn_t f; };
struct fsm { fn_t *jump; };
static const struct tmpl tmpl[] = { { 1, one }, { 2, two } };
void *grab(int n);
void init(struct fsm *m, const struct tmpl *t, int n) { fn_t *j = grab(n); m->jump = j; for (int i = 0; i < n; i++) j[t[i].at] = t[i].f; }
int caller(struct fsm *m, int i) { fn_t r = m->jump[i]; return r(1); }`, "one two"},
		{"table filled through a local that reads the member", `struct fsm { fn_t *jump; };
void init(struct fsm *m) { fn_t *j = m->jump; j[1] = two; }
int caller(struct fsm *m, int i) { return m->jump[i](1); }`, "two"},
		{"table of a variable filled through a local, not its neighbour", `static fn_t table[2];
void init(void) { fn_t *j = table; j[0] = one; j[1] = two; }
int caller(int n) { return table[1](1); }`, "two"},
		{"another array filled through a local", `struct fsm { fn_t *jump; fn_t *other; };
void init(struct fsm *m, fn_t *j) { m->other = j; j[0] = one; }
int caller(struct fsm *m, int i) { return m->jump[i](1); }`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join(reaches(linkedBy(t, points.LinkFilled, start+c.src), "caller"), " "); got != c.want {
				t.Errorf("reaches %q, want %q", got, c.want)
			}
			if got := reaches(linked(t, start+c.src), "caller"); len(got) > 0 {
				t.Errorf("reaches %q where nobody asked for it", got)
			}
		})
	}
}

// Variables of one name in two files are two.
func TestStaticVariables(t *testing.T) {
	p := linked(t, `// file drivers/x/a.c
static int one(int x) { return x; }
static int (*hook)(int x) = one;
int caller(void) { return hook(1); }
// file drivers/y/b.c
static int two(int x) { return x; }
static int three(int x) { return x; }
struct dev { int (*cb)(int x); };
static int (*hook)(int x) = two;
void init(struct dev *d) { d->cb = three; }
void copy(struct dev *d) { hook = d->cb; }
int other(void) { return hook(1); }
`)
	if got := strings.Join(reaches(p, "caller"), " "); got != "one" {
		t.Errorf("reaches %q, want one", got)
	}
	if got := strings.Join(reaches(p, "other"), " "); got != "three two" {
		t.Errorf("the other reaches %q, want its own", got)
	}
}

// Structs of one name in two files are two.
func TestStructsOfOneName(t *testing.T) {
	private := `// file drivers/x/a.c
struct priv { int (*cb)(int x); };
static int one(int x) { return x; }
void init(struct priv *p) { p->cb = one; }
static int three(int x) { return x; }
int caller(struct priv *p) { int (*f)(int x) = three; if (p) f = p->cb; return f(1); }
// file drivers/y/b.c
struct priv { int n; int (*cb)(int x); };
static int two(int x) { return x; }
void other_init(struct priv *p) { p->cb = two; }
int other(struct priv *p) { return p->cb(1); }
`
	if got := strings.Join(reaches(linked(t, private), "caller"), " "); got != "one three" {
		t.Errorf("reaches %q, want one and three", got)
	}
}

// What a call may mean is told with the place that makes it so.
func TestTargets(t *testing.T) {
	src := start + `
void init(struct dev *d) {
	d->cb = one;
}
void init2(struct dev *d) { fn_t f = two; d->cb = f; }
int caller(struct dev *d) { fn_t f = d->cb; return f(1); }
`
	p := link.New(model.Kernel())
	tree, err := cparse.Parse([]byte(src), cparse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p.Add(clower.Lower(tree, "drivers/x/a.c", clower.Options{}))
	flow := points.LinkAll(p)
	var got []string
	for _, f := range p.Funcs {
		if f.Name != "caller" {
			continue
		}
		for i := range f.Calls {
			for _, to := range flow.Targets(f, &f.Calls[i]) {
				got = append(got, fmt.Sprintf("%s %s:%d", to.Fn.Name, to.File, to.Line))
			}
		}
	}
	slices.Sort(got)
	if want := "one drivers/x/a.c:10; two drivers/x/a.c:12"; strings.Join(got, "; ") != want {
		t.Errorf("targets %q, want %q", got, want)
	}
}

// A set is exact where every source was seen, not where a caller outside may pass
// something else.
func TestExact(t *testing.T) {
	p := linked(t, start+`
int closed(int n) { fn_t f = n ? one : two; return f(1); }
int open(int n, fn_t g) { fn_t f = n ? one : g; return f(1); }
static int inner(fn_t g) { return g(1); }
int starts(void) { return inner(one); }
static int passed(int n, fn_t g) { fn_t f = n ? one : g; return f(1); }
int passes(void) { return passed(0, two); }
static int unused(int n, fn_t g) { fn_t f = n ? one : g; return f(1); }
int answered(int n) { fn_t f = ask(n); return f(1); }
int constant(int n) { fn_t f = n ? one : NULL; return f(1); }
int named(int n) { fn_t f = n ? one : SOME_HOOK; return f(1); }
int through(int n, struct dev *d) { fn_t f = n ? one : d->cb; return f(1); }
static fn_t hook = one;
int variable(int n) { fn_t f = hook; return f(1); }
int by_address(int n) { fn_t f = one; fn_t *p = &f; return (*p)(1); }
int by_unknown(int n, fn_t *p) { return (*p)(1); }
int chosen(int n, struct dev *d) { fn_t f = one; if (n) f = d->ops->go; return f(1); }
int called(int n, struct dev *d) { fn_t f = d->cb(1); return f(1); }
`)
	for name, want := range map[string]bool{
		"closed": true, "open": false, "passed": true, "unused": false, "answered": false, "constant": true, "named": false,
		"through": false, "variable": true, "by_address": true, "by_unknown": false, "chosen": false,
	} {
		for _, f := range p.Funcs {
			if f.Name == name && f.Calls[0].Exact != want {
				t.Errorf("%s: exact is %v", name, f.Calls[0].Exact)
			}
		}
	}
}

// A function goes a way that no store in one function shows.
func TestWaysOfOneValue(t *testing.T) {
	for _, c := range []struct{ name, text, caller, want string }{
		{"yielded by a call, handed to a function", `static fn_t pick(int v)
{
	switch (v) {
	case 1:
		return one;
	}
	return two;
}
static int run(fn_t f) { return f(1); }
void caller(int v)
{
	fn_t f = pick(v);
	run(f);
}
`, "run", "[one two]"},
		{"stored behind an address", `static void put(fn_t *where, fn_t what) { *where = what; }
void setup(struct dev *d) { put(&d->cb, three); }
void caller(struct dev *d) { d->cb(1); }
`, "caller", "[three]"},
		{"of an object that a macro finds", `struct outer { int n; struct dev dev; };
#define to_dev(n) container_of(n, struct dev, ops)
static struct dev mine = { .cb = two };
void caller(void *n) { to_dev(n)->cb(1); }
`, "caller", "[to_dev two]"},
		{"in a variable of each processor", `DEFINE_PER_CPU(struct dev, slots);
void setup(int cpu) { per_cpu(slots, cpu).cb = one; }
void caller(void) { this_cpu_ptr(&slots)->cb(1); }
`, "caller", "[one]"},
		{"in a static call", `DEFINE_STATIC_CALL(hook, one);
void setup(void) { static_call_update(hook, two); }
void caller(void) { static_call(hook)(1); }
`, "caller", "[one two]"},
		{"read with a barrier", `void setup(struct dev *d) { smp_store_release(&d->cb, one); }
void caller(struct dev *d)
{
	fn_t f = smp_load_acquire(&d->cb);
	f(1);
}
`, "caller", "[one]"},
		{"in an initialiser, where an option is on", `static struct dev mine = { .cb = PTR_IF(IS_ENABLED(CONFIG_X), two) };
void caller(struct dev *d) { d->cb(1); }
`, "caller", "[two]"},
	} {
		p := linked(t, start+c.text)
		if got := fmt.Sprint(reaches(p, c.caller)); got != c.want {
			t.Errorf("%s: reaches %s, want %s", c.name, got, c.want)
		}
	}
}

// What a call yields is registered, too.
func TestRegistersWhatACallYields(t *testing.T) {
	p := linked(t, start+`static irqreturn_t quick(int irq, void *d) { return 0; }
static irqreturn_t slow(int irq, void *d) { return 1; }
static irq_handler_t pick(int v) { return v ? quick : slow; }
int setup(int irq, int v) { return request_irq(irq, pick(v), 0, "x", 0); }
`)
	var got []string
	for _, r := range p.Registrations() {
		got = append(got, r.API+" "+r.Fn.Name)
	}
	slices.Sort(got)
	if want := "[request_irq quick request_irq slow]"; fmt.Sprint(got) != want {
		t.Errorf("registered %v, want %s", got, want)
	}
}

package refute

import (
	"fmt"
	"strings"
	"testing"
)

// along builds f(), which takes a lock, goes through steps that are divided by ";",
// and sleeps. A step is an instruction, or a condition that has to hold for the next
// step to be reached.
func along(steps string) (text, way string) {
	var b strings.Builder
	b.WriteString("b0:\ncall spin_lock(&d->lock)\n")
	line, block := 1, 0
	for step := range strings.SplitSeq(steps, ";") {
		switch step = strings.TrimSpace(step); {
		case step == "":
		case strings.HasPrefix(step, "store ") || strings.HasPrefix(step, "unknown ") || strings.HasPrefix(step, "call ") || strings.HasPrefix(step, "%") && strings.Contains(step, " call "):
			b.WriteString(step + "\n")
			line++
		default:
			block++
			fmt.Fprintf(&b, "branch %s, b%d, out\nb%d:\n", step, block, block)
		}
	}
	b.WriteString("call msleep(1)\nreturn\nout:\ncall spin_unlock(&d->lock)\nreturn\n")
	return fn("void f(struct dev* d, struct dev* e, int x, int y, unsigned int u, unsigned int w, u8 c, struct pair* p, struct pair* q)", 0, `
		var int i
		var int j
		var int[] n
		var struct pair s
		var struct pair r
		var struct dev* o
		var fn(int) g
		var u8 small
		var bool flag
		`+b.String()), fmt.Sprintf("f@%d", line+1)
}

const pairs = `struct "struct pair" { int a; int b; struct dev* dev; struct in in; struct pair* peer; int[] n; fn(int) go; }
struct "struct in" { int a; int b; }
typedef int number
const RED = red_of_this_chip
const BLUE = blue_of_this_chip
const EIGHT = 8
func static int one(int x) "drivers/t/t.c":900 {
b0:
  return 1
}
func static int two(int x) "drivers/t/t.c":910 {
b0:
  return 2
}
global static int counter @1:1
global struct pair shared @1:1
init shared.go "struct pair".go = one @1:1
`

// TestConditions holds what a path's conditions say of each other. A case that is
// wrongly refuted hides a bug; one that is wrongly possible is a false finding.
func TestConditions(t *testing.T) {
	for _, c := range []struct {
		name, steps string
		want        Outcome
	}{
		{"a number is not two", "x == 3; x == 4", Refuted},
		{"a number stays what it is", "x == 3; x == 3", Feasible},
		{"a number is not another than itself", "x == 3; x != 3", Refuted},
		{"of two numbers nothing is known of each other", "x == 3; y == 4", Feasible},
		{"what is equal has the same value", "x == 3; y == x; y != 3", Refuted},
		{"what is equal is not different", "x == y; x != y", Refuted},
		{"what is different is not equal", "x != y; x == y", Refuted},
		{"what was compared the other way round is the same", "x == y; y != x", Refuted},
		{"a known number is not an excluded one", "x != 3; y == 3; x == y", Refuted},
		{"what is smaller is not equal", "x < y; x == y", Refuted},
		{"what is equal is not smaller", "x == y; x < y", Refuted},
		{"what is equal may be at most the other", "x == y; x <= y", Feasible},
		{"what is smaller is not greater", "x < y; x > y", Refuted},
		{"what is greater is not at most", "x > y; x <= y", Refuted},
		{"what is at most and at least is equal", "x >= 3; x <= 3; x != 3", Refuted},
		{"bounds leave a number", "x > 3; x < 5; x == 4", Feasible},
		{"bounds leave no number", "x > 3; x < 4", Refuted},
		{"a bound and what is excluded leave no number", "x > 3; x < 5; x != 4", Refuted},
		{"excluded numbers leave one", "x >= 1; x <= 3; x != 1; x != 3; x != 2", Refuted},
		{"excluded numbers leave another", "x >= 1; x <= 3; x != 1; x != 3; x == 2", Feasible},
		{"what is bounded by what is bounded", "x < 10; y > 20; x == y", Refuted},
		{"what is bounded by what is bounded is smaller", "x < 10; y > 20; y <= x", Refuted},
		{"bounds that touch", "x <= 10; y >= 10; x == y", Feasible},
		{"a bound is handed on", "x < 10; y < x; y >= 9", Refuted},
		{"a bound from below is handed on", "x > 10; y > x; y <= 11", Refuted},
		{"a bound that is at least is handed on", "x >= 10; y >= x; y < 10", Refuted},
		{"a bound that is at most is handed on", "x <= 10; y <= x; y > 10", Refuted},
		{"a number that is smaller by one", "x < 10; y < x; y == 8", Feasible},

		{"a mapped page has an address", "%9 = call kmap_atomic(d); %9 == 0", Refuted},
		{"memory may not be there", "%9 = call kmalloc(d); %9 == 0", Feasible},
		{"an unsigned number is not below nothing", "u < 0", Refuted},
		{"an unsigned number is nothing or more", "u >= 0", Feasible},
		{"a signed one may be", "x < 0", Feasible},
		{"a byte compared as unsigned", "u == 7; u < 8", Feasible},
		{"a byte compared as unsigned that is too great", "u == 8; u < 8", Refuted},
		{"an unsigned bound", "x >= 0; u == 7; x < u; x > 6", Refuted},
		{"an unsigned bound that leaves one", "x >= 0; u == 7; x < u; x == 6", Feasible},
		{"an unsigned bound from below", "x >= 0; u == 7; x >= u; x == 6", Refuted},
		{"an unsigned bound from below that leaves one", "x >= 0; u == 7; x >= u; x == 7", Feasible},
		{"a negative number is great as an unsigned one", "x == -1; u == 7; x < u", Refuted},
		{"a number is smaller than a negative one that is unsigned", "x == -1; u == 7; u < x", Feasible},
		{"a number is not as great as a negative one that is unsigned", "x == -1; u == 7; u >= x", Refuted},
		{"constants compared as unsigned", "u + 0 < 0 - 1; cast(unsigned int, 1) < cast(unsigned int, 2)", Feasible},
		{"constants compared as unsigned, the other way round", "cast(unsigned int, 2) < cast(unsigned int, 1)", Refuted},
		{"a negative constant is the greater as an unsigned one", "cast(unsigned int, 2) > cast(unsigned int, -1)", Refuted},
		{"a negative constant is at least as great", "cast(unsigned int, -1) >= cast(unsigned int, 2)", Feasible},
		{"a negative constant is not at most", "cast(unsigned int, -1) <= cast(unsigned int, 2)", Refuted},

		{"a flag is not set and clear", "x & 4; !(x & 4)", Refuted},
		{"another flag is", "x & 4; !(x & 8)", Feasible},
		{"a value with a flag is not nothing", "x & 4; x == 0", Refuted},
		{"a value without a flag may be", "!(x & 4); x == 0", Feasible},
		{"one of two flags, which are known to be clear", "!(x & 4); !(x & 2); x & 6", Refuted},
		{"one of two flags is enough", "x & 6; !(x & 4)", Feasible},
		{"one of two flags may be either", "x & 6; !(x & 2)", Feasible},
		{"a flag is one of two", "x & 4; !(x & 6)", Refuted},
		{"a clear flag is not that of a known number", "!(x & 4); x == 12", Refuted},
		{"a set flag is that of a known number", "x & 4; x == 12", Feasible},
		{"a set flag is not that of another number", "x & 4; x == 8", Refuted},
		{"a flag of a known number", "x == 12; x & 4", Feasible},
		{"no flag of a known number", "x == 8; x & 4", Refuted},
		{"a masked value is at most its mask", "(x & 7) > 7", Refuted},
		{"a masked value reaches its mask", "(x & 7) == 7", Feasible},
		{"a masked value has no other bits", "(x & 6) == 1", Refuted},
		{"a masked value of a value with the flag", "x & 4; (x & 6) == 2", Refuted},
		{"a masked value is not negative", "(x & 7) < 0", Refuted},
		{"flags that were put in are set", "store i = x | 4; !(i & 4)", Refuted},
		{"flags that were put in are set with others", "store i = x | y | 4; i == 0", Refuted},
		{"flags that were put in leave others open", "store i = x | 4; !(i & 8)", Feasible},
		{"a flag of what was put in", "y & 4; store i = x | y; !(i & 4)", Refuted},
		{"a known number was put in", "y == 4; store i = x | y; !(i & 4)", Refuted},
		{"what nothing was put in is what it was", "store i = x | 0; x & 4; !(i & 4)", Refuted},
		{"a flag of an unknown value that was put in", "store i = x | RED; i & RED", Feasible},
		{"a flag of an unknown value that was put in is set", "store i = x | RED; !(i & RED)", Refuted},
		{"a flag of an unknown value that was put in first is set", "store i = RED | x; !(RED & i)", Refuted},
		{"a flag of a variable may be nothing", "store i = x | counter; !(i & counter)", Feasible},
		{"a flag of a number that was put in by adding may be gone", "store i = x + RED; !(i & RED)", Feasible},
		{"another flag of an unknown value need not be", "store i = x | RED; !(i & BLUE)", Feasible},
		{"what is nothing has no flag", "x == 0; x & y", Refuted},
		{"what is nothing has no flag, the other way round", "y == 0; x & y", Refuted},
		{"what is left when something is taken out", "store i = x & ~4; i & 8", Feasible},
		{"what is left may be negative", "(x & ~4) < 0", Feasible},
		{"what is masked with nothing", "store i = x & 0; i", Refuted},

		{"both", "x == 3 && y == 4; x == 4", Refuted},
		{"both, the second", "x == 3 && y == 4; y == 3", Refuted},
		{"not both may be one", "!(x == 3 && y == 4); x == 3", Feasible},
		{"not both is not both", "!(x == 3 && y == 4); x == 3; y == 4", Feasible},
		{"both of what is known", "x == 3; y == 4; x == 3 && y == 4", Feasible},
		{"both of what is known is not false", "x == 3; y == 4; !(x == 3 && y == 4)", Refuted},
		{"both with one that is false", "x == 3; x == 4 && y", Refuted},
		{"both with one that is false second", "x == 3; y && x == 4", Refuted},
		{"neither", "!(x == 3 || y == 4); x == 3", Refuted},
		{"neither, the second", "!(x == 3 || y == 4); y == 4", Refuted},
		{"one of two", "x == 3 || y == 4; x == 4", Feasible},
		{"one of two that is known", "x == 3; !(x == 3 || y == 4)", Refuted},
		{"one of two that is known second", "y == 4; !(x == 3 || y == 4)", Refuted},
		{"none of two that are false", "x == 3; y == 3; x == 4 || y == 4", Refuted},
		{"neither of two masks", "!(x | y); y", Refuted},
		{"one of two masks", "x | y; !x", Feasible},
		{"none of two masks that are nothing", "x == 0; y == 0; x | y", Refuted},

		{"not", "!x; x", Refuted},
		{"not not", "!!x; !x", Refuted},
		{"not is nothing or one", "(!x) == 2", Refuted},
		{"a comparison is nothing or one", "(x == 3) == 2", Refuted},
		{"a comparison is not more than one", "(x < y) > 1", Refuted},
		{"a comparison that is one", "(x == 3) == 1; x == 4", Refuted},
		{"a comparison that is nothing", "(x == 3) == 0; x == 3", Refuted},
		{"minus what is nothing", "-x; x == 0", Refuted},
		{"minus nothing", "!(-x); x", Refuted},
		{"minus a number", "x == 3; -x == -3", Feasible},
		{"minus another number", "x == 3; -x == 3", Refuted},
		{"all other bits", "x == 3; ~x == -4", Feasible},
		{"all other bits of another", "x == 3; ~x == 3", Refuted},

		{"one more", "x == 3; x + 1 == 4", Feasible},
		{"one more than another", "x == 3; x + 1 == 3", Refuted},
		{"one more of what is bounded", "x > 0; x < 3; x + 1 > 3", Refuted},
		{"one more of what is bounded reaches it", "x > 0; x < 4; x + 1 > 3", Feasible},
		{"one less of what is bounded", "x > 3; x < 9; x - 1 < 3", Refuted},
		{"one less of what is bounded reaches it", "x > 3; x < 9; x - 1 < 4", Feasible},
		{"nothing less", "store i = x - 0; i != x", Refuted},
		{"nothing more", "store i = x + 0; i != x", Refuted},
		{"nothing is left", "store i = x - x; i", Refuted},
		{"nothing is different", "store i = x ^ 0; i != x", Refuted},
		{"what is the same is not different", "x != x", Refuted},
		{"what is the same is not smaller", "x < x", Refuted},
		{"what is the same is at most", "x <= x", Feasible},
		{"the same sum", "x + y == 3; y + x == 4", Refuted},
		{"the same difference", "x - y == 3; x - y == 4", Refuted},
		{"another difference", "x - y == 3; y - x == 4", Feasible},
		{"times nothing", "x == 0; x * y", Refuted},
		{"times nothing, the other way round", "y == 0; x * y", Refuted},
		{"times something", "x == 2; x * y", Feasible},
		{"times a constant nothing", "store i = x * 0; i", Refuted},
		{"the same flags twice", "store i = x & x; i != x", Refuted},
		{"very great numbers", "x > 4611686018427387904; x + 1 < 0", Feasible},
		{"a number with a great one more", "x < 3; x + 4294967296 > 3", Feasible},

		{"two pointers", "d == e; d != e", Refuted},
		{"a pointer that was followed is not null", "store i = e->on; !e", Refuted},
		{"a pointer that was stored through is not null", "store e->on = 1; !e", Refuted},
		{"a pointer that was not followed may be null", "!e", Feasible},
		{"a pointer that was null is not followed", "!e; store i = 1; e", Refuted},
		{"the address of a thing is not null", "!(&e->on)", Refuted},
		{"addresses of two members", "&e->on == &e->flags", Refuted},
		{"addresses of one member", "&e->on == &e->on", Feasible},
		{"addresses of two variables", "&i == &j", Refuted},
		{"addresses of one member of two objects", "&e->on == &d->on", Feasible},
		{"addresses of two elements", "&n[1] == &n[2]", Refuted},
		{"addresses of one element", "&n[1] == &n[1]", Feasible},
		{"addresses of unknown elements", "&n[x] == &n[y]", Feasible},
		{"addresses of members of two variables", "&s.a == &r.a", Refuted},
		{"functions are different", "one == two", Refuted},
		{"a function is itself", "one == one", Feasible},
		{"a function is not null", "!one", Refuted},
		{"the address of a function is the function", "&one == one", Feasible},
		{"strings are different", `"a" == "b"`, Refuted},
		{"a string is not null", `!"a"`, Refuted},
		{"a function that was stored", "store g = one; g == two", Refuted},

		{"two names of constants are different", "store i = RED; i == BLUE", Refuted},
		{"two names of numbers that are told", "EIGHT == 8", Feasible},
		{"two names of numbers that are told otherwise", "EIGHT == 9", Refuted},
		{"a name of a constant may be anything", "RED == 8", Feasible},
		{"a variable is not a constant", "counter == RED", Feasible},

		{"what was stored is there", "store d->on = 3; d->on == 4", Refuted},
		{"what was stored last is there", "store d->on = 3; store d->on = 4; d->on == 4", Feasible},
		{"what was stored before is not", "store d->on = 3; store d->on = 4; d->on == 3", Refuted},
		{"what was known before a store is not", "d->on == 3; store d->on = y; d->on == 4", Feasible},
		{"another member stays", "d->on == 3; store d->flags = y; d->on == 4", Refuted},
		{"a member of another object may be the same", "store d->on = 3; store e->on = 4; d->on == 4", Feasible},
		{"a member of another object may be another", "store d->on = 3; store e->on = 4; d->on == 3", Feasible},
		{"a local struct is no other object", "store s.a = 3; store p->a = 4; s.a == 4", Refuted},
		{"members of two local structs", "store s.a = 3; store r.a = 4; s.a == 4", Refuted},
		{"an element", "store n[1] = 3; n[1] == 4", Refuted},
		{"another element", "store n[1] = 3; store n[2] = 4; n[1] == 4", Refuted},
		{"an unknown element may be it", "store n[1] = 3; store n[x] = 4; n[1] == 4", Feasible},
		{"an element of a member", "store p->n[1] = 3; p->n[1] == 4", Refuted},
		{"a pointer is an array", "store p->peer[1].a = 3; p->peer[1].a == 4", Refuted},
		{"a global variable", "store counter = 3; counter == 4", Refuted},
		{"a global variable is what it was", "counter == 3; counter == 4", Refuted},
		{"through the address", "store e->on = 3; store i = *(&e->on); i == 4", Refuted},
		{"a struct is copied", "store s.a = 3; store r = s; r.a == 4", Refuted},
		{"a struct is copied with what is in it", "store s.in.a = 3; store r = s; r.in.a == 4", Refuted},
		{"a struct is copied from memory", "p->a == 3; store s = *p; s.a == 4", Refuted},
		{"a struct is copied from memory with what was stored", "store p->a = 3; store s = *p; s.a == 4", Refuted},
		{"a struct that was copied over is gone", "store r.a = 3; store r = s; r.a == 4", Feasible},
		{"the copy is another", "store s.a = 3; store r = s; store s.a = 4; r.a == 4", Refuted},
		{"a struct inside of a copied one", "p->in.a == 3; store s = *p; s.in.a == 4", Refuted},
		{"an initialiser", "store s = init(struct pair){.a = 3}; s.a == 4", Refuted},
		{"an initialiser of the rest", "store s = init(struct pair){.a = 3}; s.b", Refuted},
		{"an initialiser of something within", "store s = init(struct pair){.@\"in.a\" = 3}; s.in.a == 4", Refuted},
		{"an initialiser of the rest within", "store s = init(struct pair){.@\"in.a\" = 3}; s.in.b", Refuted},
		{"an initialiser without names", "store s = init(struct pair){3}; s.a == 4", Refuted},
		{"an initialiser without names, as it says", "store s = init(struct pair){3, 4}; s.a == 3; s.b == 4", Feasible},
		{"what an initialiser without names leaves out", "store s = init(struct pair){3}; s.b", Refuted},
		{"an initialiser of more than there is", "store s = init(struct pair){3, 4, 5, 6, 7, 8, 9, 1}; s.a == 4", Feasible},
		{"an initialiser with something unknown", "store s = init(struct pair){.a = ?}; s.a == 4", Feasible},
		{"a remainder is smaller", "x % 8 >= 8", Refuted},
		{"a remainder may be negative", "x % 8 < 0", Feasible},
		{"a remainder of a number without a sign is not", "u % 8 < 0", Refuted},
		{"a remainder as it may be", "u % 8 == 7", Feasible},
		{"what a shift leaves", "u >> 29 > 7", Refuted},
		{"what a shift leaves, at most", "u >> 29 == 7", Feasible},
		{"a shift of a number with a sign", "x >> 29 > 7", Feasible},
		{"a sum of bounded numbers", "x >= 0; x < 4; y >= 0; y < 4; x + y > 6", Refuted},
		{"a sum of bounded numbers, at most", "x >= 0; x < 4; y >= 0; y < 4; x + y == 6", Feasible},
		{"a product of bounded numbers", "x >= 2; x < 4; x * 5 < 10", Refuted},
		{"a quotient of bounded numbers", "x >= 0; x < 64; x / 2 > 31", Refuted},
		{"the smaller one", "%1 = call min(x, 5); %1 > 5", Refuted},
		{"the smaller one may be small", "%1 = call min(x, 5); %1 < 2", Feasible},
		{"the larger one", "%1 = call max(x, 5); %1 < 5", Refuted},
		{"within bounds", "%1 = call clamp(x, 2, 4); %1 > 4", Refuted},
		{"within bounds, below", "%1 = call clamp(x, 2, 4); %1 < 2", Refuted},
		{"of a type", "%1 = call min_t(type(u32), x, 5); %1 < 0", Refuted},
		{"a size that is the same everywhere", "store i = sizeoftype(u32); i != 4", Refuted},
		{"a size that is not", "store i = sizeoftype(long); i == 8", Feasible},
		{"a size within bounds", "store i = sizeoftype(long); i > 8", Refuted},
		{"a sum that is checked", "%1 = call check_add_overflow(x, 3, &i); x < 4; i > 6", Refuted},
		{"bits that were cleared by xor", "store i = (x | 4) ^ 4; i & 4", Refuted},
		{"bits that xor leaves", "store i = (x | 4) ^ 8; i & 4", Feasible},
		{"one of two bits is clear", "((x & -3) & 3) == 3", Refuted},
		{"something unknown is still one value", "store i = ?; i == 3; i == 4", Refuted},
		{"something unknown is another each time", "store i = ?; store j = ?; i == 3; j == 4", Feasible},
		{"a table's function", "shared.go == two", Refuted},
		{"a table's own function", "shared.go == one", Feasible},
		{"a function that was put into a table since", "store shared.go = two; shared.go == two", Feasible},

		{"a byte holds what is left of a number", "store small = 300; small == 44", Feasible},
		{"a byte that is small stays", "x == 3; store small = x; small == 4", Refuted},
		{"a byte of the same number is the same", "store small = x; store i = small; small == 3; i == 4", Refuted},
		{"a byte may be another number than what it is cast from", "x == 300; store small = x; small == 44", Feasible},
		{"what is cast to a byte", "cast(u8, x) == 3; cast(u8, x) == 4", Refuted},
		{"what is cast to a number", "cast(int, x) == 3; x == 4", Refuted},
		{"what is cast to a pointer", "cast(struct dev*, p->dev) == d; p->dev != d", Refuted},
		{"what is cast to a name of a number", "cast(number, x) == 3; x == 4", Refuted},
		{"a boolean is one", "store flag = x; flag == 2", Refuted},
		{"a boolean is what it was made from", "store flag = x; flag; !x", Refuted},
		{"a boolean of a comparison", "store flag = x == 3; flag; x == 4", Refuted},
		{"a boolean of a number", "store flag = 4; !flag", Refuted},

		{"an option is on", `config("CONFIG_A"); !config("CONFIG_A")`, Refuted},
		{"an option and another", `config("CONFIG_A"); !config("CONFIG_B")`, Feasible},
		{"an option within a condition", `config("CONFIG_A && CONFIG_B"); !config("CONFIG_A")`, Refuted},
		{"an option within a negation", `!config("CONFIG_A"); config("CONFIG_A && CONFIG_B")`, Refuted},

		{"the same object behind two names", "store o = d; store o->on = 3; d->on == 4", Refuted},
		{"the same object behind a member", "store p->dev = d; store d->on = 3; p->dev->on == 4", Refuted},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, way := along(c.steps)
			v := ask(t, pairs+text, "f@1", way)
			if v.Outcome != c.want {
				t.Fatalf("outcome %d, want %d (%s %q)", v.Outcome, c.want, v.Why, v.Requires)
			}
		})
	}
}

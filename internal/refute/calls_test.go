package refute

import (
	"fmt"
	"strings"
	"testing"
)

// padding is more instructions than a function has that is executed beside the way.
var padding = strings.Repeat("store d->state = d->state + 1\n", maxSmall+1)

// helpers are functions that the steps of TestCalls call.
var helpers = pairs + fn("int three(int x)", 100, `b0:
		return 3`) +
	fn("int same(int x)", 110, `b0:
		return x`) +
	fn("void set(struct dev* d)", 120, `b0:
		store d->on = 4
		return`) +
	fn("int which(int x)", 130, `b0:
		branch x == 1, b1, b2
		b1:
		return 1
		b2:
		return 2`) +
	fn("void fill(int* to)", 140, `b0:
		store *to = 4
		return`) +
	fn("void fill_in(struct pair* to)", 150, `b0:
		store to->a = 4
		return`) +
	fn("void big(struct dev* d)", 200, `b0:
		store d->on = d->state
		`+padding+`return`) +
	fn("void calls_big(struct dev* d)", 300, `b0:
		call big(d)
		`+padding+`return`) +
	fn("int big_answer(struct dev* d)", 400, `b0:
		`+padding+`return d->on`) +
	fn("int big_number(int force)", 1100, `b0:
		branch !force, b1, b2
		b1:
		return 5
		b2:
		`+padding+`return 3`) +
	fn("void big_index(struct dev* d, struct pair* p)", 500, `b0:
		store p->n[1] = 4
		`+padding+`return`) +
	fn("void count(int x)", 800, `b0:
		store counter = x
		return`) +
	fn("void big_count(struct dev* d)", 810, `b0:
		store counter = d->on
		`+padding+`return`) +
	fn("int big_three(struct pair* q, struct in* in, struct dev* d)", 1000, `b0:
		`+padding+`return d->on`) +
	fn("int again(int x)", 570, `b0:
		branch x, b1, b2
		b1:
		%1 = call again(x - 1)
		return %1
		b2:
		return 0`) +
	fn("int only(int x)", 580, `b0:
		return 1`) +
	fn("int ctx_maybe(struct dev* d, int x)", 590, `b0:
		branch x, b1, b2
		b1:
		call spin_unlock(&d->lock)
		return 1
		b2:
		return 0`) +
	fn("int many(int x)", 600, ways(9)) + fn("int few(int x)", 640, ways(7)) + nested(6) + `
func noreturn void die(int x) "drivers/t/t.c":700 {
b0:
  unreachable
}
func void stop() "drivers/t/t.c":705 {
b0:
  unreachable
}
func static int optional(int x) "drivers/t/t.c":710 config "CONFIG_A" {
b0:
  return 3
}
func macro up(v) "drivers/t/t.c":720 {
b0:
  store v = v + 1
  return
}
func macro big_up(v) "drivers/t/t.c":730 {
b0:
  store v = v + 1
` + strings.ReplaceAll(padding, "d->state", "counter") + `  return
}
func macro low(v) "drivers/t/t.c":830 {
b0:
  return v & 7
}
func macro member(t, p, m) "drivers/t/t.c":840 {
b0:
  return p->$m
}
`

// ways is a body that returns one of so many numbers.
func ways(n int) string {
	var b strings.Builder
	b.WriteString("b0:\nswitch x {")
	for i := range n {
		fmt.Fprintf(&b, " case %d: b%d;", i, i+1)
	}
	fmt.Fprintf(&b, " default: b%d }\n", n+1)
	for i := range n + 1 {
		fmt.Fprintf(&b, "b%d:\nreturn %d\n", i+1, i)
	}
	return b.String()
}

// nested are functions of which each calls the next and returns what it returns.
func nested(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(fn(fmt.Sprintf("int nest%d(int x)", i), 660+2*i, fmt.Sprintf("b0:\n%%1 = call nest%d(x)\nreturn %%1", i+1)))
	}
	return b.String() + fn(fmt.Sprintf("int nest%d(int x)", n), 660+2*n, "b0:\nreturn 3")
}

// TestCalls holds what is known behind calls that are not of the way.
func TestCalls(t *testing.T) {
	for _, c := range []struct {
		name, steps string
		want        Outcome
	}{
		{"an unknown function answers one value", "%1 = call ask(d); %1 == 3; %1 == 4", Refuted},
		{"it answers another the next time", "%1 = call ask(d); %2 = call ask(d); %1 == 3; %2 == 4", Feasible},
		{"and another in the same variable", "%1 = call ask(d); %1 == 3; %1 = call ask(d); %1 == 4", Feasible},
		{"it leaves members alone", "store d->on = 3; call ask(d); d->on == 4", Refuted},
		{"it may store to a variable whose address it has", "store i = 3; call ask(&i); i == 4", Feasible},
		{"and not to another", "store i = 3; call ask(&j); i == 4", Refuted},
		{"it may store to a struct whose address it has", "store s.a = 3; call ask(&s); s.a == 4", Feasible},
		{"and what it stored is one value", "call ask(&i); i == 3; i == 4", Refuted},
		{"it leaves a member alone whose address it has", "store d->on = 3; call ask(&d->on); d->on == 4", Refuted},
		{"a modelled function may store to a variable whose address it has", "store i = 3; call kfree(&i); i == 4", Feasible},
		{"a modelled function may store to a struct whose address it has", "store s.a = 3; call kfree(&s); s.a == 4", Feasible},
		{"and not to another variable", "store i = 3; call kfree(&j); i == 4", Refuted},
		{"what locks stores nothing", "store i = 3; call spin_lock(&i); i == 4", Refuted},
		{"what releases stores nothing", "store i = 3; call spin_lock(&i); call spin_unlock(&i); i == 4", Refuted},
		{"a modelled function answers one value", "%1 = call kmalloc(8, 0); %1; !%1", Refuted},

		{"a small function answers what it returns", "%1 = call three(x); %1 == 4", Refuted},
		{"a small function answers what it is passed", "%1 = call same(x); %1 != x", Refuted},
		{"a small function that is passed too little", "%1 = call same(); %1 == 3", Feasible},
		{"a small function that answers by what it is passed", "x == 1; %1 = call which(x); %1 == 2", Refuted},
		{"a small function that answers one of two", "%1 = call which(x); %1 == 3", Refuted},
		{"a small function answers the second", "%1 = call which(x); %1 == 2", Feasible},
		{"what it answered says what it was passed", "%1 = call which(x); %1 == 2; x == 1", Refuted},
		{"a small function stores to a member", "call set(d); d->on != 4", Refuted},
		{"and not to another", "store d->flags = 3; call set(d); d->flags == 4", Refuted},
		{"a small function may store to a variable", "store i = 3; call fill(&i); i == 4", Feasible},
		{"a small function stores to a variable of the file", "store counter = 3; call count(4); counter == 4", Feasible},
		{"a large function stores to a variable of the file", "store counter = 3; call big_count(d); counter == 4", Feasible},
		{"a variable of the file that was tested before", "counter == 3; call big_count(d); counter == 4", Feasible},
		{"a large function leaves another variable of the file alone", "store counter = 3; call big(d); counter == 4", Refuted},
		{"a small function stores to a member of a variable", "call fill_in(&s); s.a != 4", Refuted},
		{"a small function that answers one of few", "%1 = call few(x); %1 == 99", Refuted},
		{"a small function that answers one of many", "%1 = call many(x); %1 == 99", Feasible},
		{"functions within functions", "%1 = call nest3(x); %1 == 4", Refuted},
		{"functions within too many functions", "%1 = call nest0(x); %1 == 4", Feasible},
		{"a function that calls itself", "%1 = call again(x); %1 == 4", Feasible},
		{"a function that does not return", "call die(1)", Refuted},
		{"a function none of whose ways ends", "%1 = call stop()", Refuted},
		{"a function whose context it changes", "%1 = call ctx_maybe(d, x); %1", Refuted},
		{"a function that leaves the context as it is", "%1 = call ctx_maybe(d, x); !%1", Feasible},
		{"a function that changes the context by what it is passed", "x == 1; %1 = call ctx_maybe(d, x)", Refuted},

		{"a large function may store to a member", "store d->on = 3; call big(d); d->on == 4", Feasible},
		{"a member that was tested before", "d->on == 3; call big(d); d->on == 4", Feasible},
		{"and not to another member", "store d->flags = 3; call big(d); d->flags == 4", Refuted},
		{"and not to another member that was tested", "d->flags == 3; call big(d); d->flags == 4", Refuted},
		{"it is one value afterwards", "call big(d); d->on == 3; d->on == 4", Refuted},
		{"and not to a variable of the same name", "store s.a = 3; call big_index(d, p); s.a == 4", Refuted},
		{"to an element of a member", "store p->n[1] = 3; call big_index(d, p); p->n[1] == 4", Feasible},
		{"a large function that is called by another", "store d->on = 3; call calls_big(d); d->on == 4", Feasible},
		{"a comparison of what may have changed", "d->on == x; call big(d); d->on != x", Feasible},
		{"a comparison of what may have changed on the right", "x < d->on; call big(d); x >= d->on", Feasible},
		{"a large function answers anything", "%1 = call big_answer(d); %1 == 4", Feasible},
		{"one that returns numbers, by what it is passed", "%1 = call big_number(1); %1 == 5", Refuted},
		{"what it returns then", "%1 = call big_number(1); %1 == 3", Feasible},
		{"what it returns otherwise", "%1 = call big_number(0); %1 == 5", Feasible},
		{"what it is passed is not known", "%1 = call big_number(x); %1 == 5", Feasible},
		{"a number that it never returns", "%1 = call big_number(x); %1 == 7", Refuted},

		{"through a variable", "store g = three; %1 = call g(1); %1 == 4", Refuted},
		{"through a variable that points to it", "store g = three; %1 = call (*g)(1); %1 == 4", Refuted},
		{"through an unknown variable", "%1 = call p->go(1); %1 == 4", Feasible},
		{"through a table", "%1 = call shared.go(1); %1 == 2", Refuted},
		{"through a table, what it answers", "%1 = call shared.go(1); %1 == 1", Feasible},

		{"a macro stores to what it is passed", "store i = 3; call up(i); i == 3", Refuted},
		{"a macro stores what it says", "store i = 3; call up(i); i == 4", Feasible},
		{"a macro stores to a member that it is passed", "store d->on = 3; call up(d->on); d->on == 3", Refuted},
		{"a macro stores to an element that it is passed", "store n[1] = 3; call up(n[1]); n[1] == 3", Refuted},
		{"a macro stores to a variable of the file that it is passed", "store counter = 3; call up(counter); counter == 3", Refuted},
		{"a macro stores through a pointer that it is passed", "store *p->n = 3; call up(*p->n); *p->n == 3", Refuted},
		{"a large macro may store anything to what it is passed", "store i = 3; call big_up(i); i == 3", Feasible},
		{"a large macro stores one value", "store i = 3; call big_up(i); i == 3; i == 4", Refuted},
		{"a macro answers", "%1 = call low(x); %1 > 7", Refuted},
		{"a macro that is told a member", "p->a == 3; %1 = call member(type(struct pair), p, a); %1 == 4", Refuted},
		{"a macro that is told another member", "p->a == 3; %1 = call member(type(struct pair), p, b); %1 == 4", Feasible},

		{"what is stored with an object is read again", "%1 = call dev_get_drvdata(d); %2 = call dev_get_drvdata(d); %1 != %2", Refuted},
		{"what is stored with another object is another", "%1 = call dev_get_drvdata(d); %2 = call dev_get_drvdata(e); %1 != %2", Feasible},
		{"what is stored under another name is another", "%1 = call dev_get_drvdata(d); %2 = call usb_get_intfdata(d); %1 != %2", Feasible},
		{"what is stored with something unknown", "%1 = call dev_get_drvdata(?); %2 = call dev_get_drvdata(?); %1 != %2", Feasible},
		{"what is stored with nothing", "%1 = call dev_get_drvdata(); %2 = call dev_get_drvdata(); %1 != %2", Feasible},
		{"from a member to the struct", "%1 = call container_of(&p->in, type(struct pair), in); %1 != p", Refuted},
		{"from a member of a member to the struct", "%1 = call container_of(&p->in.b, type(struct pair), in.b); %1 != p", Refuted},
		{"from another member", "%1 = call container_of(&p->in, type(struct pair), dev); %1 != p", Feasible},
		{"from another member of a member", "%1 = call container_of(&p->in.b, type(struct pair), in.a); %1 != p", Feasible},
		{"from a member of another member", "%1 = call container_of(&p->dev->on, type(struct pair), in.on); %1 != p", Feasible},
		{"from the same pointer twice", "%1 = call container_of(d, type(struct pair), dev); %2 = call container_of(d, type(struct pair), dev); %1 != %2", Refuted},
		{"from the same pointer to two structs", "%1 = call container_of(d, type(struct pair), dev); %2 = call container_of(d, type(struct in), dev); %1 != %2", Feasible},
		{"from something unknown", "%1 = call container_of(?, type(struct pair), dev); %2 = call container_of(?, type(struct pair), dev); %1 != %2", Feasible},
		{"from a member to the struct of the variable's type", "%1 = call from_timer(q, &p->in, in); %1 != p", Refuted},
		{"from a member that the variable's type lacks", "%1 = call from_timer(d, &p->in, in); %1 != p", Feasible},
		{"a function of three that is no such thing", "%1 = call big_three(q, &p->in, in); %2 = call big_three(q, &p->in, in); %1 != %2", Feasible},

		{"a function that exists by an option", `config("CONFIG_A"); %1 = call optional(1); %1 == 4`, Refuted},
		{"another of the same name where the option is off", `!config("CONFIG_A"); %1 = call optional(1); %1 == 4`, Feasible},
		{"a function that exists by an option says that it is on", `%1 = call optional(1); !config("CONFIG_A")`, Refuted},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, way := along(c.steps)
			v := ask(t, helpers+text, "f@1", way)
			if v.Outcome != c.want {
				t.Fatalf("outcome %d, want %d (%s %q)", v.Outcome, c.want, v.Why, v.Requires)
			}
		})
	}
}

// A function that leaves another context behind, and was not executed within its bound
// once, is no other function the next time: nothing is decided.
func TestLongChangingFunction(t *testing.T) {
	var b strings.Builder
	b.WriteString("b0:\n")
	for range maxChanging + 1 {
		b.WriteString("store d->state = d->state + 1\n")
	}
	b.WriteString("call spin_unlock(&d->lock)\nreturn")
	text := fn("void ctx_long(struct dev* d)", 10, b.String()) + fn("void f(struct dev* d)", 0, `b0:
		call spin_lock(&d->lock)
		call ctx_long(d)
		call msleep(1)
		return`)
	if v := ask(t, text, "f@1", "f@3"); v.Outcome != Undecided || v.Why != "steps in ctx_long()" {
		t.Errorf("outcome %d: %s", v.Outcome, v.Why)
	}
}

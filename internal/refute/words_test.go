package refute

import (
	"strings"
	"testing"
)

// TestRequires holds how the conditions of a path are worded, and which are worth a
// word: not that a pointer is there, or that a call succeeds.
func TestRequires(t *testing.T) {
	for _, c := range []struct{ name, steps, want string }{
		{"a member", "d->on", "d->on"},
		{"a member that is nothing", "!d->on", "!d->on"},
		{"twice not", "!!d->on", "d->on"},
		{"a number", "x == 3", "x == 3"},
		{"not a number", "!(x == 3)", "x != 3"},
		{"a number after all", "!(x != 3)", "x == 3"},
		{"at least", "!(x < 3)", "x >= 3"},
		{"at most", "!(x > 3)", "x <= 3"},
		{"less", "!(x >= 3)", "x < 3"},
		{"more", "!(x <= 3)", "x > 3"},
		{"a flag", "x & 4", "x & 4"},
		{"no flag", "!(x & 4)", "!(x & 4)"},
		{"an element", "p->n[x] == 3", "p->n[x] == 3"},
		{"through a pointer", "*p->n == 3", "*p->n == 3"},
		{"an address", "&d->on == &e->on", "&d->on == &e->on"},
		{"a member of a global", "shared.a == 3", "shared.a == 3"},
		{"a sign", "x == -y", "x == -y"},
		{"a cast", "cast(u8, x) == 3", "x == 3"},
		{"an option", `config("CONFIG_A")`, "CONFIG_A"},
		{"something unknown", "x == ?", ""},
		{"a negative number", "x == -3", "x == -3"},
		{"a variable of the function", "i == 3", ""},
		{"a variable of the function within", "x == i + 1", ""},

		{"a pointer that is there", "e", ""},
		{"a pointer that is not", "!e", "!e"},
		{"a pointer that is null", "e == NULL", "e == NULL"},
		{"a pointer that is not null", "e != NULL", ""},
		{"a pointer that is 0", "e == 0", "e == 0"},
		{"a pointer that is not 0", "e != 0", ""},
		{"an int that is something", "x", "x"},
		{"an int that is nothing", "!x", ""},
		{"an int that is not 0", "x != 0", "x != 0"},
		{"an int that is 0", "x == 0", ""},
		{"an int that is negative", "x < 0", "x < 0"},
		{"an int that is not", "!(x < 0)", ""},
		{"an unsigned one that is something", "u", "u"},
		{"an unsigned one that is nothing", "!u", "!u"},

		{"a call that fails", "%1 = call get(d); %1 < 0", "get() fails"},
		{"a call that succeeds", "%1 = call get(d); !(%1 < 0)", ""},
		{"a call that answers something", "%1 = call get(d); %1 != 0", "get(d) != 0"},
		{"a call that does not answer 0", "%1 = call get(d); !(%1 == 0)", "get(d) != 0"},
		{"a call that answers 0", "%1 = call get(d); %1 == 0", ""},
		{"a call whose answer may be a truth", "%1 = call get(d); %1", "get(d)"},
		{"a call that says no", "%1 = call get(d); !%1", ""},
		{"what a call says of what is in memory", "%1 = call get(d->on, 3); %1", "get(d->on, 3)"},
		{"what a call says of a variable of the function", "%1 = call get(i); %1", ""},
		{"a lock that was taken", "%1 = call spin_trylock(&e->lock); %1", ""},
		{"a lock that was taken, as an int", "%1 = call spin_trylock(&e->lock); store i = %1; i != 0", ""},
		{"a lock that was taken and answers nothing", "%1 = call mutex_lock_interruptible(&e->lock); store i = %1; !i", ""},
		{"a lock that was not taken", "%1 = call mutex_lock_interruptible(&e->lock); store i = %1; i", "mutex_lock_interruptible() is not 0"},
		{"a call that answers a number", "%1 = call get(d); %1 == 7", ""},
		{"a call that answers less than a number", "%1 = call get(d); %1 < 7", ""},
		{"a call through a pointer that fails", "%1 = call p->go(d); %1 < 0", ""},
		{"an answer that is kept", "%1 = call get(d); store i = %1; i", "get() is not 0"},
		{"an answer that is kept and not nothing", "%1 = call get(d); store i = %1; !!i", "get() is not 0"},
		{"an answer that is kept and nothing", "%1 = call get(d); store i = %1; !i", ""},
		{"an answer that is kept as another type", "%1 = call get(d); store small = %1; small", ""},
		{"one of two answers", "%1 = call get(d); store i = %1; %2 = call get2(d); store i = %2; i", ""},
		{"an answer that was changed", "%1 = call get(d); store i = %1 + 1; i", ""},
		{"what was passed", "store i = x; i", ""},

		{"two conditions in their order", "d->on; x == 3", "d->on; x == 3"},
		{"one condition twice, where it is met last", "d->on; x == 3; d->on", "x == 3; d->on"},
		{"the first of many", "d->on; d->flags; d->state; x == 3; y == 4", "d->on; d->flags; d->state; x == 3"},
		{"a long one", "d->on + d->flags + d->state + d->on + d->flags + d->state + d->on + d->flags + d->state + d->on + d->flags == x", ""},
	} {
		text, way := along(c.steps)
		v := ask(t, pairs+text, "f@1", way)
		if got := strings.Join(v.Requires, "; "); v.Outcome != Feasible || got != c.want {
			t.Errorf("%s: outcome %d, requires %q, want %q", c.name, v.Outcome, got, c.want)
		}
	}
}

// A case of a switch is a condition; a branch whose sides both lead on is none.
func TestRequiresOfBranches(t *testing.T) {
	for _, c := range []struct{ name, body, way, want string }{
		{"a case", `b0:
			call spin_lock(&d->lock)
			switch x { case 3: b1; case 4: out; default: out }
			b1:
			call msleep(1)
			return
			out:
			return`, "f@2", "x == 3"},
		{"no case", `b0:
			call spin_lock(&d->lock)
			switch x { case 3: out; case 4: out; default: b1 }
			b1:
			call msleep(1)
			return
			out:
			return`, "f@2", "x is none of the cases"},
		{"a loop that polls", `b0:
			call spin_lock(&d->lock)
			jump b1
			b1:
			%1 = call get(d)
			branch %1, b2, out
			b2:
			call msleep(1)
			jump b1
			out:
			return`, "f@3", ""},
		{"either side", `b0:
			call spin_lock(&d->lock)
			branch d->on, b1, b2
			b1:
			call ask(d)
			jump b2
			b2:
			call msleep(1)
			return`, "f@3", ""},
		{"a switch on an answer", `b0:
			call spin_lock(&d->lock)
			%1 = call get(d)
			switch %1 { case 0: out; default: b1 }
			b1:
			call msleep(1)
			return
			out:
			return`, "f@3", ""},
	} {
		v := ask(t, fn("void f(struct dev* d, int x)", 0, c.body), "f@1", c.way)
		if got := strings.Join(v.Requires, "; "); v.Outcome != Feasible || got != c.want {
			t.Errorf("%s: outcome %d, requires %q, want %q", c.name, v.Outcome, got, c.want)
		}
	}
}

// TestReasons holds what is said to stand in the way of a refuted candidate.
func TestReasons(t *testing.T) {
	for _, c := range []struct{ name, steps, want string }{
		{"one condition against another", "x == 3; x == 4", "x == 4 cannot be there after x == 3 (drivers/t/t.c:0)"},
		{"the branch that said it last", "x > 1; x < 3; x == 4", "x == 4 cannot be there after x < 3 (drivers/t/t.c:0)"},
		{"what was computed", "x > 3; x < 9; store i = x + 1; i == 20", "i == 20 cannot be there after x < 9"},
		{"what was computed on the right", "x == 3; store i = y & x; i == 8", "i == 8 cannot be there"},
		{"what was stored", "store d->on = 3; d->on == 4", ": d->on == 4 cannot be there"},
		{"the answer of a call", "%1 = call get(d, 3); %1 == 3; %1 == 4", "get(d, 3) == 4 cannot be there after get(d, 3) == 3"},
		{"an answer that is kept", "%1 = call get(d); store i = %1; i == 3; i == 4", "i == 4 cannot be there after i == 3"},
		{"a call within a call", "%1 = call get(d); %2 = call get(%1); %2 == 3; %2 == 4", "get(get(d)) == 4 cannot be there"},
		{"the furthest, not the last that was tried", "x == 3; y == 4; y == 5; x == 4", "y == 5 cannot be there after y == 4"},
	} {
		text, way := along(c.steps)
		v := ask(t, pairs+text, "f@1", way)
		if v.Outcome != Refuted || !strings.Contains(v.Why, c.want) {
			t.Errorf("%s: outcome %d, %q, want %q", c.name, v.Outcome, v.Why, c.want)
		}
	}
}

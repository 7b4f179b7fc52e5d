package refute

import (
	"fmt"
	"strings"
	"testing"
)

// sleeps is a function that others lead to.
func sleeps(attributes string) string {
	return strings.Replace(fn("void sleeps(struct dev* d, int how)", 100, `b0:
		call msleep(1)
		return`), ":100 {", ":100 "+attributes+" {", 1)
}

// TestWays holds ways through several functions.
func TestWays(t *testing.T) {
	for _, c := range []struct {
		name, text, taken, way string
		want                   Outcome
		says                   string // in the reason
	}{
		{"a function that exists by the opposite option", sleeps(`config "!CONFIG_A"`) + strings.Replace(fn("void f(struct dev* d)", 0, `b0:
			call spin_lock(&d->lock)
			call sleeps(d)
			return`), ":0 {", `:0 config "CONFIG_A" {`, 1), "f@1", "f@2 sleeps@101", Refuted, "sleeps() exists only if !CONFIG_A, and then f() does not"},
		{"a function that exists by another option", sleeps(`config "CONFIG_B"`) + strings.Replace(fn("void f(struct dev* d)", 0, `b0:
			call spin_lock(&d->lock)
			call sleeps(d)
			return`), ":0 {", `:0 config "CONFIG_A" {`, 1), "f@1", "f@2 sleeps@101", Feasible, ""},
		{"a lock that is taken by a helper that exists by the opposite option", strings.Replace(fn("void ctx_lock(struct dev* d)", 20, `b0:
			call spin_lock(&d->lock)
			return`), ":20 {", `:20 config "CONFIG_A" {`, 1) + strings.Replace(fn("void f(struct dev* d)", 0, `b0:
			call ctx_lock(d)
			call msleep(1)
			return`), ":0 {", `:0 config "!CONFIG_A" {`, 1), "ctx_lock@21", "f@2", Refuted, "ctx_lock() exists only if CONFIG_A"},
		{"an option that is off on the branch", sleeps(`config "CONFIG_A"`) + fn("void f(struct dev* d)", 0, `b0:
			call spin_lock(&d->lock)
			branch config("CONFIG_A"), b2, b1
			b1:
			call sleeps(d)
			return
			b2:
			return`), "f@1", "f@2 sleeps@101", Refuted, ""},
		{"through a pointer to another function", sleeps("") + fn("void f(struct dev* d)", 0, `
			var fn(int) g
			b0:
			call spin_lock(&d->lock)
			store g = msleep_not
			call g(d)
			return`) + fn("void msleep_not(struct dev* d)", 30, "b0:\nreturn"), "f@1", "f@3 sleeps@101", Refuted, ""},
		{"through a pointer to this function", sleeps("") + fn("void f(struct dev* d)", 0, `
			var fn(int) g
			b0:
			call spin_lock(&d->lock)
			store g = sleeps
			call g(d)
			return`), "f@1", "f@3 sleeps@101", Feasible, ""},
		{"through a pointer that nothing is known of", sleeps("") + fn("void f(struct dev* d)", 0, `b0:
			call spin_lock(&d->lock)
			call d->go(d)
			return`), "f@1", "f@2 sleeps@101", Feasible, ""},
		{"through a pointer that is chosen", sleeps("") + fn("void f(struct dev* d, int x)", 0, `
			var fn(int) g
			b0:
			store g = msleep_not
			branch x, b1, b2
			b1:
			store g = sleeps
			jump b2
			b2:
			call spin_lock(&d->lock)
			call g(d)
			return`) + fn("void msleep_not(struct dev* d)", 30, "b0:\nreturn"), "f@3", "f@4 sleeps@101", Feasible, ""},

		{"a helper within a helper takes the lock", fn("void ctx_inner(struct dev* d)", 30, `b0:
			call spin_lock(&d->lock)
			return`) + fn("void ctx_outer(struct dev* d)", 20, `b0:
			call ctx_inner(d)
			return`) + fn("void f(struct dev* d)", 0, `b0:
			call ctx_outer(d)
			call msleep(1)
			return`), "ctx_inner@31", "f@2", Feasible, ""},
		{"a helper that nobody calls takes the lock", fn("void ctx_inner(struct dev* d)", 30, `b0:
			call spin_lock(&d->lock)
			return`) + fn("void f(struct dev* d)", 0, `b0:
			call msleep(1)
			return`), "ctx_inner@31", "f@1", Undecided, "not seen to be called"},
		{"a helper takes the lock after the call", fn("void ctx_inner(struct dev* d)", 30, `b0:
			call spin_lock(&d->lock)
			return`) + fn("void f(struct dev* d)", 0, `b0:
			call msleep(1)
			call ctx_inner(d)
			return`), "ctx_inner@31", "f@1", Refuted, ""},
		{"a helper takes one lock of two", fn("void ctx_either(struct dev* d, int how)", 30, `b0:
			branch how, b1, b2
			b1:
			call spin_lock(&d->lock)
			return
			b2:
			call mutex_lock(&d->m)
			return`) + fn("void f(struct dev* d)", 0, `b0:
			call ctx_either(d, 0)
			call msleep(1)
			return`), "ctx_either@31", "f@2", Refuted, ""},
		{"a helper takes this lock of two", fn("void ctx_either(struct dev* d, int how)", 30, `b0:
			branch how, b1, b2
			b1:
			call spin_lock(&d->lock)
			return
			b2:
			call mutex_lock(&d->m)
			return`) + fn("void f(struct dev* d)", 0, `b0:
			call ctx_either(d, 1)
			call msleep(1)
			return`), "ctx_either@31", "f@2", Feasible, ""},
		{"a helper goes by what was passed to the function", fn("void ctx_either(struct dev* d, int how)", 30, `b0:
			branch how, b1, b2
			b1:
			call spin_lock(&d->lock)
			return
			b2:
			return`) + fn("void f(struct dev* d, int x)", 0, `b0:
			call ctx_either(d, x)
			branch x, b1, b2
			b1:
			return
			b2:
			call msleep(1)
			return`), "ctx_either@31", "f@2", Refuted, ""},
		{"a pair of helpers that go by the same", fn("void ctx_lock(struct dev* d)", 30, `b0:
			branch d->on, b1, b2
			b1:
			call spin_lock(&d->lock)
			return
			b2:
			return`) + fn("void ctx_unlock(struct dev* d)", 40, `b0:
			branch d->on, b1, b2
			b1:
			call spin_unlock(&d->lock)
			return
			b2:
			return`) + fn("void f(struct dev* d)", 0, `b0:
			call ctx_lock(d)
			call ctx_unlock(d)
			call msleep(1)
			return`), "ctx_lock@31", "f@3", Refuted, ""},
		{"a pair of helpers between which the flag changes", fn("void ctx_lock(struct dev* d)", 30, `b0:
			branch d->on, b1, b2
			b1:
			call spin_lock(&d->lock)
			return
			b2:
			return`) + fn("void ctx_unlock(struct dev* d)", 40, `b0:
			branch d->on, b1, b2
			b1:
			call spin_unlock(&d->lock)
			return
			b2:
			return`) + fn("void f(struct dev* d)", 0, `b0:
			call ctx_lock(d)
			store d->on = 0
			call ctx_unlock(d)
			call msleep(1)
			return`), "ctx_lock@31", "f@4", Feasible, ""},

		{"what is passed on", fn("void g(struct dev* d, int how)", 20, `b0:
			branch how == 2, b1, b2
			b1:
			call msleep(1)
			return
			b2:
			return`) + fn("void f(struct dev* d, int x)", 0, `b0:
			call spin_lock(&d->lock)
			call g(d, 3)
			return`), "f@1", "f@2 g@21", Refuted, ""},
		{"what is passed on twice", fn("void h(int how)", 30, `b0:
			branch how == 2, b1, b2
			b1:
			call msleep(1)
			return
			b2:
			return`) + fn("void g(struct dev* d, int how)", 20, `b0:
			call h(how + 1)
			return`) + fn("void f(struct dev* d, int x)", 0, `b0:
			call spin_lock(&d->lock)
			call g(d, 2)
			return`), "f@1", "f@2 g@21 h@31", Refuted, ""},
		{"what is passed on in a struct", fn("void g(struct dev* d, struct dev* o)", 20, `b0:
			branch o->on == 2, b1, b2
			b1:
			call msleep(1)
			return
			b2:
			return`) + fn("void f(struct dev* d)", 0, `
			var struct dev o
			b0:
			call spin_lock(&d->lock)
			store o = init(struct dev){.on = 3}
			call g(d, &o)
			return`), "f@1", "f@3 g@21", Refuted, ""},
		{"what was tested before is passed on", fn("void g(struct dev* d, int how)", 20, `b0:
			branch how, b1, b2
			b1:
			call msleep(1)
			return
			b2:
			return`) + fn("void f(struct dev* d, int x)", 0, `b0:
			call spin_lock(&d->lock)
			branch x, b2, b1
			b1:
			call g(d, x)
			return
			b2:
			return`), "f@1", "f@2 g@21", Refuted, ""},
		{"a function of the way that calls itself", fn("void g(struct dev* d, int how)", 20, `b0:
			branch how == 2, b1, b2
			b1:
			call msleep(1)
			return
			b2:
			call g(d, how + 1)
			return`) + fn("void f(struct dev* d)", 0, `b0:
			call spin_lock(&d->lock)
			call g(d, 1)
			return`), "f@1", "f@2 g@22 g@21", Feasible, ""},

		{"a loop that ends when it is found", fn("void f(struct dev* d, int n)", 0, `
			var int i
			b0:
			store i = 0
			call spin_lock(&d->lock)
			jump b1
			b1:
			branch i < n, b2, b3
			b2:
			store i = i + 1
			jump b1
			b3:
			branch i == 5, b4, b5
			b4:
			call msleep(1)
			return
			b5:
			return`), "f@2", "f@4", Feasible, ""},
		{"a loop in which nothing changes what was tested", fn("void f(struct dev* d, int x)", 0, `
			var int i
			b0:
			store i = 0
			call spin_lock(&d->lock)
			branch x, b6, b1
			b1:
			branch i < 9, b2, b3
			b2:
			store i = i + 1
			jump b1
			b3:
			branch x, b4, b6
			b4:
			call msleep(1)
			return
			b6:
			return`), "f@2", "f@4", Refuted, ""},
		{"a loop that makes what was computed of its variable unknown", fn("void f(struct dev* d, int x)", 0, `
			var int i
			var int j
			b0:
			store i = x
			call spin_lock(&d->lock)
			jump b1
			b1:
			store j = i + 1
			branch j == 7, b3, b2
			b2:
			store i = i + 3
			branch i < 50, b1, b6
			b3:
			branch x == 0, b4, b6
			b4:
			call msleep(1)
			return
			b6:
			return`), "f@2", "f@5", Feasible, ""},
		{"the lock is dropped in a loop and taken again", fn("void f(struct dev* d)", 0, `b0:
			call spin_lock(&d->lock)
			jump b1
			b1:
			branch d->on, b2, b3
			b2:
			call spin_unlock(&d->lock)
			call cond_resched()
			call spin_lock(&d->lock)
			jump b1
			b3:
			call msleep(1)
			return`), "f@1", "f@5", Feasible, ""},
		{"the call lies on the other side of an endless loop", fn("void f(struct dev* d)", 0, `b0:
			call spin_lock(&d->lock)
			jump b1
			b1:
			call ask(d)
			jump b1
			b2:
			call msleep(1)
			return`), "f@1", "f@3", Refuted, ""},
		{"the function ends before", fn("void f(struct dev* d)", 0, `b0:
			call spin_lock(&d->lock)
			branch d->on, b1, b2
			b1:
			unreachable
			b2:
			branch d->on, b3, b4
			b3:
			call msleep(1)
			return
			b4:
			return`), "f@1", "f@2", Refuted, ""},

		{"a case", fn("void f(struct dev* d, int x)", 0, `b0:
			call spin_lock(&d->lock)
			switch x { case 1: b1; case 3 ... 5: b2; default: b3 }
			b1:
			return
			b2:
			branch x == 6, b4, b5
			b3:
			return
			b4:
			call msleep(1)
			return
			b5:
			return`), "f@1", "f@2", Refuted, ""},
		{"a case of a range", fn("void f(struct dev* d, int x)", 0, `b0:
			call spin_lock(&d->lock)
			switch x { case 1: b1; case 3 ... 5: b2; default: b3 }
			b1:
			return
			b2:
			branch x == 4, b4, b5
			b3:
			return
			b4:
			call msleep(1)
			return
			b5:
			return`), "f@1", "f@2", Feasible, ""},
		{"none of the cases", fn("void f(struct dev* d, int x)", 0, `b0:
			call spin_lock(&d->lock)
			switch x { case 1: b1; case 2: b1; default: b2 }
			b1:
			return
			b2:
			branch x == 2, b3, b1
			b3:
			call msleep(1)
			return`), "f@1", "f@2", Refuted, ""},
		{"none of the cases, but within a range", fn("void f(struct dev* d, int x)", 0, `b0:
			call spin_lock(&d->lock)
			switch x { case 1: b1; case 3 ... 5: b1; default: b2 }
			b1:
			return
			b2:
			branch x == 9, b3, b1
			b3:
			call msleep(1)
			return`), "f@1", "f@2", Feasible, ""},
		{"a switch on something unknown", fn("void f(struct dev* d, int x)", 0, `b0:
			call spin_lock(&d->lock)
			switch ? { case 1: b1; default: b2 }
			b1:
			call msleep(1)
			return
			b2:
			return`), "f@1", "f@2", Feasible, ""},
		{"a case of something unknown", fn("void f(struct dev* d, int x)", 0, `b0:
			call spin_lock(&d->lock)
			switch x { case ?: b1; default: b2 }
			b1:
			branch x == 3, b3, b2
			b2:
			return
			b3:
			call msleep(1)
			return`), "f@1", "f@2", Feasible, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := ask(t, c.text, c.taken, c.way)
			if v.Outcome != c.want {
				t.Fatalf("outcome %d, want %d (%s %q)", v.Outcome, c.want, v.Why, v.Requires)
			}
			if !strings.Contains(v.Why, c.says) {
				t.Errorf("says %q, want %q", v.Why, c.says)
			}
		})
	}
}

// A path that crosses a region that was not understood is in doubt, and no other.
func TestDoubt(t *testing.T) {
	for steps, want := range map[string]bool{`unknown "region"; x == 3`: true, "x == 3": false} {
		text, way := along(steps)
		if v := ask(t, pairs+text, "f@1", way); v.Outcome != Feasible || v.Doubt != want {
			t.Errorf("%s: outcome %d, doubt %v", steps, v.Outcome, v.Doubt)
		}
	}
	text := fn("void ctx_lock(struct dev* d, int x)", 20, `b0:
		branch x, b1, b2
		b1:
		unknown "region"
		call spin_lock(&d->lock)
		return
		b2:
		call spin_lock(&d->lock)
		return`) + fn("void f(struct dev* d, int x)", 0, `b0:
		call ctx_lock(d, x)
		call msleep(1)
		return`)
	if v := ask(t, text, "ctx_lock@22", "f@2"); v.Outcome != Feasible || !v.Doubt {
		t.Errorf("helper: outcome %d, doubt %v", v.Outcome, v.Doubt)
	}
}

// Opened are the helpers that led to the lock, from the first function on.
func TestOpened(t *testing.T) {
	inner := fn("void ctx_inner(struct dev* d)", 30, `b0:
		call preempt_disable()
		call spin_lock(&d->lock)
		return`)
	outer := fn("void ctx_outer(struct dev* d)", 20, `b0:
		call ctx_inner(d)
		return`)
	for _, c := range []struct{ text, taken, way, want string }{
		{inner + outer + fn("void f(struct dev* d)", 0, "b0:\ncall ctx_outer(d)\ncall msleep(1)\nreturn"), "ctx_inner@32", "f@2", "f@1 ctx_outer@21"},
		{inner + outer + fn("void f(struct dev* d)", 0, "b0:\ncall ctx_outer(d)\ncall msleep(1)\nreturn"), "ctx_outer@21", "f@2", "f@1"},
		{fn("void f(struct dev* d)", 0, "b0:\ncall local_bh_disable()\ncall spin_lock(&d->lock)\ncall msleep(1)\nreturn"), "f@2", "f@3", ""},
		{fn("void f(struct dev* d)", 0, "b0:\ncall msleep(1)\nreturn"), "softirq", "f@1", ""},
	} {
		v := ask(t, c.text, c.taken, c.way)
		var got []string
		for _, s := range v.Opened {
			got = append(got, fmt.Sprintf("%s@%d", s.Fn.Name, s.In.Pos.Line))
		}
		if v.Outcome != Feasible || strings.Join(got, " ") != c.want {
			t.Errorf("%s: outcome %d, opened %q, want %q", c.taken, v.Outcome, got, c.want)
		}
	}
}

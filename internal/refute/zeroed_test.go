package refute

import (
	"fmt"
	"strings"
	"testing"
)

// large is a function that stores to a member, too large to be executed beside a way.
func large(name string, line int, member string) string {
	return fmt.Sprintf("func static void %s(struct dev* d) \"drivers/t/t.c\":%d {\nb0:\n%s  store %s = 1\n  return\n}\n", name, line, strings.Repeat("  call pr_cont()\n", maxSmall+1), member)
}

// TestZeroed: memory that was set to zero, or handed out so, holds zero until something
// is stored there.
func TestZeroed(t *testing.T) {
	const sleeper = "func static void g(struct dev* d) \"drivers/t/t.c\":40 {\nb0:\n  branch d->sub.wait, b1, b2\nb1:\n  call msleep(1) @41:1\n  return\nb2:\n  return\n}\n"
	for _, c := range []struct {
		name, body string
		want       Outcome
	}{
		{"a local that was set to zero", `
			var struct dev v
			b0:
			call memset(&v, 0, 8)
			call spin_lock(&lock)
			call pr_cont()
			call g(&v)
			return`, Refuted},
		{"a local that was set to ones", `
			var struct dev v
			b0:
			call memset(&v, 255, 8)
			call spin_lock(&lock)
			call pr_cont()
			call g(&v)
			return`, Feasible},
		{"set to zero, and then the member stored to", `
			var struct dev v
			b0:
			call memset(&v, 0, 8)
			call spin_lock(&lock)
			store v.sub.wait = 1
			call g(&v)
			return`, Feasible},
		{"what is pointed to is set to zero, and written by a device", `
			b0:
			call memset(d, 0, 8)
			call spin_lock(&lock)
			call pr_cont()
			call g(d)
			return`, Feasible},
		{"fresh memory that is zero", `
			b0:
			%1 = call kzalloc(8, 0)
			call spin_lock(&lock)
			call pr_cont()
			call g(%1)
			return`, Refuted},
		{"fresh memory that a function has stored to since", `
			b0:
			%1 = call kzalloc(8, 0)
			call spin_lock(&lock)
			call fill(%1)
			call g(%1)
			return`, Feasible},
		{"fresh memory of which a function has stored to another member", `
			b0:
			%1 = call kzalloc(8, 0)
			call spin_lock(&lock)
			call other(%1)
			call g(%1)
			return`, Refuted},
		{"fresh memory that is not", `
			b0:
			%1 = call kmalloc(8, 0)
			call spin_lock(&lock)
			call pr_cont()
			call g(%1)
			return`, Feasible},
		{"fresh memory may be missing", `
			b0:
			%1 = call kzalloc(8, 0)
			call spin_lock(&lock)
			branch %1, b2, b1
			b1:
			call pr_cont()
			call g(d)
			return
			b2:
			return`, Feasible},
	} {
		t.Run(c.name, func(t *testing.T) {
			if v := ask(t, sleeper+large("fill", 50, "d->sub.wait")+large("other", 60, "d->sub.n")+fn("void f(struct dev* d)", 0, c.body), "f@2", "f@4 g@41"); v.Outcome != c.want {
				t.Errorf("got %v (%s), want %v", v.Outcome, v.Why, c.want)
			}
		})
	}
}

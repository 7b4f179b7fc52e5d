package refute

import "testing"

// TestFewNumbers: a variable that is assigned a few numbers only holds one of them in
// every round of a loop; one that is counted up may hold any.
func TestFewNumbers(t *testing.T) {
	leaf := fn("void g(struct dev* d, int kind)", 40, `b0:
		%1 = call pr_cont()
		branch kind == 2, b1, b2
		b1:
		call msleep(1)
		return
		b2:
		return`)
	loop := func(set string) string {
		return fn("void f(struct dev* d, int n)", 0, `var int kind
			var int also
			b0:
			call spin_lock(&d->lock)
			jump b1
			b1:
			store also = 0
			store kind = also
			%1 = call pr_cont()
			branch %1, b2, b3
			b2:
			`+set+`
			jump b3
			b3:
			call g(d, kind)
			%2 = call pr_cont()
			branch %2, b1, b4
			b4:
			return`)
	}
	for _, c := range []struct {
		name, set string
		want      Outcome
	}{
		{"set and cleared", "store kind = 1", Refuted},
		{"set to what is asked for", "store kind = 2", Feasible},
		{"counted", "store kind = kind + 1", Feasible},
		{"filled by somebody", "call scan(&kind)", Feasible},
	} {
		t.Run(c.name, func(t *testing.T) {
			if v := ask(t, leaf+loop(c.set), "f@1", "f@6 g@42"); v.Outcome != c.want {
				t.Errorf("got %v (%s), want %v", v.Outcome, v.Why, c.want)
			}
		})
	}
}

package refute

import "testing"

// TestAgree: what is learned of a value is held against what was said before about
// values that are made of it.
func TestAgree(t *testing.T) {
	three := func(first, second, third string) string {
		return fn("void f(struct dev* d, int x, int y)", 0, `b0:
			branch `+first+`, b1, b4
			b1:
			branch `+second+`, b4, b2
			b2:
			branch `+third+`, b4, b3
			b3:
			call spin_lock(&d->lock)
			call msleep(1)
			return
			b4:
			return`)
	}
	for _, c := range []struct {
		name, first, second, third string
		want                       Outcome
	}{
		{"one of two bits, and then neither", "x & 6", "x & 2", "x & 4", Refuted},
		{"one of two bits, and then the other", "x & 6", "x & 2", "x & 8", Feasible},
		{"equal, and then different numbers", "x == y", "x != 1", "y != 2", Refuted},
		{"equal, and then the same number", "x == y", "x != 1", "y != 1", Feasible},
		{"less, and then not so", "x < y", "x != 3", "y != 3", Refuted},
		{"less, and then still so", "x < y", "x != 3", "y != 4", Feasible},
	} {
		t.Run(c.name, func(t *testing.T) {
			if v := ask(t, three(c.first, c.second, c.third), "f@1", "f@2"); v.Outcome != c.want {
				t.Errorf("got %v (%s), want %v", v.Outcome, v.Why, c.want)
			}
		})
	}
}

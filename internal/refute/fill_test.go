package refute

import "testing"

// TestFilled: a struct that a function is given a pointer to keeps the members that the
// function does not store to.
func TestFilled(t *testing.T) {
	f := fn("void f(struct dev* d, int n)", 0, `var struct dev v
		b0:
		call spin_lock(&d->lock)
		store v = init(struct dev){}
		store v.on = 1
		call use(&v, n)
		branch v.on, b2, b1
		b1:
		call msleep(1)
		return
		b2:
		return`)
	for _, c := range []struct {
		name, use string
		want      Outcome
	}{
		{"not seen", "", Feasible},
		{"reads", fn("void use(struct dev* p, int n)", 20, "b0:\nstore n = p->on\nreturn"), Refuted},
		{"stores to another", fn("void use(struct dev* p, int n)", 20, "b0:\nstore p->state = n\nreturn"), Refuted},
		{"stores to it", fn("void use(struct dev* p, int n)", 20, "b0:\nstore p->on = n\nreturn"), Feasible},
		{"stores to it by another name", fn("void use(struct dev* p, int n)", 20, "var struct dev* q\nb0:\nstore q = p\nstore q->on = n\nreturn"), Feasible},
		{"stores to all of it", fn("void use(struct dev* p, int n)", 20, "b0:\nstore *p = d\nreturn"), Feasible},
		{"clears it", fn("void use(struct dev* p, int n)", 20, "b0:\ncall memset(p, 0, 8)\nreturn"), Feasible},
		{"copies it elsewhere", fn("void use(struct dev* p, int n)", 20, "b0:\ncall memcpy(n, p, 8)\nreturn"), Refuted},
		{"copies to it", fn("void use(struct dev* p, int n)", 20, "b0:\ncall memcpy(p, n, 8)\nreturn"), Feasible},
		{"compares it", fn("void use(struct dev* p, int n)", 20, "b0:\ncall memcmp(n, p, 8)\nreturn"), Refuted},
		{"has another member filled", fn("void use(struct dev* p, int n)", 20, "b0:\ncall get(&p->state)\nreturn"), Refuted},
		{"has it filled", fn("void use(struct dev* p, int n)", 20, "b0:\ncall get(&p->on)\nreturn"), Feasible},
		{"hands it to one who reads", fn("void use(struct dev* p, int n)", 20, "b0:\ncall look(p)\nreturn") +
			fn("void look(struct dev* q)", 30, "var int n\nb0:\nstore n = q->on\nreturn"), Refuted},
		{"hands it to one who stores", fn("void use(struct dev* p, int n)", 20, "b0:\ncall look(p)\nreturn") +
			fn("void look(struct dev* q)", 30, "b0:\nstore q->on = 0\nreturn"), Feasible},
		{"hands it to itself", fn("void use(struct dev* p, int n)", 20, "b0:\ncall use(p, n)\nstore p->state = 0\nreturn"), Refuted},
	} {
		t.Run(c.name, func(t *testing.T) {
			if v := ask(t, c.use+f, "f@1", "f@5"); v.Outcome != c.want {
				t.Errorf("got %v (%s), want %v", v.Outcome, v.Why, c.want)
			}
		})
	}
}

// TestLoopByTheWay: what the first call of the way's own function did decides whether a
// loop comes to a second one.
func TestLoopByTheWay(t *testing.T) {
	attach := fn("int attach(struct dev* d, int* left)", 20, `b0:
		branch *left, b2, b1
		b1:
		return -11
		b2:
		call msleep(1)
		return 1`)
	send := func(left string) string {
		return fn("void f(struct dev* d, int n)", 0, `var int left
			b0:
			call spin_lock(&d->lock)
			store left = `+left+`
			jump b1
			b1:
			%1 = call attach(d, &left)
			branch %1 == 1, b1, b2
			b2:
			return`)
	}
	for _, c := range []struct {
		left string
		want Outcome
	}{{"0", Refuted}, {"n", Feasible}} {
		if v := ask(t, attach+send(c.left), "f@1", "f@3 attach@21"); v.Outcome != c.want {
			t.Errorf("left is %s: got %v (%s), want %v", c.left, v.Outcome, v.Why, c.want)
		}
	}
}

package sim

// point is a scheduling point before operation op on object o: the current
// actor goes on when the strategy says so and w holds. Where contexts meet on o
// in no fixed order it makes no difference who comes first, and it goes on at
// once.
func (k *Kernel) point(w waiter, op string, o *object) {
	if k.unwinding {
		return
	}
	a := k.cur
	if !k.running || a.co == nil { // the constructor, a device
		if w != nil && !w.ready(a) {
			k.violate(Deadlock, "", "model constructor would block in "+op)
		}
		return
	}
	if k.passes(w, op) {
		return
	}
	k.glance()
	free := w == nil || w.ready(a)
	if a.goesOn(w, op, o) || free && !o.meets() && !k.storing(a) {
		k.passed()
		k.started(a)
		k.step(op, o)
		return
	}
	k.ghost = free && o.ghost() && !k.storing(a)
	k.mustPoint(w, op, o)
}

// meets reports whether contexts meet on o, or on what it is a part of. An
// actor's own object stands for a delay, where everything may happen.
func (o *object) meets() bool {
	if o.cls != nil {
		o.k.place(o)
	}
	return o.cls == nil || o.cls.shared || o.own != nil && o.own.cls.shared
}

// ghost reports whether o meets only because everything shall.
func (o *object) ghost() bool {
	return o.cls != nil && o.cls.ghost && (o.own == nil || o.own.cls.ghost)
}

// mustPoint is a scheduling point in any case.
func (k *Kernel) mustPoint(w waiter, op string, o *object) {
	if k.passes(w, op) {
		return
	}
	k.glance()
	a := k.cur
	a.wait, a.op, a.on, a.passed = w, op, o, false
	if w != nil && !w.ready(a) {
		k.drain(a) // schedule() is a barrier, and a lock is spun on with atomics
	}
	a.place = 0
	if op == "" { // between two operations is another state than before the second
		a.places++
		a.place = mix(a.h, 8+a.places)
	}
	k.sum += a.place
	next := k.choose()
	k.ghost = false
	if next != a {
		k.next = next
		a.co.yield(struct{}{})
		if k.unwinding {
			k.blocked(a)
			panic(unwind{})
		}
	}
	k.sum -= a.place
	k.cur = a
	a.wait = nil
	k.step(op, o)
}

// step counts an operation. It makes the operation itself history: two states
// that differ only in how far an actor has come must not look the same. What has
// no name is no operation but a place between two.
func (k *Kernel) step(op string, o *object) {
	a := k.cur
	if op != "" {
		a.places, a.comes = 0, false
		a.h = mix(a.h, 2)
		k.sum += a.h
	}
	k.turn(a, op, o)
	if k.steps++; k.steps > k.maxSteps && !k.halt {
		if a.alone > 0 || k.circles {
			k.endure()
		}
		k.halt = true
		k.strat.overrun()
		k.next = nil
		panic(unwind{})
	}
	if k.trace != nil && op != "" {
		k.note(op, o)
	}
}

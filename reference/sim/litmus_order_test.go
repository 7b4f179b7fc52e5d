package sim

// litmusOrder are the classical tests of the order of memory accesses, by the names
// that the literature gives them. What total store order allows is wanted as an
// assertion that fails, what it forbids as a complete search.
var litmusOrder = []litmus{
	{"R: a store is behind another's although its CPU has not seen that one's first", Assertion, 2, func(k *Kernel) {
		x, y, r := newInt(k, "x", 0), newInt(k, "y", 0), 1
		k.Go("a", 0, func() { x.Store(1); y.Store(1) })
		k.Go("b", 1, func() { y.Store(2); r = x.Load() })
		k.AtExit(func() { k.Assert(y.Value() != 2 || r == 1, "allowed") })
	}},
	{"R with a barrier", "", 2, func(k *Kernel) {
		x, y, r := newInt(k, "x", 0), newInt(k, "y", 0), 1
		k.Go("a", 0, func() { x.Store(1); y.Store(1) })
		k.Go("b", 1, func() { y.Store(2); k.Mb(); r = x.Load() })
		k.AtExit(func() { k.Assert(y.Value() != 2 || r == 1, "forbidden") })
	}},
	{"S", "", 2, func(k *Kernel) {
		x, y, r := newInt(k, "x", 0), newInt(k, "y", 0), 0
		k.Go("a", 0, func() { x.Store(2); y.Store(1) })
		k.Go("b", 1, func() { r = y.Load(); x.Store(1) })
		k.AtExit(func() { k.Assert(r != 1 || x.Value() == 1, "forbidden") })
	}},
	{"2+2W", "", 2, func(k *Kernel) {
		x, y := newInt(k, "x", 0), newInt(k, "y", 0)
		k.Go("a", 0, func() { x.Store(1); y.Store(2) })
		k.Go("b", 1, func() { y.Store(1); x.Store(2) })
		k.AtExit(func() { k.Assert(x.Value() != 1 || y.Value() != 1, "forbidden") })
	}},
	{"WRC: what one has seen of another", "", 3, func(k *Kernel) {
		x, y := newInt(k, "x", 0), newInt(k, "y", 0)
		k.Go("a", 0, func() { x.Store(1) })
		k.Go("b", 1, func() { y.Store(x.Load()) })
		k.Go("c", 2, func() { k.Assert(y.Load() == 0 || x.Load() == 1, "forbidden") })
	}},
	{"RWC: what one has seen, and another does not", Assertion, 3, func(k *Kernel) {
		x, y := newInt(k, "x", 0), newInt(k, "y", 0)
		var r [3]int
		k.Go("a", 0, func() { x.Store(1) })
		k.Go("b", 1, func() { r[0] = x.Load(); r[1] = y.Load() })
		k.Go("c", 2, func() { y.Store(1); r[2] = x.Load() })
		k.AtExit(func() { k.Assert(r != [3]int{1, 0, 0}, "allowed") })
	}},
	{"n6: its own store seen, and overtaken", Assertion, 2, func(k *Kernel) {
		x, y := newInt(k, "x", 0), newInt(k, "y", 0)
		var r [2]int
		k.Go("a", 0, func() { x.Store(1); r[0] = x.Load(); r[1] = y.Load() })
		k.Go("b", 1, func() { y.Store(1); x.Store(2) })
		k.AtExit(func() { k.Assert(r != [2]int{1, 0} || x.Value() != 1, "allowed") })
	}},
	{"n5: each sees the other's store behind its own", "", 2, func(k *Kernel) {
		x, r0, r1 := newInt(k, "x", 0), 0, 0
		k.Go("a", 0, func() { x.Store(1); r0 = x.Load() })
		k.Go("b", 1, func() { x.Store(2); r1 = x.Load() })
		k.AtExit(func() { k.Assert(r0 != 2 || r1 != 1, "forbidden") })
	}},
	{"read twice, and seen in both orders", "", 4, func(k *Kernel) {
		x := newInt(k, "x", 0)
		var r [4]int
		k.Go("a", 0, func() { x.Store(1) })
		k.Go("b", 1, func() { x.Store(2) })
		k.Go("c", 2, func() { r[0] = x.Load(); r[1] = x.Load() })
		k.Go("d", 3, func() { r[2] = x.Load(); r[3] = x.Load() })
		k.AtExit(func() { k.Assert(r != [4]int{1, 2, 2, 1}, "forbidden") })
	}},
	{"store buffering with a barrier on one side only", Assertion, 2, func(k *Kernel) {
		x, y, r0, r1 := newInt(k, "x", 0), newInt(k, "y", 0), 1, 1
		k.Go("a", 0, func() { x.Store(1); k.Mb(); r0 = y.Load() })
		k.Go("b", 1, func() { y.Store(1); r1 = x.Load() })
		k.AtExit(func() { k.Assert(r0 == 1 || r1 == 1, "allowed") })
	}},
	{"store buffering, a lock taken in between", "", 2, func(k *Kernel) {
		x, y, r0, r1 := newInt(k, "x", 0), newInt(k, "y", 0), 1, 1
		l, m := newSpin(k, "l"), newSpin(k, "m")
		k.Go("a", 0, func() { x.Store(1); pass(l); r0 = y.Load() })
		k.Go("b", 1, func() { y.Store(1); pass(m); r1 = x.Load() })
		k.AtExit(func() { k.Assert(r0 == 1 || r1 == 1, "forbidden") })
	}},
	{"store buffering, the lock released in between", Assertion, 2, func(k *Kernel) {
		x, y, r0, r1 := newInt(k, "x", 0), newInt(k, "y", 0), 1, 1
		l, m := newSpin(k, "l"), newSpin(k, "m")
		k.Go("a", 0, func() { l.Lock(); x.Store(1); l.Unlock(); r0 = y.Load() })
		k.Go("b", 1, func() { m.Lock(); y.Store(1); m.Unlock(); r1 = x.Load() })
		k.AtExit(func() { k.Assert(r0 == 1 || r1 == 1, "allowed: a release is no full barrier") })
	}},
	{"store buffering, a mutex released in between", "", 2, func(k *Kernel) {
		x, y, r0, r1 := newInt(k, "x", 0), newInt(k, "y", 0), 1, 1
		l, m := newMutex(k, "l"), newMutex(k, "m")
		k.Go("a", 0, func() { l.Lock(); x.Store(1); l.Unlock(); r0 = y.Load() })
		k.Go("b", 1, func() { m.Lock(); y.Store(1); m.Unlock(); r1 = x.Load() })
		k.AtExit(func() { k.Assert(r0 == 1 || r1 == 1, "forbidden") })
	}},
	{"trylock of a lock that is free, its release not seen", Assertion, 2, func(k *Kernel) {
		x, l := newInt(k, "x", 0), newSpin(k, "l")
		gone := newInt(k, "gone", 0)
		k.Go("a", 0, func() { l.Lock(); x.Store(1); l.Unlock(); gone.Load() })
		k.Go("b", 1, func() {
			if ok := l.TryLock(); ok {
				l.Unlock()
			} else {
				k.Assert(x.Load() == 0, "allowed: the store is seen before the release")
			}
		})
	}},
	{"a lock released and taken again by one", "", 1, func(k *Kernel) {
		x, l := newInt(k, "x", 0), newSpin(k, "l")
		line := k.RequestIRQ("dev", 0, func() IRQReturn {
			l.Lock()
			k.Assert(x.Load() != 1, "in a section")
			l.Unlock()
			return IRQHandled
		})
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, func() {
			for range 2 {
				l.LockIrq()
				x.Store(1)
				x.Store(2)
				l.UnlockIrq()
				k.LocalIrqDisable()
				k.Assert(l.TryLock(), "its own release")
				l.Unlock()
				k.LocalIrqEnable()
			}
			line.Free()
		})
	}},
	{"store buffering, both under one lock", "", 2, func(k *Kernel) {
		x, y, r0, r1 := newInt(k, "x", 0), newInt(k, "y", 0), 1, 1
		l := newSpin(k, "l")
		k.Go("a", 0, func() { l.Lock(); x.Store(1); r0 = y.Load(); l.Unlock() })
		k.Go("b", 1, func() { l.Lock(); y.Store(1); r1 = x.Load(); l.Unlock() })
		k.AtExit(func() { k.Assert(r0 == 1 || r1 == 1, "forbidden") })
	}},
	{"a store is visible to who takes the lock next", "", 2, func(k *Kernel) {
		x, l, held := newInt(k, "x", 0), newSpin(k, "l"), newInt(k, "n", 0)
		k.Go("a", 0, func() { l.Lock(); x.Store(1); held.Store(1); l.Unlock() })
		k.Go("b", 1, func() { l.Lock(); k.Assert(held.Load() == 0 || x.Load() == 1, "forbidden"); l.Unlock() })
	}},
	{"Peterson's lock without barriers", Assertion, 2, peterson(func(*Kernel) {})},
	{"Peterson's lock with barriers", "", 2, peterson((*Kernel).Mb)},
	{"a task finds its own stores on the CPU that it moves to", "", 2, func(k *Kernel) {
		x := newInt(k, "x", 0)
		k.Go("a", -1, func() {
			for i := range 3 {
				x.Store(i + 1)
				k.Assert(x.Load() == i+1, "forbidden")
			}
		})
	}},
	{"a tasklet finds what was stored before it was scheduled", "", 2, func(k *Kernel) {
		x, tl := newInt(k, "x", 0), new(Tasklet)
		tl.Init(k, "t", func() { k.Assert(x.Load() == 1, "forbidden") })
		line := k.RequestIRQ("dev", 1, func() IRQReturn { x.Store(1); tl.Schedule(); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, func() { k.Msleep(1); line.Free(); tl.Kill() })
	}},
}

// peterson is a lock for two of plain stores and loads.
func peterson(barrier func(*Kernel)) func(k *Kernel) {
	return func(k *Kernel) {
		want := [2]*Int{newInt(k, "want 0", 0), newInt(k, "want 1", 0)}
		turn, inside := newInt(k, "turn", 0), newInt(k, "inside", 0)
		for me := range 2 {
			k.Go([...]string{"a", "b"}[me], me, func() {
				want[me].Store(1)
				turn.Store(1 - me)
				barrier(k)
				if want[1-me].Load() == 1 && turn.Load() == 1-me {
					return // not spinning keeps it small
				}
				k.Assert(inside.Add(1) == 1, "both are inside")
				inside.Add(-1)
				want[me].Store(0)
			})
		}
	}
}

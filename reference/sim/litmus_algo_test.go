package sim

// litmusAlgorithms are what drivers and textbooks build of loads and stores, and what
// they build of contexts that start and stop each other.
var litmusAlgorithms = []litmus{
	{"three store buffers", Assertion, 3, func(k *Kernel) { threeBuffers(k, func() {}) }},
	{"three store buffers with barriers", "", 3, func(k *Kernel) { threeBuffers(k, k.Mb) }},
	{"ISA2: seen through two others", "", 3, func(k *Kernel) {
		x, y, z := newInt(k, "x", 0), newInt(k, "y", 0), newInt(k, "z", 0)
		bad := 0
		k.Go("a", 0, func() { x.Store(1); y.Store(1) })
		k.Go("b", 1, func() { bad = y.Load(); z.Store(1) })
		k.Go("c", 2, func() {
			if z.Load() == 1 && x.Load() == 0 {
				bad += 2
			}
		})
		k.AtExit(func() { k.Assert(bad != 3, "ISA2") })
	}},
	{"W+RWC: a store overtaken by the load behind it", Assertion, 3, func(k *Kernel) {
		x, y, z := newInt(k, "x", 0), newInt(k, "y", 0), newInt(k, "z", 0)
		r := [3]int{}
		k.Go("a", 0, func() { x.Store(1); y.Store(1) })
		k.Go("b", 1, func() { r[0], r[1] = y.Load(), z.Load() })
		k.Go("c", 2, func() { z.Store(1); r[2] = x.Load() })
		k.AtExit(func() { k.Assert(r != [3]int{1, 0, 0}, "W+RWC") })
	}},
	{"store buffering, one store an atomic operation", Assertion, 2, func(k *Kernel) {
		x, y := newInt(k, "x", 0), newInt(k, "y", 0)
		r := [2]int{}
		k.Go("a", 0, func() { x.Add(1); r[0] = y.Load() })
		k.Go("b", 1, func() { y.Store(1); r[1] = x.Load() })
		k.AtExit(func() { k.Assert(r != [2]int{}, "both missed") })
	}},
	{"Dekker's lock without barriers", Assertion, 2, func(k *Kernel) { dekker(k, func() {}) }},
	{"Dekker's lock with barriers", "", 2, func(k *Kernel) { dekker(k, k.Mb) }},
	{"hazard pointer without a barrier", UseAfterFree, 2, func(k *Kernel) { hazard(k, func() {}) }},
	{"hazard pointer with barriers", "", 2, func(k *Kernel) { hazard(k, k.Mb) }},
	{"flag and waiter without a barrier", Deadlock, 2, func(k *Kernel) { eventcount(k, func() {}) }},
	{"flag and waiter with a barrier", "", 2, func(k *Kernel) { eventcount(k, k.Mb) }},
	{"handed over through an Int, plain memory behind it", "", 2, func(k *Kernel) { handOver(k, true) }},
	{"handed over through an Int, plain memory behind the flag", DataRace, 2, func(k *Kernel) { handOver(k, false) }},
	{"cancelled by two", "", 2, func(k *Kernel) {
		m, w := newMem(k, "dev"), new(Work)
		w.Init(k, "w", 1, func() { m.Touch() })
		left := newInt(k, "left", 2)
		end := func() {
			w.CancelSync()
			if left.Add(-1) == 0 {
				k.Kfree(m)
			}
		}
		k.Go("a", 0, func() { w.Queue(); end() })
		k.Go("b", 1, end)
	}},
	{"cancelled by two, queued by one behind the other's cancel", UseAfterFree, 2, func(k *Kernel) {
		m, w := newMem(k, "dev"), new(Work)
		w.Init(k, "w", 1, func() { m.Touch() })
		k.Go("a", 0, func() { w.Queue() })
		k.Go("b", 1, func() { w.CancelSync(); k.Kfree(m) })
	}},
	{"timer shot down by a flag that it looks at", "", 2, func(k *Kernel) { shutDown(k, true) }},
	{"timer shot down without a flag", UseAfterFree, 2, func(k *Kernel) { shutDown(k, false) }},
	{"two locks, each only tried under the other", "", 2, func(k *Kernel) {
		a, b := newSpin(k, "a"), newSpin(k, "b")
		both := func(x, y *Spinlock) func() {
			return func() {
				x.Lock()
				if y.TryLock() {
					y.Unlock()
				}
				x.Unlock()
			}
		}
		k.Go("a", 0, both(a, b))
		k.Go("b", 1, both(b, a))
	}},
	{"oneshot line raised again under its thread", "", 2, func(k *Kernel) {
		n := 0
		line := k.RequestThreadedIRQ("dev", 0, nil, func() { n++ })
		k.NewSource("hw", 2, 1, always, line.Raise)
		k.Go("a", 1, func() { line.Free(); k.Assert(n <= 2, "more runs than interrupts") })
	}},
	{"count of users that the last tells a waiter", "", 2, func(k *Kernel) { drainUsers(k, true) }},
	{"count of users that the last tells a waiter, then touches", UseAfterFree, 2, func(k *Kernel) { drainUsers(k, false) }},
}

func threeBuffers(k *Kernel, mb func()) {
	var x [3]*Int
	for i := range x {
		x[i] = newInt(k, string(rune('x'+i)), 0)
	}
	r := [3]int{1, 1, 1}
	for i := range x {
		k.Go(string(rune('a'+i)), i, func() { x[i].Store(1); mb(); r[i] = x[(i+1)%3].Load() })
	}
	k.AtExit(func() { k.Assert(r != [3]int{}, "3.SB") })
}

// dekker is Dekker's lock of which each gives up after one look at the turn.
func dekker(k *Kernel, mb func()) {
	var wants [2]*Int
	for i := range wants {
		wants[i] = newInt(k, string(rune('0'+i))+" wants", 0)
	}
	in := newInt(k, "in", 0)
	for i := range wants {
		k.Go(string(rune('a'+i)), i, func() {
			wants[i].Store(1)
			mb()
			if wants[1-i].Load() == 0 {
				k.Assert(in.Add(1) == 1, "two in the section")
				in.Add(-1)
			}
			wants[i].Store(0)
		})
	}
}

// hazard is a reader that says what it uses before it looks again whether that is
// still there, and a reclaimer that takes it away before it looks who uses it.
func hazard(k *Kernel, mb func()) {
	m := newMem(k, "node")
	there, used := newInt(k, "there", 1), newInt(k, "hazard", 0)
	k.Go("reader", 0, func() {
		used.Store(1)
		mb()
		if there.Load() == 1 {
			m.Touch()
		}
		used.Store(0)
	})
	k.Go("reclaimer", 1, func() {
		there.Store(0)
		mb()
		for used.Load() == 1 {
			k.Udelay(1)
		}
		k.Kfree(m)
	})
}

// eventcount wakes only if it sees a waiter, who looks for the event only once he has
// said that he waits.
func eventcount(k *Kernel, mb func()) {
	event, waits := newInt(k, "event", 0), newInt(k, "waits", 0)
	c := newCompletion(k, "c")
	k.Go("waiter", 0, func() {
		waits.Store(1)
		mb()
		if event.Load() == 0 {
			c.Wait()
		}
	})
	k.Go("waker", 1, func() {
		event.Store(1)
		mb()
		if waits.Load() == 1 {
			c.Complete()
		}
	})
}

func handOver(k *Kernel, before bool) {
	data, flag := new(Var[int]), newInt(k, "flag", 0)
	data.Init(k, "data", 0)
	k.Go("a", 0, func() {
		if before {
			data.Put(1)
		}
		flag.Store(1)
		if !before {
			data.Put(1)
		}
	})
	k.Go("b", 1, func() {
		if flag.Load() == 1 {
			data.Get()
		}
	})
}

// shutDown deletes a timer that a handler arms, without waiting for that one first.
func shutDown(k *Kernel, flag bool) {
	m, l := newMem(k, "dev"), newSpin(k, "l")
	down := false
	t := new(Timer)
	t.Init(k, "t", 1, func() { m.Touch() })
	line := k.RequestIRQ("dev", 1, func() IRQReturn {
		l.Lock()
		if !flag || !down {
			t.Start(1)
		}
		l.Unlock()
		return IRQHandled
	})
	k.NewSource("hw", 1, 1, always, line.Raise)
	k.Go("a", 0, func() {
		l.LockIrq()
		down = true
		l.UnlockIrq()
		t.CancelSync()
		k.Kfree(m)
		line.Free()
		t.CancelSync()
	})
}

func drainUsers(k *Kernel, right bool) {
	m, users := newMem(k, "dev"), newInt(k, "users", 2)
	c := newCompletion(k, "idle")
	leave := func() {
		if right {
			m.Touch()
		}
		if users.Add(-1) == 0 {
			c.Complete()
		}
		if !right {
			m.Touch()
		}
	}
	k.Go("user", 0, func() { m.Touch(); leave() })
	k.Go("remove", 1, func() { leave(); c.Wait(); k.Kfree(m) })
}

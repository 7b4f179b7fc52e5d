package sim

// litmusReturns are about the return of a handler: who waits for it is ordered behind
// all that the handler did, and who does not wait is ordered behind nothing. The last
// statement of each handler is what must come to light, so no operation of it comes
// between that and its return.
var litmusReturns = []litmus{
	{"timer deleted without waiting", UseAfterFree, 2, ended(byTimer, func(m *machine) { m.timer.Cancel() })},
	{"timer deleted, and waited for", "", 2, ended(byTimer, func(m *machine) { m.timer.CancelSync() })},
	{"timer deleted without waiting, then with", "", 2, ended(byTimer, func(m *machine) { m.timer.Cancel(); m.timer.CancelSync() })},
	{"hrtimer cancelled without waiting", UseAfterFree, 2, ended(byHrtimer, func(m *machine) { m.hr.Cancel() })},
	{"hrtimer cancelled, and waited for", "", 2, ended(byHrtimer, func(m *machine) { m.hr.CancelSync() })},
	{"interrupt disabled without waiting", UseAfterFree, 2, ended(byLine, func(m *machine) { m.line.DisableNosync() })},
	{"interrupt disabled, and waited for", "", 2, ended(byLine, func(m *machine) { m.line.Disable() })},
	{"interrupt disabled without waiting, then waited for", "", 2, ended(byLine, func(m *machine) { m.line.DisableNosync(); m.line.Synchronize() })},
	{"interrupt freed", "", 2, ended(byLine, func(m *machine) { m.line.Free() })},
	{"interrupt taken back from the line", UseAfterFree, 2, ended(byLine, func(m *machine) { m.line.Clear() })},
	{"work cancelled", "", 2, ended(byWork, func(m *machine) { m.work.CancelSync() })},
	{"work flushed", "", 2, ended(byWork, func(m *machine) { m.work.Flush() })},
	{"work flushed by one who does not wait for the second run", UseAfterFree, 2, ended(byWork, func(m *machine) { m.work.Flush(); m.work.Queue() })},
	{"tasklet killed", "", 2, ended(byTasklet, func(m *machine) { m.task[0].Kill() })},

	{"timer armed anew while it may run, then deleted without waiting", UseAfterFree, 2, func(k *Kernel) {
		m, t, n := newMem(k, "dev"), new(Timer), 0
		t.Init(k, "t", 1, func() {
			if n++; n == 1 {
				m.Touch()
			}
		})
		k.Go("a", 0, func() { t.Start(1); t.Start(1); t.Cancel(); k.Kfree(m) })
	}},
	{"work that was queued again is not over", UseAfterFree, 2, func(k *Kernel) {
		m, w, n := newMem(k, "dev"), new(Work), 0
		w.Init(k, "w", 1, func() {
			if n++; n == 1 {
				m.Touch()
			}
		})
		k.Go("a", 0, func() {
			w.Queue()
			k.Udelay(1)
			if w.Queue() { // it runs, or is over
				k.Kfree(m)
				return
			}
			w.CancelSync()
			k.Kfree(m)
		})
	}},
	{"tasklet that runs elsewhere is passed over", Assertion, 2, func(k *Kernel) {
		c, n, t, u := newCompletion(k, "c"), newAux(k, "n"), new(Tasklet), new(Tasklet)
		t.Init(k, "t", func() {
			if n.Put(n.Get() + 1); n.Get() == 1 {
				c.Complete()
			}
		})
		u.Init(k, "u", func() { k.Assert(n.Get() == 2, "u before the second run of t") })
		k.Go("a", 0, t.Schedule)
		k.Go("b", 1, func() { c.Wait(); k.LocalBhDisable(); t.Schedule(); u.Schedule(); k.LocalBhEnable() })
	}},
	{"second run of a tasklet that runs elsewhere comes behind a free", UseAfterFree, 2, func(k *Kernel) {
		m, c, n, t, u := newMem(k, "dev"), newCompletion(k, "c"), newAux(k, "n"), new(Tasklet), new(Tasklet)
		t.Init(k, "t", func() {
			if n.Put(n.Get() + 1); n.Get() == 1 {
				c.Complete()
				return
			}
			m.Touch()
		})
		u.Init(k, "u", func() { k.Kfree(m) })
		k.Go("a", 0, t.Schedule)
		k.Go("b", 1, func() { c.Wait(); k.LocalBhDisable(); t.Schedule(); u.Schedule(); k.LocalBhEnable() })
	}},
	{"interrupt that returns late wakes its thread once more", Assertion, 2, func(k *Kernel) {
		x, n, f, bad := newInt(k, "x", 0), newAux(k, "n"), newAux(k, "f"), newAux(k, "bad")
		line := k.RequestThreadedIRQ("dev", -1, func() IRQReturn { x.Add(1); return IRQWakeThread }, func() {
			if n.Get() == 0 && f.Get() == 1 {
				bad.Put(1)
			}
			n.Put(n.Get() + 1)
		})
		k.Go("a", 0, func() {
			k.PreemptDisable()
			if line.Raise(); x.Load() == 1 {
				if line.Raise(); x.Load() == 2 {
					f.Put(1)
				}
			}
			k.PreemptEnable()
			line.Free()
			k.Assert(bad.Get() == 0 || n.Get() < 2, "two rounds, both behind f")
		})
	}},
	{"interrupt that returns decides where its thread goes on", Assertion, 2, func(k *Kernel) {
		n, cpu := newAux(k, "n"), []*Aux[int]{newAux(k, "first"), newAux(k, "second")}
		line := k.RequestThreadedIRQ("dev", -1, func() IRQReturn { return IRQWakeThread }, func() {
			cpu[n.Get()].Put(k.CPU())
			n.Put(n.Get() + 1)
		})
		k.NewSource("hw", 2, 1, always, line.Raise)
		k.Go("a", 0, func() {
			k.Msleep(1)
			line.Free()
			k.Assert(n.Get() < 2 || cpu[0].Get() == cpu[1].Get(), "two processors")
		})
	}},
	{"tasklet that is scheduled again is not over", UseAfterFree, 2, func(k *Kernel) {
		m, c, tl, n := newMem(k, "dev"), newCompletion(k, "c"), new(Tasklet), 0
		tl.Init(k, "t", func() {
			if n++; n == 1 {
				c.Complete()
				m.Touch()
			}
		})
		k.Go("a", 1, tl.Schedule)
		k.Go("b", 0, func() { c.Wait(); tl.Schedule(); k.Kfree(m) })
	}},
	{"interrupt handler that completes and touches, line disabled without waiting", UseAfterFree, 2, func(k *Kernel) {
		m, c := newMem(k, "dev"), newCompletion(k, "c")
		line := k.RequestIRQ("dev", 1, func() IRQReturn { c.Complete(); m.Touch(); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, func() { c.Wait(); line.DisableNosync(); k.Kfree(m); line.Free() })
	}},
	{"interrupt handler that touches and completes, line disabled without waiting", "", 2, func(k *Kernel) {
		m, c := newMem(k, "dev"), newCompletion(k, "c")
		line := k.RequestIRQ("dev", 1, func() IRQReturn { m.Touch(); c.Complete(); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, func() { c.Wait(); line.DisableNosync(); k.Kfree(m); line.Free() })
	}},
	{"device that interrupts, line disabled without waiting", UseAfterFree, 2, func(k *Kernel) {
		m, on := newMem(k, "dev"), false
		line := k.RequestIRQ("dev", 1, func() IRQReturn { m.Touch(); return IRQHandled })
		hw := k.NewSource("hw", 1, 1, func() bool { return on }, line.Raise)
		k.Go("a", 0, func() {
			hw.Touch()
			on = true
			line.DisableNosync()
			k.Kfree(m)
			line.Free()
		})
	}},
	{"plain flag of a timer, read behind timer_delete", DataRace, 2, func(k *Kernel) {
		var x Var[int]
		x.Init(k, "x", 0)
		t := new(Timer)
		t.Init(k, "t", 1, func() { x.Put(1) })
		k.Go("a", 0, func() { t.Start(1); t.Cancel(); x.Get() })
	}},
	{"plain flag of a timer, read behind timer_delete_sync", "", 2, func(k *Kernel) {
		var x Var[int]
		x.Init(k, "x", 0)
		t := new(Timer)
		t.Init(k, "t", 1, func() { x.Put(1) })
		k.Go("a", 0, func() { t.Start(1); t.CancelSync(); x.Get() })
	}},
	{"handler and thread of a masked line are ordered both ways", "", 2, func(k *Kernel) {
		var x Var[int]
		x.Init(k, "x", 0)
		line := k.RequestThreadedIRQ("dev", 1, nil, func() { x.Put(x.Get() + 1) })
		line.Share(func() IRQReturn { x.Put(x.Get() + 1); return IRQHandled })
		k.NewSource("hw", 2, 1, always, line.Raise)
		k.Go("a", 0, func() { k.Msleep(1); line.Free(); x.Get() })
	}},
	{"every interrupt is followed by a round of the thread", "", 2, rounds(func(came, seen, _ int) bool { return seen == came })},
	{"every interrupt has a round of its own", Assertion, 2, rounds(func(came, _, n int) bool { return n == came })},
	{"interrupts share rounds", Assertion, 2, rounds(func(came, _, n int) bool { return came < 2 || n < came })},

	{"tasklet that completes, and its memory freed by who waits", ActiveFree, 2, func(k *Kernel) {
		o, c := &tasklets{}, newCompletion(k, "c")
		k.Kzalloc(o, "dev", GFPKernel)
		o.t.Init(k, "t", c.Complete)
		k.Go("a", 1, func() { o.t.Schedule() })
		k.Go("b", 0, func() { c.Wait(); k.Kfree(o) })
	}},
	{"the same, killed before", "", 2, func(k *Kernel) {
		o, c := &tasklets{}, newCompletion(k, "c")
		k.Kzalloc(o, "dev", GFPKernel)
		o.t.Init(k, "t", c.Complete)
		k.Go("a", 1, func() { o.t.Schedule() })
		k.Go("b", 0, func() { c.Wait(); o.t.Kill(); k.Kfree(o) })
	}},
	{"timer that completes, and its memory freed by who waits", "", 2, func(k *Kernel) {
		o, c := newOwner(k), newCompletion(k, "c")
		o.timer.Init(k, "t", 1, c.Complete)
		k.Go("b", 0, func() { o.timer.Start(1); c.Wait(); k.Kfree(o) })
	}},
	{"completed under a lock that lies in what the waiter frees", ActiveFree, 2, func(k *Kernel) {
		o, c := &guarded{}, newCompletion(k, "c")
		k.Kzalloc(o, "dev", GFPKernel)
		o.l.Init(k, "l")
		k.Go("a", 1, func() { o.l.Lock(); c.Complete(); o.l.Unlock() })
		k.Go("b", 0, func() { c.Wait(); k.Kfree(o) })
	}},
	{"the same, the lock taken once more", "", 2, func(k *Kernel) {
		o, c := &guarded{}, newCompletion(k, "c")
		k.Kzalloc(o, "dev", GFPKernel)
		o.l.Init(k, "l")
		k.Go("a", 1, func() { o.l.Lock(); c.Complete(); o.l.Unlock() })
		k.Go("b", 0, func() { c.Wait(); pass(&o.l); k.Kfree(o) })
	}},
	{"completed under a mutex that lies in what the waiter frees", ActiveFree, 2, func(k *Kernel) {
		o, c := &guarded{}, newCompletion(k, "c")
		k.Kzalloc(o, "dev", GFPKernel)
		o.m.Init(k, "m")
		k.Go("a", 1, func() { o.m.Lock(); c.Complete(); o.m.Unlock() })
		k.Go("b", 0, func() { c.Wait(); k.Kfree(o) })
	}},
}

type tasklets struct {
	Mem
	t Tasklet
}

type guarded struct {
	Mem
	l Spinlock
	m Mutex
}

// What starts the handlers of a machine.
func byTimer(m *machine)   { m.timer.Start(1) }
func byHrtimer(m *machine) { m.hr.Start(1) }
func byLine(m *machine)    { m.line.Raise() }
func byWork(m *machine)    { m.work.Queue() }
func byTasklet(m *machine) { m.task[0].Schedule() }

// ended is a device whose handlers do nothing but touch its memory, and which is freed
// when the one that was begun has been ended.
func ended(begin, end func(m *machine)) func(k *Kernel) {
	return func(k *Kernel) {
		m := &machine{k: k}
		k.Kzalloc(&m.mem, "dev", GFPKernel)
		m.timer.Init(k, "timer", 1, m.mem.Touch)
		m.hr.Init(k, "hrtimer", 1, m.mem.Touch)
		m.work.Init(k, "work", 1, m.mem.Touch)
		m.task[0].Init(k, "tasklet", m.mem.Touch)
		m.line = k.RequestIRQ("dev", 1, func() IRQReturn { m.mem.Touch(); return IRQHandled })
		k.Go("a", 0, func() {
			begin(m)
			end(m)
			k.Kfree(&m.mem)
			m.line.Free()
		})
	}
}

// rounds is a line with a thread: how often its handler came, what the thread has seen
// of that, and in how many rounds.
func rounds(right func(came, seen, n int) bool) func(k *Kernel) {
	return func(k *Kernel) {
		came, seen, n := newInt(k, "came", 0), 0, 0
		line := k.RequestThreadedIRQ("dev", 0,
			func() IRQReturn { came.Add(1); return IRQWakeThread },
			func() { seen = came.Load(); n++ })
		k.NewSource("hw", 2, 1, always, line.Raise)
		k.Go("a", 1, func() {
			k.Msleep(1)
			line.Free()
			k.Assert(right(came.Load(), seen, n), "rounds")
		})
	}
}

func newAux(k *Kernel, name string) *Aux[int] {
	x := new(Aux[int])
	x.Init(k, name, 0)
	return x
}

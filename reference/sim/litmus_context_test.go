package sim

// litmusContexts are about which context may come where, and what ends what.
var litmusContexts = []litmus{
	{"trylock in a handler, of a lock that is held with interrupts enabled", "", 1, func(k *Kernel) {
		l := newSpin(k, "l")
		line := k.RequestIRQ("dev", 0, func() IRQReturn {
			if l.TryLock() {
				l.Unlock()
			}
			return IRQHandled
		})
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, func() { pass(l); pass(l); line.Free() })
	}},
	{"two lines of one CPU", "", 2, twoLines(0)},
	{"two lines of two CPUs", DataRace, 2, twoLines(1)},
	{"a line of any CPU has one handler at a time", "", 2, func(k *Kernel) {
		var x Var[int]
		x.Init(k, "x", 0)
		line := k.RequestIRQ("dev", -1, func() IRQReturn { x.Put(x.Get() + 1); return IRQHandled })
		k.NewSource("hw", 2, 1, always, line.Raise)
		k.Go("a", 0, func() { k.Msleep(1); line.Free() })
	}},
	{"handler and thread of a line that is not masked", DataRace, 1, func(k *Kernel) {
		var x Var[int]
		x.Init(k, "x", 0)
		line := k.RequestThreadedIRQ("dev", 0,
			func() IRQReturn { x.Put(1); return IRQWakeThread }, func() { x.Put(2) })
		k.NewSource("hw", 2, 1, always, line.Raise)
		k.Go("a", 0, func() { k.Msleep(1); line.Free() })
	}},
	{"handler and thread of a line, interrupts off in the thread", "", 1, func(k *Kernel) {
		var x Var[int]
		x.Init(k, "x", 0)
		line := k.RequestThreadedIRQ("dev", 0, func() IRQReturn { x.Put(1); return IRQWakeThread },
			func() { k.LocalIrqDisable(); x.Put(2); k.LocalIrqEnable() })
		k.NewSource("hw", 2, 1, always, line.Raise)
		k.Go("a", 0, func() { k.Msleep(1); line.Free() })
	}},
	{"thread of a line that is masked until it is done", "", 2, func(k *Kernel) {
		var x Var[int]
		x.Init(k, "x", 0)
		line := k.RequestThreadedIRQ("dev", 1, nil, func() { x.Put(x.Get() + 1) })
		k.NewSource("hw", 2, 1, always, line.Raise)
		k.Go("a", 0, func() { k.Msleep(1); line.Free() })
	}},
	{"hrtimer and timer of one CPU", DataRace, 1, twoTimers(0)},
	{"timer and tasklet of one CPU", "", 1, softirqs(0)},
	{"timer and tasklet of two CPUs", DataRace, 2, softirqs(1)},
	{"works of one CPU", DataRace, 1, func(k *Kernel) {
		var x Var[int]
		x.Init(k, "x", 0)
		var v, w Work
		v.Init(k, "v", 0, func() { x.Put(x.Get() + 1) })
		w.Init(k, "w", 0, func() { x.Put(x.Get() + 1) })
		k.Go("a", 0, func() { v.Queue(); w.Queue() })
	}},
	{"a work of any CPU is not run twice at once", "", 2, func(k *Kernel) {
		in, w := newInt(k, "in", 0), new(Work)
		w.Init(k, "w", -1, func() { k.Assert(in.Add(1) == 1, "twice at once"); in.Add(-1) })
		k.Go("a", 0, func() { w.Queue() })
		k.Go("b", 1, func() { w.Queue() })
	}},
	{"a tasklet that two CPUs schedule is not run twice at once", "", 2, func(k *Kernel) {
		in, tl := newInt(k, "in", 0), new(Tasklet)
		tl.Init(k, "t", func() { k.Assert(in.Add(1) == 1, "twice at once"); in.Add(-1) })
		k.Go("a", 0, func() { tl.Schedule() })
		k.Go("b", 1, func() { tl.Schedule() })
	}},
	{"softirqs disabled on the CPU where the tasklet runs", "", 2, bhDisabled(0)},
	{"softirqs disabled on another CPU", DataRace, 2, bhDisabled(1)},
	{"preemption disabled beside an interrupt", Assertion, 1, func(k *Kernel) {
		x, n := newInt(k, "x", 0), 0
		line := k.RequestIRQ("dev", 0, func() IRQReturn { n++; x.Add(1); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, func() {
			k.PreemptDisable()
			v := x.Load()
			x.Store(v + 1)
			k.PreemptEnable()
			line.Free()
			k.Assert(x.Load() == 1+n, "lost")
		})
	}},
	{"completed once, waited for by two", Deadlock, 2, func(k *Kernel) {
		c := newCompletion(k, "c")
		k.Go("a", 0, c.Wait)
		k.Go("b", 1, c.Wait)
		k.Go("c", 1, c.Complete)
	}},
	{"completed twice, waited for by two", "", 2, func(k *Kernel) {
		c := newCompletion(k, "c")
		k.Go("a", 0, c.Wait)
		k.Go("b", 1, c.Wait)
		k.Go("c", 1, func() { c.Complete(); c.Complete() })
	}},
	{"one wake-up for two that wait for one condition", "", 2, func(k *Kernel) {
		q, done := new(WaitQueue), newInt(k, "done", 0)
		q.Init(k, "q")
		for cpu, name := range []string{"a", "b"} {
			k.Go(name, cpu, func() { q.Wait(func() bool { return done.Load() == 1 }) })
		}
		k.Go("c", 1, func() { done.Store(1); q.WakeUp() })
	}},
	{"woken before the condition holds", LostWakeup, 2, func(k *Kernel) {
		q, done := new(WaitQueue), newInt(k, "done", 0)
		q.Init(k, "q")
		k.Go("a", 0, func() { q.Wait(func() bool { return done.Load() == 1 }) })
		k.Go("c", 1, func() { q.WakeUp(); done.Store(1) })
	}},
	{"work flushed under the mutex that it takes", Deadlock, 2, func(k *Kernel) {
		m, w := newMutex(k, "m"), new(Work)
		w.Init(k, "w", 1, func() { pass(m) })
		k.Go("a", 0, func() { w.Queue(); m.Lock(); w.Flush(); m.Unlock() })
	}},
	{"work cancelled, then the interrupt that queues it freed", ActiveFree, 2, queued(func(o *owner, line *IRQ) {
		o.work.CancelSync()
		line.Free()
	})},
	{"interrupt freed, then the work that it queues cancelled", "", 2, queued(func(o *owner, line *IRQ) {
		line.Free()
		o.work.CancelSync()
	})},
	{"interrupt waited for, then the work that it queues cancelled", UseAfterFree, 2, queued(func(o *owner, line *IRQ) {
		line.Synchronize()
		o.work.CancelSync()
	})},
	{"interrupt disabled, then the work that it queues cancelled", "", 2, queued(func(o *owner, line *IRQ) {
		line.Disable()
		o.work.CancelSync()
	})},
	{"interrupt disabled without waiting, then the work that it queues cancelled", UseAfterFree, 2, queued(func(o *owner, line *IRQ) {
		line.DisableNosync()
		o.work.CancelSync()
	})},
	{"timer deleted without waiting, memory freed", UseAfterFree, 2, timed(func(o *owner) { o.timer.Cancel() })},
	{"timer deleted, and waited for", "", 2, timed(func(o *owner) { o.timer.CancelSync() })},
	{"timer that arms itself once more, waited for", "", 2, func(k *Kernel) {
		o, n := newOwner(k), 0
		o.timer.Init(k, "t", 1, func() {
			if o.Touch(); n == 0 {
				n++
				o.timer.Start(1)
			}
		})
		k.Go("a", 0, func() { o.timer.Start(1); o.timer.CancelSync(); k.Kfree(o) })
	}},
	{"delayed work, its timer cancelled before it", "", 2, delayed(func(o *owner) {
		o.timer.CancelSync()
		o.work.CancelSync()
	})},
	{"delayed work, cancelled before its timer", ActiveFree, 2, delayed(func(o *owner) {
		o.work.CancelSync()
		o.timer.CancelSync()
	})},
	{"hrtimer that waits for itself", WaitOnSelf, 1, func(k *Kernel) {
		h := new(Hrtimer)
		h.Init(k, "h", 0, func() { h.CancelSync() })
		k.Go("a", 0, func() { h.Start(1) })
	}},
	{"hrtimer that cancels itself", "", 1, func(k *Kernel) {
		h := new(Hrtimer)
		h.Init(k, "h", 0, func() { h.Start(1); h.Cancel() })
		k.Go("a", 0, func() { h.Start(1); h.CancelSync() })
	}},
	{"disable_irq in its handler", WaitOnSelf, 1, func(k *Kernel) {
		var line *IRQ
		line = k.RequestThreadedIRQ("dev", 0, nil, func() { line.Disable() })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, func() { k.Msleep(1); line.Free() })
	}},
	{"masked by its handler, unmasked by a work", "", 2, func(k *Kernel) {
		w := new(Work)
		var line *IRQ
		line = k.RequestIRQ("dev", 1, func() IRQReturn { line.DisableNosync(); w.Queue(); return IRQHandled })
		w.Init(k, "w", 1, func() { line.Enable() })
		k.NewSource("hw", 2, 1, always, line.Raise)
		k.Go("a", 0, func() { k.Msleep(1); line.Free(); w.CancelSync() })
	}},
	{"last reference put by either of two", "", 2, puts(func(n *Int) bool { return n.Add(-1) == 0 })},
	{"last reference put by either of two, with a load and a store", Leak, 2, puts(func(n *Int) bool {
		v := n.Load()
		n.Store(v - 1)
		return v == 1
	})},
	{"sleep ended by a signal, memory freed, late waker", UseAfterFree, 2, func(k *Kernel) {
		o, q, done, s := newOwner(k), new(WaitQueue), newInt(k, "done", 0), new(Signal)
		q.Init(k, "q")
		s.Init(k, "kill")
		k.Go("a", 0, func() {
			s.Catch()
			for q.Prepare(); done.Load() == 0 && !k.SignalPending(); q.Prepare() {
				q.Schedule()
			}
			q.Finish()
			k.Kfree(o)
		})
		k.Go("b", 1, func() { o.Touch(); done.Store(1); q.WakeUp() })
		k.Go("c", 1, s.Send)
	}},
}

// twoLines is a variable that the handlers of two lines change, the first on CPU 0.
func twoLines(cpu int) func(k *Kernel) {
	return func(k *Kernel) {
		var x Var[int]
		x.Init(k, "x", 0)
		handler := func() IRQReturn { x.Put(x.Get() + 1); return IRQHandled }
		s, t := k.RequestIRQ("s", 0, handler), k.RequestIRQ("t", cpu, handler)
		k.NewSource("hw s", 1, 1, always, s.Raise)
		k.NewSource("hw t", 1, 1, always, t.Raise)
		k.Go("a", 0, func() { k.Msleep(1); s.Free(); t.Free() })
	}
}

// twoTimers is a variable that an hrtimer and a timer change.
func twoTimers(cpu int) func(k *Kernel) {
	return func(k *Kernel) {
		var x Var[int]
		x.Init(k, "x", 0)
		h, t := new(Hrtimer), new(Timer)
		h.Init(k, "h", 0, func() { x.Put(1) })
		t.Init(k, "t", cpu, func() { x.Put(2) })
		k.Go("a", 0, func() { h.Start(1); t.Start(1) })
	}
}

// softirqs is a variable that a tasklet of CPU 0 and a timer change.
func softirqs(cpu int) func(k *Kernel) {
	return func(k *Kernel) {
		var x Var[int]
		x.Init(k, "x", 0)
		tl, t := new(Tasklet), new(Timer)
		tl.Init(k, "tasklet", func() { x.Put(1) })
		t.Init(k, "t", cpu, func() { x.Put(2) })
		k.Go("a", 0, func() { t.Start(1); tl.Schedule() })
	}
}

// bhDisabled is a variable that a tasklet of CPU 0 changes, and a task of a CPU with
// softirqs disabled.
func bhDisabled(cpu int) func(k *Kernel) {
	return func(k *Kernel) {
		var x Var[int]
		x.Init(k, "x", 0)
		tl := new(Tasklet)
		tl.Init(k, "tasklet", func() { x.Put(1) })
		k.Go("a", 0, func() { tl.Schedule() })
		k.Go("b", cpu, func() { k.LocalBhDisable(); x.Put(2); k.LocalBhEnable() })
	}
}

// queued is memory with a work that an interrupt queues, freed after end.
func queued(end func(o *owner, line *IRQ)) func(k *Kernel) {
	return func(k *Kernel) {
		o := newOwner(k)
		o.work.Init(k, "w", 0, func() { o.Touch() })
		line := k.RequestIRQ("dev", 1, func() IRQReturn { o.work.Queue(); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, func() {
			end(o, line)
			k.Kfree(o)
			line.Free()
		})
	}
}

// timed is memory that a timer uses, freed after end.
func timed(end func(o *owner)) func(k *Kernel) {
	return func(k *Kernel) {
		o := newOwner(k)
		o.timer.Init(k, "t", 1, func() { o.Touch() })
		k.Go("a", 0, func() { o.timer.Start(1); end(o); k.Kfree(o) })
	}
}

// delayed is memory with a work that a timer queues, freed after end.
func delayed(end func(o *owner)) func(k *Kernel) {
	return func(k *Kernel) {
		o := newOwner(k)
		o.work.Init(k, "w", 1, func() { o.Touch() })
		o.timer.Init(k, "t", 1, func() { o.work.Queue() })
		k.Go("a", 0, func() { o.timer.Start(1); end(o); k.Kfree(o) })
	}
}

// puts is memory that two have a reference to, each of whom uses it before it puts
// its own, and frees it if that was the last.
func puts(last func(n *Int) bool) func(k *Kernel) {
	return func(k *Kernel) {
		m, n := newMem(k, "obj"), newInt(k, "refs", 2)
		for cpu, name := range []string{"a", "b"} {
			k.Go(name, cpu, func() {
				m.Touch()
				if last(n) {
					k.Kfree(m)
				}
			})
		}
	}
}

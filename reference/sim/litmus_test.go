package sim

import "testing"

// litmus is a small model that a real kernel can, or cannot, bring to the given
// end. Each shows a thing that exploration once got wrong, or is a classic.
type litmus struct {
	name string
	want Kind // empty: complete without violation
	cpus int  // 0: 2
	f    func(k *Kernel)
}

// TestLitmus runs every model reduced, unreduced, and within few preemptions. What is
// found must be found by the search: random runs behind it are for what contexts share
// and do not say, and there is one model of that.
func TestLitmus(t *testing.T) {
	for _, c := range litmusAll() {
		t.Run(c.name, func(t *testing.T) {
			cpus := c.cpus
			if cpus == 0 {
				cpus = 2
			}
			m := Model{Name: c.name, Config: Config{CPUs: cpus}, Build: c.f}
			os := []Options{{Audit: -1}, {Preemptions: 6, Audit: -1}, {Unreduced: true, Schedules: 60_000}}
			switch c.want {
			case Unhashed:
				os = []Options{{}} // only a reduction has to be sound
			case "":
				os = append(os, Options{}) // and random runs find nothing either
			}
			for _, o := range os {
				r := Explore(m, o)
				switch {
				case o.Unreduced && r.Status == BoundExceeded:
					t.Logf("unreduced: %v", r) // it is too large for that, and what a reduced search finds has been replayed
				case c.want != "" && (r.Violation == nil || r.Violation.Kind != c.want):
					t.Errorf("%+v: want %q, got %v\n%s", o, c.want, r, splatOf(r))
				case c.want == "" && r.Violation != nil:
					t.Errorf("%+v: %v\n%s", o, r, splatOf(r))
				case c.want == "" && r.Status != Complete && !o.Unreduced:
					t.Errorf("%+v: %v", o, r)
				}
			}
		})
	}
}

func litmusAll() []litmus {
	return slicesOf(litmusActors, litmusPlaces, litmusPolls, litmusClassics, litmusMemory, litmusOrder, litmusContexts, litmusCounts, litmusBuilt, litmusAlgorithms, litmusReturns, litmusSoftirqs, litmusHolds, litmusSuspends, litmusQueues, litmusIdle)
}

func slicesOf(ls ...[]litmus) []litmus {
	var all []litmus
	for _, l := range ls {
		all = append(all, l...)
	}
	return all
}

func newMem(k *Kernel, name string) *Mem {
	m := new(Mem)
	k.Kzalloc(m, name, GFPKernel)
	return m
}

func newInt(k *Kernel, name string, v int) *Int {
	x := new(Int)
	x.Init(k, name, v)
	return x
}

func newSpin(k *Kernel, name string) *Spinlock {
	l := new(Spinlock)
	l.Init(k, name)
	return l
}

func newCompletion(k *Kernel, name string) *Completion {
	c := new(Completion)
	c.Init(k, name)
	return c
}

func always() bool { return true }

// litmusActors are about who may still run, and who is still waited for.
var litmusActors = []litmus{
	{"flag tested, work queued, beside flag set, work cancelled, memory freed", UseAfterFree, 2, func(k *Kernel) {
		m, stopping := newMem(k, "dev"), newInt(k, "stopping", 0)
		w := new(Work)
		w.Init(k, "w", 1, func() { m.Touch() })
		k.Go("a", 0, func() {
			if stopping.Load() == 0 {
				w.Queue()
			}
		})
		k.Go("b", 1, func() { stopping.Store(1); w.CancelSync(); k.Kfree(m) })
	}},
	{"the same with the test and the queueing under a lock", "", 2, func(k *Kernel) {
		m, l := newMem(k, "dev"), newSpin(k, "l")
		stopping := false
		w := new(Work)
		w.Init(k, "w", 1, func() { m.Touch() })
		k.Go("a", 0, func() {
			l.Lock()
			if !stopping {
				w.Queue()
			}
			l.Unlock()
		})
		k.Go("b", 1, func() {
			l.Lock()
			stopping = true
			l.Unlock()
			w.CancelSync()
			k.Kfree(m)
		})
	}},
	{"interrupt tests under a lock, schedules behind it, beside stop, kill, free", UseAfterFree, 2, func(k *Kernel) {
		m, l := newMem(k, "dev"), newSpin(k, "l")
		run := true
		tl := new(Tasklet)
		tl.Init(k, "t", func() { m.Touch() })
		line := k.RequestIRQ("dev", 1, func() IRQReturn {
			l.Lock()
			r := run
			l.Unlock()
			if r {
				tl.Schedule()
			}
			return IRQHandled
		})
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("b", 0, func() {
			l.LockIrq()
			run = false
			l.UnlockIrq()
			tl.Kill()
			k.Kfree(m)
			line.Free()
		})
	}},
	{"the same, the interrupt freed first", "", 2, func(k *Kernel) {
		m := newMem(k, "dev")
		tl := new(Tasklet)
		tl.Init(k, "t", func() { m.Touch() })
		line := k.RequestIRQ("dev", 1, func() IRQReturn { tl.Schedule(); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("b", 0, func() { line.Free(); tl.Kill(); k.Kfree(m) })
	}},
	{"completion initialised anew after the request was sent", Deadlock, 2, sendAndWait(false)},
	{"completion initialised anew before it", "", 2, sendAndWait(true)},
	{"waker touches behind its wake-up under a lock, waiter frees", UseAfterFree, 2, func(k *Kernel) {
		m, l, c := newMem(k, "req"), newSpin(k, "l"), newCompletion(k, "done")
		k.Go("waiter", 0, func() { c.Wait(); k.Kfree(m) })
		k.Go("waker", 1, func() {
			l.Lock()
			m.Touch()
			c.Complete()
			m.Touch()
			l.Unlock()
		})
	}},
	{"waiter frees under the waker's lock", "", 2, func(k *Kernel) {
		m, l, c := newMem(k, "req"), newSpin(k, "l"), newCompletion(k, "done")
		k.Go("waiter", 0, func() { c.Wait(); l.Lock(); k.Kfree(m); l.Unlock() })
		k.Go("waker", 1, func() {
			l.Lock()
			m.Touch()
			c.Complete()
			m.Touch()
			l.Unlock()
		})
	}},
	{"wait queue, the same", UseAfterFree, 2, func(k *Kernel) {
		m, l, done := newMem(k, "req"), newSpin(k, "l"), newInt(k, "done", 0)
		q := new(WaitQueue)
		q.Init(k, "q")
		k.Go("waiter", 0, func() { q.Wait(func() bool { return done.Load() == 1 }); k.Kfree(m) })
		k.Go("waker", 1, func() {
			f := l.LockIrqsave()
			done.Set(1)
			q.WakeUp()
			m.Touch()
			l.UnlockIrqrestore(f)
		})
	}},
	{"time-out frees, late interrupt completes", UseAfterFree, 2, func(k *Kernel) {
		m, c := newMem(k, "req"), newCompletion(k, "done")
		line := k.RequestIRQ("dev", 1, func() IRQReturn { m.Touch(); c.Complete(); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("t", 0, func() { c.WaitTimeout(10); k.Kfree(m); line.Free() })
	}},
	{"time-out waits for the interrupt first", "", 2, func(k *Kernel) {
		m, c := newMem(k, "req"), newCompletion(k, "done")
		line := k.RequestIRQ("dev", 1, func() IRQReturn { m.Touch(); c.Complete(); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("t", 0, func() { c.WaitTimeout(10); line.Free(); k.Kfree(m) })
	}},
	{"timer lock under CancelSync", Deadlock, 2, func(k *Kernel) {
		l, tm := newSpin(k, "l"), new(Timer)
		tm.Init(k, "t", 1, func() { pass(l) })
		k.Go("a", 0, func() { tm.Start(1); l.LockBh(); tm.CancelSync(); l.UnlockBh() })
	}},
	{"timer without a step of its own, waited for under a lock that its interrupter takes", Deadlock, 2, func(k *Kernel) {
		l, tm := newSpin(k, "l"), new(Timer)
		tm.Init(k, "t", 1, func() {})
		line := k.RequestIRQ("dev", 1, func() IRQReturn { pass(l); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, func() {
			tm.Start(1)
			f := l.LockIrqsave()
			tm.CancelSync()
			l.UnlockIrqrestore(f)
			line.Free()
		})
	}},
	{"timer_delete_sync in hard interrupt", BadContext, 1, func(k *Kernel) {
		tm := new(Timer)
		tm.Init(k, "t", 0, func() {})
		line := k.RequestIRQ("dev", 0, func() IRQReturn { tm.CancelSync(); return IRQHandled })
		k.Go("a", 0, func() { tm.Start(1); line.Raise(); k.Msleep(1); line.Free() })
	}},
	{"interrupt that nobody acknowledges", Unhandled, 2, func(k *Kernel) {
		line := k.RequestIRQ("dev", 1, func() IRQReturn { return IRQNone })
		k.Go("t", 0, func() { line.Raise(); k.Msleep(1); line.Free() })
	}},
	{"level interrupt that stays asserted", "", 2, func(k *Kernel) {
		n := 0
		var line *IRQ
		line = k.RequestIRQ("dev", 1, func() IRQReturn {
			if n++; n == 3 {
				line.Clear()
			}
			return IRQHandled
		})
		line.Level = true
		k.Go("t", 0, func() { line.Raise(); k.Msleep(1); line.Free(); k.Assert(n == 0 || n == 3 || n < 3, "interrupts") })
	}},
	{"lock in freed memory", UseAfterFree, 2, func(k *Kernel) {
		o := new(struct {
			Mem
			l Spinlock
		})
		k.Kzalloc(o, "obj", GFPKernel)
		o.l.Init(k, "obj.lock")
		k.Go("a", 0, func() { pass(&o.l) })
		k.Go("b", 1, func() { pass(&o.l); k.Kfree(o) })
	}},
	{"lock in an array of structures in freed memory, initialised before", UseAfterFree, 2, func(k *Kernel) {
		o := new(struct {
			Mem
			chans [2]struct {
				name string
				l    Spinlock
			}
		})
		o.chans[1].l.Init(k, "obj.lock")
		k.Kzalloc(o, "obj", GFPKernel)
		k.Go("a", 0, func() { pass(&o.chans[1].l) })
		k.Go("b", 1, func() { pass(&o.chans[1].l); k.Kfree(o) })
	}},
	{"memory of its own in freed memory", "", 2, func(k *Kernel) {
		o := new(struct {
			Mem
			other struct {
				Mem
				l Spinlock
			}
		})
		k.Kzalloc(&o.other, "other", GFPKernel)
		o.other.l.Init(k, "other.lock")
		k.Kzalloc(o, "obj", GFPKernel)
		k.Go("a", 0, func() { k.Kfree(o); pass(&o.other.l); k.Kfree(&o.other) })
	}},
	{"armed timer in freed memory", ActiveFree, 2, func(k *Kernel) {
		o := new(struct {
			Mem
			tm Timer
		})
		k.Kzalloc(o, "obj", GFPKernel)
		o.tm.Init(k, "obj.timer", 1, func() {})
		k.Go("a", 0, func() { o.tm.Start(1); k.Kfree(o) })
	}},
	{"waiter in freed memory", UseAfterFree, 2, func(k *Kernel) {
		o := new(struct {
			Mem
			c Completion
		})
		k.Kzalloc(o, "req", GFPKernel)
		o.c.Init(k, "req.done")
		k.Go("a", 0, func() { o.c.Wait(); k.Kfree(o) })
		k.Go("b", 1, func() { o.c.Complete(); o.c.Complete() })
	}},
	{"timer that arms itself, cancelled", "", 2, func(k *Kernel) {
		tm := new(Timer)
		tm.Init(k, "t", 1, func() { tm.Start(1) })
		k.Go("a", 0, func() { tm.Start(1); tm.CancelSync() })
	}},
	{"work that queues itself, cancelled", "", 2, func(k *Kernel) {
		w := new(Work)
		w.Init(k, "w", 1, func() { w.Queue() })
		k.Go("a", 0, func() { w.Queue(); w.CancelSync() })
	}},
	{"tasklet that schedules itself, killed", "", 2, func(k *Kernel) {
		tl := new(Tasklet)
		tl.Init(k, "t", func() { tl.Schedule() })
		k.Go("a", 0, func() { tl.Schedule(); tl.Kill() })
	}},
	{"timer that arms itself, waiter whom nobody wakes", Deadlock, 2, func(k *Kernel) {
		tm, c := new(Timer), newCompletion(k, "c")
		tm.Init(k, "t", 1, func() { tm.Start(1) })
		k.Go("a", 0, func() { tm.Start(1); c.Wait() })
	}},
	{"poll until a device is ready", "", 2, func(k *Kernel) {
		s := newInt(k, "status", 0)
		k.NewSource("hw", 1, 1, always, func() { s.Set(1) })
		k.Go("a", 0, func() {
			for s.Load() == 0 {
				k.UsleepRange(1, 2)
			}
		})
	}},
	{"runtime PM looked at from another CPU", Assertion, 2, func(k *Kernel) {
		var p RuntimePM
		p.Init(k, "dev", false)
		k.Go("a", 0, func() { p.GetSync(); p.Put() })
		k.Go("b", 1, func() { k.Assert(!p.Active(), "active seen") })
	}},
}

// sendAndWait sends a request to a device that answers by an interrupt.
func sendAndWait(reinitFirst bool) func(k *Kernel) {
	return func(k *Kernel) {
		l, c := newSpin(k, "l"), newCompletion(k, "reply")
		req := false
		line := k.RequestIRQ("dev", 1, func() IRQReturn { c.Complete(); return IRQHandled })
		src := k.NewSource("hw", 1, 1, func() bool { return req }, func() { req = false; line.Raise() })
		k.Go("a", 0, func() {
			if reinitFirst {
				c.Reinit()
			}
			l.LockIrq()
			src.Touch()
			req = true
			l.UnlockIrq()
			if !reinitFirst {
				c.Reinit()
			}
			c.Wait()
			line.Free()
		})
	}
}

package sim

// litmusPlaces are about where code runs, and about memory that goes away under it.
var litmusPlaces = []litmus{
	{"per-CPU counter, the CPU asked for before preemption is disabled", Assertion, 2, perCPU(func(k *Kernel) int {
		c := k.CPU()
		k.PreemptDisable()
		return c
	})},
	{"per-CPU counter, the CPU asked for after it", "", 2, perCPU(func(k *Kernel) int {
		k.PreemptDisable()
		return k.CPU()
	})},
	{"tasklets that a task schedules on the CPUs that it comes to", Assertion, 2, func(k *Kernel) {
		x := newInt(k, "x", 0)
		inc := func() { v := x.Load(); x.Store(v + 1) }
		var s, t Tasklet
		s.Init(k, "s", inc)
		t.Init(k, "t", inc)
		k.Go("a", -1, func() { s.Schedule(); t.Schedule() })
		k.AtExit(func() { k.Assert(x.Value() == 2, "lost") })
	}},
	{"tasklets that a task schedules on its CPU", "", 2, func(k *Kernel) {
		x := newInt(k, "x", 0)
		inc := func() { v := x.Load(); x.Store(v + 1) }
		var s, t Tasklet
		s.Init(k, "s", inc)
		t.Init(k, "t", inc)
		k.Go("a", -1, func() { k.PreemptDisable(); s.Schedule(); t.Schedule(); k.PreemptEnable() })
		k.AtExit(func() { k.Assert(x.Value() == 2, "lost") })
	}},
	{"work that queues itself once, flushed, memory freed", UseAfterFree, 2, twice((*Work).Flush)},
	{"work that queues itself once, cancelled, memory freed", "", 2, twice(func(w *Work) { w.CancelSync() })},
	{"work flushed twice", "", 2, twice(func(w *Work) { w.Flush(); w.Flush() })},
	{"work that frees itself", "", 2, func(k *Kernel) {
		o := newOwner(k)
		o.work.Init(k, "w", 1, func() { k.Kfree(o) })
		k.Go("a", 0, func() { o.work.Queue() })
	}},
	{"timer that frees itself", "", 2, func(k *Kernel) {
		o := newOwner(k)
		o.timer.Init(k, "t", 1, func() { k.Kfree(o) })
		k.Go("a", 0, func() { o.timer.Start(1) })
	}},
	{"tasklet that frees itself", ActiveFree, 2, func(k *Kernel) {
		o := newOwner(k)
		o.tasklet.Init(k, "t", func() { k.Kfree(o) })
		k.Go("a", 0, func() { o.tasklet.Schedule() })
	}},
	{"work that completes as its last act, the waiter frees it", "", 2, func(k *Kernel) {
		o, c := newOwner(k), newCompletion(k, "c")
		o.work.Init(k, "w", 1, func() { o.Touch(); c.Complete() })
		k.Go("a", 0, func() { o.work.Queue(); c.Wait(); k.Kfree(o) })
	}},
	{"timer cancelled, then armed by an interrupt", ActiveFree, 2, func(k *Kernel) {
		o := newOwner(k)
		o.timer.Init(k, "t", 1, func() { o.Touch() })
		line := k.RequestIRQ("dev", 1, func() IRQReturn { o.timer.Start(1); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, func() { o.timer.CancelSync(); line.Free(); k.Kfree(o) })
	}},
	{"reference taken of what may be gone", UseAfterFree, 2, refcount(false)},
	{"reference taken under the lock under which the last goes", "", 2, refcount(true)},
	{"reply to a request that was given up taken for that to the next", Assertion, 2, func(k *Kernel) {
		c, n, w := newCompletion(k, "reply"), newInt(k, "replies", 0), new(Work)
		w.Init(k, "device", 1, func() { n.Add(1); c.Complete() })
		k.Go("a", 0, func() {
			w.Queue()
			if !c.WaitTimeout(1) {
				c.Reinit()
				before := n.Load()
				w.Queue()
				k.Assert(!c.WaitTimeout(1) || n.Load() > before, "a reply to nothing")
			}
			w.CancelSync()
		})
	}},
	{"interrupts enabled by the inner of two critical sections", Deadlock, 1, func(k *Kernel) {
		a, b := newSpin(k, "a"), newSpin(k, "b")
		line := k.RequestIRQ("dev", 0, func() IRQReturn { pass(a); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("t", 0, func() {
			a.LockIrq()
			b.LockIrq()
			b.UnlockIrq() // wrong: irqsave and irqrestore keep them off
			a.Unlock()
			line.Free()
		})
	}},
	{"works that flush each other", Deadlock, 2, func(k *Kernel) {
		var v, w Work
		v.Init(k, "v", 0, w.Flush)
		w.Init(k, "w", 1, v.Flush)
		k.Go("t", 0, func() { v.Queue(); w.Queue() })
	}},
}

// owner is memory with everything in it that can outlive it.
type owner struct {
	Mem
	work    Work
	timer   Timer
	tasklet Tasklet
}

func newOwner(k *Kernel) *owner {
	o := new(owner)
	k.Kzalloc(o, "obj", GFPKernel)
	return o
}

// perCPU is two tasks that count on the CPU that they are on.
func perCPU(get func(k *Kernel) int) func(k *Kernel) {
	return func(k *Kernel) {
		n := []*Int{newInt(k, "count of CPU 0", 0), newInt(k, "count of CPU 1", 0)}
		inc := func() {
			c := get(k)
			v := n[c].Load()
			n[c].Store(v + 1)
			k.PreemptEnable()
		}
		k.Go("a", -1, inc)
		k.Go("b", -1, inc)
		k.AtExit(func() { k.Assert(n[0].Value()+n[1].Value() == 2, "lost") })
	}
}

// twice is a work that queues itself once.
func twice(wait func(w *Work)) func(k *Kernel) {
	return func(k *Kernel) {
		m, w, again := newMem(k, "dev"), new(Work), true
		w.Init(k, "w", 1, func() {
			m.Touch()
			if again {
				again = false
				w.Queue()
			}
		})
		k.Go("a", 0, func() { w.Queue(); wait(w); k.Kfree(m) })
	}
}

// refcount is memory that the last of two holders frees, one of whom finds it late.
func refcount(locked bool) func(k *Kernel) {
	return func(k *Kernel) {
		m, ref, l := newMem(k, "dev"), newInt(k, "ref", 1), newSpin(k, "l")
		guard := func(f func()) {
			if locked {
				l.Lock()
			}
			f()
			if locked {
				l.Unlock()
			}
		}
		put := func() {
			last := false
			guard(func() { last = ref.Add(-1) == 0 })
			if last {
				k.Kfree(m)
			}
		}
		k.Go("a", 0, func() {
			got := false
			guard(func() {
				if got = ref.Load() > 0; got {
					ref.Add(1)
				}
			})
			if got {
				m.Touch()
				put()
			}
		})
		k.Go("b", 1, put)
	}
}

func init() {
	type structure struct {
		Mem
		l Spinlock
		t Timer
	}
	probe := func(k *Kernel) *structure {
		o := new(structure)
		k.Kzalloc(&o.Mem, "obj", GFPKernel) // not o, which the simulator would see whole
		o.l.Init(k, "obj.lock")
		o.t.Init(k, "obj.timer", 1, func() {})
		return o
	}
	litmusPlaces = append(litmusPlaces, []litmus{
		{"lock in memory of which only the start is known", UseAfterFree, 2, func(k *Kernel) {
			o := probe(k)
			k.Go("a", 0, func() { pass(&o.l) })
			k.Go("b", 1, func() { k.Kfree(&o.Mem) })
		}},
		{"timer in memory of which only the start is known", UseAfterFree, 2, func(k *Kernel) {
			o := probe(k)
			k.Go("a", 0, func() { o.t.Start(1); k.Kfree(&o.Mem) })
		}},
		{"lock beside memory that is freed", "", 2, func(k *Kernel) {
			o := new(struct {
				l Spinlock
				m Mem
			})
			k.Kzalloc(&o.m, "obj", GFPKernel)
			o.l.Init(k, "lock")
			k.Go("a", 0, func() { pass(&o.l) })
			k.Go("b", 1, func() { k.Kfree(&o.m) })
		}},
	}...)
}

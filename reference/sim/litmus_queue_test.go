package sim

// litmusQueues are about tasks that wait on two queues at once: each knows of the task,
// and whoever wakes it by one does not come by the other.
var litmusQueues = []litmus{
	{"wake-up by the first queue, before the task sets its state for the second", LostWakeup, 2, func(k *Kernel) {
		p, q, x := newQueue(k, "p"), newQueue(k, "q"), newAux(k, "x")
		k.Go("a", 0, func() {
			p.Prepare()
			if x.Get() == 0 {
				q.Prepare()
				q.Schedule()
				q.Finish()
			}
			p.Finish()
		})
		k.Go("b", 1, func() { x.Put(1); p.WakeUp() })
	}},
	{"the same with the condition looked at behind both", "", 2, func(k *Kernel) {
		p, q, x := newQueue(k, "p"), newQueue(k, "q"), newAux(k, "x")
		k.Go("a", 0, func() {
			p.Prepare()
			q.Prepare()
			if x.Get() == 0 {
				q.Schedule()
			}
			q.Finish()
			p.Finish()
		})
		k.Go("b", 1, func() { x.Put(1); p.WakeUp() })
	}},
	{"who is woken by the other queue comes behind what was written before", "", 2, func(k *Kernel) {
		p, q, x, v := newQueue(k, "p"), newQueue(k, "q"), newInt(k, "x", 0), newVar(k, "v")
		k.Go("a", 0, func() {
			p.Prepare()
			q.Prepare()
			if x.Load() == 0 {
				q.Schedule()
			}
			v.Get()
			q.Finish()
			p.Finish()
		})
		k.Go("b", 1, func() { v.Put(1); x.Add(1); p.WakeUp() })
	}},
	{"sleep that the other queue could have ended times out", Assertion, 2, func(k *Kernel) {
		p, q, n := newQueue(k, "p"), newQueue(k, "q"), newAux(k, "n")
		k.Go("b", 1, func() { n.Put(1); p.WakeUp() })
		k.Go("a", 0, func() {
			p.Prepare()
			q.Prepare()
			ok := q.ScheduleTimeout(1)
			q.Finish()
			p.Finish()
			k.Assert(ok || n.Get() == 0, "timed out")
		})
	}},
	{"leaving the second queue ends the sleep on the first", Assertion, 2, func(k *Kernel) {
		p, q, n := newQueue(k, "p"), newQueue(k, "q"), newAux(k, "n")
		k.Go("a", 0, func() {
			p.Prepare()
			q.Prepare()
			q.Finish()
			p.Schedule()
			p.Finish()
			k.Assert(n.Get() == 1, "not woken")
		})
		k.Go("b", 1, func() { n.Put(1); p.WakeUp() })
	}},
}

// litmusIdle are about what has nothing to do: it takes no lock then, and is no barrier;
// and about memory that is freed, allocated and used anew while the old use goes on.
var litmusIdle = []litmus{
	{"timer_delete of an idle timer is no barrier", Assertion, 2, buffers(func(k *Kernel) func() {
		t := new(Timer)
		t.Init(k, "t", 0, func() {})
		return t.Cancel
	})},
	{"timer_delete_sync of an idle timer is a barrier", "", 2, buffers(func(k *Kernel) func() {
		t := new(Timer)
		t.Init(k, "t", 0, func() {})
		return t.CancelSync
	})},
	{"hrtimer_try_to_cancel of an idle timer is no barrier", Assertion, 2, buffers(func(k *Kernel) func() {
		t := new(Hrtimer)
		t.Init(k, "t", 0, func() {})
		return t.Cancel
	})},
	{"hrtimer_cancel of an idle timer is no barrier", Assertion, 2, buffers(func(k *Kernel) func() {
		t := new(Hrtimer)
		t.Init(k, "t", 0, func() {})
		return t.CancelSync
	})},
	{"flush_work of a work never queued is no barrier", Assertion, 2, buffers(func(k *Kernel) func() {
		w := new(Work)
		w.Init(k, "w", 0, func() {})
		return w.Flush
	})},
	{"wait_event is no barrier if the condition holds", Assertion, 2, buffers(func(k *Kernel) func() {
		q := newQueue(k, "q")
		return func() { q.Wait(always) }
	})},
	{"work that frees its memory, which is allocated and queued anew", "", 2, func(k *Kernel) {
		o, c := newOwner(k), newCompletion(k, "c")
		o.work.Init(k, "w", 1, func() { k.Kfree(o); c.Complete() })
		k.Go("a", 0, func() {
			o.work.Queue()
			c.Wait()
			k.Kzalloc(o, "obj", GFPKernel)
			o.work.Init(k, "w", 0, func() { o.Touch() })
			o.work.Queue()
			k.Udelay(1)
			o.work.CancelSync()
			k.Kfree(o)
		})
	}},
	{"timer that frees its memory, which is allocated and armed anew", "", 3, func(k *Kernel) {
		o, c := newOwner(k), newCompletion(k, "c")
		o.timer.Init(k, "t", 1, func() { k.Kfree(o); c.Complete() })
		k.Go("a", 0, func() {
			o.timer.Start(1)
			c.Wait()
			k.Kzalloc(o, "obj", GFPKernel)
			o.timer.Init(k, "t", 2, func() { o.Touch() })
			o.timer.Start(1)
			k.Udelay(1)
			o.timer.CancelSync()
			k.Kfree(o)
		})
	}},
}

// buffers are two tasks that each write what the other reads behind it, one with a barrier
// between and the other with something else.
func buffers(between func(*Kernel) func()) func(*Kernel) {
	return func(k *Kernel) {
		x, y, r, d := newInt(k, "x", 0), newInt(k, "y", 0), newAux(k, "r"), newCompletion(k, "d")
		f := between(k)
		k.Go("a", 0, func() { x.Store(1); f(); r.Put(1 + y.Load()); d.Complete() })
		k.Go("b", 1, func() {
			y.Store(1)
			k.Mb()
			s := x.Load()
			d.Wait()
			k.Assert(r.Get() != 1 || s == 1, "both are old")
		})
	}
}

func newQueue(k *Kernel, name string) *WaitQueue {
	q := new(WaitQueue)
	q.Init(k, name)
	return q
}

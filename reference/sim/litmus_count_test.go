package sim

// counted is an object with a count of its users in it.
type counted struct {
	Mem
	refs Refcount
}

func newCounted(k *Kernel, n int) *counted {
	o := &counted{}
	k.Kzalloc(o, "object", GFPKernel)
	o.refs.Init(k, "object.refs", n)
	return o
}

// put frees the object with its last user; unlist is how it leaves the list in which
// others find it.
func (o *counted) put(k *Kernel, unlist func()) {
	if o.refs.DecAndTest() {
		unlist()
		k.Kfree(o)
	}
}

// listed is an object in a list: one looks it up and uses it, another drops the last
// reference. get takes a reference of what was found.
func listed(locked bool, get func(o *counted) bool) func(k *Kernel) {
	return func(k *Kernel) {
		o, l, found := newCounted(k, 1), newSpin(k, "list.lock"), newInt(k, "list", 1)
		unlist := func() {
			if locked {
				l.Lock()
				defer l.Unlock()
			}
			found.Store(0)
		}
		k.Go("user", 0, func() {
			l.Lock()
			got := found.Load() == 1 && get(o)
			l.Unlock()
			if got {
				o.Touch()
				o.put(k, unlist)
			}
		})
		k.Go("owner", 1, func() { o.put(k, unlist) })
	}
}

// litmusCounts are about references, and about completions that are for all.
var litmusCounts = []litmus{
	{"kref: the last user frees", "", 2, func(k *Kernel) {
		o := newCounted(k, 2)
		k.Go("a", 0, func() { o.Touch(); o.put(k, func() {}) })
		k.Go("b", 1, func() { o.Touch(); o.put(k, func() {}) })
	}},
	{"kref: used behind its put", UseAfterFree, 2, func(k *Kernel) {
		o := newCounted(k, 2)
		k.Go("a", 0, func() { o.put(k, func() {}); o.Touch() })
		k.Go("b", 1, func() { o.put(k, func() {}) })
	}},
	{"kref: looked up in a list that the last put leaves under the lock", "", 2, listed(true, func(o *counted) bool { return o.refs.IncNotZero() })},
	{"kref: looked up in a list that the last put leaves without the lock", UseAfterFree, 2, listed(false, func(o *counted) bool { return o.refs.IncNotZero() })},
	{"kref: looked up, and taken although it may be zero", BadCount, 2, listed(true, func(o *counted) bool { o.refs.Inc(); return true })},
	{"kref: put twice by one of two", BadCount, 2, func(k *Kernel) {
		var r Refcount
		r.Init(k, "refs", 2)
		k.Go("a", 0, func() { r.DecAndTest(); r.DecAndTest() })
		k.Go("b", 1, func() { r.DecAndTest() })
	}},
	{"refcount_dec of what is the last if the other is faster", BadCount, 2, func(k *Kernel) {
		var r Refcount
		r.Init(k, "refs", 2)
		k.Go("a", 0, func() { r.Dec() })
		k.Go("b", 1, func() { r.DecAndTest() })
	}},
	{"user that looks whether its object is dying, and then takes a reference", BadCount, 2, func(k *Kernel) {
		var r Refcount
		r.Init(k, "refs", 1)
		dying := newInt(k, "dying", 0)
		k.Go("user", 0, func() {
			if dying.Load() == 0 {
				r.Inc()
				r.DecAndTest()
			}
		})
		k.Go("owner", 1, func() { dying.Store(1); r.DecAndTest() })
	}},
	{"complete_all, waited for by two, one of them late", "", 2, func(k *Kernel) {
		c := newCompletion(k, "c")
		k.Go("a", 0, c.Wait)
		k.Go("b", 1, func() { c.Wait(); c.Wait() })
		k.Go("c", 1, c.CompleteAll)
	}},
	{"complete_all, initialised anew by the first waiter", Deadlock, 2, func(k *Kernel) {
		c := newCompletion(k, "c")
		k.Go("a", 0, func() { c.Wait(); c.Reinit() })
		k.Go("b", 1, c.Wait)
		k.Go("c", 1, c.CompleteAll)
	}},
	{"complete behind complete_all takes nothing back", "", 2, func(k *Kernel) {
		c := newCompletion(k, "c")
		k.Go("a", 0, func() { c.Wait(); c.Wait(); c.Wait() })
		k.Go("b", 1, func() { c.CompleteAll(); c.Complete() })
	}},
	{"complete_all in memory that the first waiter frees", UseAfterFree, 2, func(k *Kernel) {
		o := &struct {
			Mem
			done Completion
		}{}
		k.Kzalloc(o, "request", GFPKernel)
		o.done.Init(k, "request.done")
		k.Go("a", 0, func() { o.done.Wait(); k.Kfree(o) })
		k.Go("b", 1, o.done.Wait)
		k.Go("c", 1, o.done.CompleteAll)
	}},
	{"signal sent before the sleep", "", 2, func(k *Kernel) {
		q, s := new(WaitQueue), new(Signal)
		q.Init(k, "q")
		s.Init(k, "SIGKILL")
		ready := newCompletion(k, "ready")
		k.Go("a", 0, func() {
			s.Catch()
			ready.Complete()
			for q.Prepare(); !k.SignalPending(); q.Prepare() {
				q.Schedule()
			}
			q.Finish()
		})
		k.Go("b", 1, func() { ready.Wait(); s.Send() })
	}},
	{"signal looked for before the task is on the queue, the wake-up lost", LostWakeup, 2, func(k *Kernel) {
		q, stop := new(WaitQueue), newInt(k, "stop", 0)
		q.Init(k, "q")
		k.Go("thread", 0, func() {
			for stop.Load() == 0 {
				q.Prepare()
				q.Schedule()
			}
			q.Finish()
		})
		k.Go("b", 1, func() { stop.Store(1); q.WakeUp() })
	}},
}

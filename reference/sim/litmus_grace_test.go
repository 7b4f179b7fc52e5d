package sim

// The models below have locks and grace periods that they build themselves, of what
// the simulator has: what exploration finds out about the order of things has to hold
// through them.

// litmusBuilt are about RCU, reader-writer semaphores, threads that are stopped and
// parked, latches and rings.
var litmusBuilt = []litmus{
	{"RCU: unpublished, waited for, freed", "", 2, rcu(true, true, true)},
	{"RCU: freed without a grace period", UseAfterFree, 2, rcu(true, true, false)},
	{"RCU: reader that can be preempted", UseAfterFree, 2, rcu(false, true, true)},
	{"RCU: unpublished behind the grace period", UseAfterFree, 2, rcu(true, false, true)},
	{"SRCU: unpublished, the readers of the old index waited for", "", 2, srcu(true)},
	{"SRCU: unpublished behind the flip", UseAfterFree, 2, srcu(false)},
	{"rwsem: writer and readers", "", 2, func(k *Kernel) {
		s, x := newRWSem(k), newVar(k, "x")
		k.Go("writer", 0, func() { s.down(s.write); x.Put(1); s.up(1) })
		k.Go("a", 0, func() { s.down(s.read); x.Get(); s.up(-1) })
		k.Go("b", 1, func() { s.down(s.read); x.Get(); s.up(-1) })
	}},
	{"rwsem: written by readers", DataRace, 2, func(k *Kernel) {
		s, x := newRWSem(k), newVar(k, "x")
		k.Go("a", 0, func() { s.down(s.read); x.Put(1); s.up(-1) })
		k.Go("b", 1, func() { s.down(s.read); x.Put(2); s.up(-1) })
	}},
	{"rwsem: written, downgraded, read", "", 2, func(k *Kernel) {
		s, x := newRWSem(k), newVar(k, "x")
		k.Go("a", 0, func() { s.down(s.write); x.Put(1); s.up(2); x.Get(); s.up(-1) })
		k.Go("b", 1, func() { s.down(s.read); x.Get(); s.up(-1) })
	}},
	{"rwsem: written behind the downgrade", DataRace, 2, func(k *Kernel) {
		s, x := newRWSem(k), newVar(k, "x")
		k.Go("a", 0, func() { s.down(s.write); s.up(2); x.Put(1); s.up(-1) })
		k.Go("b", 1, func() { s.down(s.read); x.Get(); s.up(-1) })
	}},
	{"rwsem: released without a wake-up", LostWakeup, 2, func(k *Kernel) {
		s := newRWSem(k)
		k.Go("a", 0, func() { s.down(s.write); s.count.Add(1) })
		k.Go("b", 1, func() { s.down(s.read); s.up(-1) })
	}},
	{"rwsem: read twice by one, a writer waits in between", LostWakeup, 2, func(k *Kernel) {
		s := newRWSem(k)
		fair := func() bool { return s.waiting.Load() == 0 && s.read() }
		k.Go("a", 0, func() { s.down(fair); s.down(fair); s.up(-1); s.up(-1) })
		k.Go("b", 1, func() { s.waiting.Store(1); s.down(s.write); s.waiting.Store(0); s.up(1) })
	}},
	{"kthread_stop of a thread that looks behind Prepare", "", 2, stopped(true)},
	{"kthread_stop of a thread that looks before Prepare", LostWakeup, 2, stopped(false)},
	{"thread parked, and waited for", "", 2, parked(true)},
	{"thread parked, and not waited for", DataRace, 2, parked(false)},
	{"latch read by the interrupter of its writer", "", 1, latch(1)},
	{"latch of which the reader takes the copy that is written", Assertion, 1, latch(0)},
	{"ring between an interrupt and a task", "", 2, ring(true)},
	{"ring of which the producer shows a slot before it fills it", DataRace, 2, ring(false)},
	{"two items of an ordered queue", "", 2, func(k *Kernel) {
		x, l, todo, w := newVar(k, "x"), newSpin(k, "l"), 0, new(Work)
		w.Init(k, "w", -1, func() {
			for {
				l.Lock()
				more := todo > 0
				if more {
					todo--
				}
				l.Unlock()
				if !more {
					return
				}
				x.Put(x.Get() + 1)
			}
		})
		for cpu, name := range []string{"a", "b"} {
			k.Go(name, cpu, func() { l.Lock(); todo++; l.Unlock(); w.Queue() })
		}
	}},
	{"delayed work that arms its timer anew, timer and then work cancelled", ActiveFree, 2, delayed(func(o *owner) {
		o.timer.Start(1)
		o.timer.CancelSync()
		o.work.Init(o.work.k, "again", 1, func() { o.timer.Start(1) })
		o.work.Queue()
		o.timer.CancelSync()
		o.work.CancelSync()
	})},
	{"disable_irq under a spinlock", SleepInAtomic, 2, func(k *Kernel) {
		l := newSpin(k, "l")
		line := k.RequestIRQ("dev", 1, func() IRQReturn { return IRQHandled })
		k.Go("a", 0, func() { l.Lock(); line.Disable(); l.Unlock(); line.Enable(); line.Free() })
	}},
	{"interrupt disabled twice, and enabled once", Deadlock, 2, enabled(1)},
	{"interrupt disabled twice, and enabled twice", "", 2, enabled(2)},
	{"softirqs disabled twice, and enabled once", "", 1, func(k *Kernel) {
		x, t := newVar(k, "x"), new(Tasklet)
		t.Init(k, "t", func() { x.Put(x.Get() + 1) })
		k.Go("a", 0, func() {
			k.LocalBhDisable()
			t.Schedule()
			k.LocalBhDisable()
			k.LocalBhEnable()
			x.Put(x.Get() + 1)
			k.LocalBhEnable()
		})
	}},
	{"timer waited for under a lock that it only tries to take", "", 2, func(k *Kernel) {
		l, t := newSpin(k, "l"), new(Timer)
		t.Init(k, "t", 1, func() {
			if l.TryLock() {
				l.Unlock()
			}
		})
		k.Go("a", 0, func() { t.Start(1); l.LockBh(); t.CancelSync(); l.UnlockBh() })
	}},
}

// rcu is a reader of what another unpublishes and frees. A grace period has passed
// when something has run on every CPU.
func rcu(protected, unpublishFirst, wait bool) func(k *Kernel) {
	return func(k *Kernel) {
		m, p := newMem(k, "object"), newInt(k, "pointer", 1)
		var passed [2]Work
		for cpu := range passed {
			passed[cpu].Init(k, "grace", cpu, func() {})
		}
		grace := func() {
			for i := range passed {
				passed[i].Queue()
				passed[i].Flush()
			}
		}
		k.Go("reader", 0, func() {
			if protected {
				k.PreemptDisable()
				defer k.PreemptEnable()
			}
			if p.Load() == 1 {
				m.Touch()
			}
		})
		k.Go("updater", 1, func() {
			if !unpublishFirst {
				grace()
			}
			p.Store(0)
			k.Mb()
			if unpublishFirst && wait {
				grace()
			}
			k.Kfree(m)
		})
	}
}

// srcu counts readers by the index that they found, and waits for those of the old.
func srcu(unpublishFirst bool) func(k *Kernel) {
	return func(k *Kernel) {
		m, p, index := newMem(k, "object"), newInt(k, "pointer", 1), newInt(k, "index", 0)
		readers := [2]*Int{newInt(k, "readers 0", 0), newInt(k, "readers 1", 0)}
		k.Go("reader", 0, func() {
			r := readers[index.Load()]
			r.Add(1)
			if p.Load() == 1 {
				m.Touch()
			}
			r.Add(-1)
		})
		k.Go("updater", 1, func() {
			if unpublishFirst {
				p.Store(0)
			}
			index.Store(1)
			k.Mb()
			for readers[0].Load() != 0 {
				k.Msleep(1)
			}
			p.Store(0)
			k.Mb()
			k.Kfree(m)
		})
	}
}

// rwsem is a reader-writer semaphore: -1 with a writer, else how many readers.
type rwsem struct {
	count, waiting *Int
	q              WaitQueue
}

func newRWSem(k *Kernel) *rwsem {
	s := &rwsem{count: newInt(k, "rwsem", 0), waiting: newInt(k, "rwsem.waiting", 0)}
	s.q.Init(k, "rwsem.q")
	return s
}

func (s *rwsem) read() bool            { return s.count.IncUnlessNegative() }
func (s *rwsem) write() bool           { return s.count.DecUnlessPositive() && s.alone() }
func (s *rwsem) down(take func() bool) { s.q.Wait(take) }
func (s *rwsem) up(by int)             { s.count.Add(by); s.q.WakeUp() }

// alone takes a second writer back, which DecUnlessPositive lets in.
func (s *rwsem) alone() bool {
	if s.count.Value() == -1 {
		return true
	}
	s.up(1)
	return false
}

// stopped is kthread_stop: a flag, a wake-up, and a wait for the end.
func stopped(behind bool) func(k *Kernel) {
	return func(k *Kernel) {
		q, stop, ended := new(WaitQueue), newInt(k, "should_stop", 0), newCompletion(k, "ended")
		q.Init(k, "q")
		k.Go("thread", 0, func() {
			for {
				if !behind && stop.Load() == 1 {
					break
				}
				q.Prepare()
				if behind && stop.Load() == 1 {
					break
				}
				q.Schedule()
			}
			q.Finish()
			ended.Complete()
		})
		k.Go("stopper", 1, func() { stop.Store(1); q.WakeUp(); ended.Wait() })
	}
}

// parked is kthread_park around a change of what the thread works on.
func parked(wait bool) func(k *Kernel) {
	return func(k *Kernel) {
		x, park := newVar(k, "x"), newInt(k, "should_park", 0)
		there, unpark := newCompletion(k, "parked"), newCompletion(k, "unpark")
		k.Go("thread", 0, func() {
			for range 2 {
				if park.Load() == 1 {
					there.Complete()
					unpark.Wait()
					park.Store(0)
				}
				x.Put(x.Get() + 1)
			}
			there.Complete()
		})
		k.Go("parker", 1, func() {
			park.Store(1)
			if wait {
				there.Wait()
			}
			x.Put(0)
			unpark.Complete()
		})
	}
}

// latch is a pair of copies of two numbers that belong together, one of them whole at
// any time: which is read is the other than is written.
func latch(other int) func(k *Kernel) {
	return func(k *Kernel) {
		seq := newInt(k, "seq", 0)
		var d [2][2]*Int
		for i := range d {
			d[i] = [2]*Int{newInt(k, "first", 0), newInt(k, "second", 0)}
		}
		line := k.RequestIRQ("dev", 0, func() IRQReturn {
			c := d[(seq.Load()+1+other)&1]
			k.Assert(c[0].Load() == c[1].Load(), "torn")
			return IRQHandled
		})
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("writer", 0, func() {
			for i := range d {
				seq.Add(1)
				d[i][0].Store(1)
				d[i][1].Store(1)
			}
			line.Free()
		})
	}
}

// ring is a ring buffer of one slot with one producer and one consumer.
func ring(fillFirst bool) func(k *Kernel) {
	return func(k *Kernel) {
		slot, head := newVar(k, "slot"), newInt(k, "head", 0)
		line := k.RequestIRQ("dev", 1, func() IRQReturn {
			if fillFirst {
				slot.Put(1)
			}
			head.Store(1)
			if !fillFirst {
				slot.Put(1)
			}
			return IRQHandled
		})
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("consumer", 0, func() {
			if head.Load() == 1 {
				k.Assert(slot.Get() == 1, "filled")
			}
			line.Free()
		})
	}
}

// enabled is a wait for an interrupt of a line that was disabled twice.
func enabled(times int) func(k *Kernel) {
	return func(k *Kernel) {
		came := newCompletion(k, "came")
		line := k.RequestIRQ("dev", 1, func() IRQReturn { came.Complete(); return IRQHandled })
		k.Go("a", 0, func() {
			line.Disable()
			line.Disable()
			for range times {
				line.Enable()
			}
			line.Raise()
			came.Wait()
			line.Free()
		})
	}
}

package sim

// litmusPolls are about what goes round: polls that give up, handlers that start each
// other, and those who wait for them.
var litmusPolls = []litmus{
	{"poll that gives up, memory freed under the interrupt", UseAfterFree, 2, pollAndFree(func(k *Kernel, m *Mem, l *IRQ) {
		k.Kfree(m)
		l.Free()
	})},
	{"poll that gives up, interrupt freed first", "", 2, pollAndFree(func(k *Kernel, m *Mem, l *IRQ) {
		l.Free()
		k.Kfree(m)
	})},
	{"poll that gives up just when the interrupt comes", Assertion, 2, func(k *Kernel) {
		done := newInt(k, "done", 0)
		line := k.RequestIRQ("dev", 1, func() IRQReturn {
			k.Assert(done.Load() != -1, "done after all")
			return IRQHandled
		})
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, func() {
			for range 10 {
				if done.Load() != 0 {
					break
				}
				k.UsleepRange(1, 2)
			}
			done.Store(-1)
			line.Free()
		})
	}},
	{"tight poll that gives up", Assertion, 2, func(k *Kernel) {
		x := newInt(k, "x", 0)
		k.Go("a", 0, func() {
			n := 20
			for n > 0 && x.Load() == 0 {
				n--
			}
			k.Assert(n > 0, "given up")
		})
		k.Go("b", 1, func() { x.Store(1) })
	}},
	{"tight poll that does not", "", 2, func(k *Kernel) {
		x := newInt(k, "x", 0)
		k.Go("a", 0, func() {
			for x.Load() == 0 {
			}
		})
		k.Go("b", 1, func() { x.Store(1) })
	}},
	{"two tasks that poll for each other", Deadlock, 2, func(k *Kernel) {
		x, y := newInt(k, "x", 0), newInt(k, "y", 0)
		k.Go("a", 0, func() { until(k, x); y.Store(1) })
		k.Go("b", 1, func() { until(k, y); x.Store(1) })
	}},
	{"poll with preemption disabled for a task of the same CPU", Deadlock, 1, func(k *Kernel) {
		x := newInt(k, "x", 0)
		k.Go("a", 0, func() { k.PreemptDisable(); until(k, x); k.PreemptEnable() })
		k.Go("b", 0, func() { x.Store(1) })
	}},
	{"sequence count read by the interrupter of its writer", Deadlock, 1, func(k *Kernel) {
		seq := newInt(k, "seq", 0)
		line := k.RequestIRQ("dev", 0, func() IRQReturn {
			for seq.Load()%2 == 1 {
				k.Udelay(1)
			}
			return IRQHandled
		})
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, func() { seq.Add(1); seq.Add(1); line.Free() })
	}},
	{"sequence count", "", 2, sequence(true)},
	{"sequence count of which the reader takes odd for even", Assertion, 2, sequence(false)},
	{"timer that completes at its tenth run", "", 2, func(k *Kernel) {
		c, t, n := newCompletion(k, "c"), new(Timer), 0
		t.Init(k, "t", 1, func() {
			if n++; n == 10 {
				c.Complete()
			} else {
				t.Start(1)
			}
		})
		k.Go("a", 0, func() { t.Start(1); c.Wait() })
	}},
	{"timer and work that start each other, cancelled once each", UseAfterFree, 2, pingPong(func(t *Timer, w *Work, _ func()) {
		t.CancelSync()
		w.CancelSync()
	})},
	{"timer and work that start each other, told to stop first", "", 2, pingPong(func(t *Timer, w *Work, stop func()) {
		stop()
		t.CancelSync()
		w.CancelSync()
	})},
	{"level interrupt that stays asserted for ever", "", 2, func(k *Kernel) {
		line := k.RequestIRQ("dev", 1, func() IRQReturn { return IRQHandled })
		line.Level = true
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, line.Free)
	}},
}

// until polls for a change.
func until(k *Kernel, x *Int) {
	for x.Load() == 0 {
		k.Udelay(1)
	}
}

// pollAndFree polls for an interrupt, ten times at most.
func pollAndFree(end func(k *Kernel, m *Mem, l *IRQ)) func(k *Kernel) {
	return func(k *Kernel) {
		m, done := newMem(k, "req"), newInt(k, "done", 0)
		line := k.RequestIRQ("dev", 1, func() IRQReturn { m.Touch(); done.Store(1); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, func() {
			for n := 10; n > 0 && done.Load() == 0; n-- {
				k.UsleepRange(1, 2)
			}
			end(k, m, line)
		})
	}
}

// sequence is a writer and a reader of two variables.
func sequence(even bool) func(k *Kernel) {
	return func(k *Kernel) {
		seq, x, y := newInt(k, "seq", 0), newInt(k, "x", 0), newInt(k, "y", 0)
		k.Go("writer", 0, func() { seq.Store(1); x.Store(1); y.Store(1); seq.Store(2) })
		k.Go("reader", 1, func() {
			before, a, b := seq.Load(), x.Load(), y.Load()
			if seq.Load() == before && (before%2 == 0 || !even) {
				k.Assert(a == b, "half of a write is seen")
			}
		})
	}
}

// pingPong is a timer that queues a work which arms the timer.
func pingPong(end func(t *Timer, w *Work, stop func())) func(k *Kernel) {
	return func(k *Kernel) {
		m, t, w, l := newMem(k, "dev"), new(Timer), new(Work), newSpin(k, "l")
		stopped := false
		w.Init(k, "w", 1, func() {
			m.Touch()
			f := l.LockIrqsave()
			if !stopped {
				t.Start(1)
			}
			l.UnlockIrqrestore(f)
		})
		t.Init(k, "t", 1, func() { m.Touch(); w.Queue() })
		k.Go("a", 0, func() {
			t.Start(1)
			end(t, w, func() {
				f := l.LockIrqsave()
				stopped = true
				l.UnlockIrqrestore(f)
			})
			k.Kfree(m)
		})
	}
}

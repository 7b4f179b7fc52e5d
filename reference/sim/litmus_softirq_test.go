package sim

// litmusSoftirqs are about when tasklets run, in what order, and what comes between.
var litmusSoftirqs = []litmus{
	{"softirqs run before local_bh_enable returns", "", 1, func(k *Kernel) {
		x, t := newVar(k, "x"), new(Tasklet)
		t.Init(k, "t", func() { x.Put(1) })
		k.Go("a", 0, func() {
			k.LocalBhDisable()
			t.Schedule()
			k.LocalBhEnable()
			k.Assert(x.Get() == 1, "not run")
		})
	}},
	{"softirqs run before spin_unlock_bh returns, with preemption disabled too", "", 2, func(k *Kernel) {
		n, t, l := newAux(k, "n"), new(Tasklet), newSpin(k, "l")
		t.Init(k, "t", func() { l.Lock(); n.Put(1); l.Unlock() })
		k.Go("a", 0, func() {
			k.PreemptDisable()
			l.LockBh()
			t.Schedule()
			l.UnlockBh()
			k.Assert(n.Get() == 1, "not run")
			k.PreemptEnable()
		})
		k.Go("b", 1, func() { l.LockBh(); l.UnlockBh() })
	}},
	{"softirqs do not run before the inner local_bh_enable returns", Assertion, 1, func(k *Kernel) {
		n, t := newAux(k, "n"), new(Tasklet)
		t.Init(k, "t", func() { n.Put(1) })
		k.Go("a", 0, func() {
			k.LocalBhDisable()
			k.LocalBhDisable()
			t.Schedule()
			k.LocalBhEnable()
			k.Assert(n.Get() == 1, "not run")
			k.LocalBhEnable()
		})
	}},
	{"softirq raised by a task that has them enabled", Assertion, 1, func(k *Kernel) {
		n, t := newAux(k, "n"), new(Tasklet)
		t.Init(k, "t", func() { n.Put(1) })
		k.Go("a", 0, func() { t.Schedule(); k.Assert(n.Get() == 1, "not run") })
	}},
	{"softirqs of another CPU do not run before local_bh_enable returns", Assertion, 2, func(k *Kernel) {
		n, t, c := newAux(k, "n"), new(Tasklet), newCompletion(k, "c")
		t.Init(k, "t", func() { n.Put(1) })
		k.Go("a", 0, func() { k.PreemptDisable(); t.Schedule(); c.Complete(); k.PreemptEnable() })
		k.Go("b", 1, func() {
			c.Wait()
			k.LocalBhDisable()
			t.Schedule()
			k.LocalBhEnable()
			k.Assert(n.Get() == 1, "not run")
		})
	}},
	{"tasklet that a tasklet schedules runs before local_bh_enable returns", Assertion, 1, func(k *Kernel) {
		n, t, u := newAux(k, "n"), new(Tasklet), new(Tasklet)
		u.Init(k, "u", func() { n.Put(1) })
		t.Init(k, "t", u.Schedule)
		k.Go("a", 0, func() {
			k.LocalBhDisable()
			t.Schedule()
			k.LocalBhEnable()
			k.Assert(n.Get() == 1, "left to ksoftirqd")
		})
	}},
	{"task goes on between an interrupt and its tasklet", "", 1, func(k *Kernel) {
		n, t := newAux(k, "n"), new(Tasklet)
		t.Init(k, "t", func() { n.Put(2) })
		line := k.RequestIRQ("dev", 0, func() IRQReturn { n.Put(1); t.Schedule(); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, func() { k.Assert(n.Get() != 1, "between"); line.Free() })
	}},
	{"the same with softirqs disabled", Assertion, 1, func(k *Kernel) {
		n, t := newAux(k, "n"), new(Tasklet)
		t.Init(k, "t", func() { n.Put(2) })
		line := k.RequestIRQ("dev", 0, func() IRQReturn { n.Put(1); t.Schedule(); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, func() {
			k.LocalBhDisable()
			k.Assert(n.Get() != 1, "between")
			k.LocalBhEnable()
			line.Free()
		})
	}},
	{"every interrupt has a run of the tasklet, on one CPU", Assertion, 1, runs(0, func(irqs, n int) bool { return n == irqs })},
	{"every interrupt has a run of the tasklet, on any CPU", Assertion, 2, runs(-1, func(irqs, n int) bool { return n == irqs })},
	{"every interrupt is followed by a run of the tasklet", "", 2, runs(-1, func(irqs, n int) bool { return n > 0 && n <= irqs })},
	{"tasklet passed over comes behind what was queued with it", "", 2, passedOver(func(order string) bool { return order != "utv" && order != "tuv" })},
	{"tasklet passed over may come last", Assertion, 2, passedOver(func(order string) bool { return order != "uvt" })},
	{"tasklet that does not run any more is not passed over", Assertion, 2, passedOver(func(order string) bool { return order != "tuv*" })},
	{"tasklet passed over is scheduled once more, and has one run for both", Assertion, 2, func(k *Kernel) {
		c, n, s, t := newCompletion(k, "c"), newInt(k, "n", 0), new(Tasklet), new(Tasklet)
		s.Init(k, "s", func() {})
		t.Init(k, "t", func() {
			if n.Add(1) == 1 {
				c.Complete()
			}
		})
		k.Go("a", 0, func() { s.Schedule(); t.Schedule() })
		k.Go("b", 1, func() {
			c.Wait()
			k.LocalBhDisable()
			s.Schedule()
			t.Schedule()
			k.LocalBhEnable()
			t.Schedule()
		})
		k.AtExit(func() { k.Assert(n.Value() == 3, "two runs") })
	}},
	{"tasklet that waits for one which is queued behind it on another CPU", "", 2, func(k *Kernel) {
		n, c, d, t, u, v := newAux(k, "n"), newCompletion(k, "c"), newCompletion(k, "d"), new(Tasklet), new(Tasklet), new(Tasklet)
		over := newInt(k, "over", 0)
		t.Init(k, "t", func() {
			if n.Put(n.Get() + 1); n.Get() == 1 {
				c.Complete()
				for over.Load() == 0 { // until u has run
					k.Udelay(1)
				}
			}
		})
		u.Init(k, "u", func() { over.Add(1) })
		v.Init(k, "v", func() {})
		k.Go("a", 0, func() { t.Schedule(); d.Wait() })
		k.Go("b", 1, func() {
			c.Wait()
			k.LocalBhDisable()
			t.Schedule()
			u.Schedule()
			v.Schedule()
			k.LocalBhEnable()
			d.Complete()
		})
	}},
	{"thread of a line of any CPU stays away from the first", Assertion, 2, onCPU(func(first, last int) bool { return first != 0 })},
	{"thread of a line of any CPU stays away from the second", Assertion, 2, onCPU(func(first, last int) bool { return first != 1 })},
	{"thread of a line of any CPU stays where it is", Assertion, 2, onCPU(func(first, last int) bool { return first == last })},
	{"timer of the CPU that arms it, armed on the other", Assertion, 2, func(k *Kernel) {
		cpu, t := newAux(k, "cpu"), new(Timer)
		t.Init(k, "t", -1, func() { cpu.Put(k.CPU()) })
		k.Go("a", -1, func() { t.Start(1) })
		k.AtExit(func() { k.Assert(cpu.v == 0, "on the other") })
	}},
	{"timer of the CPU that arms it, armed on the first", "", 2, func(k *Kernel) {
		t := new(Timer)
		t.Init(k, "t", -1, func() { k.Assert(k.CPU() == 0, "on the other") })
		k.Go("a", 0, func() { t.Start(1) })
	}},
	{"timer armed anew elsewhere while its callback runs", Assertion, 2, rearmed(0)},
	{"timer armed anew elsewhere when its callback is over", Assertion, 2, rearmed(1)},
}

// runs is a device that interrupts twice, whose handler schedules a tasklet.
func runs(cpu int, right func(irqs, n int) bool) func(k *Kernel) {
	return func(k *Kernel) {
		irqs, n, t := newAux(k, "irqs"), newAux(k, "n"), new(Tasklet)
		t.Init(k, "t", func() { n.Put(n.Get() + 1) })
		line := k.RequestIRQ("dev", cpu, func() IRQReturn { irqs.Put(irqs.Get() + 1); t.Schedule(); return IRQHandled })
		k.NewSource("hw", 2, 1, always, line.Raise)
		k.Go("a", 0, func() {
			k.Msleep(1)
			line.Free()
			t.Kill()
			k.Assert(irqs.Get() == 0 || right(irqs.Get(), n.Get()), "runs")
		})
	}
}

// passedOver is three tasklets that are queued together on a CPU while the first may run
// on another: their order there, with a star if the first did not run when its turn came.
func passedOver(right func(order string) bool) func(k *Kernel) {
	return func(k *Kernel) {
		var order, returned Aux[string]
		order.Init(k, "order", "")
		returned.Init(k, "returned", "")
		n, c, t, u, v := newAux(k, "n"), newCompletion(k, "c"), new(Tasklet), new(Tasklet), new(Tasklet)
		note := func(s string) func() { return func() { order.Put(order.Get() + s) } }
		t.Init(k, "t", func() {
			if n.Put(n.Get() + 1); n.Get() == 1 {
				c.Complete()
				return
			}
			order.Put(order.Get() + "t")
		})
		u.Init(k, "u", note("u"))
		v.Init(k, "v", note("v"))
		k.Go("a", 0, t.Schedule)
		k.Go("b", 1, func() {
			c.Wait()
			k.LocalBhDisable()
			t.Schedule()
			u.Schedule()
			v.Schedule()
			k.LocalBhEnable()
			k.Assert(order.Get() != "tuv" || right("tuv*"), "order")
		})
		k.AtExit(func() {
			if order.v != "tuv" {
				k.Assert(right(order.v), "order "+order.v)
			}
		})
	}
}

// onCPU is a thread of an interrupt of any CPU, and where it begins and ends.
func onCPU(right func(first, last int) bool) func(k *Kernel) {
	return func(k *Kernel) {
		line := k.RequestThreadedIRQ("dev", -1, func() IRQReturn { return IRQWakeThread }, func() {
			first := k.CPU()
			k.Assert(right(first, k.CPU()), "elsewhere")
		})
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, func() { k.Msleep(1); line.Free() })
	}
}

// rearmed is a timer that fires where it is armed, and is armed on the second CPU when its
// callback on the first has done all that it does: the second run is not on that CPU.
func rearmed(cpu int) func(k *Kernel) {
	return func(k *Kernel) {
		n, c, t := newAux(k, "n"), newCompletion(k, "c"), new(Timer)
		t.Init(k, "t", -1, func() {
			if n.Put(n.Get() + 1); n.Get() == 2 {
				k.Assert(k.CPU() != cpu, "there")
				return
			}
			c.Complete()
		})
		k.Go("a", 0, func() { t.Start(1) })
		k.Go("b", 1, func() { c.Wait(); t.Start(1) })
	}
}

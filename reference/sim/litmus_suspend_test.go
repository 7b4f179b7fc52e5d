package sim

// litmusSuspends are about the lists that are walked while others change them: of the
// interrupt lines of a system that goes to sleep, and of the handlers of a line.
var litmusSuspends = []litmus{
	{"suspend of a line that is being freed waits for nobody", Assertion, 4, func(k *Kernel) {
		in, out, z := newAux(k, "in"), newAux(k, "out"), newAux(k, "z")
		line := k.RequestIRQ("dev", 1, func() IRQReturn { in.Put(1); out.Put(1); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("b", 0, func() {
			if z.Get() == 1 && z.Get() == 2 && in.Get() == 1 {
				k.SuspendIRQs()
				k.Assert(out.Get() == 1, "still runs")
			}
		})
		k.Go("a", 2, func() { line.Free() })
		k.Go("d", 3, func() { z.Put(1); z.Put(2) })
	}},
	{"suspend waits for the handlers of all lines", "", 3, func(k *Kernel) {
		in, out := newAux(k, "in"), newAux(k, "out")
		line := k.RequestIRQ("dev", 1, func() IRQReturn { in.Put(1); out.Put(1); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("b", 0, func() {
			if in.Get() == 1 {
				k.SuspendIRQs()
				k.Assert(out.Get() == 1, "still runs")
				k.ResumeIRQs()
			}
			line.Free()
		})
	}},
	{"line requested between suspend and resume", "", 2, func(k *Kernel) {
		k.Go("a", 0, func() {
			k.SuspendIRQs()
			line := k.RequestIRQ("dev", 1, func() IRQReturn { return IRQHandled })
			k.ResumeIRQs()
			line.Free()
		})
	}},
	{"line requested beside suspend", Assertion, 2, func(k *Kernel) {
		n := newAux(k, "n")
		k.Go("a", 0, func() { k.SuspendIRQs(); k.Assert(n.Get() == 0, "interrupt"); k.ResumeIRQs() })
		k.Go("b", 1, func() {
			line := k.RequestIRQ("dev", 1, func() IRQReturn { n.Put(1); return IRQHandled })
			line.Raise()
			k.Msleep(1)
			line.Free()
		})
	}},
	{"line enabled while it is suspended", Unbalanced, 2, func(k *Kernel) {
		line := k.RequestIRQ("dev", 1, func() IRQReturn { return IRQHandled })
		k.Go("a", 0, func() { k.SuspendIRQs(); line.Enable(); k.ResumeIRQs(); line.Free() })
	}},
	{"handler added while an interrupt walks the list", Assertion, 2, shares(func(*IRQ) {})},
	{"handler added when no interrupt can come any more", "", 2, shares((*IRQ).Synchronize)},
}

// shares adds a handler during the first interrupt, which is the last one, or behind it.
func shares(first func(*IRQ)) func(*Kernel) {
	return func(k *Kernel) {
		n, o := newAux(k, "n"), newAux(k, "o")
		line := k.RequestIRQ("dev", 1, func() IRQReturn { n.Put(1); o.Put(1); return IRQHandled })
		k.NewSource("hw", 1, 1, always, line.Raise)
		k.Go("a", 0, func() {
			if n.Get() == 1 {
				first(line)
				line.Share(func() IRQReturn { k.Assert(false, "the same interrupt"); return IRQHandled })
			}
			k.Msleep(1)
			line.Free()
		})
	}
}

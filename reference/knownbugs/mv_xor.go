package knownbugs

import (
	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// mvXorDev is removed with its interrupt, and its tasklet may be left.
type mvXorDev struct {
	sim.Mem
	k     *sim.Kernel
	irq   *sim.IRQ
	task  sim.Tasklet
	buggy bool
}

func mvXor(buggy bool) sim.Model {
	return onMachine("mv-xor-v2", func(b *conformance.Bench) {
		x := &mvXorDev{k: b.K, buggy: buggy}
		b.K.Kzalloc(x, "mv_xor_v2", sim.GFPKernel)
		x.task.Init(b.K, "mv_xor_v2.irq_tasklet", func() { x.Touch() })
		x.irq = b.K.RequestIRQ("mv_xor_v2", b.IRQCPU, x.isr)
		b.K.NewSource("mv_xor_v2.hw", 1, conformance.Pace, func() bool { return true }, x.irq.Raise)
		b.K.Go("rmmod", b.AppCPU, x.remove)
	})
}

func (x *mvXorDev) isr() sim.IRQReturn {
	x.task.Schedule()
	return sim.IRQHandled
}

func (x *mvXorDev) remove() {
	x.irq.Free()
	if !x.buggy {
		x.task.Kill()
	}
	x.k.Kfree(&x.Mem)
}

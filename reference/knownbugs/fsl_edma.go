package knownbugs

import (
	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// edma has an interrupt handler that schedules a tasklet.
type edma struct {
	sim.Mem
	k     *sim.Kernel
	irq   *sim.IRQ
	task  sim.Tasklet
	buggy bool
}

func fslEDMA(buggy bool) sim.Model {
	return onMachine("fsl-edma", func(b *conformance.Bench) {
		e := &edma{k: b.K, buggy: buggy}
		b.K.Kzalloc(e, "edma", sim.GFPKernel)
		e.task.Init(b.K, "edma.tasklet", func() { e.Touch() })
		e.irq = b.K.RequestIRQ("edma", b.IRQCPU, e.isr)
		b.K.NewSource("edma.hw", 1, conformance.Pace, func() bool { return true }, e.irq.Raise)
		b.K.Go("rmmod", b.AppCPU, e.remove)
	})
}

func (e *edma) isr() sim.IRQReturn {
	e.task.Schedule()
	return sim.IRQHandled
}

func (e *edma) remove() {
	if e.buggy {
		e.task.Kill() // and then comes an interrupt
		e.irq.Free()
	} else {
		e.irq.Free()
		e.task.Kill()
	}
	e.k.Kfree(&e.Mem)
}

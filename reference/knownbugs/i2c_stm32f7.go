package knownbugs

import (
	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// stm32f7 is a bus whose interrupt handler ends a transfer that went wrong: it may
// only terminate without waiting, so that who frees the buffer has to wait.
type stm32f7 struct {
	b     *conformance.Bench
	c     *dma.Chan
	irq   *sim.IRQ
	nack  *sim.Source
	done  sim.Completion
	busy  bool // the bus transfers, and may be refused
	buggy bool
}

func i2cSTM32F7(buggy bool) sim.Model {
	return onMachine("i2c-stm32f7", func(b *conformance.Bench) {
		d := &stm32f7{b: b, c: b.Channel(), buggy: buggy}
		d.done.Init(b.K, "i2c.complete")
		d.irq = b.K.RequestIRQ("i2c", b.AppCPU, d.isr)
		d.nack = b.K.NewSource("i2c.nack", 1, conformance.Pace, func() bool { return d.busy }, d.irq.Raise)
		b.Run("i2c", d.xfer)
	})
}

func (d *stm32f7) isr() sim.IRQReturn {
	dma.TerminateAsync(d.c)
	d.done.Complete()
	return sim.IRQHandled
}

func (d *stm32f7) xfer() {
	buf := transfer(d.b, d.c, func() {})
	d.nack.Touch()
	d.busy = true
	d.done.Wait()
	if !d.buggy {
		dma.Synchronize(d.c)
	}
	dma.FreeCoherent(d.b.K, buf)
	d.irq.Free()
}

package knownbugs

import (
	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// tegraI2C ends the transfer in its interrupt handler when the bus reports an error.
type tegraI2C struct {
	c     *dma.Chan
	irq   *sim.IRQ
	done  sim.Completion
	buggy bool
}

func i2cTegra(buggy bool) sim.Model {
	return onMachine("i2c-tegra", func(b *conformance.Bench) {
		d := &tegraI2C{c: b.Channel(), buggy: buggy}
		d.done.Init(b.K, "i2c.msg_complete")
		d.irq = b.K.RequestIRQ("i2c", b.AppCPU, d.isr)
		b.K.NewSource("i2c.error", 1, conformance.Pace, func() bool { return true }, d.irq.Raise)
		b.Run("i2c", func() {
			buf := transfer(b, d.c, func() {})
			d.done.Wait()
			dma.TerminateSync(d.c)
			dma.FreeCoherent(b.K, buf)
			d.irq.Free()
		})
	})
}

func (d *tegraI2C) isr() sim.IRQReturn {
	if d.buggy {
		dma.TerminateSync(d.c)
	}
	d.done.Complete()
	return sim.IRQHandled
}

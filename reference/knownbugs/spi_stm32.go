package knownbugs

import (
	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// stm32SPI switches its controller off under a lock, and its DMA with it.
type stm32SPI struct {
	c     *dma.Chan
	lock  sim.Spinlock
	on    bool // protected by lock
	buggy bool
}

func spiSTM32(buggy bool) sim.Model {
	return onMachine("spi-stm32", func(b *conformance.Bench) {
		d := &stm32SPI{c: b.Channel(), on: true, buggy: buggy}
		d.lock.Init(b.K, "spi.lock")
		b.Run("spi", func() {
			buf := transfer(b, d.c, func() {})
			d.disable()
			dma.FreeCoherent(b.K, buf)
		})
	})
}

func (d *stm32SPI) disable() {
	f := d.lock.LockIrqsave()
	d.off()
	if d.buggy {
		dma.TerminateSync(d.c)
	}
	d.lock.UnlockIrqrestore(f)
	if !d.buggy {
		dma.TerminateSync(d.c)
	}
}

func (d *stm32SPI) off() {
	d.lock.AssertHeld()
	d.on = false
}

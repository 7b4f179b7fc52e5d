package knownbugs

import (
	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// rcarI2C cleans up after a transfer in its completion callback or, if that does
// not come, where it was started: only there it may wait.
type rcarI2C struct {
	c     *dma.Chan
	done  sim.Completion
	buggy bool
}

func i2cRcar(buggy bool) sim.Model {
	return onMachine("i2c-rcar", func(b *conformance.Bench) {
		d := &rcarI2C{c: b.Channel(), buggy: buggy}
		d.done.Init(b.K, "i2c.done")
		b.Run("i2c", func() {
			buf := transfer(b, d.c, d.callback)
			d.done.Wait()
			d.cleanup(true)
			dma.FreeCoherent(b.K, buf)
		})
	})
}

func (d *rcarI2C) callback() {
	d.cleanup(d.buggy)
	d.done.Complete()
}

// cleanup ends the transfer, and waits if it may.
func (d *rcarI2C) cleanup(wait bool) {
	if wait {
		dma.TerminateSync(d.c)
	} else {
		dma.TerminateAsync(d.c)
	}
}

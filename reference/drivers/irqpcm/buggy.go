package irqpcm

import (
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// NewNoSyncIRQ is the driver before sync_stop existed: nothing waits for a
// handler that runs while the stream is closed.
func NewNoSyncIRQ(k *sim.Kernel, cpu, periods int, periodNs int64) *Chip {
	c := &Chip{}
	c.init(k, cpu, periods, periodNs)
	c.line = k.RequestIRQ("chip", cpu, c.irq)
	c.PCM.Init(&c.Card, &pcm.Ops{
		Open:    c.open,
		Close:   c.close,
		Prepare: c.prepare,
		Trigger: c.trigger,
		Pointer: c.pointer,
	})
	return c
}

// SetVolumeUnsafe is SetVolume with the lock taken as if no interrupt handler
// took it too.
func (c *Chip) SetVolumeUnsafe(v int) {
	c.regLock.Lock()
	c.setVolume(v)
	c.regLock.Unlock()
}

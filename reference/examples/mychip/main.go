// Command mychip is a model of a sound driver, as docs/reference.md shows it.
package main

import (
	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

func main() { conformance.Main(conformance.PCM("mychip", probe)) }

// chip is the driver's data, which its interrupt handler uses.
type chip struct {
	sim.Mem
	hw   *conformance.Engine
	lock sim.Spinlock // protects hw
}

func probe(b *conformance.Bench) *conformance.Device {
	c := &chip{hw: b.Engine("mychip.hw")}
	b.K.Kzalloc(c, "mychip", sim.GFPKernel)
	c.lock.Init(b.K, "mychip.lock")
	c.hw.Line = b.K.RequestIRQ("mychip", b.IRQCPU, c.irq)
	p := b.NewPCM(&pcm.Ops{Trigger: c.trigger, Pointer: c.pointer, SyncStop: c.syncStop})
	return &conformance.Device{Stream: &p.Playback, Remove: func() {
		c.hw.Line.Free()
		b.K.Kfree(c)
	}}
}

func (c *chip) irq() sim.IRQReturn {
	c.Touch()
	c.lock.Lock()
	s := c.hw.Ack()
	c.lock.Unlock()
	if s == nil {
		return sim.IRQNone
	}
	pcm.PeriodElapsed(s) // may stop the stream: not under c.lock
	return sim.IRQHandled
}

func (c *chip) trigger(s *pcm.Substream, cmd pcm.Cmd) (err error) {
	f := c.lock.LockIrqsave()
	switch cmd {
	case pcm.TriggerStart:
		err = c.hw.Start(s)
	case pcm.TriggerStop, pcm.TriggerSuspend:
		c.hw.Stop()
	default:
		err = errno.EINVAL
	}
	c.lock.UnlockIrqrestore(f)
	return err
}

func (c *chip) syncStop(*pcm.Substream)      { c.hw.Line.Synchronize() }
func (c *chip) pointer(*pcm.Substream) int64 { return c.hw.Pos() }

package knownbugs

import (
	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// bt87xChip reports periods from its interrupt handler and waits for it nowhere: the
// core would, if it knew the interrupt.
type bt87xChip struct {
	hw   *conformance.Engine
	lock sim.Spinlock
}

func bt87x(buggy bool) sim.Model {
	return onPCM("bt87x", func(b *conformance.Bench) *conformance.Device {
		c := &bt87xChip{hw: b.Engine("bt87x")}
		c.lock.Init(b.K, "bt87x.reg_lock")
		c.hw.Line = b.K.RequestIRQ("bt87x", b.IRQCPU, c.irq)
		if !buggy {
			b.Card.SyncIRQ = c.hw.Line
		}
		p := b.NewPCM(&pcm.Ops{Trigger: c.trigger, Pointer: c.pointer})
		return &conformance.Device{Stream: &p.Playback, Remove: func() { c.hw.Line.Free() }}
	})
}

func (c *bt87xChip) irq() sim.IRQReturn {
	s := c.hw.Ack()
	if s == nil {
		return sim.IRQNone
	}
	pcm.PeriodElapsed(s)
	return sim.IRQHandled
}

func (c *bt87xChip) trigger(s *pcm.Substream, cmd pcm.Cmd) error {
	f := c.lock.LockIrqsave()
	if cmd == pcm.TriggerStart {
		c.hw.Start(s)
	} else {
		c.hw.Stop()
	}
	c.lock.UnlockIrqrestore(f)
	return nil
}

func (c *bt87xChip) pointer(*pcm.Substream) int64 { return c.hw.Pos() }

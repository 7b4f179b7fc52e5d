package pcmdriver

import (
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

type chip struct {
	pcm  pcm.PCM
	card pcm.Card
	s    *pcm.Substream
}

func newBad(k *sim.Kernel) *chip { // want `nothing else waits for the interrupt handler chip.irq\(\), .* \[pcm-no-sync-stop\]`
	c := &chip{}
	k.RequestIRQ("chip", 0, c.irq)
	c.pcm.Init(&c.card, &pcm.Ops{Trigger: c.trigger, Close: c.close})
	return c
}

func newWithSyncStop(k *sim.Kernel) *chip {
	c := &chip{}
	k.RequestIRQ("chip", 0, c.irq)
	c.pcm.Init(&c.card, &pcm.Ops{Trigger: c.trigger, Close: c.close, SyncStop: c.syncStop})
	return c
}

func newWithSyncIRQ(k *sim.Kernel) *chip {
	c := &chip{}
	c.card.SyncIRQ = k.RequestIRQ("chip", 0, c.irq)
	c.pcm.Init(&c.card, &pcm.Ops{Trigger: c.trigger, Close: c.close})
	return c
}

func (c *chip) irq() sim.IRQReturn {
	pcm.PeriodElapsed(c.s)
	return sim.IRQHandled
}

func (c *chip) trigger(s *pcm.Substream, cmd int) error { return nil }
func (c *chip) syncStop(s *pcm.Substream)               {}
func (c *chip) close(s *pcm.Substream)                  {}

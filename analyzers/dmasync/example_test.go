package dmasync_test

import (
	"testing"

	"github.com/ctxlint/ctxlint/analyzers/dmasync"
	"github.com/ctxlint/ctxlint/analyzers/internal/examples"
)

// prelude is what the examples in Go leave out.
const prelude = `package example

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Hub is a device with a PCM and a DMA channel.
type Hub struct {
	sim.Mem
	k         *sim.Kernel
	irq       *sim.IRQ
	pollTimer sim.Timer
	pcm       pcm.PCM
	card      pcm.Card
	playing   *pcm.Substream
	rx        *dma.Chan
	buf       *dma.Buffer
}

func (h *Hub) start() error {
	desc := dma.PrepDMACyclic(h.rx, h.buf, 8, 4, 0)
	desc.CallbackParam = h
	dma.Submit(desc)
	dma.IssuePending(h.rx)
	return nil
}

func (h *Hub) poll()                  { h.pollTimer.Start(1) }
func (h *Hub) close(*pcm.Substream)   {}

// HubDMA is a DMA provider.
type HubDMA struct {
	dev           dma.Device
	lock          sim.Spinlock
	task          sim.Tasklet
	terminateWork sim.Work
	regs          dma.Hardware
	active        *dma.Callback
	terminating   bool
	queued        bool
}

var _ = (*HubDMA).prelude

func (hd *HubDMA) prelude(k *sim.Kernel) { hd.lock.LockIrq(); hd.lock.UnlockIrq() }
`

// TestExamples holds the documentation's examples in Go to what they show.
func TestExamples(t *testing.T) {
	if err := dmasync.Analyzer.Flags.Set("rules", "all"); err != nil {
		t.Fatal(err)
	}
	examples.Check(t, dmasync.Analyzer, dmasync.Rules(), prelude)
}

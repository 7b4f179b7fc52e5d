// Package rsnd is a sound driver like Renesas rsnd: its trigger takes a lock of
// its own, writes registers through a register map, and starts or stops a DMA
// channel, all in atomic context. So the map must have fast I/O, and the DMA
// provider must not sleep in prep, submit and issue_pending.
package rsnd

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/drivers/regmap"
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/pcm/dmaengine"
	"github.com/ctxlint/ctxlint/reference/sim"
)

const (
	regControl = iota
	regStatus
)

// Rsnd is the device.
type Rsnd struct {
	PCM  pcm.PCM
	Card pcm.Card
	k    *sim.Kernel
	dma  *dma.Chan
	gen  regmap.Map
	lock sim.Spinlock // protects streams and the order of register writes
}

// New probes the device.
func New(k *sim.Kernel, c *dma.Chan) *Rsnd {
	r := &Rsnd{}
	r.init(k, c)
	r.gen.Init(k, "rsnd_gen", true)
	r.PCM.Init(&r.Card, r.ops(r.trigger))
	return r
}

func (r *Rsnd) init(k *sim.Kernel, c *dma.Chan) {
	r.k, r.dma = k, c
	r.Card.Init(k)
	r.lock.Init(k, "rsnd_priv.lock")
	r.PCM.Playback.Managed = true
	r.PCM.Info = pcm.InfoResume | pcm.InfoPause // pause only with some firmware
}

func (r *Rsnd) ops(trigger func(*pcm.Substream, pcm.Cmd) error) *pcm.Ops {
	return &pcm.Ops{
		Open:     r.open,
		Close:    dmaengine.Close,
		Prepare:  r.prepare,
		Trigger:  trigger,
		SyncStop: dmaengine.SyncStop,
		Pointer:  dmaengine.Pointer,
	}
}

func (r *Rsnd) open(s *pcm.Substream) error { return dmaengine.Open(s, r.dma) }

func (r *Rsnd) prepare(*pcm.Substream) error {
	r.gen.Write(regStatus, 0)
	return nil
}

// trigger holds the lock over the register writes and the DMA calls: the
// device wants them in this order.
func (r *Rsnd) trigger(s *pcm.Substream, cmd pcm.Cmd) error {
	f := r.lock.LockIrqsave()
	var err error
	switch cmd {
	case pcm.TriggerStart, pcm.TriggerResume:
		if err = r.dmaStart(s); err == nil {
			r.enable(true)
		}
	case pcm.TriggerStop, pcm.TriggerSuspend:
		r.enable(false)
		err = dmaengine.Trigger(s, pcm.TriggerStop)
	default:
		err = errno.EINVAL
	}
	r.lock.UnlockIrqrestore(f)
	return err
}

func (r *Rsnd) dmaStart(s *pcm.Substream) error { return dmaengine.Trigger(s, pcm.TriggerStart) }

// enable switches the serial interface. The caller holds the lock.
func (r *Rsnd) enable(on bool) {
	r.lock.AssertHeld()
	val := uint32(0)
	if on {
		val = 1
	}
	r.gen.Write(regControl, val)
}

package vc4hdmi

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/pcm/dmaengine"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Buggy is the driver of seeds/2020: the trigger sends the infoframe.
type Buggy struct{ HDMI }

// NewBuggy probes it with an atomic stream, as in the thread's first report.
func NewBuggy(k *sim.Kernel, c *dma.Chan) *HDMI {
	b := &Buggy{}
	b.init(k, c)
	b.PCM.Init(&b.Card, b.ops())
	return &b.HDMI
}

// NewNonatomic probes it with a nonatomic stream, as in the second: the
// trigger may sleep now, and the period comes from a tasklet as before.
func NewNonatomic(k *sim.Kernel, c *dma.Chan) *HDMI {
	b := &Buggy{}
	b.init(k, c)
	b.PCM.Nonatomic = true
	b.PCM.Init(&b.Card, b.ops())
	return &b.HDMI
}

func (b *Buggy) ops() *pcm.Ops {
	return &pcm.Ops{
		Open:     b.open,
		Close:    dmaengine.Close,
		Prepare:  b.audioPrepare,
		Trigger:  b.audioTrigger,
		SyncStop: dmaengine.SyncStop,
		Pointer:  dmaengine.Pointer,
	}
}

func (b *Buggy) audioPrepare(*pcm.Substream) error { return nil }

func (b *Buggy) audioTrigger(s *pcm.Substream, cmd pcm.Cmd) error {
	switch cmd {
	case pcm.TriggerStart:
		b.setAudioInfoframe()
		b.setAudio(true)
	case pcm.TriggerStop:
		b.setAudio(false)
	}
	return dmaengine.Trigger(s, cmd)
}

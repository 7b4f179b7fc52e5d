package vc4hdmi

import (
	"github.com/ctxlint/ctxlint/reference/dma"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/pcm/dmaengine"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Buggy is the driver of seeds/2020: the trigger sends the infoframe.
type Buggy struct{ HDMI }

// NewBuggy probes it, with an atomic stream (the first report in the thread) or
// a nonatomic one (the second).
func NewBuggy(k *sim.Kernel, c *dma.Chan, nonatomic bool) *HDMI {
	b := &Buggy{}
	b.init(k, c)
	b.PCM.Nonatomic = nonatomic
	b.PCM.Init(&b.Card, &pcm.Ops{
		Open:     b.open,
		Close:    dmaengine.Close,
		Prepare:  b.audioPrepare,
		Trigger:  b.audioTrigger,
		SyncStop: dmaengine.SyncStop,
		Pointer:  dmaengine.Pointer,
	})
	return &b.HDMI
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

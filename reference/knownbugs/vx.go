package knownbugs

import (
	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// vxChip talks to a DSP under a mutex, also from its trigger: the PCM has to be
// nonatomic, and its period comes from an interrupt thread.
type vxChip struct {
	hw   *conformance.Engine
	lock sim.Mutex // of the DSP's message port
}

func vx(buggy bool) sim.Model {
	return onPCM("vx", func(b *conformance.Bench) *conformance.Device {
		c := &vxChip{hw: b.Engine("vx.dsp")}
		c.lock.Init(b.K, "vx.lock")
		c.hw.Line = b.K.RequestThreadedIRQ("vx", b.IRQCPU, nil, c.thread)
		p := b.NewPCM(&pcm.Ops{Trigger: c.trigger, Pointer: c.pointer, SyncStop: c.syncStop})
		p.Nonatomic = !buggy
		return &conformance.Device{Stream: &p.Playback, Remove: func() { c.hw.Line.Free() }}
	})
}

func (c *vxChip) thread() {
	c.lock.Lock()
	s := c.hw.Ack()
	c.lock.Unlock()
	if s != nil {
		pcm.PeriodElapsed(s)
	}
}

func (c *vxChip) trigger(s *pcm.Substream, cmd pcm.Cmd) error {
	c.lock.Lock()
	if cmd == pcm.TriggerStart {
		c.hw.Start(s)
	} else {
		c.hw.Stop()
	}
	c.lock.Unlock()
	return nil
}

func (c *vxChip) pointer(*pcm.Substream) int64 { return c.hw.Pos() }
func (c *vxChip) syncStop(*pcm.Substream)      { c.hw.Line.Synchronize() }

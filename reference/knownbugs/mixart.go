package knownbugs

import (
	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// mixartPipe has two PCMs with the same ops, of which one was made nonatomic.
type mixartPipe struct {
	k  *sim.Kernel
	hw *conformance.Engine
}

func mixart(buggy bool) sim.Model {
	return onPCM("mixart", func(b *conformance.Bench) *conformance.Device {
		c := &mixartPipe{k: b.K, hw: b.Engine("mixart")}
		c.hw.Line = b.K.RequestThreadedIRQ("mixart", b.IRQCPU, nil, c.thread)
		ops := &pcm.Ops{Trigger: c.trigger, Pointer: c.pointer, SyncStop: c.syncStop}
		digital, analog := b.NewPCM(ops), b.NewPCM(ops)
		digital.Nonatomic = true
		analog.Nonatomic = !buggy
		return &conformance.Device{Stream: &analog.Playback, Remove: func() { c.hw.Line.Free() }}
	})
}

func (c *mixartPipe) thread() {
	if s := c.hw.Ack(); s != nil {
		pcm.PeriodElapsed(s)
	}
}

func (c *mixartPipe) trigger(s *pcm.Substream, cmd pcm.Cmd) error {
	if cmd == pcm.TriggerStart {
		c.hw.Start(s)
		return nil
	}
	c.setState()
	return nil
}

// setState halts the pipe and gives the board some time.
func (c *mixartPipe) setState() {
	c.hw.Stop()
	c.k.Msleep(2)
}

func (c *mixartPipe) pointer(*pcm.Substream) int64 { return c.hw.Pos() }
func (c *mixartPipe) syncStop(*pcm.Substream)      { c.hw.Line.Synchronize() }

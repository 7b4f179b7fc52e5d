package knownbugs

import (
	"github.com/ctxlint/ctxlint/reference/conformance"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// vchiq is sound through messages to a firmware: each is answered later, and the
// sender waits for that, in the trigger as well.
type vchiq struct {
	hw     *conformance.Engine
	answer sim.Completion
	bell   *sim.IRQ // the firmware has answered
}

func bcm2835Audio(buggy bool) sim.Model {
	return onPCM("bcm2835-audio", func(b *conformance.Bench) *conformance.Device {
		c := &vchiq{hw: b.Engine("firmware.sound")}
		c.answer.Init(b.K, "vchiq.answer")
		c.hw.Line = b.K.RequestThreadedIRQ("firmware.period", b.IRQCPU, nil, c.period)
		c.bell = b.K.RequestIRQ("vchiq", b.IRQCPU, c.answered)
		p := b.NewPCM(&pcm.Ops{Trigger: c.trigger, Pointer: c.pointer, SyncStop: c.syncStop})
		p.Nonatomic = !buggy
		return &conformance.Device{Stream: &p.Playback, Remove: func() {
			c.hw.Line.Free()
			c.bell.Free()
		}}
	})
}

func (c *vchiq) answered() sim.IRQReturn {
	c.answer.Complete()
	return sim.IRQHandled
}

func (c *vchiq) period() {
	if s := c.hw.Ack(); s != nil {
		pcm.PeriodElapsed(s)
	}
}

func (c *vchiq) trigger(s *pcm.Substream, cmd pcm.Cmd) error {
	if cmd == pcm.TriggerStart {
		c.hw.Start(s)
		return nil
	}
	c.hw.Stop()
	c.send()
	return nil
}

func (c *vchiq) send() {
	c.answer.Reinit()
	c.bell.Raise() // the firmware is fast
	c.answer.Wait()
}

func (c *vchiq) pointer(*pcm.Substream) int64 { return c.hw.Pos() }
func (c *vchiq) syncStop(*pcm.Substream)      { c.hw.Line.Synchronize() }

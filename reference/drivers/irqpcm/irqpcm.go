// Package irqpcm is the plain kind of sound driver: the card reads the ring
// buffer itself and interrupts once per period; the handler calls
// PeriodElapsed. All its waiting is done by the core, which synchronizes the
// card's interrupt after every stop because the driver sets Card.SyncIRQ.
package irqpcm

import (
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// Chip is the card.
type Chip struct {
	sim.Mem // the device's own memory, used by its interrupt handler
	PCM     pcm.PCM
	Card    pcm.Card
	k       *sim.Kernel
	line    *sim.IRQ
	hw      *sim.Source

	regLock sim.Spinlock // protects the registers and volume
	volume  int
	running bool
	paused  bool
	status  bool // a period has passed
	pos     int64
	cur     *pcm.Substream // whose period passes, nil when stopped

	Sink func(p []byte)
}

// New probes the card; its device moves at most periods periods.
func New(k *sim.Kernel, cpu, periods int, periodNs int64) *Chip {
	c := &Chip{}
	c.init(k, cpu, periods, periodNs)
	c.line = k.RequestIRQ("chip", cpu, c.irq)
	c.PCM.Init(&c.Card, &pcm.Ops{
		Open:    c.open,
		Close:   c.close,
		Prepare: c.prepare,
		Trigger: c.trigger,
		Pointer: c.pointer,
	})
	c.Card.SyncIRQ = c.line
	return c
}

// NewSyncStop probes the card with a driver that synchronizes its interrupt
// itself. The core does it in hw_params, prepare and hw_free only, as Linux 6.12:
// not where a stream is disconnected, whose close then finds it done.
func NewSyncStop(k *sim.Kernel, cpu, periods int, periodNs int64) *Chip {
	c := &Chip{}
	c.init(k, cpu, periods, periodNs)
	c.line = k.RequestIRQ("chip", cpu, c.irq)
	c.PCM.Init(&c.Card, &pcm.Ops{
		Open:     c.open,
		Close:    c.close,
		Prepare:  c.prepare,
		Trigger:  c.trigger,
		SyncStop: c.syncStop,
		Pointer:  c.pointer,
	})
	return c
}

// NewThreaded probes the card with a driver that handles its interrupt in a thread:
// the core waits for that as well.
func NewThreaded(k *sim.Kernel, cpu, periods int, periodNs int64) *Chip {
	c := newThreaded(k, cpu, periods, periodNs)
	c.Card.SyncIRQ = c.line
	return c
}

func newThreaded(k *sim.Kernel, cpu, periods int, periodNs int64) *Chip {
	c := &Chip{}
	c.init(k, cpu, periods, periodNs)
	c.line = k.RequestThreadedIRQ("chip", cpu, nil, c.irqThread)
	c.PCM.Init(&c.Card, &pcm.Ops{
		Open:    c.open,
		Close:   c.close,
		Prepare: c.prepare,
		Trigger: c.trigger,
		Pointer: c.pointer,
	})
	return c
}

func (c *Chip) irqThread() {
	c.Touch()
	f := c.regLock.LockIrqsave()
	s := c.ackStatus()
	c.regLock.UnlockIrqrestore(f)
	if s != nil {
		pcm.PeriodElapsed(s)
	}
}

func (c *Chip) syncStop(*pcm.Substream) { c.line.Synchronize() }

func (c *Chip) init(k *sim.Kernel, cpu, periods int, periodNs int64) {
	c.k = k
	k.Kzalloc(sim.Alone(&c.Mem), "chip", sim.GFPKernel)
	c.Card.Init(k)
	c.regLock.Init(k, "chip.reg_lock")
	c.hw = k.NewSource("chip.hw", periods, periodNs, c.hwRuns, c.hwPeriod)
	c.PCM.Playback.Managed = true
	c.PCM.Info = pcm.InfoPause | pcm.InfoResume
	c.Card.AddControl(&pcm.Control{Name: Volume, Get: c.volumeGet, Put: c.volumePut})
}

func (c *Chip) open(*pcm.Substream) error { return nil }
func (c *Chip) close(*pcm.Substream)      {}

// Remove undoes New.
func (c *Chip) Remove() {
	c.line.Free()
	c.k.Kfree(&c.Mem)
}

// hwRuns and hwPeriod are the hardware.
func (c *Chip) hwRuns() bool { return c.running && !c.paused && !c.status }

func (c *Chip) hwPeriod() {
	rt := c.cur.Runtime
	rt.Buffer.DMA()
	if c.Sink != nil {
		at := rt.FramesToBytes(c.pos)
		c.Sink(rt.Buffer.Data[at : at+rt.PeriodBytes()])
	}
	c.pos = (c.pos + rt.PeriodSize) % rt.BufferSize
	c.status = true
	c.line.Raise()
}

// Exhausted reports whether the device has used up its bound.
func (c *Chip) Exhausted() bool { return c.hw.Exhausted() }

// irq is the hard interrupt handler. The status tells whether the card
// interrupted; a stopped card does not.
func (c *Chip) irq() sim.IRQReturn {
	c.Touch()
	c.regLock.Lock()
	s := c.ackStatus()
	c.regLock.Unlock()
	if s == nil {
		return sim.IRQNone
	}
	pcm.PeriodElapsed(s)
	return sim.IRQHandled
}

// ackStatus clears the interrupt and returns the stream whose period has
// passed, if one has. The caller holds the lock.
func (c *Chip) ackStatus() *pcm.Substream {
	c.regLock.AssertHeld()
	c.hw.Touch()
	if !c.status {
		return nil
	}
	c.status = false
	c.line.Clear()
	return c.cur
}

func (c *Chip) prepare(*pcm.Substream) error {
	f := c.regLock.LockIrqsave()
	c.setPos(0)
	c.regLock.UnlockIrqrestore(f)
	return nil
}

func (c *Chip) setPos(p int64) {
	c.regLock.AssertHeld()
	c.pos = p
}

func (c *Chip) trigger(s *pcm.Substream, cmd pcm.Cmd) error {
	f := c.regLock.LockIrqsave()
	c.hw.Touch()
	err := c.command(s, cmd)
	c.regLock.UnlockIrqrestore(f)
	return err
}

func (c *Chip) command(s *pcm.Substream, cmd pcm.Cmd) error {
	c.regLock.AssertHeld()
	switch cmd {
	case pcm.TriggerStart, pcm.TriggerResume:
		c.cur, c.running, c.paused = s, true, false
		c.hw.Restart()
	case pcm.TriggerStop, pcm.TriggerSuspend:
		c.cur, c.running, c.status = nil, false, false
		c.line.Clear()
	case pcm.TriggerPausePush:
		c.paused = true
	case pcm.TriggerPauseRelease:
		c.paused = false
		c.hw.Restart()
	default:
		return errno.EINVAL
	}
	return nil
}

func (c *Chip) pointer(*pcm.Substream) int64 {
	f := c.regLock.LockIrqsave()
	p := c.readPos()
	c.regLock.UnlockIrqrestore(f)
	return p
}

func (c *Chip) readPos() int64 {
	c.regLock.AssertHeld()
	c.hw.Touch()
	return c.pos
}

// Volume is the name of the mixer's control.
const Volume = "Master Playback Volume"

func (c *Chip) volumeGet() int {
	f := c.regLock.LockIrqsave()
	v := c.readVolume()
	c.regLock.UnlockIrqrestore(f)
	return v
}

func (c *Chip) readVolume() int {
	c.regLock.AssertHeld()
	c.hw.Touch()
	return c.volume
}

func (c *Chip) volumePut(v int) { c.setVolume(v) }

func (c *Chip) setVolume(v int) {
	f := c.regLock.LockIrqsave()
	c.writeVolume(v)
	c.regLock.UnlockIrqrestore(f)
}

func (c *Chip) writeVolume(v int) {
	c.regLock.AssertHeld()
	c.hw.Touch()
	c.volume = v
}

// Package usbaudio is a sound driver like USB audio: no DMA of its own and no
// interrupt, but URBs that carry the sound and whose completion, in softirq
// context, refills and submits them again.
//
// The trigger only clears the flag that keeps them going: it runs under the
// stream lock, perhaps from a completion. SyncStop kills the URBs and waits.
package usbaudio

import (
	"github.com/ctxlint/ctxlint/reference/drivers/usb"
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// urbs is how many transfers are in flight.
const urbs = 2

// Dev is the device.
type Dev struct {
	PCM  pcm.PCM
	Card pcm.Card
	k    *sim.Kernel
	hcd  *usb.HCD

	lock      sim.Spinlock // protects what follows
	pos       int64
	substream *pcm.Substream // running; nil when stopped

	urb []*usb.URB
}

// New probes the device.
func New(k *sim.Kernel, hcd *usb.HCD) *Dev {
	d := &Dev{}
	d.init(k, hcd)
	d.PCM.Init(&d.Card, &pcm.Ops{
		Open:     d.open,
		Close:    d.close,
		HwParams: d.hwParams,
		HwFree:   d.hwFree,
		Prepare:  d.prepare,
		Trigger:  d.trigger,
		SyncStop: d.syncStop,
		Pointer:  d.pointer,
	})
	return d
}

func (d *Dev) init(k *sim.Kernel, hcd *usb.HCD) {
	d.k, d.hcd = k, hcd
	d.Card.Init(k)
	d.lock.Init(k, "snd_usb.lock")
	d.PCM.Playback.Managed = true
}

func (d *Dev) open(*pcm.Substream) error { return nil }
func (d *Dev) close(*pcm.Substream)      {}

func (d *Dev) hwParams(_ *pcm.Substream, p *pcm.HwParams) error {
	d.free()
	for range urbs {
		u := &usb.URB{Complete: d.complete}
		d.hcd.Alloc(u, int(p.PeriodSize)*p.FrameBytes)
		d.urb = append(d.urb, u)
	}
	return nil
}

func (d *Dev) hwFree(*pcm.Substream) error {
	d.free()
	return nil
}

func (d *Dev) free() {
	for _, u := range d.urb {
		d.hcd.Free(u)
	}
	d.urb = d.urb[:0]
}

func (d *Dev) prepare(*pcm.Substream) error {
	f := d.lock.LockIrqsave()
	d.setPos(0)
	d.lock.UnlockIrqrestore(f)
	return nil
}

func (d *Dev) setPos(p int64) {
	d.lock.AssertHeld()
	d.pos = p
}

func (d *Dev) trigger(s *pcm.Substream, cmd pcm.Cmd) error {
	switch cmd {
	case pcm.TriggerStart, pcm.TriggerResume:
		d.setRunning(s)
		for _, u := range d.urb {
			if err := usb.Submit(u); err != nil {
				return err
			}
		}
	case pcm.TriggerStop, pcm.TriggerSuspend:
		d.setRunning(nil)
		for _, u := range d.urb {
			usb.Unlink(u)
		}
	default:
		return errno.EINVAL
	}
	return nil
}

func (d *Dev) setRunning(s *pcm.Substream) {
	f := d.lock.LockIrqsave()
	d.run(s)
	d.lock.UnlockIrqrestore(f)
}

func (d *Dev) run(s *pcm.Substream) {
	d.lock.AssertHeld()
	d.substream = s
}

// complete is the completion: one period has gone out, or the URB was taken back.
func (d *Dev) complete(u *usb.URB) {
	if u.Status != nil {
		return
	}
	s := d.advance()
	if s == nil {
		return
	}
	pcm.PeriodElapsed(s)
	u.Touch()
	if d.isRunning() {
		usb.Submit(u)
	}
}

// advance moves the position and returns the stream that runs, if one does.
func (d *Dev) advance() *pcm.Substream {
	f := d.lock.LockIrqsave()
	s := d.current()
	if s != nil {
		rt := s.Runtime
		rt.Touch()
		d.pos = (d.pos + rt.PeriodSize) % rt.BufferSize
	}
	d.lock.UnlockIrqrestore(f)
	return s
}

func (d *Dev) current() *pcm.Substream {
	d.lock.AssertHeld()
	return d.substream
}

func (d *Dev) isRunning() bool {
	f := d.lock.LockIrqsave()
	r := d.current() != nil
	d.lock.UnlockIrqrestore(f)
	return r
}

func (d *Dev) syncStop(*pcm.Substream) {
	for _, u := range d.urb {
		usb.Kill(u)
	}
}

func (d *Dev) pointer(*pcm.Substream) int64 {
	f := d.lock.LockIrqsave()
	p := d.readPos()
	d.lock.UnlockIrqrestore(f)
	return p
}

func (d *Dev) readPos() int64 {
	d.lock.AssertHeld()
	return d.pos
}

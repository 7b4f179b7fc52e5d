// Package sof is a sound driver like SOF: a DSP does the work and is told what
// to do by messages (IPC), one at a time, each answered through an interrupt
// thread. The trigger sends messages, so the stream is nonatomic. The same
// interrupt thread receives the period notifications.
//
// That thread must not handle them itself: PeriodElapsed takes the stream
// mutex, whose holder may be waiting for an answer that only this thread can
// deliver, and may stop the stream, which sends a message from the very thread
// that would receive the answer. So periods are handed to a work item, which is
// cancelled in hw_free, as Linux 6.12 does. NewSyncStop cancels it in sync_stop
// instead, which is all that sync_stop can simplify here: see seeds/2019.
package sof

import (
	"github.com/ctxlint/ctxlint/reference/errno"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// message is what the DSP understands.
type message uint8

const (
	msgNone message = iota
	msgStart
	msgStop
	msgVolume
)

// Dev is the device.
type Dev struct {
	sim.Mem // the device's own memory, used by its interrupt thread
	PCM     pcm.PCM
	Card    pcm.Card
	k       *sim.Kernel
	irq     *sim.IRQ
	dsp     *sim.Source // answers messages
	play    *sim.Source // moves periods

	txMutex sim.Mutex // one message at a time
	reply   sim.Completion

	// The mailbox, written by both sides; doorbells order the accesses.
	mail    sim.Spinlock
	request message
	answer  bool // the DSP has answered
	moved   bool // the DSP reports a period
	running bool
	pos     int64

	substream *pcm.Substream
	period    sim.Work
}

// New probes the device; the DSP moves at most periods periods. The interrupt
// thread and the work run on different CPUs.
func New(k *sim.Kernel, irqCPU, workCPU, periods int, periodNs int64) *Dev {
	d := &Dev{}
	d.init(k, periods, periodNs)
	d.irq = k.RequestThreadedIRQ("sof", irqCPU, nil, d.irqThread)
	d.period.Init(k, "period_elapsed", workCPU, d.periodElapsedWork)
	d.PCM.Init(&d.Card, &pcm.Ops{
		Open:    d.open,
		Close:   d.close,
		HwFree:  d.hwFree,
		Prepare: d.prepare,
		Trigger: d.trigger,
		Pointer: d.pointer,
	})
	return d
}

// NewSyncStop probes the device with a driver that waits in sync_stop.
func NewSyncStop(k *sim.Kernel, irqCPU, workCPU, periods int, periodNs int64) *Dev {
	d := &Dev{}
	d.init(k, periods, periodNs)
	d.irq = k.RequestThreadedIRQ("sof", irqCPU, nil, d.irqThread)
	d.period.Init(k, "period_elapsed", workCPU, d.periodElapsedWork)
	d.PCM.Init(&d.Card, &pcm.Ops{
		Open:     d.open,
		Close:    d.close,
		Prepare:  d.prepare,
		Trigger:  d.trigger,
		SyncStop: d.syncStop,
		Pointer:  d.pointer,
	})
	return d
}

func (d *Dev) init(k *sim.Kernel, periods int, periodNs int64) {
	d.k = k
	k.Kzalloc(sim.Alone(&d.Mem), "sof", sim.GFPKernel)
	d.Card.Init(k)
	d.txMutex.Init(k, "ipc.tx_mutex")
	d.reply.Init(k, "ipc.reply")
	d.mail.Init(k, "sof.mailbox")
	d.dsp = k.NewSource("dsp", 16, 1000, d.dspBusy, d.dspAnswer)
	d.play = k.NewSource("dsp.pipeline", periods, periodNs, d.dspPlays, d.dspPeriod)
	d.PCM.Nonatomic = true
	d.PCM.Playback.Managed = true
}

// Remove undoes New.
func (d *Dev) Remove() {
	d.irq.Free()
	d.k.Kfree(&d.Mem)
}

// The four functions below are the DSP.
func (d *Dev) dspBusy() bool { return d.request != msgNone }

func (d *Dev) dspAnswer() {
	d.play.Touch()
	switch d.request {
	case msgStart:
		d.running = true
	case msgStop:
		d.running, d.moved = false, false
	}
	d.request = msgNone
	d.answer = true
	d.irq.Raise()
}

func (d *Dev) dspPlays() bool { return d.running && !d.moved }

func (d *Dev) dspPeriod() {
	rt := d.substream.Runtime
	rt.Buffer.DMA()
	d.pos = (d.pos + rt.PeriodSize) % rt.BufferSize
	d.moved = true
	d.irq.Raise()
}

// Exhausted reports whether the DSP has used up its bound.
func (d *Dev) Exhausted() bool { return d.play.Exhausted() }

func (d *Dev) open(s *pcm.Substream) error {
	d.substream = s
	return nil
}

func (d *Dev) close(*pcm.Substream) { d.substream = nil }

func (d *Dev) prepare(*pcm.Substream) error {
	d.mail.LockIrq()
	d.setPos(0)
	d.mail.UnlockIrq()
	return nil
}

func (d *Dev) setPos(p int64) {
	d.mail.AssertHeld()
	d.pos = p
}

func (d *Dev) trigger(_ *pcm.Substream, cmd pcm.Cmd) error {
	switch cmd {
	case pcm.TriggerStart, pcm.TriggerResume:
		return d.ipcTxMessage(msgStart)
	case pcm.TriggerStop, pcm.TriggerSuspend:
		return d.ipcTxMessage(msgStop)
	}
	return errno.EINVAL
}

// ipcTxMessage sends a message and waits for the answer.
func (d *Dev) ipcTxMessage(m message) error {
	d.txMutex.Lock()
	d.reply.Reinit()
	d.ipcSend(m)
	ok := d.reply.WaitTimeout(500)
	d.k.Assert(ok, "ipc timed out")
	d.txMutex.Unlock()
	if !ok {
		return errno.ETIMEDOUT
	}
	return nil
}

func (d *Dev) ipcSend(m message) {
	d.mail.LockIrq()
	d.writeRequest(m)
	d.mail.UnlockIrq()
}

func (d *Dev) writeRequest(m message) {
	d.mail.AssertHeld()
	d.k.Assert(d.request == msgNone, "message sent while another is on its way")
	d.dsp.Touch()
	d.play.Touch()
	d.request = m
}

// ipcReceive takes what the DSP has left in the mailbox.
func (d *Dev) ipcReceive() (answered, elapsed bool) {
	d.Touch()
	d.mail.LockIrq()
	answered, elapsed = d.readEvents()
	d.mail.UnlockIrq()
	return answered, elapsed
}

func (d *Dev) readEvents() (answered, elapsed bool) {
	d.mail.AssertHeld()
	d.dsp.Touch()
	d.play.Touch()
	answered, elapsed = d.answer, d.moved
	d.answer, d.moved = false, false
	return answered, elapsed
}

func (d *Dev) irqThread() {
	answered, elapsed := d.ipcReceive()
	if elapsed {
		d.period.Queue()
	}
	if answered {
		d.reply.Complete()
	}
}

func (d *Dev) periodElapsedWork() { pcm.PeriodElapsed(d.substream) }

// hwFree waits for the work. It need not wait for the interrupt thread, which
// queues it: the answer to the stop message came through that thread, after
// every period that it reported. Until then a late period finds the stream
// stopped, or running anew, where one look more at its position does no harm.
func (d *Dev) hwFree(*pcm.Substream) error {
	d.period.CancelSync()
	return nil
}

// syncStop waits for the work as soon as the stream has stopped.
func (d *Dev) syncStop(*pcm.Substream) { d.period.CancelSync() }

func (d *Dev) pointer(*pcm.Substream) int64 {
	d.mail.LockIrq()
	p := d.readPos()
	d.mail.UnlockIrq()
	return p
}

func (d *Dev) readPos() int64 {
	d.mail.AssertHeld()
	d.play.Touch()
	return d.pos
}

// SetVolume is a control of the mixer: one more sender of messages.
func (d *Dev) SetVolume() error { return d.ipcTxMessage(msgVolume) }
